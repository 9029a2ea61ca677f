"""Renaming touches names in formulas and nothing else of the file."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from xlplan import cli
from xlplan.workbook.dialect import renamed
from xlplan.workbook.reader import read


@pytest.fixture
def strange(tmp_path: Path) -> Path:
    path = tmp_path / "strange.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Số liệu")
        sheet.write_formula("A1", "=[1]!XLPLAN_HTKH(B1,C1)", value=0.5)
        sheet.write_formula("A2", r"='C:\R&D\xlplan.xlam'!xlplan_htkh(B1,C1)", value=0.5)
        sheet.write_formula("A3", '="XLPLAN_HTKH("&"<&>"', value="XLPLAN_HTKH(<&>")
        sheet.write_string("A4", "=XLPLAN_HTKH(1;2)")
        sheet.conditional_format(
            "B1:B9", {"type": "formula", "criteria": "=XLPLAN_DANHGIA(B1)=\"Đạt\"", "format": None}
        )  # fmt: skip
        book.define_name("TyLe", "=XLPLAN_HTKH('Số liệu'!$B$1,1)")
    return path


def formulas_of(path: Path) -> list[str | None]:
    sheet = read(path).sheets["Số liệu"]
    return [sheet.cells[(row, 1)].formula for row in (1, 2, 3, 4)]


def test_a_colleagues_path_is_repaired(strange: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["dialect", str(strange), "--to", "excel"]) == 0
    assert "2 công thức" in capsys.readouterr().err
    assert formulas_of(strange)[:2] == ["XLPLAN_HTKH(B1,C1)", "XLPLAN_HTKH(B1,C1)"]


def test_names_change_wherever_formulas_stand_and_texts_stay(strange: Path) -> None:
    result = renamed(strange.read_bytes(), "libreoffice")
    assert result.formulas == 4
    strange.write_bytes(result.data)
    assert formulas_of(strange) == [
        "XLPLAN.HTKH(B1,C1)", "XLPLAN.HTKH(B1,C1)", '"XLPLAN_HTKH("&"<&>"', None,
    ]  # fmt: skip
    assert read(strange).names["TyLe"].startswith("XLPLAN.HTKH(")
    with zipfile.ZipFile(strange) as package:
        assert b"XLPLAN.DANHGIA(B1)" in package.read("xl/worksheets/sheet1.xml")


def test_there_and_back_gives_the_same_bytes(workbooks: Path) -> None:
    data = (workbooks / "bao-cao-2023.xlsx").read_bytes()
    there = renamed(data, "libreoffice")
    assert there.formulas > 100
    assert renamed(there.data, "excel").data == data


def test_nothing_to_rename_leaves_the_file_alone(workbooks: Path) -> None:
    data = (workbooks / "mau-chuan.xlsx").read_bytes()
    assert renamed(data, "excel").data is data
