"""`check`, `rule`, `describe`, `explain` on the committed workbooks."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from xlplan.cli import main


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def report(workbooks: Path) -> str:
    """The 2023 workbook, which has errors."""
    return str(workbooks / "bao-cao-2023.xlsx")


@pytest.fixture
def clean(workbooks: Path) -> str:
    """The empty template, which has no finding."""
    return str(workbooks / "mau-chuan.xlsx")


def test_status_follows_fail_on(report: str, clean: str) -> None:
    assert main(["check", clean, "--fail-on", "note"]) == 0
    assert main(["check", report]) == 1
    assert main(["check", report, "--fail-on", "never"]) == 0


def test_json_is_alone_on_stdout(report: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", report, "--format", "json"])
    shown = capsys.readouterr()
    entries = json.loads(shown.out)
    assert [e["severity"] for e in entries].count("error") == 2
    assert shown.err == ""
    main(["check", report, "--format", "json", "--no-cache"])
    assert json.loads(capsys.readouterr().out) == entries


def test_unreadable_is_a_finding_a_sentence_and_status_2_and_the_rest_is_done(
    report: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "hỏng.xlsx"
    broken.write_bytes(b"PK")
    arguments = ["check", str(broken), str(tmp_path / "không có.xlsx"), report]
    assert main([*arguments, "--format", "json", "--fail-on", "never", "--select", "XLP3"]) == 2
    shown = capsys.readouterr()
    lost = [e for e in json.loads(shown.out) if e["code"] == "XLP901"]
    assert [(e["sheet"], e["cell"], e["severity"]) for e in lost] == [("", "", "error")] * 2
    assert shown.err.count("\n") == 2
    assert any(e["file"] == report for e in json.loads(shown.out))


@pytest.mark.parametrize("option", [["--select", "XLP0"], ["--config", "none.toml"]])
def test_wrong_options_leave_stdout_empty(
    report: str, option: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", report, *option]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1


@pytest.mark.parametrize("form", ["text", "json", "junit", "github", "sarif"])
def test_every_format_renders_the_report(
    report: str, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", report, "--format", form]) == 1
    assert "ChiTieu" in capsys.readouterr().out


def test_nothing_is_left_beside_the_file(report: str, tmp_path: Path) -> None:
    folder = tmp_path / "tệp"
    folder.mkdir()
    shutil.copy(report, folder / "a.xlsx")
    main(["check", str(folder)])
    assert [path.name for path in folder.iterdir()] == ["a.xlsx"]


def test_rule_prints_its_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "xlp901"]) == 0
    shown = capsys.readouterr().out
    for word in ("XLP901 –", "Mức: Lỗi", "Vì sao:", "Sai:", "Đúng:", "Cách xử lý:"):
        assert word in shown
    assert main(["rule", "XLP000"]) == 2


def test_describe_tells_inputs_from_formulas(
    report: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["describe", report, "--format", "json"]) == 0
    described = json.loads(capsys.readouterr().out)
    tables = {table["name"]: table for table in described["tables"]}
    row = tables["ChiTieu"]["rows"][0]
    assert isinstance(row["key"], str)
    assert row["cells"]["actual"]["input"] is True
    assert row["cells"]["rate_year"]["input"] is False
    assert {"key", "unit", "type", "cells"} <= set(tables["ThongTin"]["rows"][0])
    assert all(table["header_row"] > 0 for table in tables.values())


def test_explain_goes_down_to_the_inputs(report: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["describe", report, "--format", "json"])
    tables = {t["name"]: t for t in json.loads(capsys.readouterr().out)["tables"]}
    cells = tables["ChiTieu"]["rows"][0]["cells"]
    assert main(["explain", report, "'chitieu'!" + cells["rate_year"]["cell"]]) == 0
    shown = capsys.readouterr().out
    assert "XLPLAN_ATTAINMENT" in shown
    assert f"ChiTieu!{cells['actual']['cell']} = " in shown
    assert main(["explain", report, "ChiTieu!" + cells["actual"]["cell"]]) == 0
    assert "Ô nhập" in capsys.readouterr().out


@pytest.mark.parametrize("cell", ["ChiTieu", "ChiTieu!", "Không!A1", "ChiTieu!A0", "!A1"])
def test_a_place_that_is_none_is_wrong_usage(report: str, cell: str) -> None:
    assert main(["explain", report, cell]) == 2
