"""The plan: versions, phasing, the year it belongs to, the plan that ChiTieu shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from xlplan.checks.context import Context
from xlplan.checks.counts import is_count
from xlplan.checks.inputs import MONTHS, ONE, rows_in_force, terms
from xlplan.checks.relations import Relation, figure, finest, linear
from xlplan.checks.rules import Rule, check, relation
from xlplan.checks.wording import shown
from xlplan.domain.amounts import sum_tolerance
from xlplan.domain.findings import Finding
from xlplan.domain.labels import fold
from xlplan.workbook.tables import Row

_EPOCH = dt.date(1899, 12, 30)


@check(
    "XLP401",
    "error",
    title="Hai lần giao cùng ngày hiệu lực",
    why="Hai kế hoạch của một chỉ tiêu, một cấp, cùng ngày hiệu lực thì không biết dùng bản nào.",
    bad="Đầu năm và Điều chỉnh lần 1 cùng hiệu lực từ 01/01.",
    good="Điều chỉnh lần 1 hiệu lực từ 01/07.",
    remedy="Sửa ngày hiệu lực của lần giao sau.",
)
def same_effective_date(rule: Rule, context: Context) -> Iterable[Finding]:
    """Two versions of one indicator and level with the same effective date."""
    table = context.tables.get("KeHoach")
    seen: dict[tuple[str, str, object], Row] = {}
    for row in table.rows if table else ():
        effective = row.value("effective")
        if table is None or effective is None:
            continue
        key = row.key[0], row.key[1], effective
        if key in seen and seen[key].key != row.key:
            yield rule.on(
                table, row, "effective",
                f"Lần giao «{row.key[2]}» của {row.key[0]} cùng ngày hiệu lực với "
                f"«{seen[key].key[2]}».", other=seen[key].key[2],
            )  # fmt: skip
        seen.setdefault(key, row)


@relation(
    "XLP402",
    "error",
    title="Kế hoạch tháng không cộng thành kế hoạch năm",
    why="Mười hai tháng phải cho ra kế hoạch năm theo cách lũy kế của chỉ tiêu.",
    bad="KH năm 1.200, mười hai tháng cộng 1.100.",
    good="Mười hai tháng cộng 1.200.",
    remedy="Chia lại kế hoạch tháng, phần dư đặt vào tháng cuối.",
)
def phasing(rule: Rule, context: Context) -> Iterable[Relation]:
    """The twelve months give the year by the indicator's accumulation."""
    table = context.tables.get("KeHoach")
    for row in table.rows if table else ():
        indicator = context.indicators.get(row.key[0])
        if table is None or indicator is None or indicator.accumulation == "recomputed":
            continue
        year = figure(context, table, row, "year")
        months = [f for m in MONTHS if (f := figure(context, table, row, m))]
        if year is None or len(months) < 12:
            continue
        kind = indicator.accumulation
        used = months[-1:] if kind == "last" else months
        weight = ONE / 12 if kind == "mean" else ONE

        def tell(
            values: list[Decimal], gap: Decimal, label: str = indicator.label
        ) -> tuple[str, dict[str, Any]]:
            given = values[0] - gap
            message = f"KH năm {label} là {shown(values[0])}, các tháng cho ra {shown(given)}."
            return message, {"year": float(values[0]), "months": float(given)}

        parts = len(used) if kind == "sum" and not is_count(indicator.unit) else 1
        slack = sum_tolerance(parts, finest([year, *used]))
        pairs = [(year, ONE), *((month, -weight) for month in used)]
        yield linear(rule, pairs, slack, tell, home=0)


@check(
    "XLP405",
    "warning",
    title="Thiếu kế hoạch của tháng",
    why="Kế hoạch lũy kế chỉ tính được khi đủ mười hai tháng.",
    bad="Có mười một tháng, tháng 5 trống.",
    good="Đủ mười hai tháng; tháng không giao thì gõ 0.",
    remedy="Nhập kế hoạch của tháng.",
)
def missing_month(rule: Rule, context: Context) -> Iterable[Finding]:
    """A blank month of a plan that has others."""
    table = context.tables.get("KeHoach")
    for row in table.rows if table else ():
        blank = [m for m in MONTHS if table and context.blank(table, row, m)]
        if table and 0 < len(blank) < 12:
            for month in blank:
                yield rule.on(
                    table, row, month,
                    f"Kế hoạch {row.key[0]} ({row.key[2]}) chưa có tháng {month[1:]}.",
                    month=int(month[1:]),
                )  # fmt: skip


