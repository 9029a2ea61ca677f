"""The months: those to date, those beyond the period, those that are closed."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from xlplan.checks.context import Context
from xlplan.checks.inputs import MONTHS, ONE, of_months, terms
from xlplan.checks.relations import Relation, figure, finest, linear
from xlplan.checks.rules import Check, Rule, check, relation
from xlplan.checks.wording import shown
from xlplan.domain.amounts import sum_tolerance
from xlplan.domain.findings import Finding
from xlplan.domain.labels import fold
from xlplan.workbook.tables import Row, TableData

_LOCKED = fold("đã khóa")


def _months(context: Context, table: TableData, row: Row) -> list[Decimal | None]:
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
    yield from _details_after(rule, context, last or 12)
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
        for n, value in enumerate(_months(context, points, row) if points else (), 1):
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
    """A blank month before a filled one of its row, or up to the reporting month where other rows
    have it."""
    table, last = context.tables.get("Thang"), context.last_month or 12
    if table is None:
        return
    owns = [_last(context, table, row) for row in table.rows]
    filled: dict[str, int] = {}
    for row, own in zip(table.rows, owns, strict=True):
        filled[row.key[1]] = max(own, filled.get(row.key[1], 0))
    for row, own in zip(table.rows, owns, strict=True):
        common = filled.get(row.key[1], 0)
        due = max(own, common if row.key[1] == "CK" else min(common, last)) if own else 0
        for n in range(1, due + 1):
            if context.blank(table, row, f"m{n}"):
                yield rule.on(
                    table, row, f"m{n}",
                    f"{row.key[0]} ({row.key[1]}) chưa có số tháng {n}.", month=n,
                )  # fmt: skip


def _last(context: Context, table: TableData, row: Row) -> int:
    """The last month of a row that has a figure; 0 when none has."""
    months = _months(context, table, row)
    return next((n for n in range(12, 0, -1) if months[n - 1] is not None), 0)


@relation(
    "XLP406",
    "error",
    title="Bút toán điều chỉnh không khớp",
    why="Số của tháng đã khóa chỉ đổi qua bút toán; sau bút toán, ô phải mang số mới, và bút toán "
    "sau bắt đầu từ số mới của bút toán trước.",
    bad="Bút toán ghi số mới 120, ô của tháng vẫn 100.",
    good="Ô của tháng là 120.",
    remedy="Ghi số mới vào tháng, hoặc sửa bút toán.",
)
def correction(rule: Rule, context: Context) -> Iterable[Relation]:
    """A correction applied to its own month gives what the month holds, or what the next starts
    from. One whose month is another is told by `_of_another_month`."""
    table, months = context.tables.get("DieuChinh"), context.tables.get("Thang")
    if table is None or months is None:
        return
    rows = months.by_key()
    chains: dict[tuple[str, int], list[Row]] = {}
    for row in _own_corrections(context):
        month = context.figure(table, row, "month")
        if month and 1 <= month <= 12:
            chains.setdefault((str(row.value("indicator") or ""), int(month)), []).append(row)
    for (code, month), entries in chains.items():
        target = rows.get((code, "TH"))
        held = figure(context, months, target, f"m{month}") if target else None
        for entry, after in zip(entries, [*entries[1:], None], strict=True):
            new = figure(context, table, entry, "new")
            old = figure(context, table, after, "old") if after else held
            if new is None or old is None:
                continue
            what = f"bút toán {after.key[0]} bắt đầu từ" if after else f"tháng {month} đang là"

            def tell(
                values: list[Decimal], gap: Decimal, number: str = entry.key[0], what: str = what
            ) -> tuple[str, dict[str, Any]]:
                message = (
                    f"Bút toán {number} ghi số mới {shown(values[0])}, {what} {shown(values[1])}."
                )
                return message, {"new": float(values[0]), "held": float(values[1])}

            yield linear(rule, [(new, ONE), (old, -ONE)], Decimal(0), tell, home=0)


def _own_corrections(context: Context) -> list[Row]:
    """The corrections of the whole office that were applied to their own month."""
    table = context.tables.get("DieuChinh")
    return [
        row
        for row in (table.rows if table else ())
        if fold(str(row.value("applied") or "")) == fold("tháng đó") and _of_province(context, row)
    ]


def _of_province(context: Context, row: Row) -> bool:
    """Whether a closing or a correction is the whole office's, whose months stand in Thang."""
    unit = fold(str(row.value("unit") or ""))
    return unit == fold(str(context.setting("unit_code") or ""))


