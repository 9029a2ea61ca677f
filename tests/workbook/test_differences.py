"""The comparer is itself compared: every kind of damage a writer can do is seen and named."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from support import grid, rawzip
from support.differences import Change, compare

SHEET = "xl/worksheets/sheet1.xml"
HEAD = '<?xml version="1.0"?><worksheet xmlns="m"><dimension ref="A1:B2"/>'
ROWS = (
    '<sheetData><row r="1" spans="1:2"><c r="A1" s="3"><v>1</v></c>'
    '<c r="B1" t="str"><f>A1&amp;"x"</f><v>1x</v></c></row><row r="2"/></sheetData>'
)
TAIL = '<mergeCells count="1"><mergeCell ref="A9:B9"/></mergeCells></worksheet>'


def package(sheet: str = HEAD + ROWS + TAIL, **others: str) -> bytes:
    """A zip of one sheet and what else is asked for."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {SHEET: sheet, "xl/styles.xml": "<styleSheet/>", **others}.items():
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def damaged(before: str, after: str) -> list[Change]:
    """The differences when one text of the sheet is another."""
    sheet = HEAD + ROWS + TAIL
    assert before in sheet
    return compare(package(), package(sheet.replace(before, after)))


def test_the_same_bytes_have_no_difference(workbooks: Path) -> None:
    for path in workbooks.glob("*.xlsx"):
        assert compare(path.read_bytes(), path.read_bytes()) == []


@pytest.mark.parametrize(
    ("before", "after", "what", "where"),
    [
        ("<v>1</v>", "<v>2</v>", "cell", "A1"),
        ('s="3"', 's="4"', "cell", "A1"),
        ('<c r="A1" s="3"><v>1</v></c>', "", "cell", "A1"),
        ("<v>1x</v>", "<v>2x</v>", "value", "B1"),
        (' t="str"><f>A1&amp;"x"</f><v>1x</v>', '><f>A1&amp;"x"</f><v>7</v>', "value", "B1"),
        ("<f>A1", "<f>A2", "cell", "B1"),
        ('"x"', "&quot;x&quot;", "cell", "B1"),
        ('spans="1:2"', 'spans="1:3"', "attribute", "row[1]@spans"),
        ('<row r="2"/>', "", "row", "2"),
        ('A1:B2"', 'A1:B3"', "attribute", "worksheet/dimension@ref"),
        ('<mergeCell ref="A9:B9"/>', "", "markup", "worksheet/mergeCells/mergeCell"),
        ('<mergeCell ref="A9:B9"/>', "<mergeCell ref='A9:B9'/>", "markup", "worksheet/mergeCells/mergeCell"),
        ('count="1"', 'count="2"', "attribute", "worksheet/mergeCells@count"),
        ("</worksheet>", "<x/></worksheet>", "markup", "worksheet/x"),
    ],
)  # fmt: skip
def test_each_damage_is_named(before: str, after: str, what: str, where: str) -> None:
    assert [(c.part, c.what, c.where) for c in damaged(before, after)] == [(SHEET, what, where)]


def test_a_first_cell_in_a_self_closed_row_is_one_cell() -> None:
    changes = damaged('<row r="2"/>', '<row r="2"><c r="B2"><v>5</v></c></row>')
    assert [(c.what, c.where, c.before) for c in changes] == [("cell", "B2", None)]


def test_the_first_row_of_an_empty_sheet_is_a_row_and_a_cell() -> None:
    before = package(HEAD + "<sheetData/>" + TAIL)
    after = package(HEAD + '<sheetData><row r="3"><c r="A3"/></row></sheetData>' + TAIL)
    assert [(c.what, c.where) for c in compare(before, after)] == [("row", "3"), ("cell", "A3")]


def test_cells_without_references_are_counted() -> None:
    sheet = "<worksheet><sheetData><row><c/><c r='C1'/><c/></row><row r='5'><c/></row></sheetData></worksheet>"
    assert list(grid.read(sheet.encode()).by_ref()) == ["A1", "C1", "D1", "A5"]


def test_cells_out_of_order_are_no_sheet() -> None:
    sheet = "<worksheet><sheetData><row r='1'><c r='B1'/><c r='A1'/></row></sheetData></worksheet>"
    with pytest.raises(ValueError, match="A1"):
        grid.read(sheet.encode())


def test_recompressed_parts_added_and_removed_parts_are_seen() -> None:
    before = package()
    names = {(c.what, c.part) for c in compare(before, package(**{"xl/new.xml": "<a/>"}))}
    assert names == {("part added", "xl/new.xml")}
    stored = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(before)) as old, zipfile.ZipFile(stored, "w") as new:
        new.writestr(zipfile.ZipInfo(SHEET), old.read(SHEET), zipfile.ZIP_STORED)
        new.comment = b"mine"
    labels = {(c.what, c.part, c.where) for c in compare(before, stored.getvalue())}
    assert labels == {
        ("part removed", "xl/styles.xml", ""),
        ("zip", "", "comment"),
        ("zip", SHEET, "local header"),
        ("zip", SHEET, "compressed data"),
        ("zip", SHEET, "central record"),
    }


def test_a_cut_or_padded_archive_is_refused() -> None:
    data = package()
    with pytest.raises(ValueError, match="end of central"):
        rawzip.read(data[:-30])
    with pytest.raises(ValueError, match="central directory"):
        rawzip.read(data.replace(b"PK\5\6", b"xPK\5\6"))
    wrong = bytearray(data)
    wrong[rawzip.read(data).entries[0].offset + 60] ^= 1
    with pytest.raises(Exception, match=r"CRC|invalid|Error"):
        rawzip.read(bytes(wrong)).entries[0].inflate()
