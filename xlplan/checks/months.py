"""The months: those to date, those beyond the period, those that are missing."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from xlplan.checks.context import Context
from xlplan.checks.inputs import MONTHS, ONE, of_months, terms
from xlplan.checks.relations import Relation, finest, linear
from xlplan.checks.rules import Check, Rule, check, relation
from xlplan.checks.settings import AFTER, BEFORE, told
from xlplan.checks.wording import shown
from xlplan.domain.amounts import sum_tolerance
from xlplan.domain.findings import Finding
from xlplan.domain.labels import fold
from xlplan.workbook.tables import Row, TableData


def months_of(context: Context, table: TableData, row: Row) -> list[Decimal | None]:
    return [context.figure(table, row, m) if m in table.columns else None for m in MONTHS]


@relation(
    "XLP310",
    "error",
    title="Lũy kế các tháng khác bảng chỉ tiêu",
    why="Số lũy kế phải là các tháng gộp theo cách lũy kế của chỉ tiêu: cộng, lấy tháng cuối hoặc "
    "bình quân.",
    bad="Mười hai tháng cộng 113.298, bảng chỉ tiêu ghi 131.298.",
    good="Bảng chỉ tiêu ghi 113.298.",
    remedy="Đối chiếu số từng tháng với số lũy kế; sửa ô sai.",
)
def months_to_date(rule: Rule, context: Context) -> Iterable[Relation]:
    """By year: the typed figure to date against Thang's months by the indicator's rule."""
    if context.by_month:
        return
    for code in context.main_rows:
        for column, kind in (("actual_ytd", "TH"), ("prior_ytd", "CK")):
            typed = terms(context, code, column)
            months = of_months(context, code, kind, context.last_month)
            if typed is None or months is None:
                continue
            label, header = context.indicators[code].label, typed.figures[0].header

            def tell(
                values: list[Decimal], gap: Decimal, label: str = label, header: str = header
            ) -> tuple[str, dict[str, Any]]:
                given = values[0] - gap
                message = (
                    f"{header} {label} là {shown(values[0])}, các tháng cho ra {shown(given)}."
                )
                return message, {"stated": float(values[0]), "months": float(given)}

            pairs = [(typed.figures[0], ONE)]
            pairs += [(f, -w) for f, w in zip(months.figures, months.weights, strict=True)]
            count = len(months.figures) if months.weights[0] == 1 else 1
            slack = sum_tolerance(count, finest([*typed.figures, *months.figures]))
            yield linear(rule, pairs, slack, tell, home=0)


@check(
    "XLP313",
    "error",
    title="Cách lũy kế khác của chỉ tiêu",
    why="Doanh thu thì cộng, số điểm lấy tháng cuối, lao động lấy bình quân; đổi cách làm sai lũy kế.",
    bad="Số điểm BĐ-VHX ghi «sum»: 150 điểm thành 1.800.",
    good="Số điểm BĐ-VHX ghi «last».",
    remedy="Chọn lại đúng cách lũy kế của chỉ tiêu.",
)
def accumulation(rule: Rule, context: Context) -> Iterable[Finding]:
    """Thang's or ChiTieu's rule differs from the indicator's."""
    for name, column in (("Thang", "rule"), ("ChiTieu", "accumulation")):
        table = context.tables.get(name)
        for row in table.rows if table and column in table.columns else ():
            indicator, stated = context.indicators.get(row.key[0]), row.value(column)
            if table is None or indicator is None or not isinstance(stated, str) or not stated:
                continue
            if fold(stated) in ("sum", "last", "mean", "recomputed") and (
                fold(stated) != indicator.accumulation
            ):
                yield rule.on(
                    table, row, column,
                    f"{indicator.label} ghi «{stated}», cách của chỉ tiêu là "
                    f"«{indicator.accumulation}».",
                    remedy=f"Sửa thành «{indicator.accumulation}».", found=stated,
                )  # fmt: skip


