"""From the paths a user names to the workbooks in them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from xlplan.workbook.guard.places import FOLDER

SUFFIXES = (".xlsx", ".xlsm")
NO_WORKBOOK = "Không có tệp .xlsx, .xlsm nào trong các thư mục đã nêu."


def workbooks(paths: Iterable[str | Path]) -> list[Path]:
    """The files to read, in order of path, each once however often it is named.

    Folders are searched recursively for .xlsx and .xlsm, Excel's lock files (`~$…`) and what
    xlplan keeps beside them (`.xlplan`: backups) left out. A path that doesn't exist, a folder that
    can't be listed and a file of another kind stay in the list: reading it gives the finding that
    says so.
    """
    found: dict[str, Path] = {}
    for path in map(Path, paths):
        # os.path, not Path: loops of links and names too long are for the reader to report.
        for file in _inside(path) if os.path.isdir(path) else (path,):
            found.setdefault(os.path.realpath(file), file)
    return sorted(found.values(), key=str)


def _inside(folder: Path) -> Iterator[Path]:
    closed: list[Path] = []
    walk = os.walk(folder, onerror=lambda error: closed.append(Path(error.filename)))
    for parent, folders, names in walk:
        folders[:] = [name for name in folders if name != FOLDER]
        for name in names:
            if name.lower().endswith(SUFFIXES) and not name.startswith("~$"):
                yield Path(parent, name)
    yield from closed
