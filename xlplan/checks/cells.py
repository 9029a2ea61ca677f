"""Every cell against its column's type, before pandera sees the column."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from xlplan.checks.context import Context
from xlplan.checks.error_values import error_finding
from xlplan.checks.rules import Rule
from xlplan.domain.encodings import decode, detect
from xlplan.domain.findings import Finding, Severity
from xlplan.domain.labels import cleaned, is_untidy
from xlplan.domain.numerals import (
    AmbiguousNumber,
    UnreadableNumber,
    format_number,
    parse_amount,
)
from xlplan.functions.values import Error
from xlplan.sheets import TABLES
from xlplan.sheets.model import DATE, NUMBER, TEXT, Column
from xlplan.workbook.book import Cell
from xlplan.workbook.tables import Row, TableData


def _rule(code: str, name: str, severity: str, title: str, why: str, bad: str, good: str,
          remedy: str) -> Rule:  # fmt: skip
    return Rule(code, name, Severity(severity), title, why, bad, good, remedy)


WRONG_TYPE = _rule("XLP201", "wrong_type", "error", "Sai kiểu dữ liệu",
    "Chữ ở ô số thì mọi phép tính bỏ qua ô đó.", "Ô TH kỳ ghi «chưa có».",
    "Chưa có số thì để trống.", "Xóa chữ, nhập số hoặc để trống.")  # fmt: skip
NUMBER_AS_TEXT = _rule("XLP202", "number_as_text", "error", "Số lưu dạng chữ",
    "Số lưu dạng chữ không được cộng.", "'1.234,5 lưu dạng chữ.", "1.234,5 lưu dạng số.",
    "Nhập lại thành số.")  # fmt: skip
AMBIGUOUS = _rule("XLP203", "ambiguous_number", "error", "Số mơ hồ",
    "«1.234» có thể là một nghìn hai trăm ba mươi tư hoặc 1,234; «6.8» cũng vậy. Không đoán.",
    "Chữ «6.8».", "Số 6,8.", "Nhập lại thành số, dấu phẩy là thập phân.")  # fmt: skip
DATE_IN_FIGURE = _rule("XLP204", "date_in_figure", "error", "Ngày ở ô số",
    "Excel đổi 1/5 thành ngày; giá trị bên dưới là số thứ tự ngày, không phải số liệu.",
    "Gõ 5/1 vào ô số.", "Gõ số, định dạng số.", "Nhập lại số và đổi định dạng ô về số.")  # fmt: skip
UNTIDY = _rule("XLP205", "untidy_text", "note", "Chữ có dấu cách thừa hoặc mã tổ hợp",
    "Chữ trông giống nhau nhưng khác mã thì tìm kiếm không ra.",
    "«Tổng  doanh thu » (thừa dấu cách).", "«Tổng doanh thu».", "Gõ lại chữ này.")  # fmt: skip
OLD_ENCODING = _rule("XLP206", "old_encoding", "error", "Chữ theo bảng mã cũ",
    "Chữ TCVN3 hoặc VNI chỉ đọc được với phông cũ.", "Chữ phông .VnTime.",
    "Chữ Unicode, phông Times New Roman.", "Chuyển sang Unicode.")  # fmt: skip
PERCENT = _rule("XLP211", "percent_as_number", "error", "Tỷ lệ gõ thiếu dấu %",
    "95 là 9.500%; 95% là 0,95.", "Ô % ghi 95.", "Ô % ghi 95% (0,95).",
    "Gõ lại kèm dấu %.")  # fmt: skip
NEGATIVE = _rule("XLP212", "negative", "error", "Số âm không hợp lệ",
    "Chỉ tiêu này không thể âm.", "Sản lượng −5.", "Sản lượng 5.",
    "Sửa dấu; nếu là điều chỉnh giảm thì ghi ở bút toán điều chỉnh.")  # fmt: skip

OVERWRITTEN = _rule("XLP601", "overwritten", "error", "Công thức bị gõ đè",
    "Số gõ đè không đổi theo số liệu nữa, sai mà không ai thấy.", "Gõ 95% vào cột «% KH năm».",
    "Giữ công thức của mẫu.",
    "Chép lại công thức từ dòng bên cạnh hoặc từ tệp mẫu.")  # fmt: skip

_DAYS = (32_874, 73_415)
"""Serial numbers of 1/1/1990 and 31/12/2100: a date of a plan lies between them."""

_WHOLE = ("year", "first_month", "last_month")

RULES = (OVERWRITTEN, WRONG_TYPE, NUMBER_AS_TEXT, AMBIGUOUS, DATE_IN_FIGURE, UNTIDY, OLD_ENCODING, PERCENT,
         NEGATIVE)  # fmt: skip


def type_cells(context: Context) -> list[Finding]:
    """Findings of cells that are not of their type; their places join `context.untyped`. Errors of
    formulas are left to `error_values`."""
    found: list[Finding] = []
    for table, row, column, cell in _doubtful(context):
        finding = _judged(context, table, row, column, cell)
        if finding:
            found.append(finding)
            if finding.code != UNTIDY.code:
                context.untyped.add((table.sheet, table.address(row, column.key)))
    return found


class _Usual(NamedTuple):
    """A column and what most of its inputs are: `most`, the largest figure that needs no second
    look (None: no figure is usual); `text`, whether texts that are tidy are."""

    key: str
    column: Column
    is_number: bool
    most: float | None
    text: bool


@lru_cache(maxsize=64)
def _usual(table: str) -> tuple[_Usual, ...]:
    spec, found = TABLES[table], []
    for column in spec.columns:
        is_number, plain = column.type == NUMBER, not column.computable
        scaled = column.unit == "%" or column.key == "coefficient"
        figures = is_number and plain and not spec.fields
        most = (_MOST_RATE if scaled else math.inf) if figures else None
        found.append(_Usual(column.key, column, is_number, most, plain and column.type == TEXT))
    return tuple(found)


def _doubtful(context: Context) -> Iterator[tuple[TableData, Row, Column, Cell]]:
    """The described cells that `_judged` has to look at: no blank, of formulas only dates and what
    is not of a formula's usual results, and of inputs not the figures and texts that are usual."""
    book = context.book
    dates = {n for n, style in enumerate(book.styles) if _is_date(style.number_format)}
    for table in context.tables.values():
        if table.spec.name == "KiemTra":
            continue
        columns = _usual(table.spec.name)
        for row in table.rows:
            cells = row.cells
            for key, column, is_number, most, text in columns:
                cell = cells.get(key)
                if cell is None:
                    continue
                value, formula, style, _ = cell
                kind = value.__class__
                if formula is not None:
                    doubtful = not (is_number or kind in _RESULTS)
                elif kind is float:
                    doubtful = most is None or not 0 <= value <= most or style in dates
                else:
                    wide = column.width >= _WIDE
                    doubtful = not (
                        text and kind is str and _is_usual(value, book.style(cell).font, wide)
                    )
                if doubtful and value is not None and value != "":
                    yield table, row, column, cell


