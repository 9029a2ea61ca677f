"""Says what is being done, to whoever started this process."""

from __future__ import annotations

import sys

from xlplan.hosts.child import MARK


def doing(text: str) -> None:
    """Shown in the host's status bar."""
    sys.stderr.write(f"{MARK} {text}\n")
    sys.stderr.flush()
