"""Requests that nobody answers: without an addressee, or past their day."""

from __future__ import annotations

from collections.abc import Iterable

from xlplan.checks.context import Context
from xlplan.checks.rules import Rule, check
from xlplan.domain.findings import Finding
from xlplan.domain.labels import fold
from xlplan.domain.periods import day_of

_DONE = fold("đã xong")


@check(
    "XLP441",
    "note",
    title="Kiến nghị chưa có nơi nhận hoặc quá hạn",
    why="Kiến nghị không ghi nơi nhận thì không ai trả lời; quá hạn trước khi hết kỳ báo cáo mà chưa "
    "xong thì lãnh đạo cần biết.",
    bad="Hạn 31/03/2026, kỳ báo cáo đến tháng 9/2026, tình trạng «đang xử lý».",
    good="Tình trạng «đã xong», hoặc hạn mới.",
    remedy="Ghi nơi nhận; cập nhật tình trạng hoặc hạn.",
)
def silent_requests(rule: Rule, context: Context) -> Iterable[Finding]:
    """A request without an addressee; one not done whose day was before the period's end."""
    table, period = context.tables.get("KienNghi"), context.period
    for row in table.rows if table else ():
        if table is None:
            return
        if row.value("request") not in (None, "") and context.blank(table, row, "addressee"):
            yield rule.on(
                table, row, "addressee", f"Kiến nghị {row.key[0]} chưa ghi nơi nhận.",
            )  # fmt: skip
        due = context.day(table, row, "due")
        if due is None or period is None:
            continue
        if day_of(due) < period.end and fold(str(row.value("status") or "")) != _DONE:
            yield rule.on(
                table, row, "due",
                f"Kiến nghị {row.key[0]} hạn {day_of(due):%d/%m/%Y}, đến hết kỳ báo cáo chưa "
                "xong.", due=due,
            )  # fmt: skip


CHECKS = (silent_requests,)
