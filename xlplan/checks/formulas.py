"""Formulas: typed over, differing from their column, stale, leading outside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from xlplan.checks.context import Context
from xlplan.checks.rules import Rule, check
from xlplan.domain.findings import Finding
from xlplan.formulas.names import canonical, uses_ours
from xlplan.formulas.references import to_a1
from xlplan.functions.values import Error, Scalar
from xlplan.sheets.model import Column
from xlplan.workbook.engine import stale
from xlplan.workbook.tables import Row, TableData


def _computed(context: Context) -> Iterator[tuple[TableData, Row, Column, str]]:
    """Cells that a described formula computes, with that formula."""
    source = str(context.setting("source") or "năm")
    for table in context.tables.values():
        if table.spec.name == "KiemTra":
            continue
        for column in table.spec.columns:
            formula = column.computed_by(source)
            if formula and column.key in table.columns:
                for row in table.rows:
                    yield table, row, column, formula


_KEY = re.compile(r"\{(\w+)\}")


@check(
    "XLP601",
    "error",
    title="Công thức bị gõ đè",
    why="Số gõ đè không đổi theo số liệu nữa, sai mà không ai thấy.",
    bad="Gõ 95% vào cột «% KH năm».",
    good="Giữ công thức của mẫu.",
    remedy="Chép lại công thức từ dòng bên cạnh hoặc từ tệp mẫu.",
)
def overwritten(rule: Rule, context: Context) -> Iterable[Finding]:
    """A typed value where the description has a formula."""
    for table, row, column, _ in _computed(context):
        cell = row.cells.get(column.key)
        if cell and cell.formula is None and cell.value not in (None, ""):
            yield rule.on(
                table, row, column.key, f"Ô «{column.header}» là số gõ tay, không còn công thức.",
                found=cell.value if isinstance(cell.value, float | str) else str(cell.value),
            )  # fmt: skip


@check(
    "XLP602",
    "warning",
    title="Công thức khác cột",
    why="Một dòng tính khác các dòng khác thường là do chép nhầm.",
    bad="L8 chia cho E7 thay vì E8.",
    good="Mỗi dòng chia cho kế hoạch của chính nó.",
    remedy="Chép lại công thức từ dòng bên cạnh.",
)
def different(rule: Rule, context: Context) -> Iterable[Finding]:
    """A formula that is not the described one of its column and row."""
    for table, row, column, formula in _computed(context):
        cell = row.cells.get(column.key)
        if not cell or cell.formula is None:
            continue
        expected = _KEY.sub(
            lambda key, at=table.columns, row=row.number: (
                to_a1(row, at[key[1]]) if key[1] in at else key[0]
            ),
            formula,
        )
        if "{" in expected or _normal(cell.formula) == _normal(expected):
            continue
        yield rule.on(
            table, row, column.key, f"Công thức ô «{column.header}» khác mẫu của cột.",
            remedy=f"Công thức của mẫu: {expected}", found=cell.formula,
        )  # fmt: skip


@lru_cache(maxsize=32_768)
def _normal(formula: str) -> str:
    return re.sub(r"[\s$]", "", canonical(formula.lstrip("="))).upper()


@check(
    "XLP603",
    "error",
    title="Giá trị cũ, chưa tính lại",
    why="Ô còn giữ kết quả của số liệu trước; người đọc thấy số sai.",
    bad="Sửa TH kỳ ngoài Excel, % KH năm vẫn như cũ.",
    good="Tính lại rồi mới gửi.",
    remedy="Mở bằng Excel có xlplan và bấm F9, hoặc chạy xlplan calc.",
)
def stale_values(rule: Rule, context: Context) -> Iterable[Finding]:
    """A cached value that is not what the formula gives."""
    for cell in stale(context.book, context.recalculation):
        yield rule.at(
            cell.sheet, (cell.row, cell.column),
            f"Ô đang hiện {_shown(cell.cached)}, tính lại ra {_shown(cell.fresh)}.",
            subject=(cell.sheet, to_a1(cell.row, cell.column)),
            cached=_plain(cell.cached), fresh=_plain(cell.fresh),
        )  # fmt: skip


def _plain(value: Scalar) -> float | str | bool | None:
    return str(value) if isinstance(value, Error) else value


def _shown(value: Scalar) -> str:
    from xlplan.domain.numerals import format_number

    if isinstance(value, float):
        return format_number(value)
    return "trống" if value in (None, "") else str(value)


@check(
    "XLP604",
    "note",
    title="Công thức chưa có giá trị",
    why="Tệp do chương trình khác ghi ra có thể chưa tính công thức; người xem thấy ô trống.",
    bad="Tệp xuất từ phần mềm, chưa mở bằng Excel.",
    good="Tệp đã tính.",
    remedy="Chạy xlplan calc, hoặc mở bằng Excel rồi lưu lại.",
)
def no_cached_value(rule: Rule, context: Context) -> Iterable[Finding]:
    """Formula cells without any cached value: one note for the file."""
    count = sum(
        1
        for (sheet, row, column) in context.recalculation.values
        if context.book.sheets[sheet].cells[(row, column)].value is None
    )
    if count:
        yield rule.at("", None, f"Có {count} ô công thức chưa có giá trị.", cells=count)


@check(
    "XLP605",
    "note",
    title="Liên kết sang tệp khác",
    why="Tệp kia đổi chỗ thì số không cập nhật được.",
    bad="='[KH 2025.xlsx]ChiTieu'!G7",
    good="Số nằm trong tệp.",
    remedy="Chép giá trị vào tệp, hoặc ghi rõ nguồn.",
)
def external_link(rule: Rule, context: Context) -> Iterable[Finding]:
    """The file keeps links to other workbooks."""
    if context.book.external_links:
        yield rule.at(
            "", None, "Tệp có liên kết sang tệp khác.", links=len(context.book.external_links)
        )


@check(
    "XLP606",
    "warning",
    title="Tệp tự tính lại khi mở",
    why="Máy không có xlplan mở tệp này sẽ thấy #NAME? ở mọi ô dùng hàm XLPLAN.",
    bad="fullCalcOnLoad bật.",
    good="Tệp giữ giá trị đã tính.",
    remedy="Mở bằng Excel có xlplan rồi lưu lại.",
)
def recalculates_on_load(rule: Rule, context: Context) -> Iterable[Finding]:
    """fullCalcOnLoad in a file that uses our functions."""
    if context.book.full_calc_on_load and any(
        cell.formula and uses_ours(cell.formula)
        for sheet in context.book.sheets.values()
        for cell in sheet.cells.values()
    ):
        yield rule.at("", None, "Tệp đặt chế độ tính lại toàn bộ khi mở.")


CHECKS = (overwritten, different, stale_values, no_cached_value, external_link,
          recalculates_on_load)  # fmt: skip
