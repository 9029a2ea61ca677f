"""The plan against what it says of itself: how its months were made, which version counts."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from xlplan.checks.context import Context
from xlplan.checks.inputs import MONTHS
from xlplan.checks.rules import Rule, check
from xlplan.domain.findings import Finding
from xlplan.domain.numerals import format_number
from xlplan.domain.plans import Version, in_force, phased
from xlplan.domain.terms import AS_LAST_YEAR, EVEN
from xlplan.workbook.tables import Row, TableData


def _months(context: Context, table: TableData, row: Row) -> list[Decimal] | None:
    """Twelve figures; None when one is missing."""
    if any(month not in table.columns for month in MONTHS):
        return None
    figures = [context.figure(table, row, month) for month in MONTHS]
    entered = [figure for figure in figures if figure is not None]
    return entered if len(entered) == 12 else None


def _shape(context: Context, indicator: str) -> list[Decimal] | None:
    """Last year's twelve months of an indicator."""
    table = context.tables.get("Thang")
    row = table.by_key().get((indicator, "CK")) if table else None
    return _months(context, table, row) if table and row else None


@check(
    "XLP431",
    "warning",
    title="Các tháng không theo cách chia đã khai",
    why="Cột «Cách chia tháng» nói các tháng được chia thế nào; số tháng khác đi thì KH lũy kế và "
    "% KH lũy kế không còn nghĩa như người đọc tưởng.",
    bad="Khai «Chia đều», KH năm 1.200, tháng 1 là 40.",
    good="Mười hai tháng đều 100; phần dư đặt vào tháng 12.",
    remedy="Chia lại các tháng, hoặc đổi cách chia thành «Tự chia».",
)
def declared_phasing(rule: Rule, context: Context) -> Iterable[Finding]:
    """A month away from the declared even or last-year phasing by more than the remainder that
    rounding leaves (one unit a month, all of it in one)."""
    table = context.tables.get("KeHoach")
    for row in table.rows if table else ():
        way, year = row.value("phasing"), context.figure(table, row, "year") if table else None
        indicator = context.indicators.get(row.key[0])
        if table is None or year is None or way not in (EVEN, AS_LAST_YEAR):
            continue
        if indicator is None or indicator.accumulation != "sum":
            continue
        shape = _shape(context, row.key[0]) if way == AS_LAST_YEAR else None
        months = _months(context, table, row)
        if months is None or (way == AS_LAST_YEAR and shape is None):
            continue
        expected = phased(year, indicator.decimals, shape)
        if expected is None:
            continue
        unit = Decimal(1).scaleb(-indicator.decimals)
        off = [abs(m - e) for m, e in zip(months, expected, strict=True)]
        # December holds the remainder, or gives it to one other month
        far = [n for n, gap in enumerate(off[:11]) if gap > unit]
        if len(far) > 1 or any(off[n] > 12 * unit for n in far):
            worst = max(far, key=off.__getitem__)
            held, due = (
                format_number(side[worst], indicator.decimals) for side in (months, expected)
            )
            yield rule.on(
                table, row, f"m{worst + 1}",
                f"{indicator.label} khai «{way}» nhưng tháng {worst + 1} là {held}; chia như vậy là "
                f"{due}.",
                year=float(year), month=worst + 1, value=float(months[worst]),
            )  # fmt: skip


@check(
    "XLP432",
    "warning",
    title="Chưa kế hoạch nào có hiệu lực trong kỳ",
    why="KH của một kỳ là lần giao có hiệu lực vào ngày cuối kỳ; mọi lần giao đều muộn hơn thì cột "
    "KH của chỉ tiêu để trống.",
    bad="Kỳ báo cáo đến tháng 3, quyết định duy nhất hiệu lực từ 01/07.",
    good="Có lần giao đầu năm hiệu lực từ 01/01.",
    remedy="Sửa «Hiệu lực từ», bổ sung lần giao trước, hoặc sửa kỳ báo cáo ở ThongTin.",
)
def no_plan_in_force(rule: Rule, context: Context) -> Iterable[Finding]:
    """An indicator whose plans of the level used all take effect after the period's end; a level used
    that no plan has."""
    table, period = context.tables.get("KeHoach"), context.period
    level = context.setting("plan_level")
    if table is None or period is None or not context.by_month:
        return
    levels = {str(row.key[1]) for row in table.rows if all(row.key)}
    form = context.tables.get("ThongTin")
    if form and level and levels and str(level) not in levels:
        yield rule.on(
            form, form.rows[0], "plan_level",
            f"KeHoach không có kế hoạch nào của cấp «{level}».",
            remedy="Chọn cấp có kế hoạch, hoặc nhập kế hoạch của cấp này ở KeHoach.",
            level=str(level), levels=sorted(levels),
        )  # fmt: skip
        return
    rows: dict[str, list[tuple[Version, Row]]] = {}
    for row in table.rows:
        version = context.version(table, row)
        if version is not None and version.level == level:
            rows.setdefault(version.indicator, []).append((version, row))
    for code, versions in rows.items():
        if in_force((version for version, _ in versions), str(level), period.end):
            continue
        version, row = min(versions, key=lambda pair: pair[0].effective)
        yield rule.on(
            table, row, "effective",
            f"Lần giao sớm nhất của {code} hiệu lực từ {version.effective:%d/%m/%Y}, sau ngày cuối kỳ "
            f"{period.end:%d/%m/%Y}.",
            effective=f"{version.effective:%Y-%m-%d}", end=f"{period.end:%Y-%m-%d}",
        )  # fmt: skip


CHECKS = (declared_phasing, no_plan_in_force)
