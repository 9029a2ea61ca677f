"""A pressed button's process: `python -m xlplan.button`, with the commands its action may run.

The hosts don't import the command line, which stands above them: it is handed to them here.
"""

from __future__ import annotations

from xlplan.cli import main
from xlplan.hosts import commands, remote

if __name__ == "__main__":
    commands.use(main)
    remote.main()
