"""An openpyxl workbook as a Book, so that tests and scripts check what they hold in memory."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from xlplan.formulas.references import from_a1
from xlplan.functions.values import ERRORS, Scalar
from xlplan.workbook.book import Book, Cell, Sheet, Style, TableArea
from xlplan.workbook.engine import filled

if TYPE_CHECKING:
    import openpyxl

_EPOCH = dt.datetime(1899, 12, 30)


def from_openpyxl(workbook: openpyxl.Workbook) -> Book:
    """The Book of a workbook loaded with its formulas; openpyxl keeps no cached values beside
    them, so formula cells get calculated ones."""
    book = Book("")
    styles: dict[Style, int] = {Style(): 0}
    for source in workbook.worksheets:
        sheet = Sheet(source.title, hidden=source.sheet_state != "visible")
        for row in source.iter_rows():
            for cell in row:
                if cell.value is not None:
                    style = Style(cell.number_format, cell.font.name or "")
                    index = styles.setdefault(style, len(styles))
                    sheet.cells[(cell.row, cell.column)] = _cell(cell.value, cell.data_type, index)
        for table in source.tables.values():
            first, _, last = table.ref.partition(":")
            sheet.tables.append(
                TableArea(
                    table.displayName, from_a1(first), from_a1(last or first),
                    tuple(column.name for column in table.tableColumns), table.totalsRowCount or 0,
                )
            )  # fmt: skip
        book.sheets[source.title] = sheet
    book.names = {name: defined.attr_text for name, defined in workbook.defined_names.items()}
    book.styles = list(styles)
    return filled(book)


def _cell(value: Any, kind: str, style: int) -> Cell:
    if kind == "f":
        text = getattr(value, "text", value)
        return Cell(None, str(text).removeprefix("="), style, not isinstance(value, str))
    return Cell(_scalar(value, kind), None, style)


def _scalar(value: Any, kind: str) -> Scalar:
    if kind == "e":
        return ERRORS.get(value)
    if isinstance(value, dt.datetime):
        return (value - _EPOCH).total_seconds() / 86400
    if isinstance(value, dt.date):
        return float((dt.datetime(value.year, value.month, value.day) - _EPOCH).days)
    if isinstance(value, bool | str):
        return value
    return float(value)
