"""Columns: what is missing, renamed, moved, added or doubled; the template's version."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from xlplan.checks.context import Context
from xlplan.checks.rules import Rule, check
from xlplan.checks.settings import CONTRADICTED, told
from xlplan.domain.findings import Finding
from xlplan.domain.labels import fold
from xlplan.sheets import TEMPLATE_VERSION
from xlplan.sheets.model import Table


@check(
    "XLP103",
    "error",
    title="Thiếu cột",
    why="Thiếu cột thì không biết số liệu của cột đó ở đâu.",
    bad="Xóa cột «CK lũy kế».",
    good="Giữ đủ các cột, cột không dùng để trống.",
    remedy="Chép lại cột từ tệp mẫu, đúng tiêu đề.",
)
def missing_column(rule: Rule, context: Context) -> Iterable[Finding]:
    """A described column (or field) that is missing and has no renamed candidate."""
    for table in context.tables.values():
        renamed = _renamed(table)
        for key in table.missing():
            if key not in renamed.values():
                header = table.spec.column(key).header
                yield rule.at(
                    table.sheet,
                    (table.header_row, 1),
                    f"Bảng {table.spec.name} thiếu cột «{header}».",
                    subject=(table.spec.name, key),
                    column=header,
                )


def _field_row(spec: Table, key: str) -> int:
    return spec.header_row + 1 + [column.key for column in spec.columns].index(key)


def _renamed(table) -> dict[tuple[tuple[int, int], str], str]:
    """Unknown headers that look like a missing one: (place, text) → key of the missing one."""
    missing = {fold(table.spec.column(key).header): key for key in table.missing()}
    found = {}
    for place, text in table.unknown:
        close = get_close_matches(fold(text), missing, 1, 0.7)
        if close:
            found[(place, text)] = missing.pop(close[0])
            continue
        if table.spec.fields:
            here = [k for k in missing.values() if _field_row(table.spec, k) == place[0]]
            if here:
                found[(place, text)] = here[0]
                missing = {h: k for h, k in missing.items() if k != here[0]}
        else:
            expected = place[1] - table.spec.first_column
            here = [k for k in missing.values() if table.spec.position(k) == place[1]]
            if here and 0 <= expected < len(table.spec.columns):
                found[(place, text)] = here[0]
                missing = {h: k for h, k in missing.items() if k != here[0]}
    if not table.spec.fields:
        for place, key in table.doubled:
            here = [k for k in missing.values() if table.spec.position(k) == place[1]]
            if here:  # the second of a header stands where another is due
                found[(place, table.spec.column(key).header)] = here[0]
    return found


@check(
    "XLP104",
    "error",
    title="Cột bị đổi tên",
    why="Cột được tìm theo tiêu đề của mẫu.",
    bad="«KH năm» sửa thành «Kế hoạch 2026».",
    good="Giữ tiêu đề «KH năm».",
    remedy="Sửa tiêu đề về như mẫu.",
)
def renamed_column(rule: Rule, context: Context) -> Iterable[Finding]:
    """A header that stands where, or reads nearly as, a missing one."""
    for table in context.tables.values():
        for (place, text), key in _renamed(table).items():
            header = table.spec.column(key).header
            yield rule.at(
                table.sheet,
                place,
                f"Tiêu đề «{text}» phải là «{header}».",
                subject=(table.spec.name, key),
                found=text,
                expected=header,
            )


@check(
    "XLP105",
    "warning",
    title="Cột bị đổi chỗ",
    why="Công thức của mẫu chỉ đến cột theo vị trí; đổi chỗ cột dễ làm sai công thức.",
    bad="Kéo cột «TH kỳ» ra trước «KH kỳ».",
    good="Giữ thứ tự cột của mẫu.",
    remedy="Đưa cột về đúng thứ tự của mẫu.",
)
def moved_column(rule: Rule, context: Context) -> Iterable[Finding]:
    """The first column of a table that is out of the described order; one finding a table."""
    for table in context.tables.values():
        order = [key for key, _ in sorted(table.columns.items(), key=lambda item: item[1])]
        expected = [column.key for column in table.spec.columns if column.key in table.columns]
        for have, want in zip(order, expected, strict=True):
            if have != want:
                header = table.spec.column(have).header
                yield rule.at(
                    table.sheet,
                    (table.header_row, table.columns[have]),
                    f"Cột «{header}» không đúng thứ tự của bảng {table.spec.name}.",
                    subject=(table.spec.name, have),
                    column=header,
                )
                break


@check(
    "XLP106",
    "error",
    title="Hai cột cùng tiêu đề",
    why="Hai cột cùng tên thì không biết lấy số ở cột nào.",
    bad="Hai cột «TH kỳ».",
    good="Mỗi tiêu đề một cột.",
    remedy="Xóa hoặc đổi tên cột thừa.",
)
def doubled_column(rule: Rule, context: Context) -> Iterable[Finding]:
    """A described header that stands twice; not in the place of a missing one, which XLP104 tells."""
    for table in context.tables.values():
        renamed = {place for place, _ in _renamed(table)}
        for place, key in table.doubled:
            if place in renamed:
                continue
            header = table.spec.column(key).header
            yield rule.at(
                table.sheet,
                place,
                f"Tiêu đề «{header}» xuất hiện hai lần.",
                subject=(table.spec.name, key),
                column=header,
            )


@check(
    "XLP107",
    "note",
    title="Cột ngoài mẫu",
    why="Cột thêm vào không được kiểm tra và không được tổng hợp.",
    bad="Thêm cột «Ghi chú riêng» giữa bảng.",
    good="Ghi chú ngoài vùng bảng.",
    remedy="Nếu cột là của đơn vị thì để yên; nếu gõ nhầm thì xóa.",
)
def unknown_column(rule: Rule, context: Context) -> Iterable[Finding]:
    """A header inside a described table that the description does not know."""
    for table in context.tables.values():
        renamed = _renamed(table)
        for place, text in table.unknown:
            if (place, text) not in renamed:
                yield rule.at(
                    table.sheet,
                    place,
                    f"«{text}» không có trong mẫu bảng {table.spec.name}.",
                    found=text,
                )


@check(
    "XLP110",
    "warning",
    title="Phiên bản mẫu khác",
    why="Mẫu khác phiên bản có thể thiếu cột mà các luật cần.",
    bad="Phiên bản mẫu «0».",
    good=f"Phiên bản mẫu «{TEMPLATE_VERSION}».",
    remedy="Nâng tệp lên mẫu hiện hành bằng lệnh xlplan upgrade; tệp mới hơn thì cập nhật xlplan.",
)
def template_version(rule: Rule, context: Context) -> Iterable[Finding]:
    """ThongTin's version differs from this program's."""
    form = context.tables.get("ThongTin")
    if not form or "template" not in form.field_rows:
        return
    value = form.rows[0].value("template")
    if value is not None and str(value).removesuffix(".0") != TEMPLATE_VERSION:
        yield rule.on(
            form,
            form.rows[0],
            "template",
            f"Tệp theo mẫu phiên bản {str(value).removesuffix('.0')}, chương trình dùng phiên bản {TEMPLATE_VERSION}.",
            found=str(value),
            expected=TEMPLATE_VERSION,
        )


@check(
    "XLP114",
    "error",
    title="Thông tin chung trái với các trang",
    why="Năm, nguồn số liệu, đơn vị tính ở ThongTin quyết định cách đọc cả tệp; sai một ô thì mọi trang "
    "bị hiểu sai. Khi các trang cùng nói khác đi thì lỗi ghi ở ô của ThongTin.",
    bad="ThongTin ghi năm 2025, mọi kế hoạch hiệu lực trong năm 2026.",
    good="ThongTin ghi năm 2026.",
    remedy="Sửa ô ở ThongTin cho khớp các trang.",
)
def contradicted_field(rule: Rule, context: Context) -> Iterable[Finding]:
    """A field of ThongTin that the other sheets contradict together (see `checks.settings`)."""
    return told(rule, context, CONTRADICTED)


CHECKS = (
    contradicted_field,
    missing_column, renamed_column, moved_column,
    doubled_column, unknown_column, template_version,
)  # fmt: skip
