"""What files may hold, each in a small workbook made by hand; both ways of reading agree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from support.handmade import MAIN, PACKAGE, RELATIONS, one_sheet, zipped

from xlplan.domain.errors import UnreadableError
from xlplan.functions.values import Error
from xlplan.workbook import reader_sheet
from xlplan.workbook.book import Book, Cell
from xlplan.workbook.reader import read

Make = Callable[..., bytes]


@pytest.fixture(params=["pattern", "parser"])
def cells(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Any]:
    """The cells of sheet S with these rows, read in either way, as {A1: value}."""
    if request.param == "parser":
        monkeypatch.setattr(reader_sheet, "read_plain", lambda *_: False)

    def found(rows: str) -> dict[tuple[int, int], Cell]:
        return read(zipped(one_sheet(rows))).sheets["S"].cells

    return found


def values(cells: dict[tuple[int, int], Cell]) -> list[Any]:
    return [cell.value for _, cell in sorted(cells.items())]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="A1"><v>1.5</v></c>', 1.5),
        ('<c r="A1" t="n" s="0"><v>-2e3</v></c>', -2000.0),
        ('<c r="A1" t="b"><v>1</v></c>', True),
        ('<c r="A1" t="b"><v>0</v></c>', False),
        ('<c r="A1" t="e"><v>#N/A</v></c>', Error.NA),
        ('<c r="A1" t="e"><v>#SPILL!</v></c>', Error.VALUE),
        ('<c r="A1" t="s"><v>0</v></c>', "một"),
        ('<c r="A1" t="s"><v>1</v></c>', "hai"),
        ('<c r="A1" t="s"><v>2</v></c>', "a\rb"),
        ('<c r="A1" t="inlineStr"><is><t>b&amp;c &#273;</t></is></c>', "b&c đ"),
        ('<c r="A1" t="inlineStr"><is><t xml:space="preserve"> x </t></is></c>', " x "),
        (
            '<c r="A1" t="inlineStr"><is><r><t>x</t></r><r><t>y</t></r><rPh sb="0" eb="1"><t>z</t>'
            '</rPh><phoneticPr fontId="1"/></is></c>',
            "xy",
        ),
        ('<c r="A1" t="str"><f>B1</f><v>chữ</v></c>', "chữ"),
        ('<c r="A1" t="str"><f>B1</f><v></v></c>', ""),
        ('<c r="A1" t="str"><f>B1</f><v/></c>', ""),
        ('<c r="A1"><f>B1</f></c>', None),
        ('<c r="A1" t="d"><v>2026-01-02T12:00:00Z</v></c>', 46024.5),
        ('<c r="A1" t="d"><v>06:00:00</v></c>', 0.25),
        ('<c r="A1" t="d"><v>PT36H0M0S</v></c>', 1.5),
        ('<c r="A1" s=""><v>7</v></c>', 7.0),
        ("<c><v>7</v></c>", 7.0),
        ('<c r="A1"><!-- ghi chú --><v>7</v></c>', 7.0),
        ('<c r="A1"><v><![CDATA[7]]></v></c>', 7.0),
        ('<c r="A1" cm="1" vm="2"><v>7</v></c>', 7.0),
    ],
)
def test_a_cell_is_read_as_its_type_says(cells: Any, cell: str, value: object) -> None:
    assert values(cells(f'<row r="1">{cell}</row>')) == [value]


@pytest.mark.parametrize(
    "cell", ['<c r="A1" s="1"/>', '<c r="A1" s="1" />', '<c r="A1"></c>', '<c r="A1"><v/></c>']
)
def test_a_blank_cell_holds_nothing(cells: Any, cell: str) -> None:
    assert cells(f'<row r="1">{cell}</row>') == {}


def test_rows_and_cells_without_reference_follow_one_another(cells: Any) -> None:
    found = cells("<row><c><v>1</v></c><c><v>2</v></c></row><row/><row><c><v>3</v></c></row>")
    assert {at: cell.value for at, cell in found.items()} == {(1, 1): 1, (1, 2): 2, (3, 1): 3}


def test_a_shared_formula_is_expanded_for_each_cell(cells: Any) -> None:
    found = cells(
        '<row r="1"><c r="A1"><f t="shared" ref="A1:A3" si="0">B1+$C$1</f><v>1</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/><v>2</v></c></row>'
        '<row r="3"><c r="A3"><f t="shared" si="0"></f><v>3</v></c></row>'
    )
    assert [cell.formula for cell in found.values()] == ["B1+$C$1", "B2+$C$1", "B3+$C$1"]


def test_every_cell_of_an_array_is_marked(cells: Any) -> None:
    found = cells(
        '<row r="1"><c r="A1"><f t="array" ref="A1:B1">C1:D1*2</f><v>1</v></c>'
        '<c r="B1"><v>2</v></c><c r="C1"><v>3</v></c></row>'
    )
    assert [cell.array for cell in found.values()] == [True, True, False]


@pytest.mark.parametrize("name", ["1048577", "0"])
def test_a_row_outside_the_sheet_is_damage(name: str, refused: Any) -> None:
    assert refused(f'<row r="{name}"><c r="A{name}"><v>1</v></c></row>') == "damaged"


@pytest.mark.parametrize("value", ["nan", "inf", "1e999", "1_000", "x", "1,5"])
def test_a_number_that_is_none_is_damage(value: str, refused: Any) -> None:
    assert refused(f'<row r="1"><c r="A1"><v>{value}</v></c></row>') == "damaged"


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>1</v></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row></row>',
        '<row r="1"><c r="A1"><v>1</v></c>',
        '<row r="1"><c r="A1" t="s"><v>99</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&x;</t></is></c></row>',
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&#0;</t></is></c></row>',
        "<x>" * 300 + "</x>" * 300,
    ],
)
def test_broken_rows_are_damage(rows: str, refused: Any) -> None:
    assert refused(rows) == "damaged"


def test_prefixed_elements_and_strict_names_are_read() -> None:
    strict = "http://purl.oclc.org/ooxml/officeDocument/relationships"
    parts = one_sheet("")
    for name in ("_rels/.rels", "xl/_rels/workbook.xml.rels"):
        parts[name] = str(parts[name]).replace(RELATIONS, strict)
    parts["xl/workbook.xml"] = (
        '<x:workbook xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main" '
        f'xmlns:q="{strict}"><x:sheets><x:sheet name="S" sheetId="1" q:id="rId1"/></x:sheets>'
        "</x:workbook>"
    )
    parts["xl/worksheets/sheet1.xml"] = (
        '<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData>'
        '<x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c><x:c r="B1"><x:f>1+1</x:f><x:v>2</x:v>'
        "</x:c></x:row></x:sheetData></x:worksheet>"
    )
    book = read(zipped(parts))
    assert values(book.sheets["S"].cells) == ["một", 2.0]
    assert book.sheets["S"].cells[(1, 2)].formula == "1+1"


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "utf-8-sig"])
def test_parts_in_other_encodings_are_read(encoding: str) -> None:
    parts = one_sheet("")
    declared = {"utf-8-sig": "UTF-8"}.get(encoding, encoding)
    parts["xl/worksheets/sheet1.xml"] = (
        f'<?xml version="1.0" encoding="{declared}"?><worksheet xmlns="{MAIN}"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>é</t></is></c></row></sheetData></worksheet>'
    ).encode(encoding)
    assert values(read(zipped(parts)).sheets["S"].cells) == ["é"]


@pytest.mark.parametrize(
    ("stored", "target"),
    [
        ("xl/worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml"),
        ("xl/worksheets/sheet1.xml", "../xl/./worksheets/sheet1.xml"),
        ("XL/Worksheets/SHEET1.XML", "worksheets/sheet1.xml"),
        ("xl\\worksheets\\sheet1.xml", "worksheets/sheet1.xml"),
        ("xl/worksheets/sheet1.xml", "worksheets\\sheet1.xml"),
    ],
)
def test_parts_are_found_however_they_are_named(stored: str, target: str) -> None:
    parts = one_sheet('<row r="1"><c r="A1"><v>1</v></c></row>')
    parts[stored] = parts.pop("xl/worksheets/sheet1.xml")
    relations = str(parts["xl/_rels/workbook.xml.rels"])
    parts["xl/_rels/workbook.xml.rels"] = relations.replace("worksheets/sheet1.xml", target)
    assert values(read(zipped(parts)).sheets["S"].cells) == [1.0]


def test_sheets_come_in_the_workbooks_order_with_names_dates_and_tables() -> None:
    parts = one_sheet('<row r="1"><c r="A1"><v>1</v></c></row>')
    parts["xl/workbook.xml"] = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><workbookPr date1904="1"/><sheets>'
        '<sheet name="Sau" sheetId="1" r:id="rId7"/>'
        '<sheet name="S" sheetId="2" r:id="rId1" state="hidden"/></sheets><definedNames>'
        '<definedName name="Vung">S!$A$1</definedName>'
        '<definedName name="Rieng" localSheetId="0">S!$B$1</definedName></definedNames>'
        '<calcPr fullCalcOnLoad="1"/></workbook>'
    )
    parts["xl/_rels/workbook.xml.rels"] = str(parts["xl/_rels/workbook.xml.rels"]).replace(
        "</Rel", f'<Relationship Id="rId7" Type="{RELATIONS}/worksheet" Target="b.xml"/></Rel'
    )
    parts["xl/b.xml"] = f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = (
        f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{RELATIONS}/table" '
        'Target="../tables/table1.xml"/></Relationships>'
    )
    parts["xl/tables/table1.xml"] = (
        f'<table xmlns="{MAIN}" id="1" name="t" displayName="Bang" ref="A1:B3" totalsRowCount="1">'
        '<tableColumns count="2"><tableColumn id="1" name="Một"/><tableColumn id="2" name="Hai"/>'
        "</tableColumns></table>"
    )
    book: Book = read(zipped(parts))
    assert list(book.sheets) == ["Sau", "S"]
    assert [sheet.hidden for sheet in book.sheets.values()] == [False, True]
    assert book.names == {"Vung": "S!$A$1"}
    assert (book.date1904, book.full_calc_on_load) == (True, True)
    (table,) = book.sheets["S"].tables
    assert table == ("Bang", (1, 1), (3, 2), ("Một", "Hai"), 1)


def test_a_million_formatted_blank_rows_are_counted_not_kept(make: Make) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(2, 100_002))
    sheet = read(make('<row r="1"><c r="A1"><v>1</v></c></row>' + rows)).sheets["S"]
    assert len(sheet.cells) == 1
    assert sheet.blank_formatted_rows == 100_000


@pytest.mark.parametrize("inside", ["", "/>" * 400])
@pytest.mark.parametrize("attribute", ["", ' q="/>"', " q='\"/>'"])
def test_elements_nested_too_deep_are_damage_whatever_looks_like_an_end(
    attribute: str, inside: str
) -> None:
    nested = f"<q{attribute}>" * 300 + inside + "</q>" * 300
    parts = one_sheet('<row r="1"><c r="A1"><v>1</v></c></row>')
    sheet = str(parts["xl/worksheets/sheet1.xml"]).replace("</worksheet>", nested + "</worksheet>")
    with pytest.raises(UnreadableError) as refused:
        read(zipped(parts | {"xl/worksheets/sheet1.xml": sheet}))
    assert refused.value.reason == "damaged"
