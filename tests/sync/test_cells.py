"""Where changed figures stand in a workbook."""

from __future__ import annotations

from pathlib import Path

from xlplan.formulas.references import to_a1
from xlplan.sync.cells import cell_edits
from xlplan.sync.figures import PRESENT, Figure, figures_of
from xlplan.workbook.book import Book, Cell
from xlplan.workbook.reader import read


def points(workbooks: Path, *rows: tuple[str, str]) -> Book:
    """The template with a few points: code and name."""
    book = read(workbooks / "mau-chuan.xlsx")
    for number, (code, name) in enumerate(rows, 6):
        book.sheets["DiemBDVHX"].cells[number, 1] = Cell(code)
        book.sheets["DiemBDVHX"].cells[number, 2] = Cell(name)
    return book


def edits(book: Book, changes: dict, renamed: dict | None = None) -> dict[str, object]:
    result = cell_edits(book, figures_of(book), changes, renamed or {})
    assert result.impossible == []
    return {f"{sheet}!{to_a1(*at)}": value for (sheet, *at), value in result.edits.items()}


def test_a_changed_figure_is_found_by_its_key(workbooks: Path) -> None:
    book = points(workbooks, ("P1", "A"), ("P2", "B"))
    change = {Figure("DiemBDVHX", ("P2",), "name"): "t:Mới"}
    assert edits(book, change) == {"DiemBDVHX!B7": "Mới"}


def test_a_new_row_goes_into_the_first_blank_one(workbooks: Path) -> None:
    book = points(workbooks, ("P1", "A"), ("P2", "B"))
    del book.sheets["DiemBDVHX"].cells[6, 1], book.sheets["DiemBDVHX"].cells[6, 2]
    change = {Figure("DiemBDVHX", ("P3",), PRESENT): "b:1",
              Figure("DiemBDVHX", ("P3",), "name"): "t:C",
              Figure("DiemBDVHX", ("P3",), "open_months"): "n:7"}  # fmt: skip
    assert edits(book, change) == {
        "DiemBDVHX!A6": "P3", "DiemBDVHX!B6": "C", "DiemBDVHX!D6": 7.0
    }  # fmt: skip


def test_a_new_row_goes_below_a_full_table(workbooks: Path) -> None:
    book = points(workbooks, ("P1", "A"))
    area = next(a for a in book.sheets["DiemBDVHX"].tables if a.name == "DiemBDVHX")
    for number in range(6, area.last[0] + 1):
        book.sheets["DiemBDVHX"].cells[number, 1] = Cell(f"P{number}")
    change = {Figure("DiemBDVHX", ("X",), PRESENT): "b:1"}
    assert edits(book, change) == {f"DiemBDVHX!A{area.last[0] + 1}": "X"}


def test_a_removed_row_is_left_blank(workbooks: Path) -> None:
    book = points(workbooks, ("P1", "A"))
    change = {Figure("DiemBDVHX", ("P1",), PRESENT): None,
              Figure("DiemBDVHX", ("P1",), "name"): None}  # fmt: skip
    assert edits(book, change) == {"DiemBDVHX!A6": None, "DiemBDVHX!B6": None}


def test_a_renamed_row_keeps_its_place(workbooks: Path) -> None:
    book = points(workbooks, ("P1", "A"), ("P2", "B"))
    old, new = ("DiemBDVHX", ("P1",)), ("DiemBDVHX", ("P01",))
    change = {Figure(*old, PRESENT): None, Figure(*old, "name"): None,
              Figure(*new, PRESENT): "b:1", Figure(*new, "name"): "t:A"}  # fmt: skip
    assert edits(book, change, {old: new}) == {"DiemBDVHX!A6": "P01", "DiemBDVHX!B6": "A"}


def test_a_printed_form_says_that_it_grows_by_no_row(workbooks: Path) -> None:
    book = read(workbooks / "mau-chuan.xlsx")
    new = [Figure("ChiTieu", ("MOI",), column) for column in (PRESENT, "label", "estimate")]
    result = cell_edits(book, figures_of(book), dict.fromkeys(new, "t:1"), {})
    assert result.edits == {}
    (told,) = result.impossible
    assert told[0] == new[0]
    assert "chèn một dòng vào biểu, ghi mã MOI" in told[1]
