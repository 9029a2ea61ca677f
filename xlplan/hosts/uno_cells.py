"""Sheets and ranges of LibreOffice as xlwings' engine interface wants them.

Formulas are spelled as Excel spells them, as xlwings' users write them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlplan.formulas.references import column_letters, from_a1
from xlplan.hosts import uno_formulas

if TYPE_CHECKING:
    from xlplan.hosts.uno_engine import Book


class Sheets:
    """The sheets of a book, by name or number."""

    def __init__(self, book: Book) -> None:
        self.book = book

    @property
    def active(self) -> Sheet:
        """The one that was activated last."""
        return Sheet(self.book, self.book.current)

    def __len__(self) -> int:
        return int(self.book.document.Sheets.Count)

    def __iter__(self) -> Iterator[Sheet]:
        for number in range(len(self)):
            yield Sheet(self.book, self.book.document.Sheets.getByIndex(number))

    def __call__(self, name_or_index: Any) -> Sheet:
        sheets = self.book.document.Sheets
        if isinstance(name_or_index, int):
            return Sheet(self.book, sheets.getByIndex(name_or_index - 1))
        return Sheet(self.book, sheets.getByName(name_or_index))


class Sheet:
    """One sheet."""

    def __init__(self, book: Book, sheet: Any) -> None:
        self._book, self._sheet = book, sheet

    @property
    def api(self) -> Any:
        """com.sun.star.sheet.XSpreadsheet."""
        return self._sheet

    @property
    def name(self) -> str:
        """The tab's name."""
        return str(self._sheet.Name)

    @property
    def index(self) -> int:
        """Its place, from 1."""
        return int(self._sheet.RangeAddress.Sheet) + 1

    @property
    def book(self) -> Book:
        """The book it is in."""
        return self._book

    def activate(self) -> None:
        """Makes it the active one."""
        self._book.current = self._sheet

    @property
    def used_range(self) -> Range:
        """From A1 to the last cell in use."""
        cursor = self._sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)
        last = cursor.RangeAddress
        return self.range((1, 1), (last.EndRow + 1, last.EndColumn + 1))

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        """Cells by "A1", "A1:B2", (row, column) pairs or ranges."""
        top, left, bottom, right = _corners(arg1)
        if arg2 is not None:
            _, _, bottom, right = _corners(arg2)
        cells = self._sheet.getCellRangeByPosition(left - 1, top - 1, right - 1, bottom - 1)
        return Range(self, cells.RangeAddress)


def _corners(place: Any) -> tuple[int, int, int, int]:
    if isinstance(place, Range):
        rows, columns = place.shape
        return place.row, place.column, place.row + rows - 1, place.column + columns - 1
    if isinstance(place, str):
        first, _, last = place.partition(":")
        return (*from_a1(first), *from_a1(last or first))
    return (*place, *place)


class Range:
    """A rectangle of cells."""

    max_cells_per_read = max_cells_per_write = None

    def __init__(self, sheet: Sheet, address: Any) -> None:
        self._sheet, self._address = sheet, address
        self.options: dict[str, Any] = {}

    @property
    def api(self) -> Any:
        """com.sun.star.table.XCellRange."""
        a = self._address
        return self._sheet.api.getCellRangeByPosition(
            a.StartColumn, a.StartRow, a.EndColumn, a.EndRow
        )

    @property
    def sheet(self) -> Sheet:
        """The sheet it is on."""
        return self._sheet

    @property
    def row(self) -> int:
        """The first row, from 1."""
        return int(self._address.StartRow) + 1

    @property
    def column(self) -> int:
        """The first column, from 1."""
        return int(self._address.StartColumn) + 1

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        a = self._address
        return a.EndRow - a.StartRow + 1, a.EndColumn - a.StartColumn + 1

    @property
    def address(self) -> str:
        """ "$A$1" or "$A$1:$B$2"."""
        rows, columns = self.shape
        corners = [(self.row, self.column), (self.row + rows - 1, self.column + columns - 1)]
        return ":".join(
            f"${column_letters(column)}${row}" for row, column in dict.fromkeys(corners)
        )

    def __len__(self) -> int:
        rows, columns = self.shape
        return rows * columns

    def __call__(self, row: int, column: int | None = None) -> Range:
        """A cell by its place in the range, from 1; places outside count on."""
        if column is None:
            row, column = divmod(row - 1, self.shape[1])
            row, column = row + 1, column + 1
        return self._sheet.range((self.row + row - 1, self.column + column - 1))

    @property
    def raw_value(self) -> tuple[tuple[Any, ...], ...]:
        """The values in rows; "" where nothing stands."""
        return self.api.DataArray

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        self.api.DataArray = self._rows(data)

    @property
    def formula(self) -> Any:
        """The formulas, constants as text; one text for a single cell, else rows."""
        document, cells = self._sheet.book.document, self.api
        rows = tuple(
            tuple(
                f"={uno_formulas.spelled(document, cells.getCellByPosition(right, down))}"
                if text.startswith("=")
                else text
                for right, text in enumerate(row)
            )
            for down, row in enumerate(cells.FormulaArray)
        )
        return rows[0][0] if len(self) == 1 else rows

    @formula.setter
    def formula(self, data: Any) -> None:
        document, cells = self._sheet.book.document, self.api
        for down, row in enumerate(self._rows(data)):
            for right, text in enumerate(row):
                cell = cells.getCellByPosition(right, down)
                if str(text).startswith("="):
                    uno_formulas.put(document, cell, str(text)[1:])
                else:
                    cell.Formula = str(text)

    def _rows(self, data: Any) -> tuple[tuple[Any, ...], ...]:
        if not isinstance(data, list | tuple):
            rows, columns = self.shape
            return ((data,) * columns,) * rows
        return tuple(tuple(row) for row in data)

    def clear_contents(self) -> None:
        """Empties the cells; formats stay."""
        self.api.clearContents(1 | 2 | 4 | 16)

    def select(self) -> None:
        """Makes it the selection."""
        self._sheet.activate()
        self._sheet.book.selected = self.api
