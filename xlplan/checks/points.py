"""The commune points against the indicators that count and average them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from xlplan.checks.context import Context
from xlplan.checks.inputs import MONTHS, terms
from xlplan.checks.relations import Relation, Violation, figure
from xlplan.checks.rules import Rule, check, relation
from xlplan.checks.wording import shown
from xlplan.domain.findings import Finding
from xlplan.workbook.tables import Row, TableData


def _revenues(context: Context, table: TableData, row: Row) -> list[Decimal | None]:
    return [context.figure(table, row, m) if m in table.columns else None for m in MONTHS]


@relation(
    "XLP305",
    "error",
    title="Doanh thu các điểm vượt tổng doanh thu",
    why="Số điểm × bình quân điểm × số tháng không thể lớn hơn tổng doanh thu.",
    bad="150 điểm × 680 triệu × 12 tháng.",
    good="150 điểm × 6,8 triệu × 12 tháng.",
    remedy="Kiểm tra đơn vị của doanh thu bình quân điểm.",
)
def points_revenue(rule: Rule, context: Context) -> Iterable[Relation]:
    """Points × average × months, where they are typed, are within total revenue."""
    main = context.tables.get("ChiTieu")
    months = Decimal(context.last_month or 12)
    rows = [context.main_rows.get(code) for code in ("DTBQ_DIEM", "DIEM", "TONG_DT")]
    known = tuple(f for r in rows if main and r and (f := figure(context, main, r, "actual")))
    if context.by_month or len(known) < 3:
        return

    def test(values: list[Decimal | None]) -> Violation | None:
        average, count, total = (value or Decimal(0) for value in values)
        revenue = average * count * months
        if revenue <= total or total <= 0:
            return None
        message = (
            f"{shown(count)} điểm × {shown(average, 1)} × {shown(months)} tháng = "
            f"{shown(revenue)}, lớn hơn tổng doanh thu {shown(total)}."
        )
        numbers = {"points": float(count), "average": float(average), "total": float(total)}
        return Violation(message, numbers, (None, None, None))

    yield Relation(rule, known, test, home=0)


@relation(
    "XLP311",
    "error",
    title="Số điểm khác danh sách điểm",
    why="Số điểm BĐ-VHX ở bảng chỉ tiêu phải là số điểm đang mở ở DiemBDVHX.",
    bad="DIEM ghi 152, DiemBDVHX có 150 điểm mở.",
    good="DIEM ghi 150.",
    remedy="Bổ sung hoặc bỏ điểm ở DiemBDVHX, hoặc sửa số điểm.",
)
def points_counted(rule: Rule, context: Context) -> Iterable[Relation]:
    """DIEM at the end of the period against the points that had open months."""
    table, counted = context.tables.get("DiemBDVHX"), terms(context, "DIEM", "actual_ytd")
    if table is None or counted is None or not table.rows:
        return
    points = [row for row in table.rows if table.by_key().get(row.key) is row]
    opened = [context.figure(table, row, "open_months") for row in points]
    if any(months is None for months in opened):
        return
    most = sum(1 for months in opened if months)
    last = context.last_month or 12
    least = sum(1 for row in points if _revenues(context, table, row)[last - 1])

    def test(values: list[Decimal | None]) -> Violation | None:
        stated = counted.value(values)
        if least <= stated <= most:
            return None
        message = f"Số điểm ghi {shown(stated)}, DiemBDVHX có {most} điểm có tháng mở cửa"
        skipped = _skipped([row.key[0] for row in points])
        named = (
            ": trong dãy mã không có " + ", ".join(skipped) if stated - most == len(skipped) else ""
        )
        message += f"{named}."
        numbers = {"stated": float(stated), "points": most}
        return Violation(message, numbers, counted.wanted(values, Decimal(most)))

    yield Relation(rule, counted.figures, test, home=0)


def _skipped(codes: list[str]) -> list[str]:
    """The codes that numbered ones (P01, P02, P04) leave out between their first and last; none when
    they are not all numbered alike."""
    parts = [re.fullmatch(r"(\D*)(\d{1,6})", code) for code in codes]
    numbers = {m[2] for m in parts if m}
    if None in parts or len({m[1] for m in parts if m}) != 1 or len({len(n) for n in numbers}) != 1:
        return []
    stem, width = codes[0].rstrip("0123456789"), len(next(iter(numbers)))
    taken = {int(n) for n in numbers}
    if max(taken) - min(taken) > 2 * len(taken):
        return []
    return [f"{stem}{n:0{width}}" for n in range(min(taken), max(taken)) if n not in taken]


@check(
    "XLP312",
    "error",
    title="Bình quân điểm khác danh sách điểm",
    why="Doanh thu bình quân điểm = doanh thu các điểm ÷ tổng số tháng mở cửa của các điểm.",
    bad="Các điểm cho ra 6,5 nhưng ghi 7,9.",
    good="Ghi 6,5.",
    remedy="Tính lại bình quân điểm từ DiemBDVHX (XLPLAN_BQDIEM).",
)
def points_averaged(rule: Rule, context: Context) -> Iterable[Finding]:
    """DTBQ_DIEM, where it is typed, against revenue over open point-months."""
    table, main = context.tables.get("DiemBDVHX"), context.tables.get("ChiTieu")
    row = context.main_rows.get("DTBQ_DIEM")
    if table is None or main is None or row is None or context.by_month or not table.rows:
        return
    cell = row.cells.get("actual")
    if cell is not None and cell.formula is not None:
        return  # computed from the same list
    stated = context.figure(main, row, "actual")
    months = [context.figure(table, r, "open_months") for r in table.rows]
    opened = sum((m for m in months if m is not None), Decimal(0))
    figures = [v for r in table.rows for v in _revenues(context, table, r) if v is not None]
    if stated is None or not opened or not figures:
        return
    average = sum(figures, Decimal(0)) / opened
    places = max(1, -int(stated.normalize().as_tuple().exponent))
    if abs(stated - average) > Decimal("0.51").scaleb(-places):
        yield rule.on(
            main, row, "actual",
            f"Bình quân điểm ghi {shown(stated, places)}, DiemBDVHX cho ra "
            f"{shown(sum(figures, Decimal(0)), 1)} ÷ {shown(opened)} tháng = {shown(average, 2)}.",
            stated=float(stated), computed=float(average),
        )  # fmt: skip


@check(
    "XLP420",
    "warning",
    title="Điểm mở cửa không có doanh thu",
    why="Điểm ghi mở cửa mà không có doanh thu, cả kỳ hoặc một tháng ở giữa, thường là thiếu số liệu.",
    bad="Mở 12 tháng, mười hai ô doanh thu trống.",
    good="Có doanh thu, hoặc số tháng mở cửa 0.",
    remedy="Nhập doanh thu của điểm (không phát sinh thì gõ 0), hoặc sửa số tháng mở cửa.",
)
def silent_point(rule: Rule, context: Context) -> Iterable[Finding]:
    """Open months above 0 and no revenue at all; or a month left blank at a point that is open in
    every month of the period."""
    table, last = context.tables.get("DiemBDVHX"), context.last_month or 12
    for row in table.rows if table else ():
        opened = context.figure(table, row, "open_months") if table else None
        if table is None or not opened:
            continue
        figures = _revenues(context, table, row)
        if not any(figures) and not context.untyped_in(table, row, MONTHS):
            yield rule.on(
                table, row, "open_months",
                f"Điểm {row.key[0]} mở {shown(opened)} tháng nhưng không có doanh thu.",
                open_months=float(opened),
            )  # fmt: skip
        elif opened >= last:
            yield from _silent_months(rule, context, table, row, last)


def _silent_months(
    rule: Rule, context: Context, table: TableData, row: Row, last: int
) -> Iterable[Finding]:
    """The blank months of a point that is open in all: each; but when they are several at one end
    of the period, the point opened or closed, and its open months depart."""
    silent = [n for n in range(1, last + 1) if context.blank(table, row, f"m{n}")]
    ends = (list(range(1, len(silent) + 1)), list(range(last - len(silent) + 1, last + 1)))
    if len(silent) > 1 and silent in ends:
        yield rule.on(
            table, row, "open_months",
            f"Điểm {row.key[0]} ghi mở {last} tháng nhưng từ tháng {silent[0]} đến tháng {silent[-1]} "
            "chưa có doanh thu.",
            open_months=float(last), first=silent[0], last=silent[-1],
        )  # fmt: skip
        return
    for n in silent:
        yield rule.on(
            table, row, f"m{n}",
            f"Điểm {row.key[0]} mở cả kỳ nhưng tháng {n} chưa có doanh thu.", month=n,
        )  # fmt: skip


@check(
    "XLP421",
    "error",
    title="Số tháng mở cửa không khớp doanh thu của điểm",
    why="Điểm không thể có doanh thu ở nhiều tháng hơn số tháng mở cửa, và mở không quá kỳ báo cáo; "
    "có doanh thu thì phải ghi số tháng mở cửa.",
    bad="Mở 7 tháng, có doanh thu 9 tháng.",
    good="Mở 9 tháng.",
    remedy="Sửa số tháng mở cửa hoặc doanh thu của điểm.",
)
def months_open(rule: Rule, context: Context) -> Iterable[Finding]:
    """More months with revenue than open months, or more open months than the period has."""
    table, last = context.tables.get("DiemBDVHX"), context.last_month or 12
    for row in table.rows if table else ():
        if table is None or "open_months" not in table.columns:
            continue
        if (table.sheet, table.address(row, "open_months")) in context.untyped:
            continue
        opened = context.figure(table, row, "open_months")
        with_revenue = sum(1 for value in _revenues(context, table, row)[:last] if value)
        if opened is None and with_revenue:
            message = (
                f"Điểm {row.key[0]} có doanh thu {with_revenue} tháng, chưa ghi số tháng mở cửa."
            )
        elif opened is not None and with_revenue > opened:
            message = f"Điểm {row.key[0]} mở {shown(opened)} tháng nhưng có doanh thu {with_revenue} tháng."
        elif opened is not None and last < opened <= 12:
            message = f"Điểm {row.key[0]} mở {shown(opened)} tháng trong kỳ chỉ có {last} tháng."
        else:
            continue
        yield rule.on(
            table, row, "open_months", message,
            open_months=float(opened or 0), months=with_revenue,
        )  # fmt: skip


RELATIONS = (points_revenue, points_counted)
FIRST = (months_open,)
CHECKS = (points_averaged, silent_point)
