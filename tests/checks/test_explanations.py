"""An explanation is bound to code, table, key, column and the numbers."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from xlplan.checks.config import Config
from xlplan.checks.explanations import explained, fingerprint
from xlplan.checks.runner import check_book
from xlplan.domain.findings import Finding, Severity
from xlplan.workbook import report_2023
from xlplan.workbook.book import Book, Cell, Sheet
from xlplan.workbook.build import build
from xlplan.workbook.reader import read
from xlplan.workbook.tables import read_tables

GAP = Finding(
    "XLP302",
    Severity.ERROR,
    "Lệch 3.271.",
    "Giải trình.",
    file="a.xlsx",
    sheet="ChiTieu",
    cell="G13",
    values={"gap": 3271.0, "total": 113298},
    subject=("ChiTieu", "CLTC", "actual"),
)


def context(*rows: tuple[object, object, object]) -> SimpleNamespace:
    """A book whose KiemTra has these codes, fingerprints and explanations."""
    headers = ("TT", "Mức", "Vị trí", "Nội dung", "Cách xử lý", "Giải trình", "Mã", "Dấu vết")
    sheet = Sheet("KiemTra")
    sheet.cells = {(5, n): Cell(text) for n, text in enumerate(headers, 1)}
    for row, (code, mark, text) in enumerate(rows, 7):
        sheet.cells |= {(row, 7): Cell(code), (row, 8): Cell(mark), (row, 6): Cell(text)}
    return SimpleNamespace(tables=read_tables(Book("a.xlsx", {"KiemTra": sheet})))


def test_explanation_marks_its_finding_only() -> None:
    other = replace(GAP, subject=("ChiTieu", "CPKL", "actual"))
    marked = explained([GAP, other], context(("XLP302", fingerprint(GAP), "Giá vốn hàng hóa.")))
    assert [(f.explained, f.explanation) for f in marked] == [
        (True, "Giá vốn hàng hóa."),
        (False, ""),
    ]


def test_explanation_lapses_when_a_number_changes() -> None:
    rows = context(("XLP302", fingerprint(GAP), "Giá vốn."))
    changed = replace(GAP, values={"gap": 3271.000001, "total": 113298})
    assert explained([changed], rows) == [changed]


def test_explanation_survives_moved_rows_new_words_and_a_renamed_file() -> None:
    moved = replace(GAP, cell="G14", message="Chênh lệch.", file="b.xlsx", remedy="")
    assert fingerprint(moved) == fingerprint(GAP)


def test_explanation_of_another_code_or_without_words_counts_for_nothing() -> None:
    mark = fingerprint(GAP)
    rows = context(("XLP303", mark, "Giá vốn."), ("XLP302", mark, "  "))
    assert explained([GAP], rows) == [GAP]


def test_a_book_without_the_form_explains_nothing() -> None:
    assert explained([GAP], SimpleNamespace(tables={})) == [GAP]


@given(st.floats(allow_nan=False, allow_infinity=False), st.text())
def test_fingerprint_is_short_hex_that_no_sheet_takes_for_a_number(number: float, s: str) -> None:
    mark = fingerprint(replace(GAP, values={"x": number, "s": s}))
    assert len(mark) == 12
    assert int(mark, 16) >= 0
    assert mark[0] in "abcdef"


def test_whole_numbers_and_floats_of_the_same_value_are_one() -> None:
    same = replace(GAP, values={"total": 113298.0, "gap": 3271})
    assert fingerprint(same) == fingerprint(GAP)


def test_an_explained_gap_passes_until_a_number_of_it_changes() -> None:
    content = report_2023.content()
    (gap,) = [f for f in check_book(read(build(report_2023.content()))) if f.code == "XLP303"]
    told = replace(gap, explanation="Giá vốn hàng hóa 3.271 triệu đồng.")
    content.findings = [(told, fingerprint(gap))]
    (now,) = [f for f in check_book(read(build(content))) if f.code == "XLP303"]
    assert (now.cell, now.explained, now.explanation) == (gap.cell, True, told.explanation)
    assert not Config(fail_on="error").fails(now)
    for row in content.rows["ChiTieu"]:
        if row["key"] == "CPKL":
            row |= {"actual": row["actual"] + 1, "sentence": ""}
    changed = [f for f in check_book(read(build(content))) if f.code == "XLP303"]
    assert changed
    assert not any(f.explained for f in changed)
