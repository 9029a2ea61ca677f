"""BaoCao as it is printed: one A4 page with heading, table, charts, paragraph and signatures."""

from __future__ import annotations

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from xlplan.domain.indicators import for_leaders, parts_of
from xlplan.domain.terms import MET, MISSED, WATCH
from xlplan.formulas.references import column_letters, to_a1
from xlplan.sheets.leader import (
    BAO_CAO,
    CHARTS,
    CONTROL,
    FIGURES,
    PARAGRAPH,
    PLACEHOLDER,
    WRITTEN,
    mark,
)
from xlplan.workbook import build_styles as look
from xlplan.workbook.build_charts import add_chart
from xlplan.workbook.build_pages import printed_row, signatures
from xlplan.workbook.build_texts import as_told
from xlplan.workbook.content import Content

CHART_ROWS, PARAGRAPH_ROWS = (10, 11), 12
FONT_SIZE = 12
_RATINGS = {MET: ("DDEFE2", "1F6B3F"), WATCH: ("FDF1D2", "7A5200"), MISSED: ("F8DDD6", "8C2B16")}
_MARKS = 13
"""The unprinted column that keeps what the paragraph was written from."""


class _Layout:
    """Where the page's parts stand, by the number of rows of its table."""

    def __init__(self, content: Content) -> None:
        self.codes = for_leaders(content.indicators)
        self.first = BAO_CAO.first_row()
        self.last = self.first + len(self.codes) - 1
        self.charts = self.last + 2
        self.heading = self.charts + sum(CHART_ROWS) + 1
        self.paragraph = self.heading + 1
        self.signatures = self.paragraph + PARAGRAPH_ROWS + 1
        self.right = column_letters(
            max(BAO_CAO.position(c.key) for c in BAO_CAO.columns if c.printed)
        )


def leaders_places(content: Content) -> dict[str, str]:
    """The defined names of the paragraph's cells."""
    row = _Layout(content).paragraph
    marks = column_letters(_MARKS)
    return {
        PARAGRAPH: f"BaoCao!$A${row}", WRITTEN: f"BaoCao!${marks}$2", CONTROL: f"BaoCao!${marks}$3",
    }  # fmt: skip


def leaders_page(sheet: Worksheet, content: Content) -> None:
    """Everything of the page but the table's cells, which are there already."""
    layout = _Layout(content)
    _heading(sheet, content, layout)
    for row, code in enumerate(layout.codes, layout.first):
        printed_row(sheet, BAO_CAO, row, content.indicators[code], content, FONT_SIZE)
        _fitting(sheet, row)
        sheet.row_dimensions[row].height = 25
    _ratings(sheet, layout)
    _charts(sheet, content, layout)
    _paragraph(sheet, content, layout)
    signatures(sheet, layout.signatures, "AB", f"G{layout.right}")
    _page(sheet, layout)


def _heading(sheet: Worksheet, content: Content, layout: _Layout) -> None:
    parent = content.settings.get("parent_name") or "TỔNG CÔNG TY BƯU ĐIỆN VIỆT NAM"
    title = Font(look.FONT, 18, bold=True, color="0B4F8A")
    texts = (
        (1, parent, Font(look.FONT, 12)),
        (2, "=ThongTin!B6", Font(look.FONT, 12, bold=True)),
        (3, "BÁO CÁO KẾT QUẢ THỰC HIỆN KẾ HOẠCH", title),
        (4, '="Từ tháng "&ThongTin!B10&" đến tháng "&ThongTin!B11&" năm "&ThongTin!B8',
         Font(look.FONT, 12, italic=True)),
    )  # fmt: skip
    for row, text, font in texts:
        cell = sheet.cell(row, 1)
        if text is parent:
            as_told(cell, text)
        else:
            cell.value = text
        cell.style, cell.font = "Normal", font
        if row > 2:
            sheet.merge_cells(f"A{row}:{layout.right}{row}")
            cell.alignment = Alignment(horizontal="center", vertical="center")
        sheet.row_dimensions[row].height = {3: 30, 4: 18}.get(row, 17)
    sheet.row_dimensions[5].height = 8
    sheet["K4"].value, sheet["K4"].style = "Cột phụ, không in", look.NOTE


