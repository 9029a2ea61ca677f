"""An openpyxl workbook as a Book, so that tests and scripts check what they hold in memory."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from xlplan.formulas.references import from_a1
from xlplan.functions.values import ERRORS, Error, Scalar
from xlplan.workbook.book import Book, Cell, Sheet, Style, TableArea
from xlplan.workbook.engine import filled
from xlplan.workbook.reader_parts import unescaped

if TYPE_CHECKING:
    import openpyxl
    from openpyxl.worksheet.worksheet import Worksheet


def from_openpyxl(workbook: openpyxl.Workbook, values: openpyxl.Workbook | None = None) -> Book:
    """The Book of a workbook loaded with its formulas.

    `values` is the same workbook loaded with `data_only`: openpyxl keeps cached values only so,
    and "" and none alike as None, so that a formula without one counts as "" unless none has any.
    Without `values`, formula cells get calculated ones.
    """
    book = Book("")
    styles: dict[Style, int] = {Style(): 0}
    for source in workbook.worksheets:
        cached = values[source.title] if values else None
        book.sheets[source.title] = _sheet(source, cached, styles, workbook.epoch)
    book.names = {name: defined.attr_text for name, defined in workbook.defined_names.items()}
    book.styles = list(styles)
    book.date1904 = workbook.epoch.year == 1904
    book.full_calc_on_load = bool(workbook.calculation and workbook.calculation.fullCalcOnLoad)
    book.external_links = tuple(f"{n}" for n, _ in enumerate(workbook._external_links))
    book.has_macros = workbook.vba_archive is not None
    if values is None:
        return filled(book)
    _blank_texts(book)
    return book


def _sheet(
    source: Worksheet, cached: Worksheet | None, styles: dict[Style, int], epoch: dt.datetime
) -> Sheet:
    sheet = Sheet(source.title, hidden=source.sheet_state != "visible")
    listed = set(source.row_dimensions)
    for (row, column), cell in source._cells.items():
        listed.add(row)
        if cell.value is None:
            continue
        style = styles.setdefault(Style(cell.number_format, cell.font.name or ""), len(styles))
        value, formula, array = None, None, False
        if cell.data_type == "f":
            formula = str(getattr(cell.value, "text", cell.value) or "").removeprefix("=")
            array = not isinstance(cell.value, str)
            if cached is not None:
                fresh = cached.cell(row, column)
                value = _scalar(fresh.value, fresh.data_type, epoch)
        else:
            value = _scalar(cell.value, cell.data_type, epoch)
        sheet.cells[(row, column)] = Cell(value, formula, style, array)
    _mark_arrays(source, sheet)
    sheet.tables = [_area(table) for table in source.tables.values()]
    sheet.blank_formatted_rows = len(listed - {row for row, _ in sheet.cells})
    return sheet


def _mark_arrays(source: Worksheet, sheet: Sheet) -> None:
    for at, cell in list(sheet.cells.items()):
        reference = getattr(source._cells[at].value, "ref", None) if cell.array else None
        if reference:
            first, _, last = reference.partition(":")
            (top, left), (bottom, right) = from_a1(first), from_a1(last or first)
            for (row, column), inner in sheet.cells.items():
                if top <= row <= bottom and left <= column <= right:
                    sheet.cells[(row, column)] = inner._replace(array=True)


def _area(table: Any) -> TableArea:
    first, _, last = table.ref.partition(":")
    return TableArea(
        table.displayName, from_a1(first), from_a1(last or first),
        tuple(column.name for column in table.tableColumns), table.totalsRowCount or 0,
    )  # fmt: skip


def _blank_texts(book: Book) -> None:
    """A formula without cached value shows "", if any formula of the book has a value."""
    formulas = [
        (sheet, at, cell)
        for sheet in book.sheets.values()
        for at, cell in sheet.cells.items()
        if cell.formula is not None
    ]
    if any(cell.value is not None for _, _, cell in formulas):
        for sheet, at, cell in formulas:
            if cell.value is None:
                sheet.cells[at] = cell._replace(value="")


def _scalar(value: Any, kind: str, epoch: dt.datetime) -> Scalar:
    from openpyxl.utils.datetime import to_excel

    if value is None:
        return None
    if kind == "e":
        return ERRORS.get(value, Error.VALUE)
    if isinstance(value, dt.datetime | dt.date | dt.time | dt.timedelta):
        return float(to_excel(value, epoch))
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return unescaped(value)
    return float(value)
