"""How a sheet is described: tables and forms of typed columns, as plain data."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Callable, Optional

NUMBER, TEXT, DATE, BOOLEAN = "number", "text", "date", "boolean"

# Descriptions are compared by identity, and nobody prints them: the methods that dataclass would
# make for it cost each start of a command two hundredths of its time.


@dataclass(frozen=True, eq=False, repr=False)
class Column:
    """One column of a table, or one field of a form.

    `unit` is the unit of its figures ("" = the row's own). `formula` is what computes it, with
    `{key}` for the cell of another column in the same row; "" marks an input. `year_formula` and
    `month_formula` hold only where the workbook's figures come by year or by month (ThongTin,
    "Nguồn số liệu"). `row_formulas` replaces the month formula in the rows of these keys; there
    `{KEY.column}` is the cell of another row, and "" an input. `relation` names table and column whose values it takes. `format` is a name
    from `sheets.formats`. `width` is in characters.
    """

    key: str
    header: str
    type: str = NUMBER
    unit: str = ""
    required: bool = False
    format: str = ""
    width: float = 12.0
    help: str = ""
    choices: tuple[str, ...] = ()
    relation: str = ""
    minimum: float | None = None
    maximum: float | None = None
    formula: str = ""
    year_formula: str = ""
    month_formula: str = ""
    row_formulas: dict[str, str] = field(default_factory=dict)
    printed: bool = True

    @cached_property
    def computable(self) -> bool:
        """Whether its cells hold a formula in some workbook."""
        return bool(self.formula or self.year_formula or self.month_formula or self.row_formulas)

    def computed_by(self, source: str, row: str = "") -> str:
        """The formula for a workbook whose figures come by "năm" or by "tháng", in the row of that
        key; "" = an input."""
        if self.formula or source == "năm":
            return self.formula or self.year_formula
        return self.row_formulas.get(row, self.month_formula)


_CELL = re.compile(r"\{(?:([^{}.]+)\.)?([^{}.]+)\}")


def placed(formula: str, cell: Callable[[str, str], Optional[str]]) -> str:
    """The formula with `{column}` and `{KEY.column}` as cells; `cell` gives the A1 of a row's key
    ("" for its own row) and a column, or None: then the placeholder stays."""
    return _CELL.sub(lambda m: cell(m[1] or "", m[2]) or m[0], formula)


@dataclass(frozen=True, eq=False, repr=False)
class Table:
    """One table (an Excel table) or printed form (found by its defined name) on a sheet.

    `first_column` is the column of the first header, counted from 1; `header_row` is the row of
    the headers. A form named ThongTin has a row a field (`fields=True`): label, value, unit,
    help. `key` lists the columns that tell rows apart.
    """

    name: str
    sheet: str
    header_row: int
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    first_column: int = 1
    form: bool = False
    fields: bool = False
    rows: int = 0
    about: str = ""
    _index: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._index.update({c.key: n for n, c in enumerate(self.columns)})

    def column(self, key: str) -> Column:
        """The column of that key; KeyError when there is none."""
        return self.columns[self._index[key]]

    def position(self, key: str) -> int:
        """The sheet's column number (from 1) where the template has that column."""
        return self.first_column + self._index[key]

    def area(self, key: str, last_row: int) -> str:
        """A column's data down to a row as formulas on other sheets name it: `ChiTieu!$P$7:$P$106`."""
        number, letters = self.position(key), ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(ord("A") + rest) + letters
        return f"{self.sheet}!${letters}${self.first_row()}:${letters}${last_row}"

    def first_row(self) -> int:
        """The first row of data in the template: printed forms number their columns below the
        header."""
        return self.header_row + (2 if self.form and not self.fields else 1)


@dataclass(frozen=True, eq=False, repr=False)
class SheetSpec:
    """One sheet of the canonical workbook: its tab, the heading printed on it, its tables; one that
    is not `required` may be missing."""

    name: str
    heading: str
    tables: tuple[Table, ...] = ()
    required: bool = True
    about: str = ""
