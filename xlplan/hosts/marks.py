"""The highlight of cells with findings: a conditional format of its own, never a cell's format.

Its condition is always true and names us, `N("xlplan:error")=0`: so it is found again, whoever
saved the file in between, and taken away without a look at the formats of the user, her conditional
formats among them. A fill of the cells would have to be remembered and given back, and is lost with
the journal; a comment or shape would be the user's own kind of content.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from xlplan.hosts.protocol import Mark
from xlplan.hosts.uno_marks import COLOURS, CONDITIONS, severity_of

if TYPE_CHECKING:
    import xlwings as xw

_EXPRESSION = 2  # xlExpression
_LONGEST = 240
"""Characters of an address that Excel's Range takes, with some room."""


def is_excel(book: xw.Book) -> bool:
    """Whether Excel is behind the workbook."""
    return book.app.engine.name != "libreoffice"


def shown(book: xw.Book) -> list[Mark]:
    """The cells that are highlighted now."""
    if not is_excel(book):
        from xlplan.hosts import uno_marks

        return uno_marks.shown(book.api)
    found = []
    for sheet in book.sheets:
        for condition, severity in _ours(sheet):
            address = str(condition.AppliesTo.Address).replace("$", "")
            found += [(sheet.name, part, severity) for part in address.split(",")]
    return found


def show(book: xw.Book, marked: Sequence[Mark]) -> list[str]:
    """Highlights these cells and no others; the sheets where that was refused (protected ones)."""
    if not is_excel(book):
        from xlplan.hosts import uno_marks

        return uno_marks.show(book.api, marked)
    refused = []
    for sheet in book.sheets:
        cells = [(address, severity) for name, address, severity in marked if name == sheet.name]
        try:
            for condition, _ in list(_ours(sheet)):
                condition.Delete()
            for severity in CONDITIONS:
                _mark(sheet, [address for address, of in cells if of == severity], severity)
        except Exception:  # com_error, which is there on Windows only
            refused.append(sheet.name)
    return refused


def _ours(sheet: xw.Sheet) -> Iterator[tuple[Any, str]]:
    """Our conditional formats of a sheet, last first, so that each can be deleted meanwhile."""
    conditions = sheet.api.Cells.FormatConditions
    for number in range(conditions.Count, 0, -1):
        condition = conditions.Item(number)
        if condition.Type == _EXPRESSION:
            severity = severity_of(str(condition.Formula1))
            if severity:
                yield condition, severity


def _mark(sheet: xw.Sheet, addresses: list[str], severity: str) -> None:
    for part in _parts(addresses):
        conditions = sheet.api.Range(part).FormatConditions
        condition = conditions.Add(Type=_EXPRESSION, Formula1=f"={CONDITIONS[severity]}")
        red, green, blue = COLOURS[severity].to_bytes(3, "big")
        condition.Interior.Color = red + (green << 8) + (blue << 16)
        condition.StopIfTrue = False
        condition.SetFirstPriority()


def _parts(addresses: list[str]) -> Iterator[str]:
    """The addresses joined by commas, in pieces that Excel takes."""
    joined = ""
    for address in dict.fromkeys(addresses):
        if joined and len(joined) + len(address) >= _LONGEST:
            yield joined
            joined = ""
        joined = f"{joined},{address}" if joined else address
    if joined:
        yield joined
