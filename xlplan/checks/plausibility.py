"""What can't well be: units of amount, parts above totals, VAT left in."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from xlplan.checks.context import Context
from xlplan.checks.identities import actual_column, shown
from xlplan.checks.rules import Rule, check
from xlplan.domain.amounts import find_unit, rounding_interval
from xlplan.domain.findings import Finding
from xlplan.domain.indicators import parts_of

_JUMPS = (Decimal(1000), Decimal(1_000_000))
_NAMES = {Decimal(1000): "nghìn đồng", Decimal(1_000_000): "đồng"}


@check(
    "XLP501",
    "error",
    title="Nghi sai đơn vị tính",
    why="Số lớn gấp hoặc nhỏ bằng một phần 1.000 hay 1.000.000 lần số tham chiếu thường là nhầm "
    "giữa đồng, nghìn đồng, triệu đồng.",
    bad="TH kỳ 113.298.000 (nghìn đồng) bên kế hoạch 119.261 (triệu đồng).",
    good="TH kỳ 113.298 (triệu đồng).",
    remedy="Đổi số về đơn vị của dòng.",
)
def unit_jump(rule: Rule, context: Context) -> Iterable[Finding]:
    """A figure 1,000 or 10^6 times off from every reference of its row that it has."""
    table = context.tables.get("ChiTieu")
    if table is None or context.by_month:
        return
    columns = [actual_column(context), "plan_year", "prior_ytd"]
    for code, row in context.main_rows.items():
        figures = {c: v for c in columns if (v := context.main(code, c)) is not None and v > 0}
        for column, value in figures.items():
            others = [v for c, v in figures.items() if c != column]
            jump = _jump(value, others)
            if not jump or (len(others) == 1 and column != _suspect(context, code, figures)):
                continue
            times = "lớn gấp" if value > others[0] else "nhỏ chỉ bằng một phần"
            likely = value / jump if value > others[0] else value * jump
            yield rule.on(
                table, row, column,
                f"{table.spec.column(column).header} của {context.indicators[code].label} là "
                f"{shown(value)}, {times} khoảng {shown(jump)} lần số tham chiếu "
                f"{shown(others[0])}: có thể đang ghi theo {_NAMES[jump]}; theo đơn vị của dòng "
                f"là {shown(likely)}." if code in context.indicators else "",
                value=float(value), reference=float(others[0]), likely=float(likely),
            )  # fmt: skip


def _jump(value: Decimal, others: list[Decimal]) -> Decimal | None:
    """1,000 or 10^6 when the value is about so many times each of the others, or a part of it."""
    for jump in _JUMPS:
        if others and all(
            Decimal("0.2") <= max(value, o) / min(value, o) / jump <= 5 for o in others
        ):
            return jump
    return None


def _suspect(context: Context, code: str, figures: dict[str, Decimal]) -> str:
    """Of two figures that are 1,000 times apart, the one that the siblings of its column say."""
    parent = context.indicators[code].parent if code in context.indicators else ""
    total = parent or code
    family = [total, *parts_of(total, context.indicators)]
    scores = {}
    for column, value in figures.items():
        near = [v for c in family if c != code and (v := context.main(c, column))]
        scores[column] = min((abs((value / n).log10()) for n in near if n > 0), default=Decimal(0))
    actual = actual_column(context)
    worst = max(scores, key=scores.__getitem__)
    return worst if scores[worst] > Decimal("1.5") else actual if actual in figures else worst


@check(
    "XLP502",
    "error",
    title="Đơn vị tính không thể đúng",
    why="Đơn vị ghi ở cột ĐVT phải là đơn vị của chỉ tiêu; sai đơn vị làm số lớn hoặc nhỏ đi nghìn lần.",
    bad="NSLĐ 217 tỷ đồng, lớn hơn cả tổng doanh thu 113 tỷ.",
    good="NSLĐ 217 triệu đồng/người/năm.",
    remedy="Sửa ô ĐVT.",
)
def indicator_unit(rule: Rule, context: Context) -> Iterable[Finding]:
    """The unit beside an indicator is of another kind or size than the indicator's."""
    table = context.tables.get("ChiTieu")
    if table is None:
        return
    amounts = find_unit(str(context.setting("shown_unit") or "triệu đồng"))
    for code, row in context.main_rows.items():
        indicator = context.indicators.get(code)
        text = row.value("unit")
        if indicator is None or not isinstance(text, str) or not text.strip():
            continue
        have, want = find_unit(text), find_unit(indicator.unit)
        if have is None or want is None:
            continue
        allowed = {(want.factor, want.dimension)}
        if want.dimension == "đồng" and amounts:
            allowed = {(amounts.factor, amounts.dimension)}
        if (have.factor, have.dimension) in allowed:
            continue
        yield rule.on(
            table, row, "unit", _unit_message(context, code, text),
            remedy=f"Sửa ĐVT thành «{indicator.unit}».",
            found=text, expected=indicator.unit, value=float(context.main(code, actual_column(context)) or 0),
        )  # fmt: skip


