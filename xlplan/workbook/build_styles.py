"""The looks of the canonical workbook: named styles, fonts, colours, borders."""

from __future__ import annotations

from math import ceil

from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.worksheet.worksheet import Worksheet

from xlplan.sheets.model import DATE, NUMBER, Column

FONT = "Times New Roman"
_LINE = Side(style="thin", color="8EA3B8")
_GRID = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)


def _fill(colour: str) -> PatternFill:
    return PatternFill("solid", fgColor=colour)


def _style(name: str, font: Font, fill: str = "", **rest: object) -> NamedStyle:
    style = NamedStyle(name=name, font=font, border=_GRID, **rest)
    style.alignment = style.alignment or Alignment(vertical="center")
    if fill:
        style.fill = _fill(fill)
    return style


INPUT, FORMULA, HEADING, IMPLIED = (
    "xlplan Nhập",
    "xlplan Công thức",
    "xlplan Tiêu đề",
    "xlplan Suy ra",
)
TITLE, NUMBERING, LABEL, NOTE, HELP = (
    "xlplan Tên trang",
    "xlplan Số cột",
    "xlplan Nhãn",
    "xlplan Chú thích",
    "xlplan Hướng dẫn",
)

WRAPPED = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
LINE = 20
"""Points of a row of one line."""


def wraps(column: Column) -> bool:
    """Whether a column's texts run over several lines."""
    return column.type not in (NUMBER, DATE) and column.width >= 26


def alignment(column: Column) -> Alignment:
    """Figures to the right, dates in the middle, texts to the left. Texts keep off the border by
    their indent, figures by their format (LibreOffice forgets an indent to the right). A figure too
    long for its column, as where amounts are in đồng, gets smaller and never turns into ###."""
    if column.type == NUMBER:
        return Alignment(horizontal="right", vertical="center", shrink_to_fit=True)
    if column.type == DATE:
        return Alignment(horizontal="center", vertical="center")
    return Alignment(
        horizontal="left", vertical="center", wrap_text=wraps(column) or None, indent=1
    )


def height(text: str, width: float) -> float:
    """Points that a text needs in a column so many characters wide; a letter of Times New Roman
    takes about four fifths of the digit that widths are counted in."""
    lines = sum(ceil(len(line) * 0.82 / max(width - 2, 1)) for line in text.split("\n"))
    return LINE + 14 * max(lines - 1, 0)


def add_styles(book: Workbook) -> None:
    """Registers the named styles."""
    middle = Alignment(vertical="center")
    text = Alignment(vertical="center", wrap_text=True, horizontal="left", indent=1)
    centre = Alignment(horizontal="center", vertical="center", wrap_text=True)
    for style in (
        _style(INPUT, Font(FONT, 11, color="1F3F7A"), "FFFDF2", alignment=middle,
               protection=Protection(locked=False)),
        _style(FORMULA, Font(FONT, 11), alignment=middle),
        _style(IMPLIED, Font(FONT, 11, italic=True, color="7A4B00"), "FDF0DC", alignment=middle,
               protection=Protection(locked=False)),
        _style(HEADING, Font(FONT, 11, bold=True, color="0B2F55"), "DCE8F4", alignment=centre),
        _style(NUMBERING, Font(FONT, 9, italic=True, color="5B6673"), "F2F5F8", alignment=centre),
        _style(LABEL, Font(FONT, 11), alignment=text, protection=Protection(locked=False)),
        _style(HELP, Font(FONT, 10, italic=True, color="5B6673"), alignment=text),
    ):  # fmt: skip
        book.add_named_style(style)
    for name, font in (
        (TITLE, Font(FONT, 15, bold=True, color="0B4F8A")),
        (NOTE, Font(FONT, 10, italic=True, color="5B6673")),
    ):
        book.add_named_style(NamedStyle(name=name, font=font, alignment=middle))


def soften_errors(sheet: Worksheet, area: str) -> None:
    """Greys what can't be computed, such as a rate of a negative plan: an error, yet no fault."""
    corner = area.partition(":")[0]
    grey = FormulaRule(formula=[f"ISERROR({corner})"], font=Font(color="B0B7BF"))
    sheet.conditional_formatting.add(area, grey)
