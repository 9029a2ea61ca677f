"""A workbook against a ledger extract: each test's docstring is the extract."""

from __future__ import annotations

import io
import json
from pathlib import Path
from textwrap import dedent

import pandas as pd
import pytest

from xlplan import cli
from xlplan.checks.context import Context
from xlplan.checks.ledger import tie
from xlplan.domain.errors import UsageError
from xlplan.formulas.references import from_a1
from xlplan.sync.ledger import account_map, ledger_of, postings
from xlplan.workbook.edit import prepare
from xlplan.workbook.reader import read

CPKL_M1, CPKL_M2 = "Thang!E12", "Thang!F12"


def workbook(folder: Path, base: Path, **cells: object) -> Path:
    """The template with two months of TONG_DT, CPKL and QTL typed in."""
    edits = {("ThongTin", *from_a1("B11")): 2} | {
        (place.split("_")[0], *from_a1(place.split("_")[1])): v for place, v in cells.items()
    }
    path = folder / "ke-hoach.xlsx"
    with path.open("w+b") as stream:
        prepare((base / "mau-chuan.xlsx").read_bytes(), edits).write(stream)
    return path


def row_of(path: Path, code: str) -> int:
    cells = read(path).sheets["Thang"].cells
    return next(r for (r, c), x in cells.items() if (c, x.value) == (1, code))


def ledger(text: str, *maps: Path):
    frame = pd.read_csv(io.StringIO(dedent(text).strip()), dtype=str, keep_default_na=False)
    known = account_map(*maps)
    return ledger_of(postings(frame, known, 2026), known)


def findings(path: Path, text: str, *maps: Path) -> list[tuple[str, str, str]]:
    found = tie(Context(read(path)), ledger(text, *maps))
    return [(f.code, f"{f.sheet}!{f.cell}", f.message) for f in found]


@pytest.fixture
def plan(tmp_path: Path, workbooks: Path) -> Path:
    """Tổng doanh thu: 1.000 and 1.200; CPKL 400 in January, nothing in February."""
    first = workbook(tmp_path, workbooks)
    dt, cp = row_of(first, "TONG_DT"), row_of(first, "CPKL")
    cells = {f"Thang_E{dt}": 1000, f"Thang_F{dt}": 1200.5, f"Thang_E{cp}": 400}
    return workbook(tmp_path, workbooks, **cells)


def test_what_agrees_within_rounding_is_silent(plan: Path) -> None:
    """
    Tài khoản,TK đối ứng,Tháng,Phát sinh Nợ,Phát sinh Có
    5111,131,1,0,600.000.000
    5113,131,1,0,400.400.000
    5111,131,2,0,1.200.460.000
    5111,911,1,1.000.400.000,0
    6421,334,1,90.000.000,0
    6422,111,1,400.000.000,0
    """
    found = findings(plan, str(test_what_agrees_within_rounding_is_silent.__doc__))
    assert [f for f in found if "Quỹ" not in f[2]] == []
    assert found[0][0] == "XLP333"


def test_a_difference_names_the_cell_both_figures_and_the_accounts(plan: Path) -> None:
    """
    Tài khoản,Ngày hạch toán,Phát sinh Nợ,Phát sinh Có
    5111,15/01/2026,0,1.100.000.000
    5111,2026-02-10,0,1.200.500.000
    5111,10/02/2025,0,77.000.000
    642,31/01/2026,400.000.000,0
    642,28/02/2026,50.000.000,0
    """
    text = str(test_a_difference_names_the_cell_both_figures_and_the_accounts.__doc__)
    dt, cp = row_of(plan, "TONG_DT"), row_of(plan, "CPKL")
    assert findings(plan, text) == [
        ("XLP331", f"Thang!E{dt}",
         "Tổng doanh thu tháng 1 1.000 triệu đồng, sổ cái 1.100 (5111): lệch -100."),
        ("XLP333", f"Thang!F{cp}",
         "Chi phí không lương tháng 2 chưa nhập; sổ cái có 50 triệu đồng (642)."),
    ]  # fmt: skip


def test_an_account_of_no_indicator_is_told(plan: Path) -> None:
    """
    TK,Tháng,Nợ,Có
    6118,1,5.000.000,0
    5111,1,0,1.000.000.000
    111,1,1.000.000.000,0
    """
    found = findings(plan, str(test_an_account_of_no_indicator_is_told.__doc__))
    assert [(f[0], f[2]) for f in found] == [
        ("XLP332", "Tài khoản 6118 phát sinh 5 triệu đồng, chưa gắn chỉ tiêu nào.")
    ]


