"""The 2023 workbook yields what its report really contains, each at its cell, and nothing else."""

from __future__ import annotations

from pathlib import Path

import openpyxl

import xlplan
from xlplan.checks.runner import check_book
from xlplan.workbook.build import template
from xlplan.workbook.reader import read

EXPECTED = {
    ("XLP302", "note", "G7"), ("XLP701", "warning", "Z7"), ("XLP309", "note", "G11"),
    ("XLP502", "error", "C13"), ("XLP308", "note", "G14"), ("XLP307", "note", "G15"),
    ("XLP303", "error", "G17"),
}  # fmt: skip


def found(book) -> set[tuple[str, str, str]]:
    return {(f.code, f.severity.value, f.cell) for f in check_book(book)}


def test_exactly_the_rows_of_the_report(workbooks: Path) -> None:
    assert found(read(workbooks / "bao-cao-2023.xlsx")) == EXPECTED


def test_numbers_behind_the_findings(workbooks: Path) -> None:
    findings = {f.code: f for f in xlplan.check(workbooks / "bao-cao-2023.xlsx")}
    assert findings["XLP303"].values["gap"] == 3271
    assert round(findings["XLP307"].values["allowed"], 1) == 27631.5
    assert "[449–451]" in findings["XLP502"].message
    assert "93.249–94.023" in findings["XLP701"].message


def test_clean_template_is_silent(workbooks: Path) -> None:
    assert check_book(read(template())) == []
    assert xlplan.check(workbooks / "mau-chuan.xlsx") == []


def test_openpyxl_reader_gives_the_same(workbooks: Path) -> None:
    path = workbooks / "bao-cao-2023.xlsx"
    ours = [(f.code, f.cell, f.values) for f in xlplan.check(path)]
    theirs = [(f.code, f.cell, f.values) for f in xlplan.check(openpyxl.load_workbook(path))]
    assert ours == theirs
