"""The identities between indicators of ChiTieu: parts and total, CLTC, productivity, ratios."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import product

from xlplan.checks.context import Context
from xlplan.checks.rules import Rule, check
from xlplan.domain.amounts import Interval, half_up, sum_tolerance
from xlplan.domain.findings import Finding
from xlplan.domain.indicators import parts_of
from xlplan.domain.mix import coefficient_ranges
from xlplan.domain.numerals import format_number

ONE = Decimal(1)


def shown(value: Decimal, decimals: int = 0) -> str:
    """A figure in a message."""
    return format_number(value, decimals)


def percent(value: Decimal, decimals: int = 2) -> str:
    """A ratio in a message."""
    return format_number(value * 100, decimals) + "%"


def actual_column(context: Context) -> str:
    """Where the actual to date is typed, or shown when it comes from the months."""
    return "actual_ytd" if context.by_month else "actual"


def _sides(context: Context) -> Iterable[tuple[str, str]]:
    """The columns on which totals are compared, with the interval kind of implied figures."""
    yield actual_column(context), ""
    yield "plan_year", "plan"
    yield "prior_ytd", "prior"


def _interval(context: Context, code: str, column: str, kind: str) -> Interval | None:
    if kind == "plan":
        return context.plan_interval(code)
    if kind == "prior":
        return context.prior_interval(code)
    value = context.main(code, column)
    return None if value is None else Interval(value, value)


def _totals(context: Context) -> Iterable[tuple[str, str, list[str], Interval, Interval]]:
    """Totals beside the sums of their parts: code, column, parts, total, sum."""
    for code in context.main_rows:
        parts = list(parts_of(code, context.indicators))
        if not parts or any(part not in context.main_rows for part in parts):
            continue
        for column, kind in _sides(context):
            total = _interval(context, code, column, kind)
            each = [_interval(context, part, column, kind) for part in parts]
            if total is None or any(part is None for part in each):
                continue
            added = Interval(Decimal(0), Decimal(0))
            for part in each:
                added = added.plus(part)  # type: ignore[arg-type]
            yield code, column, parts, total, added


def _unit(context: Context, figures: Iterable[Decimal]) -> Decimal:
    """The unit to which typed figures are rounded: 1 when all are whole, else their finest."""
    finest = max((-min(0, int(f.normalize().as_tuple().exponent)) for f in figures), default=0)
    return ONE.scaleb(-min(finest, 6))


def _slack(context: Context, codes: list[str], column: str) -> Decimal:
    figures = [f for code in codes if (f := context.main(code, column)) is not None]
    return sum_tolerance(len(codes) - 1, _unit(context, figures))


@check(
    "XLP301",
    "error",
    title="Các phần không cộng thành tổng",
    why="Tổng doanh thu là tổng các phần; lệch quá mức làm tròn là có số sai.",
    bad="100 + 200 + 300 = 650.",
    good="100 + 200 + 300 = 600.",
    remedy="Đối chiếu lại tổng và từng phần với sổ; sửa ô sai.",
)
def parts_and_total(rule: Rule, context: Context) -> Iterable[Finding]:
    """The sum of the parts is not the total, beyond rounding and the intervals of implied plans."""
    table = context.tables.get("ChiTieu")
    for code, column, parts, total, added in _totals(context):
        slack = _slack(context, [code, *parts], column) if column != "plan_year" else ONE
        if table is None or total.overlaps(added.widened(max(slack, ONE))):
            continue
        gap = total.low - added.low
        if _near_vat(total.low, added.low):
            continue
        label = context.indicators[code].label
        header = table.spec.column(column).header
        place = _departing(context, code, parts, column, gap)
        yield rule.on(
            table, context.main_rows[place], column,
            f"{header} của {label.lower()} là {shown(total.low)}, các phần cộng lại "
            f"{shown(added.low)}: lệch {shown(gap)}.",
            total=float(total.low), parts=float(added.low), gap=float(gap),
        )  # fmt: skip


def _near_vat(one: Decimal, other: Decimal) -> bool:
    if not one or not other:
        return False
    ratio = max(one, other) / min(one, other) if min(one, other) > 0 else Decimal(0)
    return any(abs(ratio - vat) <= Decimal("0.0005") for vat in (Decimal("1.08"), Decimal("1.1")))


def _departing(context: Context, code: str, parts: list[str], column: str, gap: Decimal) -> str:
    """The row that departs: the one part that the published rate or plan shows to be off by the
    gap; the total where that can't be told."""
    if column != actual_column(context):
        return code
    off = []
    for part in [code, *parts]:
        actual, rate = context.main(part, column), context.main(part, "published_rate")
        plan = context.main(part, "plan_year")
        if actual is None or rate is None or not plan:
            continue
        if abs(actual / plan - rate) > Decimal("0.0051"):
            off.append(part)
    return off[0] if len(off) == 1 else code


