"""The user's own folder of xlplan, and what stands in it; travels inside LibreOffice's add-in."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path


def state_folder() -> Path:
    """Where logs and journals are: in the user's folder of application data."""
    base = os.environ.get("LOCALAPPDATA") or str(Path.home() / ".local" / "state")
    return Path(base) / "xlplan"


def python_file() -> Path:
    """The file that holds the path of the Python with xlplan in it."""
    return state_folder() / "python.txt"


def python_of_xlplan() -> str | None:
    """That path, by XLPLAN_PYTHON or as the installation noted it; None when it is not there."""
    path = os.environ.get("XLPLAN_PYTHON", "")
    if not path:
        try:
            path = python_file().read_text(encoding="utf-8").strip()
        except OSError:
            return None
    return path if Path(path).is_file() else None


def note(text: str) -> None:
    """A text into the log, where no window can show it; without the folder it is lost."""
    with suppress(OSError):
        state_folder().mkdir(parents=True, exist_ok=True)
        with open(state_folder() / "xlplan.log", "a", encoding="utf-8") as log:
            log.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {text}\n")
