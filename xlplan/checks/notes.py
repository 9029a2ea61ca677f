"""What figures tell beyond sums: wages above DTTL's rate, costs under plan, the bridge to DTTL."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import product

from xlplan.checks.context import Context
from xlplan.checks.rules import Rule, check
from xlplan.checks.sums import actual_column
from xlplan.checks.wording import percent, shown
from xlplan.domain.amounts import Interval, half_up
from xlplan.domain.findings import Finding
from xlplan.domain.mix import coefficient_ranges


@check(
    "XLP307",
    "note",
    title="Quỹ tiền lương tăng nhanh hơn doanh thu tính lương",
    why="Quỹ lương đi theo doanh thu tính lương; tỷ lệ cao hơn kế hoạch thì cần nêu lý do.",
    bad="QTL 112%, DTTL 109% mà không có giải thích.",
    good="Có giải trình phần vượt.",
    remedy="Nêu lý do phần quỹ lương vượt tỷ lệ kế hoạch.",
)
def wage_rate(rule: Rule, context: Context) -> Iterable[Finding]:
    """Wages per DTTL above the plan's rate, beyond what rounding explains."""
    table = context.tables.get("ChiTieu")
    column = actual_column(context)
    wages, revenue = context.main("QTL", column), context.main("DTTL", column)
    plans = context.plan_interval("QTL"), context.plan_interval("DTTL")
    plan_wages, plan_revenue = context.main("QTL", "plan_year"), context.main("DTTL", "plan_year")
    if table is None or not wages or not revenue or not plan_wages or not plan_revenue:
        return
    if not plans[0] or not plans[1] or wages / revenue <= plans[0].high / plans[1].low:
        return
    allowed = plan_wages / plan_revenue * revenue
    yield rule.on(
        table, context.main_rows["QTL"], column,
        f"Quỹ lương bằng {percent(wages / revenue)} doanh thu tính lương, kế hoạch "
        f"{percent(plan_wages / plan_revenue)}; theo tỷ lệ kế hoạch là {shown(allowed, 1)}, "
        f"vượt {shown(wages - allowed, 1)}.",
        wages=float(wages), revenue=float(revenue), allowed=float(allowed),
    )  # fmt: skip


@check(
    "XLP308",
    "note",
    title="Chi phí thấp vì doanh thu thấp",
    why="Chi phí dưới kế hoạch không phải tiết kiệm khi hàng không bán được; so theo khối lượng "
    "thực hiện rồi mới đánh giá.",
    bad="CPKL 73%: Đạt.",
    good="CPKL 73%: Theo dõi, vì PPTT mới đạt 43%.",
    remedy="Tính lại kế hoạch chi phí theo khối lượng thực hiện (XLPLAN_DTLINHHOAT).",
)
def cost_under_plan(rule: Rule, context: Context) -> Iterable[Finding]:
    """CPKL under plan while revenue is under plan too: "Theo dõi"."""
    table = context.tables.get("ChiTieu")
    column = actual_column(context)
    plan_column = "plan_ytd" if context.by_month else "plan_year"
    cost, plan = context.main("CPKL", column), context.main("CPKL", plan_column)
    if table is None or cost is None or plan is None or cost >= plan:
        return
    short = {}
    for code in ("TONG_DT", *context.parts_of("TONG_DT")):
        actual, goal = context.main(code, column), context.main(code, plan_column)
        if actual is not None and goal is not None and actual < goal:
            short[code] = goal - actual
    if "TONG_DT" not in short:
        return
    worst = max((c for c in short if c != "TONG_DT"), key=short.__getitem__, default="TONG_DT")
    yield rule.on(
        table, context.main_rows["CPKL"], column,
        f"Chi phí không lương thấp hơn kế hoạch {shown(plan - cost, 0)} trong khi doanh thu "
        f"{context.indicators[worst].label} thấp hơn {shown(short[worst], 0)}: Theo dõi, chưa phải "
        "tiết kiệm.",
        cost=float(cost), plan=float(plan), short=float(short[worst]), part=worst,
    )  # fmt: skip


@check(
    "XLP309",
    "note",
    title="Doanh thu dưới kế hoạch, doanh thu tính lương trên kế hoạch",
    why="Không mâu thuẫn: cơ cấu dịch vụ có hệ số khác nhau. Riêng báo cáo chưa đủ để xác định hệ số.",
    bad="Cho là số sai.",
    good="Giải thích bằng cơ cấu doanh thu và hệ số.",
    remedy="Lập bảng hệ số theo dịch vụ (trang DichVu) để có cầu nối đầy đủ.",
)
def bridge(rule: Rule, context: Context) -> Iterable[Finding]:
    """Revenue and DTTL on different sides of their plans: mix × coefficients, with the range that
    each part's coefficient can have when none is above 1."""
    table = context.tables.get("ChiTieu")
    column = actual_column(context)
    parts = [p for p in context.parts_of("TONG_DT") if p in context.main_rows]
    codes = ["TONG_DT", "DTTL", *parts]
    actual = [context.main(code, column) for code in codes]
    plan_column = "plan_ytd" if context.by_month else "plan_year"
    plan = [context.main(code, plan_column) for code in codes]
    if table is None or not parts or any(not value for value in (*actual, *plan)):
        return
    rates = [a / p for a, p in zip(actual, plan, strict=True)]  # type: ignore[operator]
    if not rates[0] < 1 < rates[1]:
        return
    intervals = [
        context.plan_interval(code) or Interval(goal, goal)
        if not context.by_month
        else Interval(goal, goal)
        for code, goal in zip(parts, plan[2:], strict=True)
    ]
    ranges = _coefficient_ranges(actual[1:], plan[1], intervals)  # type: ignore[arg-type]
    told = ", ".join(
        f"{part} {shown(low, 2)}–{shown(high, 2)}"
        for part, (low, high) in zip(parts, ranges, strict=False)
    )
    yield rule.on(
        table, context.main_rows["DTTL"], column,
        f"Tổng doanh thu bằng {percent(half_up(rates[0], 4), 0)} kế hoạch, doanh thu tính lương "
        f"bằng {percent(half_up(rates[1], 4), 0)}: do cơ cấu × hệ số. Hệ số chưa xác định được từ "
        "riêng báo cáo" + (f" (nếu không hệ số nào trên 1: {told})." if told else "."),
        revenue_rate=float(rates[0]), weighted_rate=float(rates[1]),
    )  # fmt: skip


def _coefficient_ranges(
    actual: list[Decimal], weighted_plan: Decimal, plans: list[Interval]
) -> list[tuple[Decimal, Decimal]]:
    """The widest ranges over the ends of what the parts' plans may be; `actual` leads with DTTL."""
    found: list[tuple[Decimal, Decimal]] = []
    for ends in product(*({plan.low, plan.high} for plan in plans)):
        here = coefficient_ranges(actual[1:], ends, actual[0], weighted_plan)
        if here and found:
            here = [(min(a[0], b[0]), max(a[1], b[1])) for a, b in zip(found, here, strict=True)]
        found = here or found
    return found


CHECKS = (wage_rate, cost_under_plan, bridge)
