"""The file itself: what can't be read, what is heavy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from xlplan.checks.context import Context
from xlplan.checks.rules import Rule, check
from xlplan.domain.errors import UnreadableError
from xlplan.domain.findings import Finding, Severity
from xlplan.domain.numerals import format_number

UNREADABLE = Rule(
    "XLP901",
    "unreadable",
    Severity.ERROR,
    title="Không đọc được tệp",
    why="Tệp hỏng, có mật khẩu, quá lớn, sai loại hoặc không theo mẫu thì không thể kiểm tra.",
    bad="Tệp .xls đổi đuôi thành .xlsx.",
    good="Mở bằng Excel rồi Lưu thành (Save As) «Excel Workbook (.xlsx)».",
    remedy="Mở tệp bằng Excel, lưu lại thành .xlsx theo mẫu rồi kiểm tra lại.",
)

RULES = (UNREADABLE,)

_MANY_BLANK_ROWS = 10_000


def unreadable(error: UnreadableError) -> Finding:
    """The finding that stands for an input which could not be read."""
    finding = UNREADABLE.at("", None, error.message, remedy=error.remedy, reason=error.reason)
    return replace(finding, file=error.file)


@check(
    "XLP902",
    "note",
    title="Nhiều dòng trống có định dạng",
    why="Định dạng kéo đến cuối trang làm tệp to và mở chậm; số liệu không bị ảnh hưởng.",
    bad="Kẻ khung cả cột A đến dòng 1.048.576.",
    good="Chỉ định dạng vùng có số liệu.",
    remedy="Xóa (Delete) các dòng trống bên dưới bảng rồi lưu lại.",
)
def blank_formatted_rows(rule: Rule, context: Context) -> Iterable[Finding]:
    """A sheet with very many formatted blank rows: one note a sheet."""
    for sheet in context.book.sheets.values():
        if sheet.blank_formatted_rows >= _MANY_BLANK_ROWS:
            rows = format_number(sheet.blank_formatted_rows)
            yield rule.at(
                sheet.name,
                None,
                f"Trang {sheet.name} có khoảng {rows} dòng trống đã định dạng.",
                rows=sheet.blank_formatted_rows,
            )


CHECKS = (blank_formatted_rows,)
