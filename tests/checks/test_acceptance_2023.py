"""The 2023 workbook yields what its report really contains, each at its cell, and nothing else."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

import xlplan
from xlplan.checks.runner import check_book
from xlplan.workbook import engine
from xlplan.workbook.book import Cell
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


PLANTED = [
    ("G8", 195240.0, {("XLP301", "G8"), ("XLP306", "S8")}),
    ("G9", "80.572", {("XLP203", "G9")}),
    ("G9", "80.572,5", {("XLP202", "G9")}),
    ("G9", "chưa có", {("XLP201", "G9")}),
    ("G19", 15959000.0, {("XLP501", "G19"), ("XLP306", "S19")}),
    ("S19", 0.91, {("XLP306", "S19")}),
    ("S8", 81.0, {("XLP211", "S8")}),
    ("L8", 0.95, {("XLP601", "L8")}),
    ("P8", "TONG_DT", {("XLP109", "P8"), ("XLP111", "P7")}),
    ("R8", 5.0, {("XLP213", "R8"), ("XLP207", "Q8")}),
    ("G20", -5.0, {("XLP212", "G20")}),
    ("E5", "Kế hoạch năm nay", {("XLP104", "E5")}),
    ("B8", "Bưu chính  chuyển phát ", {("XLP205", "B8")}),
]


@pytest.mark.parametrize(("cell", "value", "expected"), PLANTED)
def test_planted_fault(workbooks: Path, cell: str, value: object, expected: set) -> None:
    from xlplan.formulas.references import from_a1

    book = read(workbooks / "bao-cao-2023.xlsx")
    cells = book.sheets["ChiTieu"].cells
    place = from_a1(cell)
    cells[place] = Cell(value, None, cells[place].style if place in cells else 0)
    engine.filled(book)
    before = {(code, at) for code, _, at in EXPECTED}
    after = {(code, at) for code, _, at in found(book)}
    assert expected <= after
    new = {(code, at) for code, at in after - before if code not in ("XLP302",)}
    assert new == expected
