"""What of a workbook travels, and what stays."""

from __future__ import annotations

from pathlib import Path

from xlplan.sheets import TABLES
from xlplan.sync.figures import Figure, decode, encode, figures_of, shown
from xlplan.workbook.book import Cell
from xlplan.workbook.reader import read


def test_inputs_travel_and_computed_cells_do_not(workbooks: Path) -> None:
    found = figures_of(read(workbooks / "bao-cao-2023.xlsx"))
    assert found.values[Figure("ChiTieu", ("TONG_DT",), "actual")] == "n:113298"
    assert found.places[Figure("ChiTieu", ("TONG_DT",), "actual")] == ("ChiTieu", "G7")
    assert found.values[Figure("ThongTin", (), "unit_code")].startswith("t:")
    columns = {figure.column for figure in found.values if figure.table == "ChiTieu"}
    assert "actual" in columns
    assert not columns & {"rate_year", "rate_ytd", "variance", "plan_low", "key"}
    assert ("ThongTin", "template") not in {(f.table, f.column) for f in found.values}
    assert not [f for f in found.values if f.table == "KiemTra"]
    assert found.problems == []


def test_blank_is_absent_and_zero_is_not(workbooks: Path) -> None:
    book = read(workbooks / "bao-cao-2023.xlsx")
    book.sheets["ChiTieu"].cells[7, 7] = Cell(0.0)
    del book.sheets["ChiTieu"].cells[8, 7]
    found = figures_of(book)
    assert found.values[Figure("ChiTieu", ("TONG_DT",), "actual")] == "n:0"
    assert Figure("ChiTieu", ("BCCP",), "actual") not in found.values


def test_a_doubled_key_is_a_problem_with_its_row(workbooks: Path) -> None:
    book = read(workbooks / "bao-cao-2023.xlsx")
    cells = book.sheets["ChiTieu"].cells
    cells[8, 16] = cells[7, 16]
    assert [place for place, _ in figures_of(book).problems] == ["ChiTieu!8"]


def test_a_users_own_formula_in_an_input_is_known(workbooks: Path) -> None:
    book = read(workbooks / "bao-cao-2023.xlsx")
    book.sheets["ChiTieu"].cells[7, 7] = Cell(113298.0, "G8+G9+G10")
    assert Figure("ChiTieu", ("TONG_DT",), "actual") in figures_of(book).formulas


def test_values_read_back_as_they_were() -> None:
    number = TABLES["Thang"].column("m1")
    date = TABLES["KeHoach"].column("effective")
    assert encode(0.1, number) == "n:0.1"
    assert encode(1e21, number) == "n:1000000000000000000000"
    assert encode(-0.0, number) == "n:0"
    assert decode("n:0.1") == 0.1
    assert encode(45292.0, date) == "d:2024-01-01"
    assert encode(43830.0, date, date1904=True) == "d:2024-01-01"
    assert encode("", number) is None
    assert shown("n:1234.5") == "1.234,5"
    assert shown("d:2024-01-01") == "01/01/2024"
    assert shown(None) == "(trống)"