def _charts(sheet: Worksheet, content: Content, layout: _Layout) -> None:
    """The charts one below the other, as wide as the table."""
    top = layout.charts
    for chart, height in zip(CHARTS, CHART_ROWS, strict=True):
        codes = (chart.total, *parts_of(chart.total, content.indicators)) if chart.total else ()
        rows = [r for r, c in enumerate(layout.codes, layout.first) if not codes or c in codes]
        box = f"A{top}:{layout.right}{top + height - 1}"
        add_chart(sheet, BAO_CAO, chart, (rows[0], rows[-1]), box)
        for row in range(top, top + height):
            sheet.row_dimensions[row].height = 23
        top += height


def _fitting(sheet: Worksheet, row: int) -> None:
    """Figures and units shrink rather than show ### or lose an end."""
    for column in BAO_CAO.columns:
        if column.printed and column.key not in ("label", "rating"):
            cell = sheet.cell(row, BAO_CAO.position(column.key))
            cell.alignment = Alignment(
                horizontal=cell.alignment.horizontal, vertical="center", shrink_to_fit=True,
                indent=cell.alignment.indent,
            )  # fmt: skip


def _ratings(sheet: Worksheet, layout: _Layout) -> None:
    """The rating in the middle, on its colour; the word tells it on a grey print."""
    letter = column_letters(BAO_CAO.position("rating"))
    for rating, (fill, ink) in _RATINGS.items():
        rule = FormulaRule(
            formula=[f'{letter}{layout.first}="{rating}"'], font=Font(color=ink, bold=True),
            fill=PatternFill("solid", bgColor=fill),
        )  # fmt: skip
        sheet.conditional_formatting.add(f"{letter}{layout.first}:{letter}{layout.last}", rule)
    for row in range(layout.first, layout.last + 1):
        cell = sheet[f"{letter}{row}"]
        cell.font = Font(look.FONT, FONT_SIZE)
        cell.alignment = Alignment(horizontal="center", vertical="center")


def _paragraph(sheet: Worksheet, content: Content, layout: _Layout) -> None:
    """The paragraph across the page, what it was written from, and a line that says when figures
    have changed since."""
    row, marks = layout.paragraph, column_letters(_MARKS)
    heading = sheet.cell(layout.heading, 1, "Nhận xét")
    heading.font = Font(look.FONT, 13, bold=True, color="0B4F8A")
    known = {PARAGRAPH: PLACEHOLDER, WRITTEN: mark(PLACEHOLDER), **content.paragraph}
    cell = sheet.cell(row, 1, known[PARAGRAPH])
    cell.font = Font(look.FONT, 13)
    cell.alignment = Alignment(horizontal="justify", vertical="top", wrap_text=True)
    sheet.merge_cells(f"A{row}:{layout.right}{row + PARAGRAPH_ROWS - 1}")
    for number in range(row, row + PARAGRAPH_ROWS):
        sheet.row_dimensions[number].height = 18
    for at, (name, label) in enumerate(
        ((WRITTEN, "Dấu đoạn văn"), (CONTROL, "Số cộng khi viết")), 2
    ):
        sheet[f"K{at}"].value, sheet[f"K{at}"].style = label, look.NOTE
        sheet[f"{marks}{at}"].value, sheet[f"{marks}{at}"].style = known.get(name), look.NOTE
    ends = (to_a1(layout.first, BAO_CAO.position(FIGURES[0])),
            to_a1(layout.last, BAO_CAO.position(FIGURES[-1])))  # fmt: skip
    kept, total = f"${marks}$3", f"SUM({':'.join(ends)})"
    notice = sheet.cell(row + PARAGRAPH_ROWS, 1)
    notice.value = (
        f'=IF({kept}="","",IF(AND({total}-{kept}<0.01,{kept}-{total}<0.01),"",'
        '"Số liệu đã đổi sau khi viết đoạn này; tính lại tệp bằng lệnh calc để viết lại."))'
    )
    notice.font = Font(look.FONT, 11, italic=True, color="B3261E")
    waiting = FormulaRule(formula=[f'{kept}=""'], font=Font(italic=True, color="5B6673"))
    sheet.conditional_formatting.add(f"A{row}", waiting)


def _page(sheet: Worksheet, layout: _Layout) -> None:
    sheet.print_area = f"A1:{layout.right}{layout.signatures + 6}"
    sheet.print_title_rows = None
    sheet.freeze_panes = None
    sheet.page_setup.orientation = "portrait"
    sheet.page_setup.fitToHeight = 1
    margins = sheet.page_margins
    margins.left, margins.right, margins.top, margins.bottom = 0.6, 0.5, 0.6, 0.6
    sheet.oddFooter.center.text = None