@check(
    "XLP302",
    "note",
    title="Lệch do làm tròn",
    why="Tổng các số đã làm tròn có thể khác số tổng đã làm tròn một vài đơn vị; không phải lỗi.",
    bad="Tự sửa một phần cho khớp.",
    good="Ghi «lệch 1 triệu do làm tròn».",
    remedy="Không phải sửa; khi in có thể ghi chú lệch do làm tròn.",
)
def rounding_difference(rule: Rule, context: Context) -> Iterable[Finding]:
    """Total and parts agree within rounding but not to the unit."""
    table = context.tables.get("ChiTieu")
    for code, column, parts, total, added in _totals(context):
        if table is None or total.low != total.high or added.low != added.high:
            continue
        gap = total.low - added.low
        slack = _slack(context, [code, *parts], column)
        if column != "plan_year" and gap and abs(gap) <= slack:
            yield rule.on(
                table, context.main_rows[code], column,
                f"Các phần cộng lại {shown(added.low)}, tổng ghi {shown(total.low)}: "
                f"lệch {shown(abs(gap))} do làm tròn.",
                total=float(total.low), parts=float(added.low), gap=float(gap),
            )  # fmt: skip


@check(
    "XLP303",
    "error",
    title="Chênh lệch thu chi không khớp",
    why="CLTC = tổng doanh thu − chi phí không lương − quỹ tiền lương + các khoản điều chỉnh.",
    bad="113.298 − 56.223 − 28.392 = 28.683 nhưng ghi 25.412.",
    good="Khoản chênh 3.271 ghi ở dòng điều chỉnh, có tên.",
    remedy="Giải trình khoản chênh, hoặc ghi vào dòng «Các khoản điều chỉnh chênh lệch».",
)
def balance(rule: Rule, context: Context) -> Iterable[Finding]:
    """CLTC is not what revenue, costs, wages and declared adjustments give."""
    table = context.tables.get("ChiTieu")
    if table is None or "CLTC" not in context.main_rows:
        return
    for column, kind in _sides(context):
        codes = ("TONG_DT", "CPKL", "QTL", "CLTC")
        revenue, cost, wages, stated = (_interval(context, c, column, kind) for c in codes)
        if revenue is None or cost is None or wages is None or stated is None:
            continue
        adjusted = _interval(context, "DC_CLTC", column, kind) or Interval(Decimal(0), Decimal(0))
        computed = revenue.minus(cost).minus(wages).plus(adjusted)
        slack = max(_slack(context, list(codes), column), Decimal(2))
        if stated.overlaps(computed.widened(slack)):
            continue
        gap = computed.low - stated.low
        share = abs(gap) / revenue.low if revenue.low else Decimal(0)
        yield rule.on(
            table, context.main_rows["CLTC"], column,
            f"Chênh lệch thu chi tính ra {shown(computed.low)} ({shown(revenue.low)} − "
            f"{shown(cost.low)} − {shown(wages.low)}), ghi {shown(stated.low)}: chênh "
            f"{shown(gap)}, bằng {percent(share, 1)} doanh thu.",
            revenue=float(revenue.low), cost=float(cost.low), wages=float(wages.low),
            adjustments=float(adjusted.low), computed=float(computed.low),
            stated=float(stated.low), gap=float(gap),
        )  # fmt: skip


@check(
    "XLP304",
    "error",
    title="Năng suất lao động không khớp",
    why="NSLĐ = doanh thu tính lương chia lao động bình quân.",
    bad="97.603 ÷ 450 = 216,9 nhưng ghi 317.",
    good="97.603 ÷ 450 = 216,9.",
    remedy="Kiểm tra lao động bình quân, doanh thu tính lương và NSLĐ.",
)
def productivity(rule: Rule, context: Context) -> Iterable[Finding]:
    """NSLĐ is not DTTL over headcount, to date nor brought to a year."""
    table = context.tables.get("ChiTieu")
    column = actual_column(context)
    revenue, people, stated = (context.main(c, column) for c in ("DTTL", "LDBQ", "NSLD"))
    if table is None or revenue is None or stated is None or not people or people <= 0:
        return
    months = context.setting("last_month")
    count = Decimal(repr(months)) if isinstance(months, float) and months > 0 else Decimal(12)
    to_date = revenue / people
    slack = Decimal("0.5") + abs(stated) / 200
    if min(abs(stated - to_date), abs(stated - to_date * 12 / count)) > slack:
        yield rule.on(
            table, context.main_rows["NSLD"], column,
            f"NSLĐ ghi {shown(stated, 1)}, tính ra {shown(revenue)} ÷ {shown(people, 1)} = "
            f"{shown(to_date, 1)}.",
            stated=float(stated), computed=float(to_date),
        )  # fmt: skip