_RESULTS = (Error, str)
_WIDE = 40
"""Characters from which on a column holds running text, in which spaces are the writer's."""
_MOST_RATE = 20.0
"""A share or a coefficient above it was typed without its per cent sign."""


@lru_cache(maxsize=16_384)
def _is_usual(text: str, font: str, wide: bool) -> bool:
    """Whether `_text` has nothing to say of a text."""
    if detect(text, font):
        return False
    return unicodedata.is_normalized("NFC", text) if wide else not is_untidy(text)


def _judged(
    context: Context, table: TableData, row: Row, column: Column, cell: Cell
) -> Finding | None:
    value = cell.value
    if cell.formula is None and context.computed(column, row):
        return OVERWRITTEN.on(
            table, row, column.key, f"Ô «{column.header}» là số gõ tay, không còn công thức.",
            found=value if isinstance(value, float | str) else str(value),
        )  # fmt: skip
    if isinstance(value, Error):
        return error_finding(table, row, column, cell)
    if column.type == NUMBER:
        if isinstance(value, str):
            return _text_for_number(context, table, row, column, value)
        return _number(context, table, row, column, cell)
    if column.type == DATE:
        return _date(context, table, row, column, value)
    return _text(context, table, row, column, cell)


def _date(
    context: Context, table: TableData, row: Row, column: Column, value: object
) -> Finding | None:
    if isinstance(value, str):
        return WRONG_TYPE.on(table, row, column.key, f"«{value}» là chữ, không phải ngày.",
                             remedy="Xóa ô, nhập lại ngày để Excel nhận là ngày (căn phải).",
                             found=value)  # fmt: skip
    if isinstance(value, float) and not _DAYS[0] <= value <= _DAYS[1]:
        message = (
            f"{format_number(value)} ở cột «{column.header}» không phải ngày của năm 1990–2100."
        )
        return WRONG_TYPE.on(table, row, column.key, message,
                             remedy="Nhập lại dạng ngày/tháng/năm.", found=value)  # fmt: skip
    return None


def _text_for_number(
    context: Context, table: TableData, row: Row, column: Column, text: str
) -> Finding:
    try:
        value = _in_unit(context, row, column, text)
    except AmbiguousNumber:
        message = f"«{text}» ở cột «{column.header}» đọc được hai cách."
        return AMBIGUOUS.on(table, row, column.key, message, found=text)
    except UnreadableNumber:
        message = f"«{text}» ở cột «{column.header}» không phải số."
        return WRONG_TYPE.on(table, row, column.key, message, found=text)
    shown = format_number(value)
    return NUMBER_AS_TEXT.on(
        table, row, column.key, f"«{text}» ở cột «{column.header}» là chữ; đọc là {shown}.",
        remedy=f"Nhập lại thành số {shown}.", found=text, parsed=float(value),
    )  # fmt: skip


