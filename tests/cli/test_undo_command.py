"""`xlplan undo`: one command takes a write back, another shows what can be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from xlplan.cli import main
from xlplan.workbook import guard


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "ke-hoach.xlsx"
    path.write_bytes(b"0")
    for number in (b"1", b"2"):
        guard.replace(path, None, lambda s, number=number: s.write(number), action="set")
    return path


def test_undo_says_what_it_did_and_how_to_redo(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["undo", str(plan)]) == 0
    shown = capsys.readouterr()
    assert "đã trở về như trước lần ghi 2" in shown.out
    assert "xlplan undo ke-hoach.xlsx --to 3" in shown.out
    assert shown.err == ""
    assert plan.read_bytes() == b"1"
    assert main(["undo", str(plan), "--to", "3"]) == 0
    assert plan.read_bytes() == b"2"


def test_list_shows_every_write_and_changes_nothing(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    guard.undo(plan)
    assert main(["undo", str(plan), "--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["1", "2", "3"]
    assert "undo (về trước lần ghi 2)" in lines[2]
    assert plan.read_bytes() == b"1"


def test_list_as_json_has_what_scripts_need(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["undo", str(plan), "--list", "--format", "json"]) == 0
    first, second = json.loads(capsys.readouterr().out)
    assert set(first) == {
        "number", "time", "action", "before", "after", "size", "restores", "backup",
    }  # fmt: skip
    assert (first["number"], first["action"], first["restores"]) == (1, "set", None)
    assert first["after"] == second["before"]
    assert Path(second["backup"]).read_bytes() == b"1"


def test_undo_as_json(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["undo", str(plan), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["number"], told["restores"], told["notes"]) == (3, 2, [])
    assert told["file"] == str(plan)


def test_a_refusal_is_status_2_a_sentence_and_nothing_written(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan.write_bytes(b"typed")
    assert main(["undo", str(plan)]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "đã thay đổi" in shown.err
    assert "--force" in shown.err
    assert shown.err.count("\n") == 1
    assert plan.read_bytes() == b"typed"
    assert main(["undo", str(plan), "--force"]) == 0
    assert plan.read_bytes() == b"1"


@pytest.mark.parametrize("options", [["--list", "--force"], ["--list", "--to", "1"], ["--to", "x"]])
def test_options_that_do_not_go_together(
    options: list[str], plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["undo", str(plan), *options]) == 2
    assert capsys.readouterr().out == ""


def test_no_backups_are_an_empty_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.xlsx"
    assert main(["undo", str(path), "--list", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
    assert main(["undo", str(path), "--list"]) == 0
    assert "Chưa có bản sao lưu nào" in capsys.readouterr().err
    assert main(["undo", str(path)]) == 2


def test_what_calc_wrote_over_can_be_had_back(
    tmp_path: Path, workbooks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "ket-qua.xlsx"
    out.write_bytes(b"somebody's file, named by mistake")
    assert main(["calc", str(workbooks / "bao-cao-2023.xlsx"), "-o", str(out)]) == 0
    assert out.read_bytes()[:2] == b"PK"
    assert main(["undo", str(out)]) == 0
    assert out.read_bytes() == b"somebody's file, named by mistake"