def test_subtotals_of_a_trial_balance_do_not_count_twice(plan: Path) -> None:
    """
    Tài khoản,Tháng,Nợ,Có
    511,1,0,1.000.000.000
    5111,1,0,600.000.000
    5113,1,0,400.000.000
    51131,1,0,150.000.000
    51132,1,0,250.000.000
    """
    assert findings(plan, str(test_subtotals_of_a_trial_balance_do_not_count_twice.__doc__)) == []


def test_books_that_are_closed_need_the_contra_account(plan: Path) -> None:
    """
    Tài khoản,Tháng,Nợ,Có
    5111,1,1.000.000.000,1.000.000.000
    """
    with pytest.raises(UsageError, match="kết chuyển"):
        findings(plan, str(test_books_that_are_closed_need_the_contra_account.__doc__))


def test_an_office_maps_its_own_accounts(plan: Path, tmp_path: Path) -> None:
    """
    Mã,Tháng,Nợ,Có
    51118,1,0,30000
    5111,1,0,1000000
    """
    own = tmp_path / "so-cai.toml"
    own.write_text(
        'unit = "nghìn đồng"\n[columns]\naccount = ["Mã"]\n[indicators.BCCP]\n'
        'accounts = ["51118"]\n[indicators.TONG_DT]\naccounts = ["511"]\nwithout = ["51118"]\n',
        encoding="utf-8",
    )
    found = findings(plan, str(test_an_office_maps_its_own_accounts.__doc__), own)
    assert [(f[0], f[2]) for f in found] == [
        ("XLP333", "Bưu chính chuyển phát tháng 1 chưa nhập; sổ cái có 30 triệu đồng (51118).")
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [("x = 1", "khóa lạ"), ("[columns]\nx = []", "cột lạ"), ('unit = "xu"', "đơn vị"),
     ("[indicators]\nBCCP = 1", "mục BCCP"), ('[indicators.BCCP]\naccounts = "5"', "mục BCCP"),
     ("[", "Không đọc được")],
)  # fmt: skip
def test_a_wrong_mapping_is_a_sentence(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "m.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=told):
        account_map(tmp_path / "m.toml")


@pytest.mark.parametrize(
    ("text", "told"),
    [("a,b\n1,2", "cột account"), ("TK,Nợ,Có\n511,1.234,0", "Dòng 2"),
     ("TK,Tháng,Nợ,Có\n511,13,1,0", "không phải tháng")],
)  # fmt: skip
def test_a_wrong_extract_is_a_sentence(text: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        ledger(text)


def test_a_year_workbook_is_tied_at_its_period(workbooks: Path) -> None:
    """
    TK,Nợ,Có
    511,0,113.298.000.000
    642,56.000.000.000,0
    622,28.392.000.000,0
    """
    text = str(test_a_year_workbook_is_tied_at_its_period.__doc__)
    found = tie(Context(read(workbooks / "bao-cao-2023.xlsx")), ledger(text))
    assert [(f.code, f.sheet, f.values["gap"]) for f in found] == [("XLP331", "ChiTieu", 223.0)]


def test_the_command_follows_the_offices_mapping(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (plan.parent / "xlplan.toml").write_text('ledger = "so-cai.toml"\n')
    (plan.parent / "so-cai.toml").write_text('decimal = "."\n')
    extract = plan.parent / "so.csv"
    extract.write_text("TK,Tháng,Nợ,Có\n5111,1,0,900000000.5\n", encoding="utf-8")
    args = ["tie", str(plan), "--ledger", str(extract), "--format", "json"]
    assert cli.main(args) == 1
    told = json.loads(capsys.readouterr().out)
    assert [(f["code"], f["values"]["ledger"]) for f in told] == [("XLP331", 900.0000005)]
    assert cli.main([*args, "--fail-on", "never"]) == 0
    extract.write_text("TK,Ngày,Nợ,Có\n5111,01/01/2025,0,9\n", encoding="utf-8")
    assert cli.main(args) == 2


def test_an_office_that_names_a_missing_mapping_is_told(plan: Path) -> None:
    (plan.parent / "xlplan.toml").write_text('ledger = "khong-co.toml"\n')
    assert cli.main(["check", str(plan)]) == 2
