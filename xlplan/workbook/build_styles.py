"""The looks of the canonical workbook: named styles, fonts, colours, borders."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side

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
TITLE, NUMBERING, LABEL, NOTE = (
    "xlplan Tên trang",
    "xlplan Số cột",
    "xlplan Nhãn",
    "xlplan Chú thích",
)


def add_styles(book: Workbook) -> None:
    """Registers the named styles."""
    middle = Alignment(vertical="center")
    centre = Alignment(horizontal="center", vertical="center", wrap_text=True)
    for style in (
        _style(INPUT, Font(FONT, 11, color="1F3F7A"), "FFFDF2", alignment=middle,
               protection=Protection(locked=False)),
        _style(FORMULA, Font(FONT, 11), alignment=middle),
        _style(IMPLIED, Font(FONT, 11, italic=True, color="7A4B00"), "FDF0DC", alignment=middle,
               protection=Protection(locked=False)),
        _style(HEADING, Font(FONT, 11, bold=True, color="0B2F55"), "DCE8F4", alignment=centre),
        _style(NUMBERING, Font(FONT, 9, italic=True, color="5B6673"), "F2F5F8", alignment=centre),
        _style(LABEL, Font(FONT, 11), alignment=Alignment(vertical="center", wrap_text=True)),
    ):  # fmt: skip
        book.add_named_style(style)
    for name, font in (
        (TITLE, Font(FONT, 15, bold=True, color="0B4F8A")),
        (NOTE, Font(FONT, 10, italic=True, color="5B6673")),
    ):
        book.add_named_style(NamedStyle(name=name, font=font, alignment=middle))
