"""What tests of the guard write, and what they find in a folder afterwards."""

from __future__ import annotations

import io
from pathlib import Path

from xlplan.workbook import guard


def content(data: bytes) -> guard.Write:
    """A write of these bytes."""
    return lambda stream: stream.write(data)


def never(stream: io.BufferedIOBase) -> None:
    """A write that must not be asked for."""
    raise AssertionError("written")


def names(folder: Path) -> set[str]:
    """The files of a folder and those below it."""
    return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}
