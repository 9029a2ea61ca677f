"""Closing against the calendar: days before their month, months locked ahead, locks without a sum."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from xlplan.checks.closing import correction, is_locked, of_province
from xlplan.checks.context import Context
from xlplan.checks.rules import Check, Rule, check
from xlplan.checks.wording import shown
from xlplan.domain.findings import Finding
from xlplan.domain.periods import day_of
from xlplan.workbook.tables import Row, TableData


@check(
    "XLP414",
    "warning",
    title="Ngày trước kỳ của nó",
    why="Biểu không thể lập, tháng không thể gửi hay khóa trước khi tháng ấy bắt đầu; ngày như vậy "
    "thường là gõ nhầm năm hoặc nhầm tháng.",
    bad="Tháng 4/2026 khóa ngày 28/04/2025.",
    good="Tháng 4/2026 khóa ngày 28/04/2026.",
    remedy="Sửa ngày.",
)
def before_its_month(rule: Rule, context: Context) -> Iterable[Finding]:
    """A closing dated before its month begins; a report before its last month does."""
    form, period, year = context.tables.get("ThongTin"), context.period, context.setting("year")
    if form and form.rows and period:
        yield from _early(rule, context, form, form.rows[0], "issued", period.year, period.last)
    table = context.tables.get("KhoaSo")
    if table is None or not isinstance(year, float) or not 1900 <= year <= 9998:
        return
    for row in table.rows:
        month = context.figure(table, row, "month")
        known = not context.untyped_in(table, row, ("month", "state"))
        if known and month and 1 <= month <= 12:
            yield from _early(rule, context, table, row, "when", int(year), int(month))


def _early(
    rule: Rule, context: Context, table: TableData, row: Row, column: str, year: int, month: int
) -> Iterable[Finding]:
    serial = context.day(table, row, column)
    if serial is None:
        return
    day = day_of(serial)
    if day < dt.date(year, month, 1):
        yield rule.on(
            table, row, column,
            f"«{table.spec.column(column).header}» {day:%d/%m/%Y} trước khi tháng {month}/{year} bắt "
            "đầu.", found=serial, month=month, year=year,
        )  # fmt: skip


@check(
    "XLP415",
    "warning",
    title="Tháng khóa sổ thiếu căn cứ",
    why="Tháng sau kỳ báo cáo chưa có số để khóa; tháng khóa không ghi số cộng thì số sửa về sau không "
    "ai thấy.",
    bad="Kỳ báo cáo đến tháng 9, tháng 10 «đã khóa»; tháng 4 khóa, các tháng khác ghi số cộng, tháng 4 trống.",
    good="Khóa đến tháng 9; tháng nào khóa cũng ghi số cộng.",
    remedy="Mở lại tháng, hoặc ghi số cộng khi khóa.",
)
def unfounded_lock(rule: Rule, context: Context) -> Iterable[Finding]:
    """A month locked after the reporting month; a locked month of the office without its sum where
    most others have it."""
    table, last = context.tables.get("KhoaSo"), context.last_month
    locked = [
        (row, month)
        for row in (table.rows if table else ())
        if table and is_locked(row)
        and (month := context.figure(table, row, "month"))
        and not context.untyped_in(table, row, ("month", "state"))
    ]  # fmt: skip
    own = [row for row, _ in locked if of_province(context, row)]
    without = [row for row in own if table and context.blank(table, row, "control")]
    for row, month in locked:
        if table and last and last < month <= 12:
            yield rule.on(
                table, row, "state",
                f"Tháng {int(month)} đã khóa trong khi kỳ báo cáo đến tháng {last}.",
                month=int(month), last=last,
            )  # fmt: skip
        elif table and len(without) * 3 < len(own) and any(row is r for r in without):
            yield rule.on(
                table, row, "control",
                f"Tháng {int(month)} đã khóa nhưng chưa ghi số cộng; các tháng khóa khác đều có.",
                month=int(month),
            )  # fmt: skip


def _changes_nothing(rule: Rule, context: Context) -> Iterable[Finding]:
    """A correction whose old figure is the new one."""
    table = context.tables.get("DieuChinh")
    for row in table.rows if table else ():
        old = context.figure(table, row, "old") if table else None
        if table and old is not None and old == context.figure(table, row, "new"):
            yield rule.on(
                table, row, "old",
                f"Bút toán {row.key[0]} có số cũ bằng số mới {shown(old)}: không sửa gì.",
                remedy="Ghi lại số trước khi sửa, hoặc bỏ bút toán.", old=float(old),
            )  # fmt: skip


FIRST = (Check(correction.rule, _changes_nothing), unfounded_lock)
CHECKS = (before_its_month,)