def _in_unit(context: Context, row: Row, column: Column, text: str) -> Decimal:
    """The number that a text stands for in its row's unit: 7.661 for "7,661 tỷ" among triệu đồng;
    what counts things is told in ones ("60 nghìn" items are 60.000)."""
    amount, unit = parse_amount(text), context.unit_of(row)
    if unit is None or column.unit or not amount.dimension:
        return amount.value
    same = amount.dimension.split("/")[0] == unit.dimension.split("/")[0]
    return amount.value / unit.factor if same else amount.value


@lru_cache(maxsize=4096)
def _is_date(number_format: str) -> bool:
    bare = "".join(part for n, part in enumerate(number_format.split('"')) if n % 2 == 0).lower()
    return "y" in bare or ("d" in bare and "m" in bare)


def _number(
    context: Context, table: TableData, row: Row, column: Column, cell: Cell
) -> Finding | None:
    value = float(cell.value)  # type: ignore[arg-type]
    if _is_date(context.book.style(cell).number_format):
        message = f"Ô «{column.header}» mang định dạng ngày."
        return DATE_IN_FIGURE.on(table, row, column.key, message, serial=value)
    if column.unit == "%" and value > _MOST_RATE:
        message = (
            f"{format_number(value)} ở cột «{column.header}» là {format_number(value * 100)}%."
        )
        return PERCENT.on(table, row, column.key, message,
                          remedy=f"Gõ {format_number(value)}%.", found=value)  # fmt: skip
    if column.key == "coefficient" and value > _MOST_RATE:
        meant = format_number(value / 100)
        message = f"{format_number(value)} ở cột «{column.header}» gấp trăm lần một hệ số."
        return PERCENT.on(table, row, column.key, message, remedy=f"Gõ {meant}.", found=value)
    if table.spec.name == "ThongTin" and not value.is_integer() and column.key in _WHOLE:
        message = f"{format_number(value)} ở cột «{column.header}» không phải số nguyên."
        return WRONG_TYPE.on(table, row, column.key, message,
                             remedy="Nhập lại số nguyên.", found=value)  # fmt: skip
    if value < 0 and _unsigned(context, table, row, column):
        message = f"«{column.header}» là {format_number(value)}: không thể âm."
        return NEGATIVE.on(table, row, column.key, message, found=value)
    return None


def _unsigned(context: Context, table: TableData, row: Row, column: Column) -> bool:
    """Whether a figure of this row can't be negative: its indicator is not a signed one, its unit
    an office."""
    if column.minimum is not None or column.key in ("direction", "variance"):
        return False
    if table.spec.name in ("ChiTieu", "KeHoach", "Thang", "ChiTieuDonVi"):
        code = (
            row.key[table.spec.key.index("indicator")]
            if table.spec.name != "ChiTieu"
            else row.key[0]
        )
        indicator = context.indicators.get(code)
        if indicator and indicator.signed:
            return False
        return table.spec.name != "ChiTieuDonVi" or context.is_office(row.key[0])
    return table.spec.name in ("DichVu", "DiemBDVHX")


def _text(
    context: Context, table: TableData, row: Row, column: Column, cell: Cell
) -> Finding | None:
    if not isinstance(cell.value, str):
        return None
    font = context.book.style(cell).font
    encoding = detect(cell.value, font)
    if encoding:
        decoded = decode(cell.value, encoding, font)
        message = f"Ô «{column.header}» theo bảng mã cũ; đọc là «{decoded}»."
        return OLD_ENCODING.on(table, row, column.key, message,
                               remedy=f"Gõ lại «{decoded}».", decoded=decoded)  # fmt: skip
    if column.width >= _WIDE and not unicodedata.is_normalized("NFC", cell.value):
        message = f"Ô «{column.header}» có dấu gõ theo mã tổ hợp, tìm chữ sẽ không ra."
        return UNTIDY.on(table, row, column.key, message,
                         remedy="Chuyển đoạn chữ sang Unicode dựng sẵn.",
                         cleaned=cleaned(cell.value))  # fmt: skip
    if column.width < _WIDE and is_untidy(cell.value):
        message = f"Ô «{column.header}» có dấu cách thừa hoặc mã tổ hợp."
        clean = cleaned(cell.value)
        return UNTIDY.on(table, row, column.key, message,
                         remedy=f"Gõ lại «{clean}».", cleaned=clean)  # fmt: skip
    return None
