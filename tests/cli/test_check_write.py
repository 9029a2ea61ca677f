"""`check --write`: findings into KiemTra, explanations kept, nothing else touched."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from support.splicing import raw_entries, touched

from xlplan.cli import main
from xlplan.workbook.edit import prepare
from xlplan.workbook.guard import replace
from xlplan.workbook.splice.content import BLANK, Value

__all__ = ["touched"]
FIRST = 7
"""KiemTra's first row of findings."""
PLACE, EXPLANATION, CODE = 3, 6, 7


@pytest.fixture
def report(workbooks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the 2023 workbook, which has seven findings."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return Path(shutil.copy(workbooks / "bao-cao-2023.xlsx", tmp_path / "báo cáo.xlsx"))


def edit(path: Path, sheet: str, edits: dict[tuple[int, int], Value]) -> None:
    """Edits as somebody makes them between two checks."""
    plan = prepare(path, {(sheet, *place): value for place, value in edits.items()})
    assert not plan.refused
    replace(path, plan.digest, plan.write, action="test")


def kiem_tra(path: Path) -> Worksheet:
    return openpyxl.load_workbook(path)["KiemTra"]


def codes(path: Path) -> list[str]:
    """The codes of the rows from the first finding on."""
    sheet = kiem_tra(path)
    found = [sheet.cell(row, CODE).value for row in range(FIRST, sheet.max_row + 1)]
    return [str(code) for code in found if code]


def code_row(path: Path, code: str) -> int:
    return FIRST + codes(path).index(code)


def test_findings_stand_with_links_and_nothing_else_is_touched(
    report: Path, touched: Callable[[bytes, bytes], set[str]]
) -> None:
    edit(report, "KiemTra", {(row, 4): "cũ" for row in range(FIRST, FIRST + 3)})
    before = report.read_bytes()
    assert main(["check", str(report), "--write"]) == 1
    sheet = kiem_tra(report)
    assert codes(report) == [
        "XLP302", "XLP701", "XLP309", "XLP502", "XLP308", "XLP307", "XLP303",
    ]  # fmt: skip
    assert sheet.cell(FIRST, PLACE).value == """=HYPERLINK("#'ChiTieu'!G7","ChiTieu!G7")"""
    changed = touched(before, report.read_bytes())
    assert len(changed) == 1
    name = changed.pop()
    assert "worksheets/sheet" in name
    assert raw_entries(before).keys() == raw_entries(report.read_bytes()).keys()


def test_a_second_write_finds_nothing_to_do(report: Path) -> None:
    main(["check", str(report), "--write"])
    before = report.read_bytes()
    main(["check", str(report), "--write"])
    assert report.read_bytes() == before


def test_a_stale_row_goes_and_the_others_move_up(report: Path) -> None:
    main(["check", str(report), "--write"])
    edit(report, "ChiTieu", {(13, 3): "triệu đồng/người/năm"})
    main(["check", str(report), "--write"])
    assert codes(report) == ["XLP302", "XLP701", "XLP309", "XLP308", "XLP307", "XLP303"]


def test_an_explanation_stays_with_its_finding(report: Path) -> None:
    main(["check", str(report), "--write"])
    row = code_row(report, "XLP303")
    edit(report, "KiemTra", {(row, EXPLANATION): "Điều hòa của Tổng Công ty"})
    edit(report, "ChiTieu", {(13, 3): "triệu đồng/người/năm"})
    main(["check", str(report), "--write", "--ignore", "XLP303"])
    moved = code_row(report, "XLP303")
    assert moved == row - 1
    assert kiem_tra(report).cell(moved, EXPLANATION).value == "Điều hòa của Tổng Công ty"
    assert kiem_tra(report).cell(row, EXPLANATION).value is None


def test_an_explanation_whose_finding_is_gone_is_told(
    report: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["check", str(report), "--write"])
    edit(report, "KiemTra", {(code_row(report, "XLP502"), EXPLANATION): "Đơn vị in sai"})
    edit(report, "ChiTieu", {(13, 3): "triệu đồng/người/năm"})
    main(["check", str(report), "--write"])
    assert "giải trình hết hiệu lực: ChiTieu!C13 (XLP502): Đơn vị in sai" in capsys.readouterr().err


def test_the_name_reaches_down_to_the_last_finding(report: Path) -> None:
    from xlplan.checks import runner, write
    from xlplan.workbook.reader import read

    found = runner.check_paths([report]).findings
    data = report.read_bytes()
    plan = write.plan(data, read(data, str(report)), found * 3).plan
    assert plan is not None
    replace(report, plan.digest, plan.write, action="test")
    name = openpyxl.load_workbook(report).defined_names["KiemTra"]
    assert name.attr_text == f"KiemTra!$A$5:$H${FIRST + 3 * len(found) - 1}"


def test_a_file_changed_between_check_and_write_is_left_alone(
    report: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from xlplan.checks import runner

    checked = runner.check_paths

    def and_saved(*args: object, **options: object) -> object:
        outcome = checked(*args, **options)  # type: ignore[arg-type]
        edit(report, "ChiTieu", {(13, 3): "triệu đồng/người/năm"})
        edit(report, "KiemTra", {(FIRST, 4): BLANK})
        return outcome

    monkeypatch.setattr(runner, "check_paths", and_saved)
    assert main(["check", str(report), "--write"]) == 2
    assert "đã thay đổi" in capsys.readouterr().err
    assert kiem_tra(report).cell(FIRST, 4).value is None