@relation(
    "XLP407",
    "error",
    title="Tháng đã khóa bị sửa mà không có bút toán",
    why="Số cộng ghi lúc khóa, thêm các bút toán vào tháng đó, phải bằng tổng cột TH của tháng.",
    bad="Lúc khóa tổng 9.000, nay 9.120, không có bút toán.",
    good="Có bút toán tăng 120, lý do, số cũ, số mới.",
    remedy="Trả lại số lúc khóa, hoặc ghi bút toán ở bảng điều chỉnh.",
)
def closed_months(rule: Rule, context: Context) -> Iterable[Relation]:
    """A closed month's total of Thang against its control total and the corrections since."""
    table, months = context.tables.get("KhoaSo"), context.tables.get("Thang")
    corrections = context.tables.get("DieuChinh")
    if months and any(context.untyped_in(months, r, months.spec.key) for r in months.rows):
        return
    unknown = _unknown_corrections(context)
    if None in unknown:
        return
    for row in table.rows if table and months else ():
        if table is None or months is None or not _of_province(context, row):
            continue
        month, control = context.figure(table, row, "month"), figure(context, table, row, "control")
        if fold(str(row.value("state") or "")) != _LOCKED or control is None or not month:
            continue
        if month in unknown:
            continue
        actual = [r for r in months.rows if r.key[1] == "TH" and _last(context, months, r)]
        found = [f for r in actual if (f := figure(context, months, r, f"m{int(month)}"))]
        if len(found) < len(actual):
            continue
        changes = [
            (f, sign)
            for r in _own_corrections(context)
            for key, sign in (("new", ONE), ("old", -ONE))
            if corrections and context.figure(corrections, r, "month") == month
            and (f := figure(context, corrections, r, key))
        ]  # fmt: skip

        def tell(
            values: list[Decimal], gap: Decimal, month: int = int(month)
        ) -> tuple[str, dict[str, Any]]:
            now = values[0] - gap
            message = (
                f"Tháng {month} đã khóa: kể cả bút toán, tổng lúc khóa là {shown(values[0])}, nay "
                f"{shown(now)}, lệch {shown(-gap)}."
            )
            return message, {"control": float(values[0]), "now": float(now)}

        pairs = [(control, ONE), *changes, *((entry, -ONE) for entry in found)]
        yield linear(rule, pairs, finest([control, *found]) / 2, tell, home=0)


def _unknown_corrections(context: Context) -> set[Decimal | None]:
    """Months of the corrections that have a cell with a finding; None where the month has it."""
    table = context.tables.get("DieuChinh")
    keys = ("month", "unit", "indicator", "old", "new", "applied")
    return {
        context.figure(table, row, "month")
        for row in (table.rows if table else ())
        if table and context.untyped_in(table, row, keys)
    }


def _of_another_month(rule: Rule, context: Context) -> Iterable[Finding]:
    """A correction whose new figure is not its month's, but is exactly another closed month's."""
    table, months = context.tables.get("DieuChinh"), context.tables.get("Thang")
    if table is None or months is None:
        return
    for entry in _own_corrections(context):
        month, new = context.figure(table, entry, "month"), context.figure(table, entry, "new")
        target = months.by_key().get((str(entry.value("indicator") or ""), "TH"))
        if month is None or not 1 <= month <= 12 or new is None or target is None:
            continue
        held = _months(context, months, target)
        meant = [n for n, value in enumerate(held, 1) if value == new]
        if held[int(month) - 1] not in (None, new) and len(meant) == 1:
            yield rule.on(
                table, entry, "month",
                f"Bút toán {entry.key[0]} ghi tháng {int(month)}, số mới {shown(new)} là số của tháng "
                f"{meant[0]}.",
                remedy=f"Sửa tháng điều chỉnh thành {meant[0]}.", month=int(month), meant=meant[0],
            )  # fmt: skip


@check(
    "XLP408",
    "warning",
    title="Bút toán cho tháng chưa khóa",
    why="Tháng còn mở thì sửa thẳng số; bút toán chỉ dành cho tháng đã khóa.",
    bad="Bút toán tháng 9, tháng 9 đang «mở».",
    good="Tháng 9 «đã khóa» rồi mới có bút toán.",
    remedy="Kiểm tra tháng của bút toán, hoặc khóa tháng đó.",
)
def correction_of_open_month(rule: Rule, context: Context) -> Iterable[Finding]:
    """A correction whose month and unit KhoaSo has, in a state before "đã khóa"."""
    table, closing = context.tables.get("DieuChinh"), context.tables.get("KhoaSo")
    if table is None or closing is None:
        return
    states = {row.key: fold(str(row.value("state") or "")) for row in closing.rows}
    for row in table.rows:
        month = context.figure(table, row, "month")
        if month is None or month != int(month):
            continue
        state = states.get((str(int(month)), str(row.value("unit") or "")))
        if state in ("mở", "đã gửi", "đã duyệt"):
            yield rule.on(
                table, row, "month",
                f"Bút toán {row.key[0]} sửa tháng {int(month)} đang «{state}».", state=state,
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


FIRST = (Check(correction.rule, _of_another_month),)
RELATIONS = (months_to_date, correction, closed_months)
CHECKS = (accumulation, after_reporting_month, gap_in_months,
          correction_of_open_month, reversed_period)  # fmt: skip
