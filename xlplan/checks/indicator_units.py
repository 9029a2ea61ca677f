"""The unit written beside an indicator."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from xlplan.checks.context import Context
from xlplan.checks.rules import Rule, check
from xlplan.checks.sums import actual_column
from xlplan.checks.wording import shown
from xlplan.domain.amounts import find_unit, rounding_interval
from xlplan.domain.findings import Finding
from xlplan.domain.labels import fold


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
    """The unit beside an indicator is of another kind or size than the indicator's, or is
    its unit mistyped; a spelling of an office's own is left alone."""
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
        if want is None:
            continue
        if have is None:
            if get_close_matches(fold(text), [fold(indicator.unit)], 1, 0.8):
                yield rule.on(
                    table, row, "unit",
                    f"ĐVT của {indicator.label} ghi «{text}», không phải đơn vị nào; đơn vị của chỉ "
                    f"tiêu là «{indicator.unit}».",
                    remedy=f"Sửa ĐVT thành «{indicator.unit}».",
                    found=text, expected=indicator.unit,
                )  # fmt: skip
            continue
        allowed = {(want.factor, want.dimension)}
        if want.dimension == "đồng" and amounts:
            allowed = {(amounts.factor, amounts.dimension)}
        if (have.factor, have.dimension) in allowed:
            continue
        expected = amounts.text if want.dimension == "đồng" and amounts else indicator.unit
        yield rule.on(
            table, row, "unit", _unit_message(context, code, text, expected),
            remedy=f"Sửa ĐVT thành «{expected}».",
            found=text, expected=expected, value=float(context.main(code, actual_column(context)) or 0),
        )  # fmt: skip


def _unit_message(context: Context, code: str, text: str, expected: str) -> str:
    indicator = context.indicators[code]
    column = actual_column(context)
    value, total = context.main(code, column), context.main("TONG_DT", column)
    message = f"ĐVT của {indicator.label} ghi «{text}», đơn vị của chỉ tiêu là «{expected}»"
    unit = find_unit(text)
    if code != "NSLD" or value is None or not unit or unit.dimension != "đồng":
        return message + "."
    if total is not None and value * unit.factor > total * 10**6:
        message += f": {shown(value)} {text} lớn hơn cả tổng doanh thu {shown(total)} triệu đồng"
    revenue = context.main("DTTL", column)
    if revenue and value > 0:
        bounds = rounding_interval(value, 0)
        message += (
            f". Theo đơn vị đó, {shown(revenue)} ÷ {shown(value)} = {shown(revenue / value, 0)} người "
            f"[{shown(revenue / bounds.high, 0)}–{shown(revenue / bounds.low, 0)}]"
        )
    return message + "."


CHECKS = (indicator_unit,)
