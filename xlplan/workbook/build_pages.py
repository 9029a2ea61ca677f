"""What stands around the tables of a sheet: headings, page set-up, signatures, the guide."""

from __future__ import annotations

from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from xlplan.domain.indicators import Indicator, parts_of
from xlplan.functions.catalogue import CATALOGUE, argument_names
from xlplan.sheets.formats import FORMATS
from xlplan.sheets.model import SheetSpec, Table
from xlplan.workbook import build_styles as look
from xlplan.workbook.build_texts import as_told
from xlplan.workbook.content import Content

ONE_PAGE = 36
"""Rows of ChiTieu that still read well on one page; longer forms break before their last rows, so
that the signatures never stand alone."""


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
    page.errors = "dash"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.footer = 0.6, 0.8, 0.4
    foot = sheet.oddFooter.center
    foot.text, foot.font, foot.size = "Trang &P/&N", f"{look.FONT},Regular", 10
    sheet.HeaderFooter.scaleWithDoc = False  # the same on a shrunken page
    sheet.print_options.horizontalCentered = True
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = 90
    if spec.tables:
        header = spec.tables[0].header_row
        sheet.row_dimensions[header].height = 34
        sheet.print_title_rows = f"{header}:{header}"
        sheet.freeze_panes = f"B{spec.tables[0].first_row()}"


def main_form_extras(sheet: Worksheet, table: Table, content: Content) -> None:
    """ChiTieu as it is printed: title over the form, unit, parts indented, signatures."""
    first = table.first_row()
    rows = content.rows["ChiTieu"]
    last = first + len(rows) - 1
    parent = content.settings.get("parent_name") or "TỔNG CÔNG TY BƯU ĐIỆN VIỆT NAM"
    as_told(sheet["A1"], parent)
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
    for row, record in enumerate(rows, first):
        printed_row(sheet, table, row, content.indicators[record["key"]], content)
    signatures(sheet, last + 2)
    sheet.print_area = f"A1:O{last + 8}"
    sheet.print_title_rows = f"{table.header_row}:{table.header_row + 1}"
    sheet.freeze_panes = f"C{first}"
    look.soften_errors(sheet, f"D{first}:O{last}")
    if len(rows) <= ONE_PAGE:
        sheet.page_setup.fitToHeight = 1
    else:  # Excel heeds breaks only where it does not fit to a page
        sheet.sheet_properties.pageSetUpPr.fitToPage = False
        sheet.page_setup.scale = 62
        sheet.row_breaks.append(Break(id=last - 4))


def printed_row(
    sheet: Worksheet, table: Table, row: int, entry: Indicator, content: Content, size: int = 11
) -> None:
    """Totals bold, their parts indented and italic, texts black although they can be edited."""
    total = bool(parts_of(entry.code, content.indicators))
    for column in table.columns:
        cell = sheet.cell(row, table.position(column.key))
        if not column.printed:
            continue
        if column.key in ("tt", "label", "unit"):
            cell.style = look.LABEL
            cell.alignment = Alignment(
                horizontal="center" if column.key == "tt" else "left", vertical="center",
                indent=0 if column.key == "tt" else 2 if column.key == "label" and entry.parent else 1,
            )  # fmt: skip
        cell.font = Font(
            look.FONT, size, bold=total, italic=bool(entry.parent), color=cell.font.color
        )
        if entry.decimals and column.format in ("amount", "plan"):
            cell.number_format = FORMATS[column.format + "1"]
    sheet.row_dimensions[row].height = 25


def signatures(sheet: Worksheet, row: int, left: str = "BC", right: str = "KO") -> None:
    """Place and date, who made it, who signs, each across its first to its last column; names come
    from ThongTin."""
    issued = "ThongTin!B15"
    day = f'"Ngày "&TEXT(DAY({issued}),"00")&" tháng "&TEXT(MONTH({issued}),"00")&" năm "&YEAR({issued})'
    parts = (
        (right, row, f'=IF({issued}="","Ngày … tháng … năm …",{day})', False),
        (left, row + 1, "Người lập biểu", True), (right, row + 1, "Giám đốc", True),
        (left, row + 6, '=IF(ThongTin!B16="","",ThongTin!B16)', True),
        (right, row + 6, '=IF(ThongTin!B17="","",ThongTin!B17)', True),
    )  # fmt: skip
    for (first, last), line, text, bold in parts:
        cell = sheet[f"{first}{line}"]
        cell.value = text
        cell.font = Font(look.FONT, 12, bold=bold, italic=not bold)
        cell.alignment = Alignment(horizontal="center")
        sheet.merge_cells(f"{first}{line}:{last}{line}")


def guide(sheet: Worksheet) -> None:
    """HuongDan: the steps, then every function."""
    lines = (
        "1. Điền trang ThongTin: mã, tên đơn vị, năm, kỳ báo cáo, nguồn số liệu.",
        "2. Nhập kế hoạch vào KeHoach, số từng tháng vào Thang (hoặc thẳng vào ChiTieu nếu nguồn số liệu là năm).",
        "3. Ô nền vàng nhạt là ô nhập; ô trắng là công thức, không gõ đè. Chưa có số thì để trống, không gõ 0.",
        "4. Ô nghiêng nền cam nhạt là số suy ra từ tỷ lệ công bố.",
        "5. Kiểm tra bằng lệnh xlplan check; kết quả ghi ở trang KiemTra, giải trình viết vào cột Giải trình.",
        "6. Trang BaoCao để in cho lãnh đạo: bảng, biểu đồ và đoạn văn đều lấy từ ChiTieu, không nhập gì ở đó.",
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
        sheet.row_dimensions[row].height = 18
    sheet.page_setup.fitToHeight = 1
    for letter, width in zip("ABCD", (30, 24, 48, 66), strict=True):
        sheet.column_dimensions[letter].width = width