@check(
    "XLP305",
    "error",
    title="Doanh thu các điểm vượt tổng doanh thu",
    why="Số điểm × bình quân điểm × số tháng không thể lớn hơn tổng doanh thu.",
    bad="150 điểm × 680 triệu × 12 tháng.",
    good="150 điểm × 6,8 triệu × 12 tháng.",
    remedy="Kiểm tra đơn vị của doanh thu bình quân điểm.",
)
def points_revenue(rule: Rule, context: Context) -> Iterable[Finding]:
    """Points × average × months above total revenue."""
    table = context.tables.get("ChiTieu")
    column = actual_column(context)
    points, average, total = (context.main(c, column) for c in ("DIEM", "DTBQ_DIEM", "TONG_DT"))
    months = context.setting("last_month")
    if table is None or points is None or average is None or not total or total <= 0:
        return
    count = Decimal(repr(months)) if isinstance(months, float) else Decimal(12)
    if points * average * count > total:
        yield rule.on(
            table, context.main_rows["DTBQ_DIEM"], column,
            f"{shown(points)} điểm × {shown(average, 1)} × {shown(count)} tháng = "
            f"{shown(points * average * count)}, lớn hơn tổng doanh thu {shown(total)}.",
            points=float(points), average=float(average), total=float(total),
        )  # fmt: skip


@check(
    "XLP306",
    "error",
    title="Tỷ lệ công bố không khớp hai số của nó",
    why="Tỷ lệ in ra phải bằng thực hiện chia kế hoạch (hoặc chia cùng kỳ) của chính dòng đó.",
    bad="15.959/19.668 ghi 91%.",
    good="15.959/19.668 ghi 81%.",
    remedy="Tính lại tỷ lệ; sửa tỷ lệ hoặc sửa số sai.",
)
def published_rates(rule: Rule, context: Context) -> Iterable[Finding]:
    """A typed percentage that its own two numbers do not give within its rounding."""
    table = context.tables.get("ChiTieu")
    if table is None:
        return
    column = actual_column(context)
    for code, row in context.main_rows.items():
        for key, base_key, word in (
            ("published_rate", "plan_year", "kế hoạch"),
            ("published_index", "prior_ytd", "cùng kỳ"),
        ):
            rate, base = context.main(code, key), context.main(code, base_key)
            actual = context.main(code, column)
            if rate is None or actual is None or not base or base < 0:
                continue
            places = max(2, -min(0, int(rate.normalize().as_tuple().exponent)))
            if abs(actual / base - rate) > Decimal("0.51").scaleb(-places):
                yield rule.on(
                    table, row, key,
                    f"Công bố bằng {percent(rate, places - 2)} {word}, tính ra "
                    f"{shown(actual)}/{shown(base)} = {percent(actual / base)}.",
                    published=float(rate), actual=float(actual), base=float(base),
                )  # fmt: skip


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
    for code in ("TONG_DT", *parts_of("TONG_DT", context.indicators)):
        actual, goal = context.main(code, column), context.main(code, plan_column)
        if actual is not None and goal is not None and actual < goal:
            short[code] = goal - actual
    if "TONG_DT" not in short:
        return
    worst = max((c for c in short if c != "TONG_DT"), key=short.__getitem__, default="TONG_DT")
    yield rule.on(
        table, context.main_rows["CPKL"], column,
        f"Chi phí không lương thấp hơn kế hoạch {shown(plan - cost)} trong khi doanh thu "
        f"{context.indicators[worst].label} thấp hơn {shown(short[worst])}: Theo dõi, chưa phải "
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
    parts = [p for p in parts_of("TONG_DT", context.indicators) if p in context.main_rows]
    codes = ["TONG_DT", "DTTL", *parts]
    actual = [context.main(code, column) for code in codes]
    plan = [context.main(code, "plan_year") for code in codes]
    if table is None or not parts or any(not value for value in (*actual, *plan)):
        return
    rates = [a / p for a, p in zip(actual, plan, strict=True)]  # type: ignore[operator]
    if not rates[0] < 1 < rates[1]:
        return
    intervals = [interval for code in parts if (interval := context.plan_interval(code))]
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


CHECKS = (
    parts_and_total, rounding_difference, balance, productivity, points_revenue, published_rates,
    wage_rate, cost_under_plan, bridge,
)  # fmt: skip
