"""The fast reader and openpyxl give the same findings on every workbook of the tests."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xlplan
from xlplan.checks import runner
from xlplan.workbook import build, reader_sheet
from xlplan.workbook.book import Book
from xlplan.workbook.content import empty
from xlplan.workbook.engine import recalculate
from xlplan.workbook.from_openpyxl import from_openpyxl
from xlplan.workbook.reader import read
from xlplan.workbook.refresh import with_values

ROOT = Path(__file__).parents[2]
COMMITTED = sorted((ROOT / "workbooks").glob("*.xlsx"))

Plant = tuple[str, str, Any]
PLANTS: dict[str, list[Plant]] = {
    "types": [
        ("ChiTieu", "G7", "113.298"),
        ("ChiTieu", "G8", dt.datetime(2023, 5, 1)),
        ("ChiTieu", "G10", True),
        ("ChiTieu", "B8", "Bu\u031bu chi\u0301nh  "),
    ],
    "formulas": [
        ("ChiTieu", "L7", 0.95),
        ("ChiTieu", "L8", "=G7/E7"),
        ("KienNghi", "A40", "=SUM(A1:A3*2)"),
        ("Nháp", "A1", 1),
    ],
    "an error": [("ChiTieu", "G9", "#REF!")],
    "a huge number": [("ChiTieu", "G7", 113298e6)],
    "nothing": [("ChiTieu", "G7", None)],
    "a time": [("ChiTieu", "G7", dt.time(12, 0))],
}
"""What is typed over, in files of their own where it changes what is said of other cells."""


def by_openpyxl(path: Path) -> Book:
    """A file as a Book by openpyxl alone."""
    values = openpyxl.load_workbook(path, data_only=True)
    book = from_openpyxl(openpyxl.load_workbook(path), values)
    book.file = str(path)
    return book


def same(path: Path) -> None:
    """Both ways find the same in a file, and the parser what the pattern finds."""
    book = read(path)
    theirs = by_openpyxl(path)
    theirs.full_calc_on_load = book.full_calc_on_load  # openpyxl's own default where none is said
    fast = runner.check_book(book)
    assert fast == runner.check_book(theirs)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader_sheet, "read_plain", lambda *_: False)
        assert fast == runner.check_book(read(path))


def calculated(path: Path) -> None:
    """Puts values into the formula cells of a file whose writer knows none."""
    path.write_bytes(with_values(path.read_bytes(), recalculate(read(path)).values))


def planted(source: Path, target: Path, plants: list[Plant]) -> None:
    """A copy saved by openpyxl, with something else in some cells."""
    book = openpyxl.load_workbook(source)
    for sheet, cell, value in plants:
        place = book[sheet] if sheet in book.sheetnames else book.create_sheet(sheet)
        place[cell] = value
    book.save(target)


@pytest.mark.parametrize("path", COMMITTED, ids=lambda path: path.name)
def test_committed_workbooks(path: Path) -> None:
    same(path)


@pytest.mark.parametrize("path", COMMITTED, ids=lambda path: path.name)
def test_check_takes_a_path_or_an_openpyxl_workbook(path: Path) -> None:
    in_memory = xlplan.check(openpyxl.load_workbook(path))
    assert [(f.code, f.sheet, f.cell) for f in xlplan.check(path)] == [
        (f.code, f.sheet, f.cell) for f in in_memory
    ]


@pytest.mark.parametrize("name", PLANTS)
@pytest.mark.parametrize("fresh", [True, False])
def test_planted_copies(tmp_path: Path, name: str, fresh: bool) -> None:
    path = tmp_path / "gieo.xlsx"
    planted(ROOT / "workbooks" / "bao-cao-2023.xlsx", path, PLANTS[name])
    if fresh:
        calculated(path)
    same(path)


def test_templates(tmp_path: Path) -> None:
    for source in ("năm", "tháng"):
        path = tmp_path / f"{source}.xlsx"
        path.write_bytes(build.build(empty("01", "Đơn vị thử", 2026, source)))
        same(path)


@pytest.mark.parametrize("path", COMMITTED, ids=lambda path: path.name)
def test_a_file_made_by_xlsxwriter(tmp_path: Path, path: Path) -> None:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    target = tmp_path / "khac.xlsx"
    book, source = xlsxwriter.Workbook(str(target)), read(path)
    formats = [book.add_format({"num_format": style.number_format}) for style in source.styles]
    for sheet in source.sheets.values():
        tab = book.add_worksheet(sheet.name)
        for (row, column), cell in sheet.cells.items():
            write: Callable[..., object] = tab.write
            at, style = (row - 1, column - 1), formats[cell.style]
            if cell.formula is not None:
                tab.write_formula(*at, "=" + cell.formula, style, _plain(cell.value))
            else:
                write(*at, _plain(cell.value), style)
    book.close()
    calculated(target)
    same(target)


def _plain(value: object) -> Any:
    return value if isinstance(value, float | bool | str) else str(value or "")


@pytest.mark.host
@pytest.mark.parametrize("path", COMMITTED, ids=lambda path: path.name)
def test_a_file_saved_by_libreoffice(soffice: str, tmp_path: Path, path: Path) -> None:
    shutil.copy(path, tmp_path / path.name)
    subprocess.run(
        [
            soffice, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile",
            "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "out"),
            str(tmp_path / path.name),
        ],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    same(tmp_path / "out" / path.name)
