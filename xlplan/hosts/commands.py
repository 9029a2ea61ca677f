"""xlplan's own commands run as a process, for hosts that show their text."""

from __future__ import annotations

import os
import subprocess
import sys

from xlplan.domain.errors import UsageError

_CODE = "from xlplan.__main__ import process; process()"
_TIMEOUT = 300
NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)


def command(*args: str) -> str:
    """What the command prints; UsageError with its sentence when its status is 2."""
    done = subprocess.run(
        [sys.executable, "-c", _CODE, *args],
        capture_output=True,
        timeout=_TIMEOUT,
        check=False,
        creationflags=NO_WINDOW,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    if done.returncode not in (0, 1):
        said = done.stderr.decode("utf-8", "replace").strip().removeprefix("xlplan: ")
        raise UsageError(said or "Lệnh không chạy được.")
    return done.stdout.decode("utf-8", "replace").strip()
