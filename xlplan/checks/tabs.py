"""Tabs: what is missing, renamed, moved or added."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from xlplan.checks.context import Context
from xlplan.checks.rules import Rule, check
from xlplan.domain.findings import Finding
from xlplan.domain.labels import fold
from xlplan.sheets import SHEETS


@check(
    "XLP101",
    "error",
    title="Thiếu trang",
    why="Các trang của mẫu nối với nhau bằng công thức; thiếu một trang thì số liệu không đủ.",
    bad="Xóa trang KeHoach.",
    good="Giữ đủ các trang của mẫu, trang không dùng để trống.",
    remedy="Chép lại trang này từ tệp mẫu.",
)
def missing_sheet(rule: Rule, context: Context) -> Iterable[Finding]:
    """A required tab that is not there, and no table of it on another tab either. The leader's
    page is not required: it only repeats figures, and workbooks made before it lack it."""
    tabs = {fold(name) for name in context.book.sheets}
    for spec in SHEETS:
        if fold(spec.name) in tabs or not spec.tables or not spec.required:
            continue
        moved = any(table.name in context.tables for table in spec.tables)
        close = get_close_matches(fold(spec.name), tabs, 1, 0.75)
        if not moved and not close:
            yield rule.at("", None, f"Thiếu trang {spec.name} ({spec.heading}).", missing=spec.name)


@check(
    "XLP102",
    "error",
    title="Trang bị đổi tên",
    why="Công thức và lệnh tìm trang theo tên của mẫu.",
    bad="Trang Thang đổi thành «Thang 2026».",
    good="Trang Thang giữ nguyên tên.",
    remedy="Đổi tên trang về như mẫu.",
)
def renamed_sheet(rule: Rule, context: Context) -> Iterable[Finding]:
    """A described tab that is missing while a like-named one, or its table, is there."""
    tabs = {fold(name): name for name in context.book.sheets}
    known = {fold(spec.name) for spec in SHEETS}
    for spec in SHEETS:
        if fold(spec.name) in tabs or not spec.tables:
            continue
        moved = [context.tables[t.name].sheet for t in spec.tables if t.name in context.tables]
        strangers = [tab for tab in tabs if tab not in known]
        close = [
            tabs[tab]
            for tab in get_close_matches(fold(spec.name), strangers, 1, 0.75)
            if spec.required  # an office's own "Bao cao" is none of ours
        ]
        for name in (moved or close)[:1]:
            yield rule.at(
                name, None, f"Trang «{name}» phải mang tên {spec.name}.", expected=spec.name
            )


@check(
    "XLP112",
    "note",
    title="Trang ngoài mẫu",
    why="Trang thêm vào không được kiểm tra và không được tổng hợp.",
    bad="Thêm trang «Nháp».",
    good="Ghi chép riêng ở tệp khác.",
    remedy="Nếu trang là của đơn vị thì để yên; nếu thừa thì xóa.",
)
def unknown_sheet(rule: Rule, context: Context) -> Iterable[Finding]:
    """A tab that the template does not have and that no table of it stands on."""
    known = {fold(spec.name) for spec in SHEETS}
    renamed = {finding.sheet for finding in renamed_sheet(context)}
    for name in context.book.sheets:
        if fold(name) not in known and name not in renamed:
            yield rule.at(name, None, f"Trang «{name}» không có trong mẫu.")


@check(
    "XLP115",
    "note",
    title="Trang bị đổi chỗ",
    why="Thứ tự trang của mẫu đi từ bảng chỉ tiêu đến chi tiết; tệp nào cũng theo một thứ tự thì người "
    "đọc và lệnh tổng hợp dễ đối chiếu. Số liệu không bị ảnh hưởng.",
    bad="Kéo trang KeHoach ra sau KienNghi.",
    good="Giữ thứ tự trang của mẫu; trang riêng để ở cuối.",
    remedy="Kéo trang về đúng chỗ của mẫu, hoặc để yên.",
)
def moved_sheet(rule: Rule, context: Context) -> Iterable[Finding]:
    """A tab of the template that was dragged away: the fewest without which the others are in the
    template's order."""
    order = {spec.name: n for n, spec in enumerate(SHEETS)}
    tabs = [name for name in context.book.sheets if name in order]
    if tabs == sorted(tabs, key=order.__getitem__):
        return
    kept: list[list[str]] = []  # the longest ordered run that ends at each tab
    for name in tabs:
        before = [run for run in kept if order[run[-1]] < order[name]]
        kept.append([*max(before, key=len, default=[]), name])
    longest = max(kept, key=len, default=[])
    for name in tabs:
        if name not in longest:
            yield rule.at(name, None, f"Trang {name} không đứng đúng thứ tự của mẫu.")


CHECKS = (missing_sheet, renamed_sheet, moved_sheet, unknown_sheet)
