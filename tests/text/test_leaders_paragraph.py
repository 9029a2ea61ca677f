"""The leader's paragraph: written anew by calc, and never over somebody's own words."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

from tests import synthetic
from xlplan import cli
from xlplan.checks.runner import open_context
from xlplan.sheets.leader import PARAGRAPH, PLACEHOLDER
from xlplan.text.lines import lines, scope
from xlplan.text.write import chosen, write
from xlplan.workbook.build import build
from xlplan.workbook.reader import read

NOTICE = "Số liệu đã đổi sau khi viết đoạn này"


@pytest.fixture
def real(workbooks: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(workbooks / "bao-cao-2023.xlsx", tmp_path / "ke-hoach.xlsx"))


def page(path: Path) -> dict[str, object]:
    return {f"{c}": cell.value for c, cell in read(path).sheets["BaoCao"].cells.items()}


def place(path: Path) -> str:
    return read(path).names[PARAGRAPH].replace("$", "")


def told(path: Path) -> object:
    sheet, cell = place(path).split("!")
    return openpyxl.load_workbook(path)[sheet][cell].value


def run(*args: object) -> int:
    return cli.main([str(a) for a in args])


def test_the_committed_page_tells_what_report_writes(real: Path) -> None:
    context = open_context(real)
    assert told(real) == write(chosen(lines(context), "vừa"), scope(context)).text
    assert "bằng 95% kế hoạch, tăng 21% so với năm 2022" in str(told(real))


def test_calc_changes_nothing_where_the_paragraph_is_right(real: Path, tmp_path: Path) -> None:
    out = tmp_path / "moi.xlsx"
    assert run("calc", real, "-o", out) == 0
    assert out.read_bytes() == real.read_bytes()


def test_an_edit_is_noticed_on_the_page_and_calc_writes_the_paragraph_anew(real: Path) -> None:
    assert run("set", real, "ChiTieu!G9=90000") == 0
    assert "80 tỷ 572 triệu đồng" in str(told(real))
    assert [v for v in page(real).values() if str(v).startswith(NOTICE)]
    assert run("calc", real, "--in-place") == 0
    assert "doanh thu tài chính bưu chính đạt 90 tỷ đồng" in str(told(real))
    assert not [v for v in page(real).values() if str(v).startswith(NOTICE)]
    assert run("calc", real, "--diff") == 0


def test_words_of_somebody_stay_and_it_is_said(
    real: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        run("set", real, f"{place(real)}='Năm 2023 đơn vị hoàn thành nhiệm vụ.", "ChiTieu!G9=9")
        == 0
    )
    capsys.readouterr()
    assert run("calc", real, "--in-place") == 0
    assert told(real) == "Năm 2023 đơn vị hoàn thành nhiệm vụ."
    assert "đã được sửa tay nên giữ nguyên" in capsys.readouterr().err
    assert run("set", real, f"{place(real)}=") == 0
    assert run("calc", real, "--in-place") == 0
    assert str(told(real)).startswith("Năm 2023, tổng doanh thu phát sinh đạt")


def test_a_blank_workbook_says_what_will_be_here_until_there_are_figures(tmp_path: Path) -> None:
    path = tmp_path / "moi.xlsx"
    assert run("new", path, "--unit-code", "1", "--unit-name", "A", "--year", "2026") == 0
    assert told(path) == PLACEHOLDER
    assert run("calc", path, "--in-place") == 0
    assert told(path) == PLACEHOLDER


def test_figures_that_came_by_building_are_told_by_calc_mid_year(tmp_path: Path) -> None:
    path = tmp_path / "chin-thang.xlsx"
    path.write_bytes(build(synthetic.content("tháng", 9)))
    assert told(path) == PLACEHOLDER
    assert run("calc", path, "--in-place") == 0
    assert "bằng 72,7% kế hoạch năm, vượt 0,1% kế hoạch lũy kế" in str(told(path))


def test_a_workbook_made_before_the_page_calculates_and_checks_as_ever(
    real: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = openpyxl.load_workbook(real)
    del book["BaoCao"]
    for name in [n for n in book.defined_names if n.startswith("BaoCao")]:
        del book.defined_names[name]
    book.save(tmp_path / "raw.xlsx")
    assert run("calc", tmp_path / "raw.xlsx", "-o", tmp_path / "cu.xlsx") == 0
    capsys.readouterr()
    assert (
        run("check", tmp_path / "cu.xlsx", "--no-cache", "--fail-on", "never", "--format", "github")
        == 0
    )
    assert "BaoCao" not in capsys.readouterr().out
