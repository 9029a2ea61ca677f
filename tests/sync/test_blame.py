"""Who wrote a figure: inputs, and cells that are computed from them."""

from __future__ import annotations

from pathlib import Path

import pytest

from xlplan import cli
from xlplan.formulas.references import from_a1
from xlplan.sync.blame import figures_at
from xlplan.sync.figures import figures_of
from xlplan.workbook.book import Cell
from xlplan.workbook.reader import read


def rests_on(path: Path, place: str, **cells: object) -> list[str]:
    book = read(path)
    for at, value in cells.items():
        sheet, cell = at.split("_")
        book.sheets[sheet].cells[from_a1(cell)] = Cell(value)
    figures = figures_of(book)
    sheet, cell = place.split("!")
    found = figures_at(book, figures, sheet, from_a1(cell))
    return ["!".join(figures.places[figure]) for figure in found]


def test_an_input_is_itself(workbooks: Path) -> None:
    assert rests_on(workbooks / "bao-cao-2023.xlsx", "ChiTieu!E7") == ["ChiTieu!E7"]


def test_a_copy_is_what_it_copies(workbooks: Path) -> None:
    assert rests_on(workbooks / "bao-cao-2023.xlsx", "ChiTieu!F7") == ["ChiTieu!E7"]
    assert rests_on(workbooks / "bao-cao-2023.xlsx", "ChiTieu!L7") == ["ChiTieu!E7", "ChiTieu!G7"]


def test_a_month_figure_rests_on_its_own_row_of_months(workbooks: Path) -> None:
    cells = {"Thang_E6": 90.0, "Thang_E7": 40.0, "Thang_F6": 10.0}
    found = rests_on(workbooks / "mau-chuan.xlsx", "ChiTieu!I7", **cells)
    assert {"Thang!E6", "Thang!F6"} <= set(found)
    assert "Thang!E7" not in found


def test_a_heading_and_a_blank_row_are_no_figures(workbooks: Path) -> None:
    assert rests_on(workbooks / "mau-chuan.xlsx", "ChiTieu!A5") == []
    assert rests_on(workbooks / "mau-chuan.xlsx", "DonVi!B20") == []


def test_the_command_names_the_inputs_and_groups_by_revision(
    workbooks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv("XLPLAN_STORE", str(tmp_path / "kho.db"))
    monkeypatch.setenv("XLPLAN_USER", "ke-toan")
    path = tmp_path / "kh.xlsx"
    path.write_bytes((workbooks / "mau-chuan.xlsx").read_bytes())
    assert cli.main(["set", str(path), "Thang!E6=90", "Thang!F6=10", "ThongTin!B11=2"]) == 0
    assert cli.main(["sync", str(path)]) == 0
    capsys.readouterr()
    assert cli.main(["blame", str(path), "chitieu!$I$7"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith("chitieu!$I$7 tính từ Thang!E6, Thang!F6")
    assert sum("ke-toan" in line for line in out) == 1
    assert "  Thang!E6: (trống) → 90" in out
    assert cli.main(["blame", str(path), "ChiTieu!A5"]) == 2
