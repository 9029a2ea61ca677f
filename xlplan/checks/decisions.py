"""Rows of one decision: it has one date, one day of effect, and gives one version of one level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from xlplan.checks.context import Context
from xlplan.checks.rules import Rule, check
from xlplan.domain.findings import Finding
from xlplan.domain.labels import fold
from xlplan.domain.periods import day_of, is_day
from xlplan.workbook.tables import Row, TableData

_FEW = 3
"""Rows of a decision that agree, before one that doesn't is the one that departs."""
_DATES = ("decided", "effective")
_PARTS = ("level", "version")


class Stray(NamedTuple):
    """A row that has got away from its decision's rows by one part of its key."""

    row: Row
    part: str
    meant: str

    @property
    def key(self) -> tuple[str, ...]:
        """The key that is meant."""
        at = ("indicator", *_PARTS).index(self.part)
        return (*self.row.key[:at], self.meant, *self.row.key[at + 1 :])


def strays(context: Context) -> list[Stray]:
    """Rows of KeHoach alone at their level and version, whose indicator is missing among the many
    rows of the same decision and day of effect that differ in one of the two."""
    key = 0, "strays"
    if key not in context.known:
        table = context.tables.get("KeHoach")
        context.known[key] = list(_strays(table)) if table else []
    return context.known[key]


def _strays(table: TableData) -> Iterable[Stray]:
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in table.rows:
        if all(row.key):
            groups.setdefault(row.key[1:], []).append(row)
    for group, rows in groups.items():
        for other, more in groups.items() if len(rows) == 1 else ():
            differs = [a != b for a, b in zip(group, other, strict=True)]
            if sum(differs) != 1 or len(more) <= _FEW:
                continue
            row, at = rows[0], differs.index(True)
            held = {r.key[0] for r in more}
            if row.key[0] not in held and _of_one_decision(row, more):
                yield Stray(row, _PARTS[at], other[at])
                break


def _of_one_decision(row: Row, rows: list[Row]) -> bool:
    """Whether a row has the number and the day of effect that all the rows have."""
    own = _number(row), row.value("effective")
    return all(own) and all((_number(r), r.value("effective")) == own for r in rows)


def _number(row: Row) -> str:
    return fold(str(row.value("decision") or ""))


@check(
    "XLP413",
    "error",
    title="Dòng kế hoạch khác các dòng cùng quyết định",
    why="Một quyết định có một ngày ký, một ngày hiệu lực, và giao một lần của một cấp; dòng nào ghi "
    "khác các dòng cùng số quyết định thì bảng chỉ tiêu lấy nhầm bản.",
    bad="Tám dòng của 11/QĐ hiệu lực 01/07/2026, một dòng ghi 07/01/2026.",
    good="Cả chín dòng hiệu lực 01/07/2026.",
    remedy="Sửa ô này như các dòng cùng quyết định, hoặc sửa số quyết định.",
)
def one_decision(rule: Rule, context: Context) -> Iterable[Finding]:
    """A row whose date, day of effect, level or version is not that of its decision's other rows."""
    table = context.tables.get("KeHoach")
    if table is None:
        return
    for stray in strays(context):
        if not context.untyped_in(table, stray.row, table.spec.key):
            found = stray.row.key[("indicator", *_PARTS).index(stray.part)]
            yield rule.on(
                table, stray.row, stray.part,
                f"{stray.row.key[0]} ghi «{found}», các dòng khác của quyết định "
                f"{stray.row.value('decision')} ghi «{stray.meant}».",
                remedy=f"Sửa thành «{stray.meant}».", found=found, expected=stray.meant,
            )  # fmt: skip
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in table.rows:
        if all(row.key) and (number := _number(row)):
            groups.setdefault((number, *row.key[1:]), []).append(row)
    for rows in groups.values():
        for column in _DATES if len(rows) > _FEW else ():
            yield from _departing(rule, context, table, rows, column)


def _departing(
    rule: Rule, context: Context, table: TableData, rows: list[Row], column: str
) -> Iterable[Finding]:
    """The few rows whose date is not the one that at least three quarters have."""
    dates = {id(row): value for row in rows if isinstance(value := row.value(column), float)}
    if not dates:
        return
    common, count = Counter(dates.values()).most_common(1)[0]
    if count < _FEW or count * 4 < len(dates) * 3:
        return
    for row in rows:
        value = dates.get(id(row), common)
        if value != common and not context.untyped_in(table, row, (column,)):
            yield rule.on(
                table, row, column,
                f"«{table.spec.column(column).header}» của {row.key[0]} là {_day(value)}, "
                f"{count} dòng khác của quyết định {row.value('decision')} là {_day(common)}.",
                found=value, expected=common,
            )  # fmt: skip


def _day(serial: float) -> str:
    return f"{day_of(serial):%d/%m/%Y}" if is_day(serial) else f"{serial:g}"


CHECKS = (one_decision,)
