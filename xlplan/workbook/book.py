"""A workbook as read: sheets of cells with values and formulas, nothing that belongs to a host."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from xlplan.functions.values import Scalar

Address = tuple[int, int]
"""Row and column, both counted from 1."""


class Cell(NamedTuple):
    """A cell that holds something.

    `value` is what the file keeps (for a formula: its cached value; None when there is none);
    dates are serial numbers. `formula` is the text after `=`, as the file spells it, shared
    formulas expanded; None for an input. `style` is the index into `Book.styles`. `array` is
    true inside an array or spilled formula.
    """

    value: Scalar
    formula: str | None = None
    style: int = 0
    array: bool = False


class Style(NamedTuple):
    """What of a cell's format matters to reading: number format code, font name."""

    number_format: str = "General"
    font: str = ""


class TableArea(NamedTuple):
    """An Excel table: its name, its corners (header row included) and its header texts."""

    name: str
    first: Address
    last: Address
    columns: tuple[str, ...]
    totals_rows: int = 0


@dataclass(slots=True)
class Sheet:
    """One worksheet; `cells` has only cells with a value or a formula. `blank_formatted_rows`
    counts the rows that the file lists without any value."""

    name: str
    cells: dict[Address, Cell] = field(default_factory=dict)
    tables: list[TableArea] = field(default_factory=list)
    hidden: bool = False
    blank_formatted_rows: int = 0

    def value(self, row: int, column: int) -> Scalar:
        """The value at a place; None where nothing stands."""
        cell = self.cells.get((row, column))
        return None if cell is None else cell.value

    def within(self, top: int, left: int, bottom: int, right: int) -> list[tuple[Address, Cell]]:
        """The cells that stand in a range, with their places; quick for whole columns too."""
        if top == bottom and left == right:
            cell = self.cells.get((top, left))
            return [] if cell is None else [((top, left), cell)]
        if (bottom - top + 1) * (right - left + 1) > len(self.cells):
            return [
                (at, cell)
                for at, cell in self.cells.items()
                if top <= at[0] <= bottom and left <= at[1] <= right
            ]
        places = [(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)]
        return [(at, self.cells[at]) for at in places if at in self.cells]


@dataclass(slots=True)
class Book:
    """One workbook. `names` maps workbook-wide defined names to their text."""

    file: str
    sheets: dict[str, Sheet] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    styles: list[Style] = field(default_factory=lambda: [Style()])
    date1904: bool = False
    full_calc_on_load: bool = False
    external_links: tuple[str, ...] = ()
    has_macros: bool = False

    def style(self, cell: Cell) -> Style:
        """The format of a cell."""
        return self.styles[cell.style] if cell.style < len(self.styles) else Style()
