"""What stands around the tables of a sheet: headings, page set-up, signatures, the guide."""

from __future__ import annotations

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from xlplan.domain.indicators import standard
from xlplan.formulas.references import column_letters
from xlplan.functions.catalogue import CATALOGUE, argument_names
from xlplan.sheets.model import SheetSpec, Table
from xlplan.workbook import build_styles as look
from xlplan.workbook.content import Content


def dress(sheet: Worksheet, spec: SheetSpec, content: Content) -> None:
    """Heading, frozen panes, page set-up."""
    title = sheet["A1"]
    title.value, title.style = f"{spec.heading}", look.TITLE
    about = " ".join(table.about for table in spec.tables)
    if about and spec.name != "ChiTieu":
        sheet["A2"].value, sheet["A2"].style = about, look.NOTE
    sheet.row_dimensions[1].height = 24
    page = sheet.page_setup
    page.orientation, page.paperSize, page.fitToWidth, page.fitToHeight = "landscape", 9, 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.footer = 0.6, 0.8, 0.4
    sheet.oddFooter.center.text = "Trang &P/&N"
    sheet.print_options.horizontalCentered = True
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = 90
    if spec.tables:
        header = spec.tables[0].header_row
        sheet.row_dimensions[header].height = 34
        sheet.print_title_rows = f"{header}:{header}"
        sheet.freeze_panes = f"B{spec.tables[0].first_row()}"
    if spec.name == "KiemTra":
        for row in sheet.iter_rows(min_row=7, max_col=8):
            for cell in row:
                cell.alignment = Alignment(vertical="top", wrap_text=True)


def main_form_extras(sheet: Worksheet, table: Table, content: Content) -> None:
    """ChiTieu as it is printed: title over the form, unit, parts indented, signatures."""
    first = table.first_row()
    rows = content.rows["ChiTieu"]
    last = first + len(rows) - 1
    sheet["A1"].value = content.settings.get("parent_name") or "TỔNG CÔNG TY BƯU ĐIỆN VIỆT NAM"
    sheet["A1"].font = Font(look.FONT, 11)
    sheet["A2"].value = "=ThongTin!B6"
    sheet["A2"].font = Font(look.FONT, 11, bold=True)
    sheet["A3"].value = "BẢNG CHỈ TIÊU KẾ HOẠCH"
    sheet["A4"].value = '="Từ tháng "&ThongTin!B10&" đến tháng "&ThongTin!B11&" năm "&ThongTin!B8'
    for row, size in ((3, 15), (4, 11)):
        sheet.merge_cells(f"A{row}:O{row}")
        sheet[f"A{row}"].alignment = Alignment(horizontal="center", vertical="center")
        sheet[f"A{row}"].font = Font(look.FONT, size, bold=row == 3, italic=row == 4)
    sheet["O2"].value = '="Đơn vị tính số tiền: "&ThongTin!B12'
    sheet["O2"].alignment = Alignment(horizontal="right")
    sheet["O2"].font = Font(look.FONT, 10, italic=True)
    sheet["P4"].value, sheet["P4"].style = "Số công bố và số suy ra (không in)", look.NOTE
    sheet.row_dimensions[3].height = 24
    registry = standard()
    for row, record in enumerate(rows, first):
        entry = registry[record["key"]]
        label = sheet.cell(row, 2)
        label.alignment = Alignment(indent=1 if entry.parent else 0, vertical="center",
                                    wrap_text=True)  # fmt: skip
        for column in range(1, 16):
            cell = sheet.cell(row, column)
            cell.font = Font(
                look.FONT, 11, bold=not entry.parent, italic=bool(entry.parent),
                color=cell.font.color,
            )  # fmt: skip
        if entry.decimals:
            for key in ("prior_year", "plan_year", "plan_period", "actual", "plan_ytd",
                        "actual_ytd", "prior_ytd", "estimate", "variance"):  # fmt: skip
                sheet.cell(row, table.position(key)).number_format = "#,##0.0"
        sheet.cell(row, 1).alignment = Alignment(horizontal="center", vertical="center")
        sheet.row_dimensions[row].height = 32 if len(record.get("sentence", "")) > 60 else 22
        sheet.cell(row, table.position("sentence")).alignment = Alignment(
            vertical="center", wrap_text=True
        )
    for column, text, name in ((2, "Người lập biểu", "B16"), (12, "Giám đốc", "B17")):
        at = column_letters(column)
        sheet[f"{at}{last + 2}"].value = text
        sheet[f"{at}{last + 6}"].value = f'=IF(ThongTin!{name}="","",ThongTin!{name})'
        for row in (last + 2, last + 6):
            sheet[f"{at}{row}"].font = Font(look.FONT, 12, bold=True)
            sheet[f"{at}{row}"].alignment = Alignment(horizontal="center")
    sheet.merge_cells(f"L{last + 2}:O{last + 2}")
    sheet.merge_cells(f"L{last + 6}:O{last + 6}")
    sheet.print_area = f"A1:O{last + 6}"
    sheet.print_title_rows = f"{table.header_row}:{table.header_row + 1}"
    sheet.freeze_panes = f"C{first}"
    grey = FormulaRule(formula=[f"ISERROR(D{first})"], font=Font(color="B0B7BF"))
    sheet.conditional_formatting.add(f"D{first}:O{last}", grey)
    page = sheet.page_setup
    page.fitToHeight = 0


def guide(sheet: Worksheet) -> None:
    """HuongDan: the steps, then every function."""
    lines = (
        "1. Điền trang ThongTin: mã, tên đơn vị, năm, kỳ báo cáo, nguồn số liệu.",
        "2. Nhập kế hoạch vào KeHoach, số từng tháng vào Thang (hoặc thẳng vào ChiTieu nếu nguồn số liệu là năm).",
        "3. Ô nền vàng nhạt là ô nhập; ô trắng là công thức, không gõ đè. Chưa có số thì để trống, không gõ 0.",
        "4. Ô nghiêng nền cam nhạt là số suy ra từ tỷ lệ công bố.",
        "5. Kiểm tra bằng lệnh xlplan check; kết quả ghi ở trang KiemTra, giải trình viết vào cột Giải trình.",
    )  # fmt: skip
    for row, text in enumerate(lines, 3):
        sheet.cell(row, 1, text).font = Font(look.FONT, 11)
    for at, heading in enumerate(("Hàm", "Tên Việt", "Đối số", "Ý nghĩa"), 1):
        sheet.cell(10, at, heading).style = look.HEADING
    for row, entry in enumerate(CATALOGUE, 11):
        texts = (f"XLPLAN_{entry.name}", f"XLPLAN_{entry.alias}", argument_names(entry.arguments),
                 entry.help)  # fmt: skip
        for at, text in enumerate(texts, 1):
            sheet.cell(row, at, text).style = look.LABEL
        sheet.row_dimensions[row].height = 32
    for letter, width in zip("ABCD", (32, 24, 52, 62), strict=True):
        sheet.column_dimensions[letter].width = width
