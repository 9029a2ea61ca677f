"""Workbooks of a given amount of XML, the same on every machine, and the edits measured on them."""

from __future__ import annotations

import json
import random
import sys
import zipfile
from datetime import datetime
from pathlib import Path

import xlsxwriter

ROWS = {6: 1_970, 38: 12_280}
"""Rows a sheet that give about so many MB of XML."""
SHEETS = ("Doanh thu", "Chi phí", "Sản lượng", "Đối chiếu", "Lưu trữ")
TOUCHED = SHEETS[:3]
EDITS = 100
"""Cells a touched sheet."""
MONTHS = 12


def build(path: Path, megabytes: int) -> None:
    """Five sheets: a label, a code, twelve months of numbers, a sum; a chart."""
    chance = random.Random(2026)
    book = xlsxwriter.Workbook(path, {"tmpdir": str(path.parent)})
    book.set_properties({"created": datetime(2026, 1, 1)})
    money = book.add_format({"num_format": "#,##0.0"})
    for name in SHEETS:
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ["Đơn vị", "Mã", *(f"Tháng {n}" for n in range(1, 13)), "Cộng"])
        for row in range(1, ROWS[megabytes] + 1):
            sheet.write_string(row, 0, f"Bưu điện xã {row % 331}")
            sheet.write_string(row, 1, f"{row:06d}")
            numbers = [round(chance.uniform(0, 1e4), 2) for _ in range(MONTHS)]
            for column, number in enumerate(numbers, 2):
                sheet.write_number(row, column, number, money)
            sheet.write_formula(
                row, 14, f"=SUM(C{row + 1}:N{row + 1})", money, round(sum(numbers), 2)
            )
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": f"='{SHEETS[0]}'!$C$2:$N$2"})
    book.get_worksheet_by_name(SHEETS[0]).insert_chart("Q2", chart)
    book.close()


def edits(megabytes: int) -> list[tuple[str, str, float]]:
    """300 numbers over three sheets: (tab, A1, value); spread over all rows, none twice."""
    chance = random.Random(megabytes)
    found = []
    for name in TOUCHED:
        for row in sorted(chance.sample(range(2, ROWS[megabytes] + 2), EDITS)):
            cell = f"{chr(ord('C') + chance.randrange(MONTHS))}{row}"
            found.append((name, cell, row + chance.randrange(100) / 4))
    return found


def xml_bytes(path: Path) -> int:
    """Unpacked bytes of all XML parts."""
    with zipfile.ZipFile(path) as package:
        return sum(info.file_size for info in package.infolist() if ".xml" in info.filename)


if __name__ == "__main__":
    for megabytes in ROWS:
        target = Path(sys.argv[1]) / f"{megabytes}.xlsx"
        build(target, megabytes)
        target.with_suffix(".json").write_text(json.dumps(edits(megabytes)), encoding="utf-8")
        print(target, xml_bytes(target))