def _unit_message(context: Context, code: str, text: str) -> str:
    indicator = context.indicators[code]
    column = actual_column(context)
    value, total = context.main(code, column), context.main("TONG_DT", column)
    message = f"ĐVT của {indicator.label} ghi «{text}», đơn vị của chỉ tiêu là «{indicator.unit}»"
    unit = find_unit(text)
    if code != "NSLD" or value is None or not unit or unit.dimension != "đồng":
        return message + "."
    if total is not None and value * unit.factor > total * 10**6:
        message += f": {shown(value)} {text} lớn hơn cả tổng doanh thu {shown(total)} triệu đồng"
    revenue = context.main("DTTL", column)
    if revenue and value > 0:
        bounds = rounding_interval(value, 0)
        message += (
            f". Theo đơn vị đó, {shown(revenue)} ÷ {shown(value)} = {shown(revenue / value)} người "
            f"[{shown(revenue / bounds.high)}–{shown(revenue / bounds.low)}]"
        )
    return message + "."


@check(
    "XLP503",
    "error",
    title="Phần lớn hơn tổng",
    why="Một phần không thể lớn hơn tổng khi các phần khác không âm.",
    bad="BCCP 195.240 trong tổng 113.298.",
    good="BCCP 19.524 trong tổng 113.298.",
    remedy="Kiểm tra lại số của phần này.",
)
def part_above_total(rule: Rule, context: Context) -> Iterable[Finding]:
    """A part above its total where the parts could not be compared with it as a sum."""
    table = context.tables.get("ChiTieu")
    column = actual_column(context)
    for code in context.main_rows:
        parts = [p for p in parts_of(code, context.indicators) if p in context.main_rows]
        figures = {part: context.main(part, column) for part in parts}
        total = context.main(code, column)
        if table is None or total is None or all(v is not None for v in figures.values()):
            continue
        for part, value in figures.items():
            if value is not None and value > total:
                yield rule.on(
                    table, context.main_rows[part], column,
                    f"{context.indicators[part].label} {shown(value)} lớn hơn "
                    f"{context.indicators[code].label.lower()} {shown(total)}.",
                    part=float(value), total=float(total),
                )  # fmt: skip


@check(
    "XLP504",
    "warning",
    title="Có thể còn thuế giá trị gia tăng",
    why="Hai nơi phải bằng nhau mà tỷ lệ đúng 1,08 hoặc 1,10 thì một nơi còn thuế.",
    bad="Tổng 108, các phần cộng 100.",
    good="Cả hai nơi đều trước thuế.",
    remedy="Đưa cả hai về doanh thu trước thuế (XLPLAN_CHUATHUE).",
)
def vat_left_in(rule: Rule, context: Context) -> Iterable[Finding]:
    """Total and parts apart by exactly a tax rate."""
    from xlplan.checks.identities import _near_vat, _totals

    table = context.tables.get("ChiTieu")
    for code, column, _, total, added in _totals(context):
        if table is not None and _near_vat(total.low, added.low):
            yield rule.on(
                table, context.main_rows[code], column,
                f"{table.spec.column(column).header} {shown(total.low)} và các phần cộng lại "
                f"{shown(added.low)} lệch đúng tỷ lệ thuế.",
                total=float(total.low), parts=float(added.low),
            )  # fmt: skip


CHECKS = (unit_jump, indicator_unit, part_above_total, vat_left_in)
