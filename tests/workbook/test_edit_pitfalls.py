"""Each pitfall of other people's sheets, as a small file beside what must come out."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Mapping

import pytest

from xlplan.domain.errors import UnreadableError, UsageError
from xlplan.functions.values import Error
from xlplan.workbook.edit import Options, Plan, prepare
from xlplan.workbook.splice.content import BLANK, Formula
from xlplan.workbook.typed import Typed

Make = Callable[..., bytes]
SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def edited(data: bytes, edits: Mapping, **options: bool) -> tuple[bytes, Plan]:
    """The edited workbook; edits by (row, column) of S, or by whole place."""
    places = {key if len(key) == 3 else ("S", *key): value for key, value in edits.items()}
    plan = prepare(data, places, Options(**options))
    assert not plan.refused
    out = io.BytesIO()
    plan.write(out)
    return out.getvalue(), plan


def refusals(data: bytes, edits: Mapping) -> list[str]:
    plan = prepare(data, {("S", *key): value for key, value in edits.items()})
    with pytest.raises(UsageError):
        plan.write(io.BytesIO())
    return [f"{note.cell}: {note.message}" for note in plan.refused]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (5, '<c r="A1" s="3"><v>5</v></c>'),
        (0.1, '<c r="A1" s="3"><v>0.1</v></c>'),
        (True, '<c r="A1" s="3" t="b"><v>1</v></c>'),
        (Error.NA, '<c r="A1" s="3" t="e"><v>#N/A</v></c>'),
        (BLANK, '<c r="A1" s="3"/>'),
        (dt.date(2026, 5, 12), '<c r="A1" s="3"><v>46154</v></c>'),
        (
            "a & b",
            '<c r="A1" s="3" t="inlineStr"><is><t xml:space="preserve">a &amp; b</t></is></c>',
        ),
        (
            "_x0041_\r\n",
            '<c r="A1" s="3" t="inlineStr"><is><t xml:space="preserve">_x005F_x0041_&#13;\n</t></is></c>',
        ),
    ],
)
def test_values_are_spelled_for_the_file(
    small: Make, part: Callable, touched: Callable, value: object, cell: str
) -> None:
    before = small('<row r="1"><c r="A1" s="3" cm="1" vm="2" t="s"><v>0</v></c><c r="B1"/></row>')
    after, _ = edited(before, {(1, 1): value})
    assert part(after).replace(cell, "@") == part(before).replace(
        '<c r="A1" s="3" cm="1" vm="2" t="s"><v>0</v></c>', "@"
    )
    assert touched(before, after) == {SHEET}
    assert after.endswith("ghi chú".encode())


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "a\x01b", "x" * 32768, "\ud800"])
def test_what_no_cell_can_hold_is_refused(small: Make, value: object) -> None:
    assert len(refusals(small('<row r="1"/>'), {(1, 1): value})) == 1


@pytest.mark.parametrize(
    ("before", "place", "after"),
    [
        ('<row r="2"><c r="B2"><v>1</v></c></row>', (2, 1),
         '<row r="2"><c r="A2"><v>9</v></c><c r="B2"><v>1</v></c></row>'),
        ('<row r="2"><c r="B2"><v>1</v></c></row>', (2, 3),
         '<row r="2"><c r="B2"><v>1</v></c><c r="C2"><v>9</v></c></row>'),
        ('<row r="2"/>', (1, 1), '<row r="1"><c r="A1"><v>9</v></c></row><row r="2"/>'),
        ('<row r="2" ht="3"/>', (2, 1), '<row r="2" ht="3"><c r="A2"><v>9</v></c></row>'),
        ('<row r="2"></row>', (5, 1), '<row r="2"></row><row r="5"><c r="A5"><v>9</v></c></row>'),
        ("<row><c><v>1</v></c><c><v>2</v></c></row><row><c/></row>", (1, 2),
         "<row><c><v>1</v></c><c><v>9</v></c></row><row><c/></row>"),
        ("<row><c><v>1</v></c></row><row><c/></row>", (2, 1),
         "<row><c><v>1</v></c></row><row><c><v>9</v></c></row>"),
        ("<row\n r='2'\n><c s='4' r='a2' ><v>1</v></c ></row >", (2, 1),
         "<row\n r='2'\n><c s='4' r='a2'><v>9</v></c></row >"),
        ('<row r="2" spans="1:2"/>', (2, 4),
         '<row r="2" spans="1:4"><c r="D2"><v>9</v></c></row>'),
        ('<row r="2" s="7" customFormat="1"/>', (2, 1),
         '<row r="2" s="7" customFormat="1"><c r="A2" s="7"><v>9</v></c></row>'),
        ('<!-- <row r="1"><c r="A1"/></row> --><row r="1"><c r="A1"/></row>', (1, 1),
         '<!-- <row r="1"><c r="A1"/></row> --><row r="1"><c r="A1"><v>9</v></c></row>'),
        ('<row r="1"><c r="A1" t="str"><v><![CDATA[<c r="B1"/>]]></v></c></row>', (1, 2),
         '<row r="1"><c r="A1" t="str"><v><![CDATA[<c r="B1"/>]]></v></c>'
         '<c r="B1"><v>9</v></c></row>'),
        ('<row r="1" x="&gt;>"><c r="A1"/></row>', (1, 1),
         '<row r="1" x="&gt;>"><c r="A1"><v>9</v></c></row>'),
    ],
)  # fmt: skip
def test_rows_and_cells_are_found_and_inserted_in_order(
    small: Make, part: Callable, before: str, place: tuple[int, int], after: str
) -> None:
    data, _ = edited(small(before), {place: 9})
    assert part(data) == part(small(after))


def test_empty_sheet_prefix_strict_and_column_style(small: Make, part: Callable) -> None:
    space = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    head = f'<x:worksheet xmlns:x="{space}"><x:dimension ref="A1"/><x:cols>'
    head += '<x:col min="2" max="3" style="6"/></x:cols>'
    data, _ = edited(small(head + "<x:sheetData/></x:worksheet>"), {(4, 2): "chữ"})
    assert part(data) == head.replace('"A1"', '"A1:B4"') + (
        '<x:sheetData><x:row r="4"><x:c r="B4" s="6" t="inlineStr"><x:is><x:t '
        'xml:space="preserve">chữ</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>'
    )


@pytest.mark.parametrize("codec", ["utf-16", "iso-8859-1"])
def test_other_encodings_stay(small: Make, codec: str) -> None:
    import zipfile

    text = (
        f'<?xml version="1.0" encoding="{codec}"?><worksheet xmlns="{MAIN}"><sheetData><row r="1">'
    )
    text += '<c r="A1" t="str"><v>é</v></c></row></sheetData></worksheet>'
    data, _ = edited(small(text.encode(codec)), {(1, 2): "đ"})
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        got = package.read(SHEET).decode(codec)
    assert got.startswith(text[: text.index("</row>")])
    assert ("đ" if codec == "utf-16" else "&#273;") in got


SHARED = (
    '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f t="shared" ref="B1:B3" si="0">A1*$A$1</f><v>1</v></c></row>'
    '<row r="2"><c r="A2"><v>2</v></c><c r="B2"><f t="shared" si="0"/><v>2</v></c></row>'
    '<row r="3"><c r="A3"><v>3</v></c><c r="B3"><f t="shared" si="0"/><v>3</v></c></row>'
)


def test_shared_master_moves_to_the_next_cell(small: Make, part: Callable) -> None:
    data, plan = edited(small(SHARED), {(1, 2): 7, (2, 1): 4})
    assert '<c r="B1"><v>7</v></c>' in part(data)
    assert '<c r="B2"><f t="shared" si="0" ref="B2:B3">A2*$A$1</f><v>4</v></c>' in part(data)
    assert '<c r="B3"><f t="shared" si="0"/><v>3</v></c>' in part(data)
    assert [(u.cell, u.old, u.new) for u in plan.updates] == [("B2", 2.0, 4.0)]


def test_shared_child_is_simply_overwritten(small: Make, part: Callable) -> None:
    data, _ = edited(small(SHARED), {(2, 2): 7})
    assert '<f t="shared" ref="B1:B3" si="0">A1*$A$1</f>' in part(data)


def test_line_ends_in_a_moved_formula_are_not_doubled(small: Make, part: Callable) -> None:
    data, _ = edited(small(SHARED.replace("A1*$A$1", "\r\nA1*\r\n$A$1")), {(1, 2): 7})
    assert '<f t="shared" si="0" ref="B2:B3">\nA2*\n$A$1</f>' in part(data)


ARRAY = '<row r="1"><c r="A1" cm="1"><f t="array" ref="A1:B1">C1:D1</f><v>1</v></c><c r="B1"><v>2</v></c></row>'


def test_no_part_of_an_array_alone(small: Make) -> None:
    assert "A1:B1" in refusals(small(ARRAY), {(1, 2): 5})[0]
    edited(small(ARRAY), {(1, 1): 5, (1, 2): 5})
    edited(small(ARRAY.replace("A1:B1", "A1")), {(1, 1): 5})


def test_array_formulas_and_what_follows_keep_their_values(small: Make, part: Callable) -> None:
    rows = ARRAY + '<row r="2"><c r="A2"><f>B1+1</f><v>3</v></c></row>'
    data, plan = edited(small(rows), {(1, 4): 5})
    assert [note.cell for note in plan.kept] == ["A1", "A2"]
    assert '<c r="A2"><f>B1+1</f><v>3</v></c>' in part(data)
    assert 'fullCalcOnLoad="1"' in part(data, "xl/workbook.xml")


def test_calc_chain_goes_only_when_a_formula_does(
    small: Make, part: Callable, touched: Callable
) -> None:
    before = small(
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1</f><v>1</v></c></row>',
        parts={"xl/calcChain.xml": "<calcChain/>"}, related=(("calcChain", "calcChain.xml"),),
    )  # fmt: skip
    after, _ = edited(before, {(1, 1): 2})
    assert touched(before, after) == {SHEET}
    after, _ = edited(before, {(1, 2): Formula("A1+1")})
    assert touched(before, after) == {SHEET}
    after, _ = edited(before, {(1, 2): 3})
    assert touched(before, after) == {
        SHEET, "xl/calcChain.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels",
    }  # fmt: skip
    assert "calcChain" not in part(after, "[Content_Types].xml")
    assert "calcChain" not in part(after, "xl/_rels/workbook.xml.rels")


def test_values_the_engine_has_otherwise_are_not_trusted(small: Make, part: Callable) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1+1</f><v>99</v></c>'
    rows += '<c r="C1"><f>B1*2</f><v>198</v></c><c r="D1"><f>A1*5</f><v>5</v></c></row>'
    data, plan = edited(small(rows), {(1, 1): 2})
    assert [note.cell for note in plan.kept] == ["B1", "C1"]
    assert "<v>99</v>" in part(data)
    assert "<f>A1*5</f><v>10</v>" in part(data)


def test_functions_of_ours_forbid_calculating_on_load(small: Make, part: Callable) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>XLPLAN_HTKH(A1,2)</f><v>7</v></c></row>'
    data, plan = edited(small(rows, workbook="<calcPr/><extLst/>"), {(1, 1): 2})
    assert [note.cell for note in plan.kept] == ["B1"]
    assert "fullCalcOnLoad" not in part(data, "xl/workbook.xml")


def test_no_calc_lists_and_keeps(small: Make, part: Callable) -> None:
    other = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><f>SUM(S!A:A)</f><v>1</v></c></row></sheetData></worksheet>'
    before = small('<row r="1"><c r="A1"><v>1</v></c></row>', sheets={"T": other},
                   workbook="<pivotCaches/>")  # fmt: skip
    after, plan = edited(before, {(1, 1): 2}, calculate=False)
    assert [(note.sheet, note.cell) for note in plan.kept] == [("T", "A1")]
    assert '<calcPr calcId="191029" fullCalcOnLoad="1"/><pivotCaches/>' in part(
        after, "xl/workbook.xml"
    )


def test_merged_cells_take_the_anchor_only(small: Make) -> None:
    data = small('<row r="1"/>', after='<mergeCells><mergeCell ref="A1:B2"/></mergeCells>')
    assert refusals(data, {(1, 2): 1, (2, 2): 1, (1, 1): 1, (3, 3): 1}) == [
        f"{cell}: Ô bị gộp trong A1:B2; chỉ ghi được vào ô đầu A1." for cell in ("B1", "B2")
    ]


def test_protection_and_validation_are_told(small: Make) -> None:
    rules = (
        '<sheetProtection sheet="1"/><dataValidations><dataValidation type="list" sqref="A1:A3">'
    )
    rules += '<formula1>"x,y"</formula1></dataValidation><dataValidation type="decimal" sqref="B1">'
    rules += "<formula1>0</formula1><formula2>10</formula2></dataValidation></dataValidations>"
    _, plan = edited(small('<row r="1"/>', after=rules), {(1, 1): "X", (2, 1): "z", (1, 2): 11})
    told = [(n.cell, n.message.split()[0]) for n in plan.warnings]
    assert told == [("A1", "Trang"), ("A2", "Trang"), ("A2", "Giá"), ("B1", "Trang"), ("B1", "Giá")]


def test_hostile_and_locked_files_are_refused(small: Make) -> None:
    for parts in (
        {"xl/revisions/log1.xml": "<x/>"},
        {"_xmlsignatures/sig1.xml": "<x/>"},
    ):
        assert refusals(small('<row r="1"/>', parts=parts), {(1, 1): 1})
    _, plan = edited(
        small('<row r="1"/>', parts={"_xmlsignatures/sig1.xml": "<x/>"}), {(1, 1): 1},
        break_signature=True,
    )  # fmt: skip
    assert plan.warnings
    for parts in ({"xl/evil.xml": "<!DOCTYPE x><x/>"}, {"../up.xml": "<x/>"}):
        with pytest.raises(UnreadableError):
            prepare(small('<row r="1"/>', parts=parts), {("S", 1, 1): 1})
    with pytest.raises(UnreadableError):
        prepare(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, {("S", 1, 1): 1})


def test_sheets_are_found_as_people_write_them(small: Make) -> None:
    data = small('<row r="1"/>', sheets={"Kế hoạch": "<worksheet><sheetData/></worksheet>"})
    import unicodedata

    for name in ("Kế hoạch", "kế  HOẠCH", unicodedata.normalize("NFD", "Kế hoạch")):
        assert not prepare(data, {(name, 1, 1): 1}).refused
    assert "Kế hoạch" in prepare(data, {("Ke hoach", 1, 1): 1}).refused[0].message


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,5", 1234.5), ("1234.5", 1234.5), ("6.8", 6.8), ("-12", -12.0), ("95%", 0.95),
        ("12,5%", 0.125), ("1.234.567", 1234567.0), ("TRUE", True), ("'007", "007"),
        ("#N/A", Error.NA), ("xin chào", "xin chào"), ("12/05/2026", 46154.0), ("0.125", 0.125),
        ("2026-05-12 06:00", 46154.25), ("", None), ("(5)", -5.0),
    ],
)  # fmt: skip
def test_typed_texts_read_as_the_cell_would(small: Make, text: str, value: object) -> None:
    plan = prepare(small('<row r="1"/>'), {("S", 1, 1): Typed(text)})
    assert plan.changes[0].new == value
    assert type(plan.changes[0].new) is type(value)


@pytest.mark.parametrize("text", ["1.234", "-12.345", "31/02/2026", "1.500%"])
def test_what_reads_in_two_ways_is_refused(small: Make, text: str) -> None:
    assert refusals(small('<row r="1"/>'), {(1, 1): Typed(text)})


def test_texts_from_outside_are_never_formulas(small: Make, part: Callable) -> None:
    cells = {(1, n): Typed(t, outside=True) for n, t in enumerate(["=1+1", "+1+1", "@x", "-2"], 1)}
    data, _ = edited(small('<row r="1"/>'), cells)
    assert "<f>" not in part(data)
    assert part(data).count("inlineStr") == 3


def test_formulas_in_either_form_get_their_value(small: Make, part: Callable) -> None:
    data, _ = edited(
        small('<row r="1"><c r="A1"><v>2</v></c></row>'), {(1, 2): Typed("=ROUND(A1*1,25;1)")}
    )
    assert '<c r="B1"><f>ROUND(A1*1.25,1)</f><v>2.5</v></c>' in part(data)


def test_a_result_that_is_no_number_keeps_the_old_value(small: Make, part: Callable) -> None:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>RATE(A1,-1,0.00001,0)</f><v>7</v></c></row>'
    )
    data, plan = edited(small(rows), {(1, 1): 0, (2, 1): Formula("PMT(0,0,5)")})
    assert "nan" not in part(data).lower()
    assert "inf<" not in part(data).lower()
    assert "B1" in [note.cell for note in plan.kept]
