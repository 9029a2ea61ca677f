"""The described tables as they stand in a book: where each is, its columns, its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from xlplan.domain.labels import fold
from xlplan.functions.values import Scalar
from xlplan.sheets import TABLES
from xlplan.sheets.model import Table
from xlplan.workbook.book import Address, Book, Cell, Sheet

_HEADER_SEARCH = 40
"""Rows looked through for headers where neither table nor defined name tells the place."""


@dataclass(slots=True)
class Row:
    """One row: its number on the sheet, its key as texts, the cells it has by column key."""

    number: int
    key: tuple[str, ...]
    cells: dict[str, Cell]

    def value(self, column: str) -> Scalar:
        """The value in a column; None where the cell is blank."""
        cell = self.cells.get(column)
        return None if cell is None else cell.value


@dataclass(slots=True)
class TableData:
    """One table found in a book. `columns` maps column keys to sheet columns; `unknown` are
    header texts (with their places) that no described column has; `doubled` keys of columns
    whose header stands twice. `sheet` is the tab's own spelling."""

    spec: Table
    sheet: str
    header_row: int
    columns: dict[str, int]
    rows: list[Row] = field(default_factory=list)
    unknown: list[tuple[Address, str]] = field(default_factory=list)
    doubled: list[tuple[Address, str]] = field(default_factory=list)
    field_rows: dict[str, int] = field(default_factory=dict)
    last_row: int = 0
    _keys: dict[tuple[str, ...], Row] = field(default_factory=dict, repr=False, compare=False)

    def address(self, row: Row, column: str) -> Address:
        """Where a row's cell of that column is on the sheet."""
        if self.spec.fields:
            return self.field_rows[column], 2
        return row.number, self.columns[column]

    def missing(self) -> list[str]:
        """Keys of described columns (or fields) that the sheet does not have."""
        have = self.field_rows if self.spec.fields else self.columns
        return [column.key for column in self.spec.columns if column.key not in have]

    def by_key(self) -> dict[tuple[str, ...], Row]:
        """Rows by key; the first of doubled ones. Gathered once, when all rows are read."""
        if not self._keys:
            for row in self.rows:
                self._keys.setdefault(row.key, row)
        return self._keys

    def forget_keys(self) -> None:
        """After a row got another key: `by_key` is gathered anew."""
        self._keys.clear()

    def prefer(self, row: Row) -> None:
        """The row that `by_key` gives for its key, where others have the same."""
        self.by_key()[row.key] = row


Tables = dict[str, TableData]


def read_tables(book: Book) -> Tables:
    """Every described table that the book has, by name; a missing one is absent."""
    tabs = {fold(name): sheet for name, sheet in book.sheets.items()}
    areas = {
        fold(area.name): (sheet, area) for sheet in book.sheets.values() for area in sheet.tables
    }
    found: Tables = {}
    by_row: dict[str, Rows] = {}
    for spec in TABLES.values():
        if (hit := areas.get(fold(spec.name))) and not spec.form:
            sheet, area = hit
            headers = _headers(sheet, area.first[0], area.first[1], area.last[1])
            data = _with_columns(spec, sheet, area.first[0], headers)
            data.last_row = area.last[0] - area.totals_rows
        elif sheet := tabs.get(fold(spec.sheet)) or _named(book, spec):
            if sheet.name not in by_row:
                by_row[sheet.name] = _by_row(sheet)
            located = (
                _fields(spec, sheet) if spec.fields else _search(spec, sheet, by_row[sheet.name])
            )
            if located is None:
                continue
            data = located
        else:
            continue
        sheet = book.sheets[data.sheet]
        if data.sheet not in by_row:
            by_row[data.sheet] = _by_row(sheet)
        data.rows = list(_rows(data, sheet, by_row[data.sheet]))
        found[spec.name] = data
    return found


def _named(book: Book, spec: Table) -> Sheet | None:
    """Where a printed form's defined name leads: Excel moves it along when the tab is renamed."""
    text = book.names.get(spec.name, "") if spec.form else ""
    tab, mark, _ = text.rpartition("!")
    return book.sheets.get(tab.strip("'").replace("''", "'")) if mark else None


def _headers(sheet: Sheet, row: int, first: int, last: int) -> list[tuple[int, str]]:
    texts = ((column, sheet.value(row, column)) for column in range(first, last + 1))
    return [(column, text) for column, text in texts if isinstance(text, str) and text.strip()]


