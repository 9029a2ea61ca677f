"""A workbook from figures: the state of a revision as a canonical workbook, or as plain rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from xlplan.domain.indicators import Indicator, Registry, standard
from xlplan.sheets import TABLES, TEMPLATE_VERSION
from xlplan.sheets.model import Table
from xlplan.sync.figures import PRESENT, Figure, Values, decode, key_value
from xlplan.workbook.content import Content, Record


def content_of(values: Values) -> Content:
    """The content of the canonical workbook that holds these figures, rows in order of table; a
    printed form's rows stand in the order in which they came into the store."""
    settings: Record = {
        f.column: decode(value) for f, value in values.items() if f.table == "ThongTin"
    }
    settings["template"] = TEMPLATE_VERSION
    settings.setdefault("source", "năm")
    rows = {
        name: [_record(table, key, values) for key in keys_of(values, name)]
        for name, table in TABLES.items()
        if not table.fields
    }
    rows = {name: found for name, found in rows.items() if found}
    return Content(settings, rows, indicators=_registry(rows.get("ChiTieu", ())))


def _registry(rows: Iterable[Record]) -> Registry:
    """The indicators of these rows of ChiTieu: the standard ones, and the office's own as the rows
    describe them."""
    known = dict(standard())
    for row in rows:
        code = str(row["key"])
        if code not in known:
            direction = row.get("direction")
            known[code] = Indicator(
                code, str(row.get("tt") or ""), str(row.get("label") or ""),
                str(row.get("unit") or ""), int(direction) if direction in (1, 0, -1) else 0,
                str(row.get("accumulation") or "sum"),
            )  # fmt: skip
    return known


def keys_of(values: Values, table: str) -> list[tuple[str, ...]]:
    """The keys of a table's rows, in order of coming."""
    return list(dict.fromkeys(f.key for f in values if f.table == table and f.column == PRESENT))


def _record(table: Table, key: tuple[str, ...], values: Values) -> Record:
    record: Record = {
        name: key_value(table.column(name), part) for name, part in zip(table.key, key, strict=True)
    }
    for column in table.columns:
        value = values.get(Figure(table.name, key, column.key))
        if value is not None:
            record[column.key] = decode(value)
    return record


def flat_rows(values: Values, table: Table) -> Iterator[dict[str, Any]]:
    """A table's rows with its keys and inputs by column key; blanks are None."""
    columns = {f.column for f in values if f.table == table.name} - {PRESENT}
    inputs = [c.key for c in table.columns if c.key in columns]
    if table.fields:
        yield {c: decode(values.get(Figure(table.name, (), c))) for c in inputs}
        return
    for key in keys_of(values, table.name):
        record = _record(table, key, values)
        yield {name: record.get(name) for name in [*table.key, *inputs]}
