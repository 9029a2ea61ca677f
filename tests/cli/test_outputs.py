"""Where results go: never over an input, and a workbook under a name that Excel opens."""

from __future__ import annotations

from pathlib import Path

import pytest

from xlplan.cli import main
from xlplan.workbook.reader import read


@pytest.fixture
def book(workbooks: Path, tmp_path: Path) -> Path:
    path = tmp_path / "a.xlsx"
    path.write_bytes((workbooks / "bao-cao-2023.xlsx").read_bytes())
    return path


@pytest.mark.parametrize(
    "words",
    [
        ["report", "BOOK", "--format", "html", "-o", "BOOK"],
        ["handover", "BOOK", "-o", "BOOK"],
        ["calc", "BOOK", "-o", "BOOK"],
        ["review", "TEXT", "--format", "html", "-o", "TEXT"],
        ["review", "TEXT", "--workbook", "BOOK", "-o", "BOOK"],
    ],
)
def test_a_result_does_not_replace_its_source(
    words: list[str], book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = tmp_path / "t.txt"
    text.write_text("Doanh thu đạt 5 tỷ đồng.", encoding="utf-8")
    before = book.read_bytes(), text.read_bytes()
    assert main([str({"BOOK": book, "TEXT": text}.get(word, word)) for word in words]) == 2
    assert "trùng tệp nguồn" in capsys.readouterr().err
    assert (book.read_bytes(), text.read_bytes()) == before


@pytest.mark.parametrize("name", ["ra", "ra.xls", "ra.txt", "ra.xlsm"])
def test_a_workbook_gets_a_name_that_excel_opens(
    name: str, book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / name
    for words in (
        ["calc", str(book), "-o", str(out)],
        ["handover", str(book), "-o", str(out)],
        ["dialect", str(book), "--to", "libreoffice", "-o", str(out)],
        ["new", str(out), "--unit-code", "1", "--unit-name", "A", "--year", "2026"],
    ):
        assert main(words) == 2
        assert "phải có đuôi .xlsx" in capsys.readouterr().err
    assert not out.exists()


def test_a_book_with_macros_stays_one(book: Path, tmp_path: Path) -> None:
    macros = book.rename(tmp_path / "a.XLSM")
    assert main(["calc", str(macros), "-o", str(tmp_path / "b.xlsx")]) == 2
    assert main(["calc", str(macros), "-o", str(tmp_path / "b.xlsm")]) == 0


@pytest.mark.parametrize("words", [["check", ""], ["sync", ""], ["calc", "", "--diff"],
                                   ["upgrade", ""], ["report", "", "-o", "x"]])  # fmt: skip
def test_an_empty_name_is_not_the_folder_one_is_in(
    words: list[str], book: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(book.parent)
    assert main(words) == 2
    told = capsys.readouterr()
    assert "tên tệp trống" in told.err
    assert not told.out


def test_a_folder_without_workbooks_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sync", str(tmp_path)]) == 0
    assert "Không có tệp .xlsx" in capsys.readouterr().err


def test_a_file_is_named_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sync", str(tmp_path / "vang.xlsx")]) == 2
    assert capsys.readouterr().err.count("vang.xlsx") == 1


@pytest.mark.parametrize("name", ["=1+1", "#N/A", "TRUE", "=", "_x0041_"])
def test_a_name_is_a_text_whatever_it_looks_like(name: str, tmp_path: Path) -> None:
    out = tmp_path / "m.xlsx"
    assert main(["new", str(out), "--unit-code", name, "--unit-name", name, "--year", "2026"]) == 0
    sheet = read(out.read_bytes(), str(out)).sheets["ThongTin"]
    for row in (5, 6):
        cell = sheet.cells[row, 2]
        assert (cell.value, cell.formula) == (name, None)


@pytest.mark.parametrize(
    ("code", "name", "year"),
    [("1", "a\x07", "2026"), ("1", " ", "2026"), ("", "a", "2026"), ("x" * 40_000, "a", "2026"),
     ("1", "a", "0"), ("1", "a", "26")],
)  # fmt: skip
def test_what_no_workbook_can_hold_is_refused(
    code: str, name: str, year: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "m.xlsx"
    assert main(["new", str(out), "--unit-code", code, "--unit-name", name, "--year", year]) == 2
    assert capsys.readouterr().err.startswith("xlplan: ")
    assert not out.exists()