def _with_columns(spec: Table, sheet: Sheet, row: int, headers: list[tuple[int, str]]) -> TableData:
    known = {fold(column.header): column.key for column in spec.columns}
    data = TableData(spec, sheet.name, row, {})
    for column, text in headers:
        key = known.get(fold(text))
        if key is None:
            data.unknown.append(((row, column), text))
        elif key in data.columns:
            data.doubled.append(((row, column), key))
        else:
            data.columns[key] = column
    return data


def _search(spec: Table, sheet: Sheet, by_row: Rows) -> TableData | None:
    """The row with the most of the described headers, at least half of them."""
    known = {fold(column.header) for column in spec.columns}
    rows = {
        row: [(c, x.value) for c, x in cells if isinstance(x.value, str) and x.value.strip()]
        for row, cells in by_row.items()
        if row <= _HEADER_SEARCH
    }
    best, headers = max(rows.items(), key=lambda item: _matches(item[1], known), default=(0, []))
    if _matches(headers, known) * 2 < len(known):
        return None
    first = spec.first_column if spec.first_column > 1 else 1
    inside = sorted(h for h in headers if first <= h[0] < first + len(known) * 2)
    data = _with_columns(spec, sheet, best, inside)
    data.last_row = max(by_row, default=best)
    return data


def _matches(headers: list[tuple[int, str]], known: set[str]) -> int:
    return len(known & {fold(text) for _, text in headers})


def _fields(spec: Table, sheet: Sheet) -> TableData:
    labels = {fold(column.header): column.key for column in spec.columns}
    data = TableData(spec, sheet.name, spec.header_row, {})
    for (row, column), cell in sorted(sheet.cells.items()):
        if column != 1 or row <= spec.header_row or not isinstance(cell.value, str):
            continue
        key = labels.get(fold(cell.value))
        if key is None:
            data.unknown.append(((row, 1), cell.value))
        elif key in data.field_rows:
            data.doubled.append(((row, 1), key))
        else:
            data.field_rows[key] = row
    return data


Rows = dict[int, list[tuple[int, Cell]]]


def _by_row(sheet: Sheet) -> Rows:
    """The cells of each row that has any, with their columns."""
    rows: Rows = {}
    for (row, column), cell in sheet.cells.items():
        rows.setdefault(row, []).append((column, cell))
    return rows


def _rows(data: TableData, sheet: Sheet, by_row: Rows) -> Iterator[Row]:
    cells = sheet.cells
    if data.spec.fields:
        places = {key: (row, 2) for key, row in data.field_rows.items()}
        yield Row(0, (), {key: cells[at] for key, at in places.items() if at in cells})
        return
    first = data.header_row + (2 if _numbered(data, sheet) else 1)
    keyed = [(key, data.columns.get(key)) for key in data.spec.key]
    keys = {column: key for key, column in data.columns.items()}
    for number in sorted(n for n in by_row if first <= n <= data.last_row):
        row = {keys[column]: cell for column, cell in by_row[number] if column in keys}
        if not _has_input(row):
            continue
        key = tuple(
            "" if column is None else key_text(sheet.value(number, column)) for _, column in keyed
        )
        if data.spec.form and not any(key) and not _labelled(data, row):
            continue
        yield Row(number, key, row)


def _has_input(row: dict[str, Cell]) -> bool:
    """Whether something is entered in a row."""
    for value, formula, _, _ in row.values():
        if formula is None and value is not None and value != "":
            return True
    return False


def _labelled(data: TableData, row: dict[str, Cell]) -> bool:
    """Whether a form's row without a key has its other required texts: it lost the key."""
    texts = [column.key for column in data.spec.columns if column.required]
    texts = [key for key in texts if key not in data.spec.key]
    return bool(texts) and all(key in row and _filled(row[key].value) for key in texts)


def _numbered(data: TableData, sheet: Sheet) -> bool:
    """Whether the row of column numbers stands under the header, as in printed forms."""
    if not data.spec.form or not data.columns:
        return False
    first = min(data.columns.values())
    return key_text(sheet.value(data.header_row + 1, first)) in ("1", "(1)", "A")


def _filled(value: Scalar) -> bool:
    return value is not None and value != ""


def key_text(value: Scalar) -> str:
    """A key's cell as text: 3.0 reads "3", texts lose stray spaces."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else " ".join(str(value).split())
