"""From changed figures to edited cells: rows found by key, added below, blanked when removed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from xlplan.sync.figures import PRESENT, Figure, Figures, decode, key_of, key_value
from xlplan.sync.merge import RowId
from xlplan.workbook.book import Address, Book
from xlplan.workbook.tables import Row, TableData

Place = tuple[str, int, int]
"""Sheet, row, column."""

NO_ROW = (
    "biểu in {table} của tệp chưa có dòng này. Trong Excel: chèn một dòng vào biểu, ghi mã {key}, "
    "rồi đồng bộ lại"
)
"""A printed form has totals, signatures and formulas around its rows: where a row belongs in it,
and what should count it, the accountant decides."""

CellValue = float | str | bool | dt.date | None


@dataclass
class CellEdits:
    """What to write where; `impossible` are figures that have no cell, with the reason."""

    edits: dict[Place, CellValue] = field(default_factory=dict)
    impossible: list[tuple[Figure, str]] = field(default_factory=list)


def cell_edits(
    book: Book,
    figures: Figures,
    changes: Mapping[Figure, str | None],
    renamed: Mapping[RowId, RowId],
) -> CellEdits:
    """The cells that bring a workbook to the merged state.

    A renamed row keeps its place and gets its new key; a removed row is left blank; a new row goes
    into the table's first blank row, else below its end. A printed form grows by no row.
    """
    result = CellEdits()
    grouped: dict[RowId, dict[str, str | None]] = {}
    for figure, value in changes.items():
        grouped.setdefault((figure.table, figure.key), {})[figure.column] = value
    _keep_renamed(grouped, renamed)
    for name in dict.fromkeys(table for table, _ in grouped):
        data = figures.tables.get(name)
        mine = {key: row for (table, key), row in grouped.items() if table == name}
        if data is None:
            why = f"tệp không có bảng này ({len(mine)} dòng); nâng tệp bằng «xlplan upgrade»"
            _refuse(result, name, (), why)
        else:
            _table_edits(result, book, data, mine, renamed)
    return result


def _keep_renamed(
    grouped: dict[RowId, dict[str, str | None]], renamed: Mapping[RowId, RowId]
) -> None:
    """A row that only moves to another key: its removal and its coming become one change."""
    for old, new in renamed.items():
        gone, come = grouped.get(old), grouped.get(new)
        if not gone or not come or gone.get(PRESENT, "") is not None or PRESENT not in come:
            continue
        del grouped[old]
        for column in gone.keys() - come.keys():
            come[column] = None


def _refuse(result: CellEdits, table: str, key: tuple[str, ...], why: str) -> None:
    """A row that can't be written: said once, not for each of its figures."""
    result.impossible.append((Figure(table, key, PRESENT), why))


def _table_edits(
    result: CellEdits,
    book: Book,
    data: TableData,
    changed: Mapping[tuple[str, ...], dict[str, str | None]],
    renamed: Mapping[RowId, RowId],
) -> None:
    spec = data.spec
    rows = {key_of(spec, row, book.date1904): row for row in data.rows}
    old_key = {new: old for (_, old), (table, new) in renamed.items() if table == spec.name}
    free = _free_rows(book, data)
    for key, values in changed.items():
        row = rows.get(key)
        if row is None and PRESENT in values and key in old_key and old_key[key] in rows:
            row = rows[old_key[key]]
            _write_key(result, data, row.number, key)
        elif row is None and values.get(PRESENT):
            number = next(free, None)
            if number is None:
                _refuse(result, spec.name, key, NO_ROW.format(table=spec.name, key=key[0]))
                continue
            row = Row(number, key, {})
            _write_key(result, data, number, key)
        elif row is None:
            _refuse(result, spec.name, key, "tệp không có dòng này")
            continue
        elif PRESENT in values and values[PRESENT] is None:
            for name in spec.key:
                result.edits[data.sheet, row.number, data.columns[name]] = None
        _write_row(result, data, row, key, values)


def _write_row(
    result: CellEdits, data: TableData, row: Row, key: tuple[str, ...], values: Mapping
) -> None:
    have = data.field_rows if data.spec.fields else data.columns
    for column, value in values.items():
        if column == PRESENT:
            continue
        if column not in have:
            missing = Figure(data.spec.name, (), column), "tệp không có cột này"
            if value is not None and missing not in result.impossible:
                result.impossible.append(missing)
            continue
        result.edits[(data.sheet, *data.address(row, column))] = decode(value)


def _write_key(result: CellEdits, data: TableData, number: int, key: tuple[str, ...]) -> None:
    for name, part in zip(data.spec.key, key, strict=True):
        place: Address = number, data.columns[name]
        result.edits[(data.sheet, *place)] = key_value(data.spec.column(name), part)


def _free_rows(book: Book, data: TableData) -> Iterable[int]:
    """Rows of a table with no input in them, then those below its end; none for printed forms."""
    if data.spec.form:
        return iter(())
    taken = {row.number for row in data.rows}
    cells = book.sheets[data.sheet].cells
    columns = list(data.columns.values())

    def numbers() -> Iterable[int]:
        for number in range(data.header_row + 1, data.last_row + 1):
            held = (cells.get((number, column)) for column in columns)
            inputs = (c for c in held if c is not None and c.formula is None)
            if number not in taken and all(c.value in (None, "") for c in inputs):
                yield number
        number = data.last_row
        while True:
            number += 1
            if all((number, column) not in cells for column in columns):
                yield number

    return iter(numbers())
