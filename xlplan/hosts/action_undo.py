"""What the buttons changed in an open workbook, so that «Hoàn tác» can give it back.

A macro's write empties the program's own undo list. The journal is a file in the user's folder of
application data, so it is still there when Python was restarted; it holds the last few changes of
each workbook: cells and highlights as they were, or that the workbook's own file was written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlplan.hosts import marks
from xlplan.hosts.excel_log import log_file
from xlplan.hosts.protocol import Area, Mark, formula, formula_of

if TYPE_CHECKING:
    import xlwings as xw

_KEPT = 20
_READ_AS_OTHER = re.compile(r"[=+\-@'(.,\d]|(?:true|false)\Z", re.IGNORECASE)
"""Texts that Excel would take for a formula, a number, a date or a logical value."""


class Journal:
    """The changes of one open workbook."""

    def __init__(self, book: xw.Book, folder: Path | None = None) -> None:
        self.book = book
        name = blake2b(book.fullname.lower().encode(), digest_size=8).hexdigest()
        self.path = (folder or log_file().parent / "undo") / f"{name}.json"

    def write(
        self, action: str, areas: Sequence[Area], marked: Sequence[Mark] | None = None
    ) -> list[str]:
        """Writes areas and replaces the highlights (None leaves them) after noting what was there.

        The sheets whose highlights could not be changed, as they are protected.
        """
        before = [
            (sheet, address, _contents(self.book.sheets[sheet].range(address)))
            for sheet, address, _ in areas
        ]
        entry = {"action": action, "areas": before}
        if marked is not None:
            entry["marks"] = marks.shown(self.book)
        self._keep([*self.entries(), entry])
        for sheet, address, rows in areas:
            _put(self.book.sheets[sheet].range(address), rows)
        return marks.show(self.book, marked) if marked is not None else []

    def note_file(self, action: str) -> None:
        """Notes that the workbook's own file was written by an action."""
        self._keep([*self.entries(), {"action": action, "file": True}])

    def last(self) -> dict[str, Any] | None:
        """The last change; None when there is none left."""
        entries = self.entries()
        return entries[-1] if entries else None

    def drop(self) -> None:
        """Forgets the last change."""
        self._keep(self.entries()[:-1])

    def undo(self) -> str:
        """Gives the last change of cells back; the action it belonged to."""
        last = self.entries()[-1]
        for sheet, address, rows in reversed(last["areas"]):
            _put(self.book.sheets[sheet].range(address), rows)
        if "marks" in last:
            marks.show(self.book, [tuple(mark) for mark in last["marks"]])
        self.drop()
        return str(last["action"])

    def entries(self) -> list[dict[str, Any]]:
        """All changes that are noted, oldest first."""
        try:
            return list(json.loads(self.path.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return []

    def _keep(self, entries: list[dict[str, Any]]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps(entries[-_KEPT:], ensure_ascii=False), encoding="utf-8")


def _contents(cells: xw.Range) -> list[list[Any]]:
    """Formulas where there are any, else values; dates as serial numbers stay numbers."""
    formulas, values = cells.formula, cells.options(ndim=2, dates=_serial).value
    rows = [[formulas]] if isinstance(formulas, str) else formulas
    return [
        [
            formula(f[1:]) if isinstance(f, str) and f.startswith("=") else v
            for f, v in zip(*pair, strict=True)
        ]
        for pair in zip(rows, values, strict=True)
    ]


def _serial(year: int, month: int, day: int, **rest: int) -> float:
    """A date as Excel counts it; xlwings calls this with the parts of a date."""
    import datetime as dt

    time = {k: v for k, v in rest.items() if k in ("hour", "minute", "second", "microsecond")}
    moment = dt.datetime(year, month, day, **time) - dt.datetime(1899, 12, 30)
    return moment.total_seconds() / 86400


def _put(cells: xw.Range, rows: list[list[Any]]) -> None:
    excel = marks.is_excel(cells.sheet.book)
    plain = [[_plain(value, excel) for value in row] for row in rows]
    if any(value is not None for row in plain for value in row) or len(rows) > 1:
        cells.options(ndim=2).value = plain
    for down, row in enumerate(rows, 1):
        for right, value in enumerate(row, 1):
            if (text := formula_of(value)) is not None:
                cells(down, right).formula = f"={text}"
            elif value is None and len(rows) == 1:
                cells(down, right).clear_contents()


def _plain(value: Any, excel: bool) -> Any:
    """A constant for the program; a formula comes later. An apostrophe makes Excel take a text for
    one."""
    if formula_of(value) is not None:
        return None
    if excel and isinstance(value, str) and _READ_AS_OTHER.match(value):
        return f"'{value}"
    return value
