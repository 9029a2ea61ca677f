"""The highlight of findings in LibreOffice: seen, taken away, nothing of the user's touched."""

from __future__ import annotations

import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from clicks import Office, highlighted

from xlplan.hosts import uno_marks
from xlplan.hosts.uno_office import opened, properties, uno_module

pytestmark = pytest.mark.host
LOOK = ("CellBackColor", "CellStyle", "CharColor", "CharWeight", "NumberFormat")
PLACES = [(sheet, f"{column}{row}") for sheet in ("ChiTieu", "ThongTin") for column in "ABGIL" for row in range(5, 30)]  # fmt: skip


def looks(calc: Office) -> dict[tuple[str, str], tuple[Any, ...]]:
    """The cells' own formats."""
    sheets = {name: calc.document.Sheets.getByName(name) for name in {name for name, _ in PLACES}}
    return {
        (name, address): sheets[name].getCellRangeByName(address).getPropertyValues(LOOK)
        for name, address in PLACES
    }


def conditions(document: Any) -> list[tuple[str, str, str]]:
    """Sheet, range and formula of every conditional format that is not ours."""
    found = []
    for number in range(document.Sheets.Count):
        sheet = document.Sheets.getByIndex(number)
        for made in sheet.ConditionalFormats.getConditionalFormats():
            first = made.getByIndex(0)
            text = getattr(first, "Formula1", "")
            if not uno_marks.severity_of(text):
                found.append((sheet.Name, made.Range.RangeAddressesAsString, text))
    return sorted(found)


def test_formats_are_as_they_were(calc: Office, tmp_path: Path) -> None:
    mine = calc.cell("ChiTieu", "G7")
    mine.CellBackColor, mine.CharColor = 0x00FF7F, 0x800000
    before, own = looks(calc), conditions(calc.document)
    assert own
    calc.click("check_book")
    assert before["ChiTieu", "G7"][:3:2] == (0x00FF7F, 0x800000)
    assert highlighted(calc.document)
    assert looks(calc) == before
    assert conditions(calc.document) == own
    assert calc.click("clear_marks") == "Đã bỏ tô các ô có phát hiện."
    assert highlighted(calc.document) == set()
    assert looks(calc) == before
    assert conditions(calc.document) == own
    styles = calc.document.StyleFamilies.getByName("CellStyles").ElementNames
    assert [name for name in styles if name.startswith("xlplan error")] == []
    with zipfile.ZipFile(calc.saved(tmp_path / "sau.xlsx")) as package:
        text = b"".join(package.read(name) for name in package.namelist() if "sheet" in name)
    assert b"xlplan:" not in text


def test_a_highlight_that_was_saved_is_found_and_taken_away(
    calc: Office, running_office: tuple[Any, Path], tmp_path: Path
) -> None:
    calc.click("check_book")
    seen = highlighted(calc.document)
    document = opened(running_office[0], calc.saved(tmp_path / "da-to.xlsx"))
    try:
        assert highlighted(document) == seen
        uno_marks.show(document, [])
        assert highlighted(document) == set()
    finally:
        document.setModified(False)
        document.close(True)


def test_a_second_check_leaves_no_mark_of_the_first(calc: Office) -> None:
    calc.click("check_book")
    first = highlighted(calc.document)
    calc.click("check_book")
    assert highlighted(calc.document) == first


@pytest.fixture
def plain(running_office: tuple[Any, Path]) -> Iterator[Any]:
    """An empty document."""
    desktop, _ = running_office
    document = desktop.loadComponentFromURL(
        "private:factory/scalc", "_blank", 0, properties(Hidden=True)
    )
    yield document
    document.close(True)


def coloured(document: Any, folder: Path) -> float:
    """How much of the printed page has the colour of errors, counted in cells."""
    document.storeToURL((folder / "trang.pdf").as_uri(), properties(FilterName="calc_pdf_Export"))
    subprocess.run(
        ["pdftoppm", "-r", "50", "-singlefile", folder / "trang.pdf", folder / "trang"], check=True
    )
    pixels = (folder / "trang.ppm").read_bytes()
    return pixels.count(uno_marks.COLOURS["error"].to_bytes(3, "big")) / 382


