"""The command as a process: `xlplan …` and `python -m xlplan …`."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from contextlib import suppress

from xlplan.cli import main


def process() -> None:
    """Runs the command line and ends the process with its status.

    What is registered for the exit runs and the output is flushed; taking a thousand modules apart
    afterwards would cost a tenth of a check and is left to the system.
    """
    gc.set_threshold(50_000, 20, 50)  # a command makes many objects and few circles
    status = main()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(status)


if __name__ == "__main__":
    process()