@check(
    "XLP410",
    "error",
    title="Ngày hiệu lực của kế hoạch không hợp lý",
    why="Lần giao sau phải có hiệu lực sau lần giao trước, và kế hoạch năm nào có hiệu lực trong năm "
    "đó; sai ngày thì bảng chỉ tiêu lấy nhầm bản.",
    bad="Điều chỉnh lần 1 hiệu lực 01/07/2025 trong tệp của năm 2026.",
    good="Điều chỉnh lần 1 hiệu lực 01/07/2026.",
    remedy="Sửa ngày «Hiệu lực từ».",
)
def effective_dates(rule: Rule, context: Context) -> Iterable[Finding]:
    """An effective date outside the plan's year, or a later version in force before an earlier."""
    table, year = context.tables.get("KeHoach"), context.setting("year")
    if table is None or not isinstance(year, float):
        return
    latest: dict[tuple[str, str], tuple[float, str]] = {}
    for row in sorted(table.rows, key=lambda r: _version(r.key[2])):
        effective = row.value("effective")
        if not isinstance(effective, float) or context.untyped_in(table, row, ["effective"]):
            continue
        date = _EPOCH + dt.timedelta(days=int(effective))
        before = latest.get(row.key[:2])  # type: ignore[arg-type]
        if date.year != int(year) and not (date.year == year - 1 and date.month > 10):
            message = f"Kế hoạch {row.key[0]} ({row.key[2]}) hiệu lực từ {date:%d/%m/%Y}, không thuộc năm {int(year)}."
        elif before and effective < before[0]:
            message = (
                f"«{row.key[2]}» của {row.key[0]} hiệu lực từ {date:%d/%m/%Y}, trước «{before[1]}»."
            )
        else:
            latest[row.key[0], row.key[1]] = effective, row.key[2]
            continue
        yield rule.on(table, row, "effective", message, effective=effective)


def _version(name: str) -> tuple[int, str]:
    """ "Đầu năm" first, then "Điều chỉnh lần 1, 2…" by number."""
    digits = "".join(c for c in name if c.isdigit())
    return (0 if fold(name).startswith("đầu năm") else int(digits or 0) + 1), name


@relation(
    "XLP411",
    "error",
    title="Kế hoạch ở bảng chỉ tiêu khác kế hoạch giao",
    why="KH năm của bảng chỉ tiêu phải là bản kế hoạch đang áp dụng ở KeHoach.",
    bad="ChiTieu ghi 119.261, KeHoach đang áp dụng 121.000.",
    good="Hai nơi cùng 121.000.",
    remedy="Sửa KH năm, hoặc bổ sung lần giao ở KeHoach.",
)
def plan_in_force(rule: Rule, context: Context) -> Iterable[Relation]:
    """By year: the typed plan against the row of KeHoach in force."""
    table = context.tables.get("KeHoach")
    if table is None or context.by_month:
        return
    for row in table.rows:
        shown_plan = terms(context, row.key[0], "plan_year")
        given = figure(context, table, row, "year")
        if shown_plan is None or given is None:
            continue
        if all(row is not used for used in rows_in_force(context, table, row.key[0])):
            continue

        def tell(
            values: list[Decimal], gap: Decimal, code: str = row.key[0]
        ) -> tuple[str, dict[str, Any]]:
            message = (
                f"KH năm {code} ở ChiTieu là {shown(values[0])}, KeHoach đang áp dụng "
                f"{shown(values[1])}."
            )
            return message, {"shown": float(values[0]), "given": float(values[1])}

        pairs = [(shown_plan.figures[0], ONE), (given, -ONE)]
        yield linear(rule, pairs, sum_tolerance(1, finest([given, *shown_plan.figures])), tell)


RELATIONS = (phasing, plan_in_force)
CHECKS = (same_effective_date, missing_month, effective_dates)
