"""What travels: every input of the described tables, named by table, key and column."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from xlplan.domain.labels import cleaned
from xlplan.formulas.references import from_a1, to_a1
from xlplan.functions.values import Error, Scalar
from xlplan.sheets import TABLES
from xlplan.sheets.model import DATE, NUMBER, Column, Table
from xlplan.workbook.book import Address, Book
from xlplan.workbook.tables import Row, TableData, Tables, key_text, read_tables

PRESENT = ""
"""The column under which a row's being there travels, so that a row with blank figures counts."""

_STAYS = {("ThongTin", "template")}
_LOCAL_TABLES = {"KiemTra"}
_EPOCH, _EPOCH_1904 = dt.date(1899, 12, 30), dt.date(1904, 1, 1)


class Figure(NamedTuple):
    """One input: a cell of a described table, wherever its row stands on the sheet."""

    table: str
    key: tuple[str, ...]
    column: str

    def __str__(self) -> str:
        return "/".join([self.table, *self.key, self.column or "(dòng)"])


Values = dict[Figure, str]
"""Encoded values by figure; a blank cell is absent. `n:` number in decimal, `t:` text as typed,
`d:` date (ISO), `b:` boolean, `e:` error value."""


@dataclass
class Figures:
    """The inputs of one workbook: `values`, the cells they stand at, those that hold a formula of
    the user's own, and rows that can't travel (`problems`: place and Vietnamese sentence)."""

    values: Values = field(default_factory=dict)
    places: dict[Figure, tuple[str, str]] = field(default_factory=dict)
    formulas: set[Figure] = field(default_factory=set)
    problems: list[tuple[str, str]] = field(default_factory=list)
    tables: Tables = field(default_factory=dict)

    @property
    def cells(self) -> dict[Figure, tuple[str, Address]]:
        """Sheet, row and column of each figure."""
        return {figure: (sheet, from_a1(at)) for figure, (sheet, at) in self.places.items()}

    def has_place_for(self, figure: Figure) -> bool:
        """Whether the workbook has the figure's table and column: else its being absent says
        nothing, and is no removal."""
        data = self.tables.get(figure.table)
        if data is None:
            return False
        return not figure.column or figure.column in (data.field_rows or data.columns)


def travelling(source: str) -> Iterator[tuple[Table, list[Column]]]:
    """The tables that travel, with their input columns, keys left out; one that only repeats other
    tables' figures has none and stays."""
    for table in TABLES.values():
        inputs = [
            column
            for column in table.columns
            if column.key not in table.key
            and not column.computed_by(source)
            and (table.name, column.key) not in _STAYS
        ]
        if inputs and table.name not in _LOCAL_TABLES:
            yield table, inputs


def figures_of(book: Book) -> Figures:
    """The inputs of a book. Computed columns never travel; a doubled or incomplete key is a
    problem and its row is left out."""
    tables = read_tables(book)
    form = tables.get("ThongTin")
    source = key_text(form.rows[0].value("source")) if form and form.rows else ""
    found = Figures(tables=tables)
    for table, columns in travelling(source):
        data = tables.get(table.name)
        if data is None:
            continue
        seen: set[tuple[str, ...]] = set()
        for row in data.rows:
            key = key_of(table, row, book.date1904)
            if not table.fields and not _sound(found, data, row, key, seen):
                continue
            seen.add(key)
            _take(found, data, row, key, columns, book.date1904)
    return found


def _sound(
    found: Figures, data: TableData, row: Row, key: tuple[str, ...], seen: set[tuple[str, ...]]
) -> bool:
    place = f"{data.sheet}!{row.number}"
    if not all(key):
        found.problems.append((place, "Dòng thiếu khóa nên không đồng bộ được; bổ sung khóa."))
        return False
    if key in seen:
        named = " / ".join(key)
        found.problems.append((place, f"Khóa «{named}» có hai dòng; giữ một dòng."))
        return False
    return True


def _take(
    found: Figures,
    data: TableData,
    row: Row,
    key: tuple[str, ...],
    columns: Iterable[Column],
    date1904: bool,
) -> None:
    table = data.spec
    if not table.fields:
        found.values[Figure(table.name, key, PRESENT)] = "b:1"
    for column in columns:
        cell = row.cells.get(column.key)
        if column.key not in (data.field_rows if table.fields else data.columns):
            continue
        figure = Figure(table.name, key, column.key)
        found.places[figure] = data.sheet, to_a1(*data.address(row, column.key))
        if cell is None:
            continue
        if cell.formula is not None:
            found.formulas.add(figure)
        text = encode(cell.value, column, date1904)
        if text is not None:
            found.values[figure] = text


def key_of(table: Table, row: Row, date1904: bool = False) -> tuple[str, ...]:
    """A row's key as texts that don't depend on the file: dates as ISO, numbers shortest."""
    if table.fields:
        return ()
    parts = []
    for part, name in zip(row.key, table.key, strict=True):
        value = row.value(name)
        is_date = table.column(name).type == DATE and isinstance(value, float)
        parts.append(_iso(value, date1904) or part if is_date else cleaned(part))
    return tuple(parts)


def encode(value: Scalar, column: Column, date1904: bool = False) -> str | None:
    """A cell's value as the store keeps it; None for a blank cell. 0 is not blank."""
    if value is None or value == "":
        return None
    if isinstance(value, Error):
        return f"e:{value}"
    if isinstance(value, bool):
        return f"b:{int(value)}"
    if isinstance(value, str):
        return f"t:{value}"
    if column.type == DATE and (iso := _iso(value, date1904)):
        return f"d:{iso}"
    return f"n:{plain(value)}"


def plain(value: float) -> str:
    """The shortest decimal that reads back as this double, without exponent: 0.1, 113298."""
    value = float(value)
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    number = Decimal(repr(value)).normalize()
    return format(number if number else Decimal(0), "f")


def _iso(serial: float, date1904: bool) -> str:
    if serial != int(serial) or not 0 <= serial < 2_958_466:
        return ""
    return ((_EPOCH_1904 if date1904 else _EPOCH) + dt.timedelta(days=int(serial))).isoformat()


def decode(text: str | None) -> float | str | bool | dt.date | None:
    """What `encode` kept: a float, text, boolean, date; None for blank."""
    if text is None:
        return None
    kind, _, rest = text.partition(":")
    if kind == "n":
        return float(rest)
    if kind == "d":
        return dt.date.fromisoformat(rest)
    if kind == "b":
        return rest == "1"
    return rest


def shown(text: str | None) -> str:
    """A value for people: Vietnamese number, dd/mm/yyyy, «trống» for blank."""
    from xlplan.domain.numerals import format_number

    if text is None:
        return "(trống)"
    kind, _, rest = text.partition(":")
    if kind == "n":
        return format_number(Decimal(rest))
    if kind == "d":
        return dt.date.fromisoformat(rest).strftime("%d/%m/%Y")
    if kind == "b":
        return "có" if rest == "1" else "không"
    return rest


def key_value(column: Column, text: str) -> float | str | dt.date:
    """A key's part as a cell holds it: a number or a date where the column is one."""
    if column.type == DATE:
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            return text
    if column.type == NUMBER:
        try:
            return float(text)
        except ValueError:
            return text
    return text


def equal(one: str | None, other: str | None) -> bool:
    """Whether two encoded values say the same: numbers in decimal, texts by their clean form."""
    if one == other:
        return True
    if one is None or other is None or one[:2] != other[:2]:
        return False
    return one.startswith("t:") and cleaned(one) == cleaned(other)
