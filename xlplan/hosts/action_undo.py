"""What the buttons changed, cell by cell, so that «Hoàn tác» can give it back.

A macro's write empties the program's own undo list. The journal is a file in the user's folder of
application data, so it is still there when Python was restarted; it holds the last few writes of
each workbook.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlplan.hosts.excel_log import log_file

if TYPE_CHECKING:
    import xlwings as xw

_KEPT = 20


class Journal:
    """The writes of one open workbook."""

    def __init__(self, book: xw.Book, folder: Path | None = None) -> None:
        self.book = book
        name = blake2b(book.fullname.lower().encode(), digest_size=8).hexdigest()
        self.path = (folder or log_file().parent / "undo") / f"{name}.json"

    def write(self, action: str, areas: Sequence[tuple[str, str, list[list[Any]]]]) -> None:
        """Writes areas (sheet, address, rows of values and formulas) after noting what was there.

        Texts that begin with "=" are formulas; None empties a cell.
        """
        before = [
            (sheet, address, _contents(self.book.sheets[sheet].range(address)))
            for sheet, address, _ in areas
        ]
        entries = [*self._entries(), {"action": action, "areas": before}]
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps(entries[-_KEPT:], ensure_ascii=False), encoding="utf-8")
        for sheet, address, rows in areas:
            _put(self.book.sheets[sheet].range(address), rows)

    def undo(self) -> str | None:
        """Gives the last write back; the action it belonged to, None when there is none left."""
        entries = self._entries()
        if not entries:
            return None
        last = entries.pop()
        for sheet, address, rows in reversed(last["areas"]):
            _put(self.book.sheets[sheet].range(address), rows)
        self.path.write_text(json.dumps(entries, ensure_ascii=False), encoding="utf-8")
        return str(last["action"])

    def _entries(self) -> list[dict[str, Any]]:
        try:
            return list(json.loads(self.path.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return []


def _contents(cells: xw.Range) -> list[list[Any]]:
    """Formulas where there are any, else values; dates as serial numbers stay numbers."""
    formulas, values = cells.formula, cells.options(ndim=2, dates=_serial).value
    rows = [[formulas]] if isinstance(formulas, str) else formulas
    return [
        [f if isinstance(f, str) and f.startswith("=") else v for f, v in zip(*pair, strict=True)]
        for pair in zip(rows, values, strict=True)
    ]


def _serial(year: int, month: int, day: int, **rest: int) -> float:
    """A date as Excel counts it; xlwings calls this with the parts of a date."""
    import datetime as dt

    time = {k: v for k, v in rest.items() if k in ("hour", "minute", "second", "microsecond")}
    moment = dt.datetime(year, month, day, **time) - dt.datetime(1899, 12, 30)
    return moment.total_seconds() / 86400


def _put(cells: xw.Range, rows: list[list[Any]]) -> None:
    plain = [[None if isinstance(v, str) and v.startswith("=") else v for v in row] for row in rows]
    cells.options(ndim=2).value = plain
    for down, row in enumerate(rows, 1):
        for right, value in enumerate(row, 1):
            if isinstance(value, str) and value.startswith("="):
                cells(down, right).formula = value
