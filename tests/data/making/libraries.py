"""Workbooks made by libraries: XlsxWriter and openpyxl, and by LibreOffice from ours.

`python tests/data/making/libraries.py` writes them into tests/data/workbooks; LibreOffice only
where `soffice` is at hand.
"""

from __future__ import annotations

import io
import shutil
import struct
import subprocess
import tempfile
import zlib
from datetime import date, datetime
from pathlib import Path

import openpyxl
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table

OUT = Path(__file__).parent.parent / "workbooks"
ROOT = Path(__file__).parents[3]
WHEN = datetime(2026, 1, 1)


def picture() -> bytes:
    """A red PNG of four by four points."""
    rows = b"".join(b"\0" + b"\xc0\x10\x10" * 4 for _ in range(4))

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">2I5B", 4, 4, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def xlsxwriter_features() -> None:
    """Charts, picture, sparklines, conditional formats, table with totals, comment, outline."""
    book = xlsxwriter.Workbook(OUT / "xlsxwriter-features.xlsx")
    book.set_properties({"created": WHEN})
    sheet = book.add_worksheet("Doanh thu")
    money = book.add_format({"num_format": "#,##0.0", "border": 1})
    rows = [[f"Huyện {n}", 10.5 * n, 9.0 * n] for n in range(1, 9)]
    columns = [
        {"header": "Đơn vị", "total_string": "Cộng"},
        {"header": "TH", "format": money, "total_function": "sum"},
        {"header": "KH", "format": money, "total_function": "sum"},
        {"header": "% KH", "formula": "=[@TH]/[@KH]"},
    ]
    sheet.add_table(
        "A1:D10", {"data": rows, "columns": columns, "total_row": True, "name": "DoanhThu"}
    )
    sheet.conditional_format("B2:B9", {"type": "data_bar", "data_bar_2010": True})
    sheet.conditional_format("C2:C9", {"type": "icon_set", "icon_style": "3_arrows"})
    sheet.add_sparkline("F2", {"range": "'Doanh thu'!B2:B9", "markers": True})
    sheet.write_comment("B2", "Đã đối chiếu", {"author": "Kế toán"})
    sheet.data_validation("G2:G9", {"validate": "list", "source": ["có", "không"]})
    sheet.insert_image("H2", "dau.png", {"image_data": io.BytesIO(picture())})
    sheet.set_row(11, None, None, {"level": 1, "hidden": True})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"categories": "='Doanh thu'!$A$2:$A$9", "values": "='Doanh thu'!$B$2:$B$9"})
    sheet.insert_chart("F12", chart)
    other = book.add_worksheet("Số liệu (2)")
    other.merge_range("A1:C1", "Tiêu đề", money)
    other.write_datetime("A2", WHEN, book.add_format({"num_format": "dd/mm/yyyy"}))
    other.write_rich_string("A3", "đậm ", book.add_format({"bold": True}), "chữ")
    other.write_formula("B2", "='Doanh thu'!B10*2", money, 756)
    other.protect("", {"select_locked_cells": True})
    book.define_name("TongThu", "='Doanh thu'!$B$10")
    book.close()


def xlsxwriter_dynamic() -> None:
    """Dynamic arrays that spill, LAMBDA, an array over several cells."""
    book = xlsxwriter.Workbook(OUT / "xlsxwriter-dynamic.xlsx")
    book.set_properties({"created": WHEN})
    sheet = book.add_worksheet()
    for row, value in enumerate([3, 1, 2]):
        sheet.write_number(row, 0, value)
    sheet.write_dynamic_array_formula("B1:B3", "=SORT(A1:A3)", None, 1)
    sheet.write_dynamic_array_formula("C1", "=LAMBDA(x, x*2)(A1)", None, 6)
    sheet.write_array_formula("D1:D3", "{=A1:A3*2}", None, 6)
    sheet.write_formula("E1", "=SUM(B1#)", None, 6)
    book.close()


def xlsxwriter_plain() -> None:
    """Constant memory: inline strings, rows as they come, 1904 dates."""
    book = xlsxwriter.Workbook(
        OUT / "xlsxwriter-streamed-1904.xlsx", {"constant_memory": True, "date_1904": True}
    )
    book.set_properties({"created": WHEN})
    sheet = book.add_worksheet()
    when = book.add_format({"num_format": "dd/mm/yyyy"})
    for row in range(12):
        sheet.write_string(row, 0, f" dòng {row} ")
        sheet.write_number(row, 1, row / 3)
        sheet.write_datetime(row, 2, datetime(2025, row % 12 + 1, 1), when)
        sheet.write_boolean(row, 3, row % 2 == 0)
        sheet.write_formula(row, 4, f"=B{row + 1}*2", None, row / 3 * 2)
    book.close()


def openpyxl_features() -> None:
    """What openpyxl writes: no cached values, validation, comment, table, array, hyperlink."""
    book = openpyxl.Workbook()
    book.properties.creator = ""
    book.properties.created = book.properties.modified = WHEN
    sheet = book.active
    sheet.title = "Kế hoạch năm"
    sheet.append(["Đơn vị", "Ngày", "Số"])
    for number in range(1, 6):
        sheet.append([f"Điểm {number}", date(2026, number, 1), number * 1.5])
    sheet["D2"] = "=C2*2"
    sheet["D3"] = ArrayFormula("D3:D4", "=C3:C4*2")
    sheet.add_table(Table(displayName="Diem", ref="A1:C6"))
    sheet["A2"].comment = Comment("ghi chú", "Kế toán")
    sheet["A3"].hyperlink = "https://example.com/"
    rule = DataValidation(type="decimal", operator="between", formula1="0", formula2="10")
    rule.add("C2:C6")
    sheet.add_data_validation(rule)
    sheet.merge_cells("F1:G2")
    sheet["F1"] = "gộp"
    sheet.column_dimensions["H"].number_format = "0.00"
    sheet.freeze_panes = "B2"
    book.create_sheet("Trống")
    book.save(OUT / "openpyxl-features.xlsx")


def libreoffice() -> None:
    """LibreOffice's own export of the 2023 workbook and of the workbook with features."""
    command = shutil.which("soffice")
    if command is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        sources = {
            "libreoffice-report-2023.xlsx": ROOT / "workbooks" / "bao-cao-2023.xlsx",
            "libreoffice-features.xlsx": OUT / "xlsxwriter-features.xlsx",
        }
        for name, source in sources.items():
            shutil.copy(source, Path(folder) / name)
        convert = [command, "--headless", f"-env:UserInstallation=file://{folder}/profile"]
        subprocess.run(
            [*convert, "--convert-to", "ods", "--outdir", folder]
            + [f"{folder}/{name}" for name in sources],
            check=True,
        )
        subprocess.run(
            [*convert, "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(OUT)]
            + [f"{folder}/{Path(name).stem}.ods" for name in sources],
            check=True,
        )


def main() -> None:
    """Writes all of them."""
    xlsxwriter_features()
    xlsxwriter_dynamic()
    xlsxwriter_plain()
    openpyxl_features()
    libreoffice()


if __name__ == "__main__":
    main()
