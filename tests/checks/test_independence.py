"""What stands in one file changes no finding of the others."""

from __future__ import annotations

from dataclasses import replace

from xlplan.checks.runner import check_book, check_books
from xlplan.domain.office import Office
from xlplan.workbook.book import Book, Cell
from xlplan.workbook.build import template
from xlplan.workbook.reader import read

FILES = 1000
WRONG = ("Chữ ở ô số", 99.0)


def light() -> Book:
    """ThongTin and DiemBDVHX only, with two faults of column rules; formulas are left out."""
    book = read(template())
    kept = {name: book.sheets[name] for name in ("ThongTin", "DiemBDVHX")}
    for name, sheet in kept.items():
        cells = {at: cell for at, cell in sheet.cells.items() if cell.formula is None}
        kept[name] = replace(sheet, cells=cells)
    points = kept["DiemBDVHX"].cells
    points |= {(6, 1): Cell("P01"), (6, 4): Cell(13.0), (6, 17): Cell("đôi khi")}
    return replace(book, sheets=kept)


def with_text(book: Book) -> Book:
    """The book with a text where the column wants numbers."""
    points = book.sheets["DiemBDVHX"]
    cells = points.cells | {(6, 5): Cell("chưa có")}
    return replace(book, sheets=book.sheets | {"DiemBDVHX": replace(points, cells=cells)})


def test_one_text_in_one_of_a_thousand_files_changes_no_finding_of_the_others() -> None:
    book = light()
    before = check_book(book)
    assert {f.code for f in before} >= {"XLP213", "XLP214"}
    books = [book] * FILES
    books[FILES // 2] = with_text(book)
    after = check_books([(one, Office()) for one in books])
    assert "XLP201" in {f.code for f in after[FILES // 2]}
    assert all(found == before for n, found in enumerate(after) if n != FILES // 2)
