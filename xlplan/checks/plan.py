"""The plan and the months: versions, phasing, closing, figures beyond the reporting month."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from xlplan.checks.context import Context
from xlplan.checks.identities import shown
from xlplan.checks.rules import Rule, check
from xlplan.domain.findings import Finding
from xlplan.workbook.tables import Row, TableData

MONTHS = tuple(f"m{n}" for n in range(1, 13))


def _months(context: Context, table: TableData, row: Row) -> list[Decimal | None]:
    return [context.figure(table, row, m) if m in table.columns else None for m in MONTHS]


def _last_month(context: Context) -> int | None:
    value = context.setting("last_month")
    return int(value) if isinstance(value, float) and 1 <= value <= 12 else None


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


@check(
    "XLP402",
    "error",
    title="Kế hoạch tháng không cộng thành kế hoạch năm",
    why="Mười hai tháng phải cho ra kế hoạch năm theo cách lũy kế của chỉ tiêu.",
    bad="KH năm 1.200, mười hai tháng cộng 1.100.",
    good="Mười hai tháng cộng 1.200.",
    remedy="Chia lại kế hoạch tháng, phần dư đặt vào tháng cuối.",
)
def phasing(rule: Rule, context: Context) -> Iterable[Finding]:
    """The twelve months do not give the year by the indicator's accumulation."""
    table = context.tables.get("KeHoach")
    for row in table.rows if table else ():
        indicator = context.indicators.get(row.key[0])
        if table is None or indicator is None or indicator.accumulation == "recomputed":
            continue
        months, year = _months(context, table, row), context.figure(table, row, "year")
        entered = [m for m in months if m is not None]
        if year is None or len(entered) < 12:
            continue
        added = {"sum": sum(entered), "last": entered[-1], "mean": sum(entered) / 12}
        total = Decimal(added[indicator.accumulation])
        if abs(total - year) > Decimal("0.5") * (13 if indicator.accumulation == "sum" else 1):
            yield rule.on(
                table, row, "year",
                f"KH năm {indicator.label} là {shown(year)}, các tháng cho ra {shown(total)}.",
                year=float(year), months=float(total),
            )  # fmt: skip


@check(
    "XLP403",
    "warning",
    title="Có số sau kỳ báo cáo",
    why="Số thực hiện của tháng sau kỳ báo cáo thường là nhập nhầm cột.",
    bad="Kỳ đến tháng 9, ô TH tháng 10 có số.",
    good="Tháng sau kỳ báo cáo để trống.",
    remedy="Chuyển số về đúng tháng, hoặc sửa «Kỳ báo cáo đến tháng».",
)
def after_reporting_month(rule: Rule, context: Context) -> Iterable[Finding]:
    """An actual of a month after the reporting month."""
    table, last = context.tables.get("Thang"), _last_month(context)
    for row in table.rows if table and last else ():
        if table is None or last is None or row.key[1] != "TH":
            continue
        for n, value in enumerate(_months(context, table, row), 1):
            if n > last and value is not None:
                yield rule.on(
                    table, row, f"m{n}",
                    f"{row.key[0]} có số tháng {n} trong khi kỳ báo cáo đến tháng {last}.",
                    month=n, last=last, value=float(value),
                )  # fmt: skip


@check(
    "XLP404",
    "warning",
    title="Tháng giữa kỳ để trống",
    why="Thiếu một tháng thì lũy kế để trống; 0 và chưa nhập là khác nhau.",
    bad="Có tháng 1, 3, thiếu tháng 2.",
    good="Đủ các tháng đến kỳ báo cáo.",
    remedy="Nhập tháng thiếu; không phát sinh thì gõ 0.",
)
def gap_in_months(rule: Rule, context: Context) -> Iterable[Finding]:
    """A blank month before a filled one, up to the reporting month."""
    table, last = context.tables.get("Thang"), _last_month(context) or 12
    for row in table.rows if table else ():
        if table is None:
            continue
        months = _months(context, table, row)[:last]
        filled = [n for n, value in enumerate(months) if value is not None]
        for n in range(max(filled, default=0)):
            place = (table.sheet, table.address(row, f"m{n + 1}"))
            if months[n] is None and place not in context.untyped:
                yield rule.on(
                    table, row, f"m{n + 1}",
                    f"{row.key[0]} ({row.key[1]}) chưa có số tháng {n + 1}.", month=n + 1,
                )  # fmt: skip


@check(
    "XLP406",
    "error",
    title="Điều chỉnh tháng đã khóa không khớp",
    why="Số của tháng đã khóa chỉ đổi qua bút toán; sau bút toán, ô phải mang số mới.",
    bad="Bút toán ghi số mới 120, ô của tháng vẫn 100.",
    good="Ô của tháng là 120.",
    remedy="Ghi số mới vào tháng, hoặc sửa bút toán.",
)
def correction(rule: Rule, context: Context) -> Iterable[Finding]:
    """A correction applied to its own month whose new value the month does not hold."""
    table, months = context.tables.get("DieuChinh"), context.tables.get("Thang")
    if table is None or months is None:
        return
    rows = months.by_key()
    for row in table.rows:
        month, new = context.figure(table, row, "month"), context.figure(table, row, "new")
        target = rows.get((str(row.value("indicator") or ""), "TH"))
        if row.value("applied") != "tháng đó" or not month or new is None or target is None:
            continue
        held = context.figure(months, target, f"m{int(month)}")
        if held is not None and held != new:
            yield rule.on(
                table, row, "new",
                f"Bút toán {row.key[0]} ghi số mới {shown(new)}, tháng {int(month)} đang là "
                f"{shown(held)}.", new=float(new), held=float(held),
            )  # fmt: skip


@check(
    "XLP409",
    "error",
    title="Kỳ báo cáo ngược",
    why="Tháng đầu kỳ không thể sau tháng cuối kỳ.",
    bad="Từ tháng 9 đến tháng 6.",
    good="Từ tháng 6 đến tháng 9.",
    remedy="Sửa kỳ báo cáo ở ThongTin.",
)
def reversed_period(rule: Rule, context: Context) -> Iterable[Finding]:
    """first_month after last_month."""
    form = context.tables.get("ThongTin")
    first, last = context.setting("first_month"), context.setting("last_month")
    if form and isinstance(first, float) and isinstance(last, float) and first > last:
        yield rule.on(
            form, form.rows[0], "first_month",
            f"Kỳ báo cáo từ tháng {int(first)} đến tháng {int(last)}.", first=first, last=last,
        )  # fmt: skip


CHECKS = (same_effective_date, phasing, after_reporting_month, gap_in_months, correction,
          reversed_period)  # fmt: skip
