"""Units and points against the province: sums, silent points, more months than open."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from xlplan.checks.context import Context
from xlplan.checks.identities import shown
from xlplan.checks.plan import MONTHS
from xlplan.checks.rules import Rule, check
from xlplan.domain.amounts import sum_tolerance
from xlplan.domain.findings import Finding


@check(
    "XLP321",
    "error",
    title="Các đơn vị không cộng thành toàn tỉnh",
    why="Cộng các đơn vị, kể cả «chưa phân bổ» và «loại trừ nội bộ», phải bằng số toàn tỉnh.",
    bad="Các đơn vị cộng 900, toàn tỉnh 1.000.",
    good="Có dòng «chưa phân bổ» 100.",
    remedy="Bổ sung dòng chưa phân bổ, loại trừ nội bộ, hoặc sửa đơn vị sai.",
)
def units_and_province(rule: Rule, context: Context) -> Iterable[Finding]:
    """The units' figures of a summed indicator against ChiTieu's."""
    table, main = context.tables.get("ChiTieuDonVi"), context.tables.get("ChiTieu")
    if table is None or main is None:
        return
    for code, row in context.main_rows.items():
        indicator = context.indicators.get(code)
        if indicator is None or indicator.accumulation not in ("sum", "last"):
            continue
        rows = [unit for unit in table.rows if unit.key[1] == code]
        for column, place in (
            ("plan_ytd", "plan_ytd"), ("actual_ytd", "actual_ytd"), ("prior_ytd", "prior_ytd"),
        ):  # fmt: skip
            province = context.main(code, column)
            figures = [context.figure(table, unit, column) for unit in rows]
            entered = [figure for figure in figures if figure is not None]
            if province is None or not entered or len(entered) < len(rows):
                continue
            added = sum(entered, Decimal(0))
            if abs(added - province) > sum_tolerance(len(entered), 1):
                typed = "actual" if place == "actual_ytd" and not context.by_month else place
                yield rule.on(
                    main, row, typed,
                    f"{main.spec.column(column).header} {indicator.label} toàn tỉnh "
                    f"{shown(province)}, các đơn vị cộng lại {shown(added)}: lệch "
                    f"{shown(province - added)}.",
                    province=float(province), units=float(added),
                )  # fmt: skip


@check(
    "XLP420",
    "warning",
    title="Điểm mở cửa không có doanh thu",
    why="Điểm ghi mở cửa mà cả năm không có doanh thu thường là thiếu số liệu.",
    bad="Mở 12 tháng, mười hai ô doanh thu trống.",
    good="Có doanh thu, hoặc số tháng mở cửa 0.",
    remedy="Nhập doanh thu của điểm, hoặc sửa số tháng mở cửa.",
)
def silent_point(rule: Rule, context: Context) -> Iterable[Finding]:
    """Open months above 0 and no revenue at all."""
    table = context.tables.get("DiemBDVHX")
    for row in table.rows if table else ():
        opened = context.figure(table, row, "open_months") if table else None
        figures = [context.figure(table, row, m) for m in MONTHS] if table else []
        if table and opened and opened > 0 and not any(figures):
            yield rule.on(
                table, row, "open_months",
                f"Điểm {row.key[0]} mở {shown(opened)} tháng nhưng không có doanh thu.",
                open_months=float(opened),
            )  # fmt: skip


@check(
    "XLP421",
    "error",
    title="Doanh thu nhiều tháng hơn số tháng mở cửa",
    why="Điểm không thể có doanh thu ở nhiều tháng hơn số tháng mở cửa.",
    bad="Mở 7 tháng, có doanh thu 9 tháng.",
    good="Mở 9 tháng.",
    remedy="Sửa số tháng mở cửa hoặc doanh thu của điểm.",
)
def months_open(rule: Rule, context: Context) -> Iterable[Finding]:
    """More months with revenue than open months."""
    table = context.tables.get("DiemBDVHX")
    for row in table.rows if table else ():
        opened = context.figure(table, row, "open_months") if table else None
        with_revenue = sum(1 for m in MONTHS if table and context.figure(table, row, m))
        if table and opened is not None and with_revenue > opened:
            yield rule.on(
                table, row, "open_months",
                f"Điểm {row.key[0]} mở {shown(opened)} tháng nhưng có doanh thu {with_revenue} "
                "tháng.", open_months=float(opened), months=with_revenue,
            )  # fmt: skip


CHECKS = (units_and_province, silent_point, months_open)
