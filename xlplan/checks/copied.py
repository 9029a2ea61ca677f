"""Months typed into another's place: last month's again, the other year's, the next column's. One
finding each; the cells that follow are unknown to the rules after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from xlplan.checks.context import Context
from xlplan.checks.inputs import MONTHS
from xlplan.checks.months import after_reporting_month, months_of
from xlplan.checks.rules import Check, Rule, check
from xlplan.domain.findings import Finding
from xlplan.workbook.tables import Row, TableData

_MANY = 5
"""Figures that must be the same before they are a copy."""
_LEAST = Decimal(100)
"""Smaller figures come out the same by chance."""


def _rows(
    context: Context, table: TableData, kind: str
) -> Iterator[tuple[Row, list[Decimal | None]]]:
    """Rows of what adds up and can't be negative, with their months."""
    for row in table.rows:
        indicator = context.indicators.get(row.key[0])
        if row.key[1] != kind or indicator is None or indicator.signed:
            continue
        if indicator.accumulation == "sum":
            yield row, months_of(context, table, row)


@check(
    "XLP507",
    "warning",
    title="Số chép lại của kỳ khác",
    why="Các số lớn giống hệt tháng trước, hoặc cùng kỳ giống hệt thực hiện, hầu như chắc là chép cột, "
    "chép dòng rồi quên nhập số mới.",
    bad="Cột tháng 9 giống hệt cột tháng 8 ở mọi chỉ tiêu.",
    good="Cột tháng 9 là số của tháng 9.",
    remedy="Nhập lại số của đúng kỳ.",
)
def copied(rule: Rule, context: Context) -> Iterable[Finding]:
    """A month's actual figures that are nearly all those of the month before; a row of the same
    period whose months are this year's."""
    table = context.tables.get("Thang")
    if table is None or not set(MONTHS) <= table.columns.keys():
        return
    actual = list(_rows(context, table, "TH"))
    for n in range(1, 12):
        same = [row for row, m in actual if m[n] == m[n - 1] and (m[n] or 0) >= _LEAST]
        if len(same) < _MANY:
            continue
        if len(same) * 5 >= sum(1 for _, months in actual if months[n]) * 4:
            key = MONTHS[n]
            yield rule.on(
                table, same[0], key,
                f"Số tháng {n + 1} của {len(same)} chỉ tiêu giống hệt tháng {n}.",
                month=n + 1, rows=len(same),
            )  # fmt: skip
            _unknown(context, table, [row for row in table.rows if row.key[1] == "TH"], (key,))
    prior = {row.key[0]: (row, months) for row, months in _rows(context, table, "CK")}
    for row, months in actual:
        other, theirs = prior.get(row.key[0], (None, []))
        both = [
            (n, a) for n, (a, b) in enumerate(zip(months, theirs, strict=False)) if a and a == b
        ]
        if other and len(both) > _MANY and min(a for _, a in both) >= _LEAST:
            keys = [MONTHS[n] for n, _ in both]
            yield rule.on(
                table, other, keys[0],
                f"CK của {row.key[0]} giống hệt TH ở {len(keys)} tháng.", months=len(keys),
            )  # fmt: skip
            _unknown(context, table, [other], keys)


def _unknown(context: Context, table: TableData, rows: Iterable[Row], keys: Iterable[str]) -> None:
    columns = tuple(keys)
    context.untyped |= {(table.sheet, table.address(row, key)) for row in rows for key in columns}


def _next_column(rule: Rule, context: Context) -> Iterable[Finding]:
    """The reporting month blank and the next one filled, in nearly all rows of actual figures."""
    table, last = context.tables.get("Thang"), context.last_month
    if table is None or last is None or last > 11 or not set(MONTHS) <= table.columns.keys():
        return
    here, there = MONTHS[last - 1], MONTHS[last]
    rows = [row for row in table.rows if row.key[1] == "TH" and row.value("m1") is not None]
    moved = [row for row in rows if row.value(here) is None and row.value(there) is not None]
    if len(moved) >= _MANY and len(moved) * 5 >= len(rows) * 4:
        yield rule.on(
            table, moved[0], there,
            f"{len(moved)} chỉ tiêu có số tháng {last + 1}, tháng {last} trống, kỳ báo cáo đến tháng "
            f"{last}: số của tháng {last} nhập nhầm cột.",
            remedy=f"Chuyển số về cột tháng {last}.", month=last + 1, last=last, rows=len(moved),
        )  # fmt: skip
        _unknown(context, table, moved, (here, there))


FIRST = (Check(after_reporting_month.rule, _next_column), copied)
