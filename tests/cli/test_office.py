"""An office extends indicators and units by TOML beside its workbooks, without touching code."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

import xlplan
from xlplan import cli

OWN = """
[KHAC]
number = "1.4"
label = "Doanh thu khác"
unit = "triệu đồng"
direction = 1
accumulation = "sum"
parent = "TONG_DT"
"""
UNITS = """
[X01]
name = "Bưu điện xã B"
type = "Bưu điện xã"
opened = 2025-09-01
"""


@pytest.fixture
def office(tmp_path: Path) -> Path:
    (tmp_path / "xlplan.toml").write_text('indicators = "chi-tieu.toml"\nunits = "don-vi.toml"\n')
    (tmp_path / "chi-tieu.toml").write_text(OWN, encoding="utf-8")
    (tmp_path / "don-vi.toml").write_text(UNITS, encoding="utf-8")
    (tmp_path / "2026").mkdir()
    return tmp_path


def made(office: Path) -> Path:
    out = office / "2026" / "ke-hoach.xlsx"
    assert (
        cli.main(["new", str(out), "--unit-code", "01", "--unit-name", "T", "--year", "2026"]) == 0
    )
    return out


def test_new_has_the_offices_rows_in_printed_order(office: Path) -> None:
    book = openpyxl.load_workbook(made(office))
    numbers = [row[0].value for row in book["ChiTieu"].iter_rows(min_row=7, max_row=12)]
    assert numbers == ["1", "1.1", "1.2", "1.3", "1.4", "2"]
    assert [book["DonVi"].cell(row, 1).value for row in (6, 7, 8)] == ["X01", "CPB", "LTNB"]


def typed(path: Path, figures: dict[str, float], to: Path) -> Path:
    """The workbook with figures of January in Thang, by indicator, recalculated."""
    book = openpyxl.load_workbook(path)
    book["ThongTin"]["B11"] = 1
    for row in book["Thang"].iter_rows(min_row=6):
        if row[0].value in figures and row[2].value == "TH":
            row[4].value = figures[row[0].value]
    raw = to.with_name("raw.xlsx")
    book.save(raw)
    assert cli.main(["calc", str(raw), "-o", str(to)]) == 0
    raw.unlink()
    return to


def test_checks_add_up_the_offices_own_part(
    office: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    figures = {"TONG_DT": 100.0, "BCCP": 20.0, "TCBC": 30.0, "PPTT": 40.0, "KHAC": 10.0}
    agreeing = typed(made(office), figures, office / "du.xlsx")
    assert "XLP301" not in {f.code for f in xlplan.check(agreeing)}
    departing = typed(
        office / "2026" / "ke-hoach.xlsx", figures | {"KHAC": 60.0}, office / "lech.xlsx"
    )
    assert "XLP301" in {f.code for f in xlplan.check(departing)}
    elsewhere = tmp_path_factory.mktemp("khac") / "du.xlsx"
    elsewhere.write_bytes(agreeing.read_bytes())
    assert "XLP301" in {f.code for f in xlplan.check(elsewhere)}


def test_a_wrong_registry_is_one_sentence(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (office / "chi-tieu.toml").write_text(OWN.replace('"sum"', '"cộng"'), encoding="utf-8")
    out = office / "2026" / "k.xlsx"
    assert (
        cli.main(["new", str(out), "--unit-code", "1", "--unit-name", "T", "--year", "2026"]) == 2
    )
    shown = capsys.readouterr().err
    assert "chi-tieu.toml" in shown
    assert "KHAC" in shown
    assert shown.count("\n") == 1
    assert not out.exists()