@check(
    "XLP314",
    "warning",
    title="Chiều tốt khác của chỉ tiêu",
    why="Chiều tốt quyết định đánh giá: doanh thu cao là tốt, chi phí thấp là tốt; sai chiều thì «Đạt» "
    "và «Chưa đạt» đổi chỗ cho nhau.",
    bad="Chi phí không lương ghi chiều tốt 1.",
    good="Chi phí không lương ghi chiều tốt -1.",
    remedy="Sửa chiều tốt của dòng, hoặc sửa ở danh mục chỉ tiêu của đơn vị.",
)
def direction(rule: Rule, context: Context) -> Iterable[Finding]:
    """ChiTieu's direction differs from the indicator's."""
    table = context.tables.get("ChiTieu")
    for code, row in context.main_rows.items():
        stated = context.figure(table, row, "direction") if table else None
        indicator = context.indicators.get(code)
        if table and indicator and stated is not None and stated != indicator.direction:
            yield rule.on(
                table, row, "direction",
                f"{indicator.label} ghi chiều tốt {shown(stated)}, của chỉ tiêu là "
                f"{indicator.direction}.",
                remedy=f"Sửa thành {indicator.direction}.", found=float(stated),
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
    """An actual of a month after the reporting month; of a service, of a point as well."""
    table, last = context.tables.get("Thang"), context.last_month
    yield from told(rule, context, AFTER)
    yield from _details_after(rule, context, last or 12)
    for row in table.rows if table and last else ():
        if table is None or last is None or row.key[1] != "TH":
            continue
        for n, value in enumerate(months_of(context, table, row), 1):
            if n > last and value is not None:
                yield rule.on(
                    table, row, f"m{n}",
                    f"{row.key[0]} có số tháng {n} trong khi kỳ báo cáo đến tháng {last}.",
                    month=n, last=last, value=float(value),
                )  # fmt: skip


def _details_after(rule: Rule, context: Context, last: int) -> Iterable[Finding]:
    services, points = context.tables.get("DichVu"), context.tables.get("DiemBDVHX")
    for row in services.rows if services else ():
        month = context.figure(services, row, "month") if services else None
        if services and month and last < month <= 12 and context.figure(services, row, "revenue"):
            yield rule.on(
                services, row, "month",
                f"{row.key[0]} có doanh thu tháng {int(month)} trong khi kỳ báo cáo đến tháng {last}.",
                month=int(month), last=last,
            )  # fmt: skip
    for row in points.rows if points else ():
        for n, value in enumerate(months_of(context, points, row) if points else (), 1):
            if points and n > last and value:
                yield rule.on(
                    points, row, f"m{n}",
                    f"Điểm {row.key[0]} có số tháng {n} trong khi kỳ báo cáo đến tháng {last}.",
                    month=n, last=last, value=float(value),
                )  # fmt: skip


@check(
    "XLP404",
    "warning",
    title="Tháng trong kỳ để trống",
    why="Thiếu một tháng thì lũy kế để trống; 0 và chưa nhập là khác nhau.",
    bad="Có tháng 1, 3, thiếu tháng 2.",
    good="Đủ các tháng đến kỳ báo cáo.",
    remedy="Nhập tháng thiếu; không phát sinh thì gõ 0.",
)
def gap_in_months(rule: Rule, context: Context) -> Iterable[Finding]:
    """A blank month before a filled one of its row, or where other rows have it; of actual figures
    up to the reporting month."""
    table, last = context.tables.get("Thang"), context.last_month or 12
    yield from told(rule, context, BEFORE)
    if table is None:
        return
    owns = [last_filled(context, table, row) for row in table.rows]
    filled: dict[str, int] = {}
    for row, own in zip(table.rows, owns, strict=True):
        filled[row.key[1]] = max(own, filled.get(row.key[1], 0))
    for row, own in zip(table.rows, owns, strict=True):
        common = filled.get(row.key[1], 0)
        due = max(own, common) if own else 0
        if row.key[1] != "CK":
            due = min(due, last)  # what comes after the reporting month is told as such
        for n in range(1, due + 1):
            if context.blank(table, row, f"m{n}"):
                yield rule.on(
                    table, row, f"m{n}",
                    f"{row.key[0]} ({row.key[1]}) chưa có số tháng {n}.", month=n,
                )  # fmt: skip


def last_filled(context: Context, table: TableData, row: Row) -> int:
    """The last month of a row that has a figure; 0 when none has."""
    for n in range(12, 0, -1):
        month = MONTHS[n - 1]
        if month in table.columns and context.figure(table, row, month) is not None:
            return n
    return 0


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


def _whole_period(rule: Rule, context: Context) -> Iterable[Finding]:
    """Typed figures of the period and to date of one row, where the period begins in January: the
    one further from the row's plan or prior year departs, else each. A thousandfold one has a
    finding of its own."""
    table = context.tables.get("ChiTieu")
    if table is None or context.setting("first_month") != 1 or not context.by_month:
        return
    for code, row in context.main_rows.items():
        cells = [row.cells.get(key) for key in ("actual", "actual_ytd")]
        if any(cell is None or cell.formula is not None for cell in cells):
            continue
        one, two = (context.figure(table, row, key) for key in ("actual", "actual_ytd"))
        if one is None or two is None or one == two or not 0 < max(one, two) < 250 * min(one, two):
            continue
        known = [context.figure(table, row, key) for key in ("plan_year", "prior_ytd")]
        base = next((value for value in known if value is not None and value > 0), None)
        keys = ["actual", "actual_ytd"]
        if base is not None:
            far = [abs((value / base).ln()) for value in (one, two)]
            keys = keys[far[1] > far[0] :][:1]
        for key in keys:
            yield rule.on(
                table, row, key,
                f"TH kỳ {code} là {shown(one)}, TH lũy kế {shown(two)}: kỳ báo cáo từ tháng 1 thì hai "
                "số phải bằng nhau.", period=float(one), to_date=float(two),
            )  # fmt: skip


RELATIONS = (months_to_date,)
CHECKS = (
    Check(months_to_date.rule, _whole_period),
    accumulation,
    direction,
    after_reporting_month,
    gap_in_months,
    reversed_period,
)
