"""Rows of a sheet put in, taken out and exchanged as Excel does it: cells, tables, formulas."""

from __future__ import annotations

import re
from collections.abc import Callable

from xlplan.workbook.book import Book
from xlplan.workbook.tables import Row, TableData

Move = Callable[[int], int]


def without(book: Book, sheet: str, gone: int) -> None:
    """A row taken out: all below it moves up; references to it alone become #REF!."""
    cells = book.sheets[sheet].cells
    for at in [at for at in cells if at[0] == gone]:
        del cells[at]
    _moved(
        book, sheet, lambda row: row - (row > gone), last=lambda row: row - (row >= gone), gone=gone
    )


def with_blank(book: Book, sheet: str, before: int) -> None:
    """An empty row put in above a row."""
    down: Move = lambda row: row + (row >= before)  # noqa: E731
    _moved(book, sheet, down, last=down)


def exchanged(book: Book, table: TableData, one: Row, two: Row) -> None:
    """Two rows of a table change places; formulas stay, they are their row's."""
    cells = book.sheets[table.sheet].cells
    for key, at in table.columns.items():
        if any(row.cells[key].formula for row in (one, two) if key in row.cells):
            continue
        for row, source in ((one, two), (two, one)):
            cells.pop((row.number, at), None)
            if key in source.cells:
                cells[(row.number, at)] = source.cells[key]


def _moved(book: Book, sheet: str, first: Move, *, last: Move, gone: int = 0) -> None:
    home = book.sheets[sheet]
    home.cells = {(first(row), column): cell for (row, column), cell in home.cells.items()}
    home.tables = [
        area._replace(first=(first(area.first[0]), area.first[1]),
                      last=(last(area.last[0]), area.last[1]))
        for area in home.tables
    ]  # fmt: skip
    pattern = re.compile(
        r"(?:\b(?P<s>\w+)!)?(?P<c>\$?\b[A-Z]{1,2}\$?)(?P<r>\d+)"
        r"(?::(?P<e>\$?[A-Z]{1,2}\$?)(?P<f>\d+))?(?![\w(])"
    )
    for other in book.sheets.values():

        def one(match: re.Match[str], own: str = other.name) -> str:
            if (match["s"] or own) != sheet:
                return match[0]
            top = int(match["r"])
            if top == gone and not match["f"]:
                return "#REF!"
            text = f"{match['c']}{first(top)}"
            if match["f"]:
                text += f":{match['e']}{last(int(match['f']))}"
            return (f"{match['s']}!" if match["s"] else "") + text

        for at, cell in other.cells.items():
            if cell.formula:
                other.cells[at] = cell._replace(formula=pattern.sub(one, cell.formula))
