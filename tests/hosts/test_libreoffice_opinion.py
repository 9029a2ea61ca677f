"""LibreOffice as second opinion on native formulas: the committed workbooks, a year under way."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests import synthetic
from xlplan.hosts.soffice import Profile
from xlplan.workbook import engine
from xlplan.workbook.reader import read

pytestmark = pytest.mark.host


def native_only(source: Path, target: Path) -> set[tuple[str, int, int]]:
    """A copy in which our functions are their values; returns the native formula cells, which
    carry no cached value at all, so that none can survive by chance."""
    values = openpyxl.load_workbook(source, data_only=True)
    book = openpyxl.load_workbook(source)
    native = set()
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                if "XLPLAN" in str(cell.value).upper():
                    # An empty text is no blank cell: a formula that names it gives "" and not 0.
                    known = values[sheet.title][cell.coordinate].value
                    cell.value = '=""' if known is None else known
                else:
                    native.add((sheet.title, cell.row, cell.column))
    book.save(target)
    return native


@pytest.mark.parametrize("name", ["mau-chuan.xlsx", "bao-cao-2023.xlsx", "chin-thang.xlsx"])
def test_native_formulas_agree_with_libreoffice(
    office: Profile, workbooks: Path, tmp_path: Path, name: str
) -> None:
    source = workbooks / name
    if not source.exists():
        source = tmp_path / "nguon.xlsx"
        source.write_bytes(synthetic.workbook("tháng", 9))
    native = native_only(source, tmp_path / name)
    theirs = read(office.convert(tmp_path / name, tmp_path / "out"))
    ours = engine.recalculate(read(source)).values
    assert len([place for place in native if place[0] == "BaoCao"]) > 100
    different = [
        (place, ours[place], theirs.sheets[place[0]].value(place[1], place[2]))
        for place in sorted(native)
        if not same(ours[place], theirs.sheets[place[0]].value(place[1], place[2]))
    ]
    assert different == []


def same(ours: object, theirs: object) -> bool:
    if ours in (None, "") and theirs in (None, ""):
        return True
    if isinstance(ours, int | float) and isinstance(theirs, int | float):
        return abs(ours - theirs) <= 1e-12 * max(1.0, abs(ours))
    return ours == theirs
