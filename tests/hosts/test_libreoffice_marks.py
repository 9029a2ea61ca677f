"""The highlight of findings in LibreOffice: seen, taken away, nothing of the user's touched."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from clicks import Office, highlighted

from xlplan.hosts import uno_marks
from xlplan.hosts.uno_office import opened

pytestmark = pytest.mark.host
LOOK = ("CellBackColor", "CharColor", "CellStyle", "NumberFormat", "CharWeight")
PLACES = [(sheet, f"{column}{row}") for sheet in ("ChiTieu", "ThongTin") for column in "ABGIL" for row in range(5, 30)]  # fmt: skip


def looks(calc: Office) -> dict[tuple[str, str], list[Any]]:
    """The cells' own formats."""
    found = {}
    for place in PLACES:
        cell = calc.cell(*place)
        found[place] = [getattr(cell, name) for name in LOOK]
    return found


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
    assert ("ChiTieu", "G7") in before
    assert highlighted(calc.document)
    assert looks(calc) == before
    assert conditions(calc.document) == own
    assert calc.click("clear_marks") == "Đã bỏ tô các ô có phát hiện."
    assert highlighted(calc.document) == set()
    assert looks(calc) == before
    assert conditions(calc.document) == own
    styles = calc.document.StyleFamilies.getByName("CellStyles").ElementNames
    assert not set(uno_marks.STYLES.values()) & set(styles)
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
