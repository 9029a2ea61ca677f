"""The commands over a store, as an accountant uses them."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from xlplan import cli
from xlplan.sync.content import content_of
from xlplan.sync.figures import figures_of
from xlplan.workbook.build import build
from xlplan.workbook.reader import read

M1 = "Thang!E6"


@pytest.fixture
def path(workbooks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty workbook in the folder where the commands run, with the store beside it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XLPLAN_USER", "chi-a@may-1")
    monkeypatch.delenv("XLPLAN_STORE", raising=False)
    file = Path("ke-hoach.xlsx")
    file.write_bytes((workbooks / "mau-chuan.xlsx").read_bytes())
    return file


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]):
    """Runs a command that must end with a status; what it says on stdout."""

    def run(*command: str, status: int = 0) -> str:
        assert cli.main([str(part) for part in command]) == status
        return capsys.readouterr().out

    return run


def typed(path: Path, *cells: str) -> None:
    assert cli.main(["set", str(path), *cells]) == 0


def shown(path: Path) -> dict[tuple[int, int], object]:
    """ChiTieu as it is printed."""
    cells = read(path).sheets["ChiTieu"].cells
    return {place: cell.value for place, cell in cells.items() if cell.value not in (None, "")}


def test_the_store_is_beside_the_workbook(path: Path, said) -> None:
    assert "bản ghi 1" in said("sync", path, "--message", "lần đầu")
    assert Path("xlplan.db").exists()
    assert "đã khớp với kho (bản ghi 1)" in said("sync", path)


def test_history_is_listed_shown_and_compared(path: Path, said) -> None:
    said("sync", path, "--message", "lần đầu")
    typed(path, f"{M1}=10")
    said("sync", path, "--message", "tháng 1")
    lines = said("log", path).splitlines()
    assert [line.split()[0] for line in lines] == ["2", "1"]
    assert lines[0].endswith("— tháng 1")
    assert "chi-a@may-1" in lines[0]
    assert "Thang/TONG_DT/TH/m1: (trống) → 10" in said("show", "2")
    assert said("diff", "1", "2") == "  Thang/TONG_DT/TH/m1: (trống) → 10\n"
    entry = json.loads(said("show", "2", "--format", "json"))
    assert (entry["who"], entry["changes"][0]["new"]) == ("chi-a@may-1", "n:10")
    said("show", "9", status=2)


def test_a_closed_month_can_be_reproduced_as_it_was_issued(path: Path, said) -> None:
    typed(path, f"{M1}=100", "Thang!E16=12", "ThongTin!B11=1",
          "KhoaSo!A6=1", "KhoaSo!B6='00", "KhoaSo!C6=đã khóa")  # fmt: skip
    assert "bản ghi 1" in said("sync", path)
    assert "Khóa sổ tháng 1" in said("log")
    issued, figures = shown(path), figures_of(read(path)).values
    typed(path, f"{M1}=120")
    assert "tháng 1 đã khóa" in said("sync", path, status=1)
    typed(path, "KhoaSo!H6='01", "KhoaSo!I6=1", "KhoaSo!J6='00", "KhoaSo!K6=TONG_DT",
          "KhoaSo!L6=100", "KhoaSo!M6=120", "KhoaSo!N6=Hạch toán bổ sung")  # fmt: skip
    said("sync", path)
    assert shown(path) != issued
    said("restore", "1", "-o", "da-gui.xlsx")
    assert shown(Path("da-gui.xlsx")) == issued
    assert figures_of(read(Path("da-gui.xlsx"))).values == figures


def test_an_offices_own_indicator_is_restored_too(workbooks: Path) -> None:
    values = figures_of(read(workbooks / "bao-cao-2023.xlsx")).values
    own = {figure._replace(key=("DT_KHAC",)): value for figure, value in values.items()
           if figure.table == "ChiTieu" and figure.key == ("TMDT_DT",)}  # fmt: skip
    restored = figures_of(read(build(content_of(values | own)))).values
    assert restored == values | own


def test_a_dry_run_writes_neither_side_and_lists_cells(path: Path, said) -> None:
    said("sync", path)
    typed(path, f"{M1}=10")
    before = path.read_bytes()
    told = said("sync", path, "--dry-run")
    assert "sẽ gửi 1, nhận 0 thay đổi" in told
    assert f"gửi {M1}: (trống) → 10" in told
    assert path.read_bytes() == before
    assert len(json.loads(said("log", "--format", "json"))) == 1


def test_errors_are_told_before_a_push_and_force_is_recorded(path: Path, said) -> None:
    said("sync", path)
    typed(path, f"{M1}='chưa có")
    told = said("sync", path, status=1)
    assert "XLP201" in told
    assert len(told[told.index("ke-hoach.xlsx:") :].splitlines()) == 2
    said("sync", path, "--force")
    assert "gửi bắt buộc" in said("log").splitlines()[0]


def test_a_sync_is_undone(path: Path, said) -> None:
    said("sync", path)
    before = path.read_bytes()
    typed(path, f"{M1}=10")
    said("undo", path)
    assert path.read_bytes() == before


def test_figures_go_out_and_come_in(path: Path, said) -> None:
    typed(path, f"{M1}=10", "ThongTin!B5='42")
    said("sync", path)
    said("export", "--table", "Thang", "--unit-code", "42", "--year", "2026", "-o", "thang.csv")
    frame = pd.read_csv("thang.csv", encoding="utf-8-sig")
    assert frame.loc[frame["indicator"] == "TONG_DT", "m1"].iloc[0] == 10
    Path("map.toml").write_text(
        'decimal = "."\n[columns]\nTK = "indicator"\nSo = "m2"\n[constants]\nkind = "TH"\n'
        'rule = "sum"\n[values.indicator]\n511 = "TONG_DT"\n', encoding="utf-8",
    )  # fmt: skip
    Path("so.csv").write_text("TK,So\n511,12.5\n", encoding="utf-8")
    where = ("--table", "Thang", "--map", "map.toml", "--unit-code", "42", "--year", "2026")
    assert "sẽ nhập 1 số" in said("import", "so.csv", *where, "--dry-run")
    assert "đã nhập 1 số (bản ghi 2)" in said("import", "so.csv", *where)
    assert "nhận 1 thay đổi" in said("sync", path)
    assert read(path).sheets["Thang"].value(6, 6) == 12.5
    assert "so.csv" in said("blame", path, "Thang!F6").splitlines()[0]


def test_reading_makes_no_store(path: Path, said) -> None:
    said("log", status=2)
    assert not Path("xlplan.db").exists()