def mark(document: Any, *addresses: str) -> None:
    name = document.Sheets.getByIndex(0).Name
    uno_marks.show(document, [(name, address, "error") for address in addresses])


def test_the_highlight_is_seen_at_once_and_gone_at_once(plain: Any, tmp_path: Path) -> None:
    sheet = plain.Sheets.getByIndex(0)
    sheet.getCellRangeByName("A1:F9").DataArray = ((1.0,) * 6,) * 9
    for addresses in (("B2",), ("D4", "C6"), ("C6",), (), ("B2", "D4", "C6"), ()):
        mark(plain, *addresses)
        assert coloured(plain, tmp_path) == pytest.approx(len(addresses), abs=0.1)


def test_nothing_in_a_highlighted_cell_changes(plain: Any) -> None:
    sheet = plain.Sheets.getByIndex(0)

    def cell(address: str) -> Any:
        return sheet.getCellRangeByName(address)

    def contents() -> list[Any]:
        parts, bold = cell("B2").createEnumeration().nextElement().createEnumeration(), []
        while parts.hasMoreElements():
            part = parts.nextElement()
            bold.append((part.String, part.CharWeight))
        formulas = [cell(address).Formula for address in ("F1", "F2", "F3", "G1", "G2")]
        return [
            bold, formulas, cell("F3").Value, cell("D4:E5").IsMerged, cell("B2").Annotation.String,
            cell("F1").Validation.getFormula1(), sheet.DrawPage.Count, sheet.Annotations.Count,
            plain.UndoManager.AllUndoActionTitles,
        ]  # fmt: skip

    uno = uno_module()
    cell("B2").String = "nhiều kiểu"
    cursor = cell("B2").createTextCursor()
    cursor.gotoStart(False)
    cursor.goRight(5, True)
    cursor.CharWeight = 150.0
    sheet.Annotations.insertNew(cell("B2").CellAddress, "ghi chú")
    shape = plain.createInstance("com.sun.star.drawing.RectangleShape")
    size = uno.createUnoStruct("com.sun.star.awt.Size")
    size.Width, size.Height = 800, 200
    shape.Size, shape.Position = size, cell("C3").Position
    sheet.DrawPage.add(shape)
    cell("D4:E5").merge(True)
    cell("F1").Value, cell("F2").Formula, cell("F3").Formula = 2.0, "=F1*2", "=F2+F1"
    cell("G1:G2").setArrayFormula("=F1:F2*2")
    validation = cell("F1").Validation
    validation.Type = uno.Enum("com.sun.star.sheet.ValidationType", "WHOLE")
    validation.setFormula1("1")
    cell("F1").Validation = validation
    before = contents()
    for _ in range(2):
        mark(plain, "B2", "C3", "D4", "F1", "F2", "F3", "G1", "G2")
    assert contents() == before


def test_font_and_alignment_stay_under_the_highlight(plain: Any) -> None:
    """The default style of a workbook that Excel or xlplan made says both."""
    styles = plain.StyleFamilies.getByName("CellStyles")
    styles.getByName("Default").CharHeight = 20.0
    sheet = plain.Sheets.getByIndex(0)
    for address, height in (("B2", 9.0), ("B3", 9.0), ("C4", 12.0)):
        sheet.getCellRangeByName(address).CharHeight = height
    mark(plain, "B2", "B3", "C4")
    found = {
        made.Range.RangeAddressesAsString.replace(f"{sheet.Name}.", ""): styles.getByName(
            made.getByIndex(0).StyleName
        ).CharHeight
        for made in sheet.ConditionalFormats.getConditionalFormats()
    }
    assert found == {"B2:B3": 9.0, "C4": 12.0}
