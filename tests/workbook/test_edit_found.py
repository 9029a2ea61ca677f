"""What was found in other producers' workbooks, as small files: each edit must come out right."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Mapping

import pytest
from support.splicing import MAIN, relations

from xlplan.workbook.edit import Options, Plan, prepare
from xlplan.workbook.reader import read
from xlplan.workbook.splice.content import BLANK, Formula

Make = Callable[..., bytes]
SHEET = "xl/worksheets/sheet1.xml"


def edited(data: bytes, edits: Mapping, **options: bool) -> tuple[bytes, Plan]:
    """The edited workbook and its plan; edits by (row, column) of S."""
    plan = prepare(data, {("S", *key): value for key, value in edits.items()}, Options(**options))
    assert not plan.refused
    out = io.BytesIO()
    plan.write(out)
    return out.getvalue(), plan


def test_a_blank_where_nothing_is_leaves_the_sheet_packed_as_it_was(small: Make) -> None:
    before = small('<row r="1"><c r="A1"><f>B9</f><v>0</v></c></row>')
    after, plan = edited(before, {(9, 2): BLANK}, calculate=False)
    assert after == before
    assert [change.cell for change in plan.changes] == ["B9"]
    assert not plan.kept


def test_a_value_that_is_there_already_keeps_the_packed_bytes(small: Make) -> None:
    """Packed by another program, they would come out otherwise than from zlib."""
    before = small(
        "".join(f'<row r="{n}"><c r="A{n}"><v>{n * n}</v></c></row>' for n in range(1, 99))
    )
    stored = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(before)) as old, zipfile.ZipFile(stored, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name), zipfile.ZIP_DEFLATED, compresslevel=1)
    assert edited(stored.getvalue(), {(3, 1): 9})[0] == stored.getvalue()


def test_a_workbook_that_calculates_on_load_already_is_not_packed_anew(
    small: Make, touched: Callable
) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1*2</f><v>2</v></c></row>'
    before = small(rows, workbook='<calcPr calcId="191029" fullCalcOnLoad="1"/>')
    after, plan = edited(before, {(1, 1): 5}, calculate=False)
    assert plan.calculates_on_load
    assert touched(before, after) == {SHEET}


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1" t="d"><v>10:10:10</v></c>',
        '<c r="A1" t="d"><v>PT10H10M10S</v></c>',
        '<c r="A1" s=""><v>1</v></c>',
    ],
)
def test_an_odd_cell_does_not_stop_the_others(small: Make, part: Callable, cell: str) -> None:
    before = small(f'<row r="1">{cell}<c r="B1"><f>A1+C1</f><v>0</v></c></row>')
    after, _ = edited(before, {(1, 3): 9})
    assert cell in part(after)
    again, _ = edited(before, {(1, 1): 9})
    assert "<v>9</v>" in part(again)


def with_table(small: Make) -> bytes:
    """Two cells of a table T with an alternative text, and a formula beside."""
    table = (
        f'<table xmlns="{MAIN}" id="1" name="T" displayName="T" ref="A1:A2"><tableColumns count="1">'
        '<tableColumn id="1" name="Số"/></tableColumns><extLst><ext uri="x"><x14:table '
        'xmlns:x14="urn:x14" altText="chữ" altTextSummary="chữ"/></ext></extLst></table>'
    )
    rels = "xl/worksheets/_rels/sheet1.xml.rels"
    return small(
        '<row r="1"><c r="A1" t="str"><v>Số</v></c><c r="B1"><f>A2*2</f><v>2</v></c></row>'
        '<row r="2"><c r="A2"><v>1</v></c></row>',
        parts={"xl/tables/table1.xml": table, rels: relations(("table", "../tables/table1.xml"))},
    )


EXTENSIONS = (
    '<extLst><ext uri="x"><x15:workbookPr xmlns:x15="urn:x15" chartTrackingRefBase="1"/></ext>'
    "</extLst>"
)


def test_an_extension_of_the_workbook_does_not_hide_its_calendar(
    small: Make, part: Callable
) -> None:
    """Excel 2016 and later write a `workbookPr` of their own after that which says 1904."""
    before = small("", workbook='<workbookPr date1904="1"/>' + EXTENSIONS)
    after, _ = edited(before, {(1, 1): dt.date(2026, 1, 1)})
    assert '<c r="A1"><v>44561</v></c>' in part(after)
    assert read(after).date1904


def test_an_extension_of_a_table_does_not_hide_its_area(small: Make, part: Callable) -> None:
    """A table with an alternative text carries an `x14:table`; its workbook still calculates."""
    before = with_table(small)
    after, plan = edited(before, {(2, 1): 21})
    assert '<c r="B1"><f>A2*2</f><v>42</v></c>' in part(after)
    assert not plan.kept


@pytest.mark.parametrize(
    ("formula", "why"),
    [
        ("SUM(A1", "thiếu dấu «)»"),
        ("Thieu!A1", "Không có trang «Thieu»"),
        ("Thieu!tên", "Không có trang «Thieu»"),
        ("T[Không]", "không có cột «Không»"),
        ("U[Số]", "không có bảng «U»"),
        ("[1]S!A1", "Liên kết tới tệp khác [1]"),
        ("[²]S!A1", "Liên kết tới tệp khác [²]"),
        ("[khac.xlsx]S!A1", "Liên kết tới tệp khác [khac.xlsx]"),
        ("[Số]", "phải có tên bảng"),
    ],
)
def test_a_formula_that_excel_could_not_read_is_refused(
    small: Make, formula: str, why: str
) -> None:
    """Excel would offer to repair the whole workbook, and leave the formula out."""
    plan = prepare(with_table(small), {("S", 1, 4): Formula(formula)})
    assert [note.cell for note in plan.refused] == ["D1"]
    assert why in plan.refused[0].message


@pytest.mark.parametrize(
    "formula",
    [
        "SUM(T[số])",
        "s!A1",
        "T[[#This Row],[Số]]",
        "LÀ_LẠ(1)+tên_lạ",
        "SUM(S:S!A1)",
        "S!tên",
        "'C:\\a.xlam'!F(1)",
    ],
)
def test_a_formula_that_excel_reads_is_written(small: Make, part: Callable, formula: str) -> None:
    after, _ = edited(with_table(small), {(1, 4): Formula(formula)})
    assert f"<f>{formula}</f>" in part(after)


def test_a_workbook_with_backslashes_in_its_names_calculates(small: Make, part: Callable) -> None:
    data = small('<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1*2</f><v>2</v></c></row>')
    odd = data.replace(b"xl/", b"xl\\")
    assert odd.count(b"xl\\") > 4
    after, plan = edited(odd, {(1, 1): 21})
    assert not plan.kept
    assert read(after).sheets["S"].cells[(1, 2)].value == 42


def test_attributes_keep_their_quotes(small: Make, part: Callable) -> None:
    """A part that quotes with ' is compared more easily with what it was."""
    head = f"<worksheet xmlns='{MAIN}'><dimension ref='A1:B1'/><sheetData>"
    before = small(
        head + "<row r='1' spans='1:2'><c r='A1' t='s'><v>0</v></c></row></sheetData></worksheet>"
    )
    after, _ = edited(before, {(1, 1): True, (1, 4): 9})
    assert part(after) == head.replace("A1:B1", "A1:D1") + (
        "<row r='1' spans='1:4'><c r='A1' t='b'><v>1</v></c><c r=\"D1\"><v>9</v></c></row>"
        "</sheetData></worksheet>"
    )


def test_references_in_place_of_characters_tell_where_a_cell_stands(
    small: Make, part: Callable
) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="&#49;0"><c r="A&#x31;0"><v>&#50;</v></c>'
    rows += '<c r="&#66;10"><f>A10*2</f><v>4</v></c></row>'
    after = edited(small(rows), {(10, 1): 9, (10, 3): 1})[0]
    assert '<row r="&#49;0"><c r="A&#x31;0"><v>9</v></c><c r="&#66;10"><f>A10*2</f><v>18</v>' in (
        part(after)
    )
    assert '<v>18</v></c><c r="C10"><v>1</v></c></row>' in part(after)
    assert [cell.value for cell in read(after).sheets["S"].cells.values()] == [1, 9, 18, 1]


def test_a_comment_with_the_end_of_the_rows_behind_them(small: Make, part: Callable) -> None:
    before = small('<row r="1"><c r="A1"><v>1</v></c></row>', after="<!-- </row></sheetData> -->")
    after, _ = edited(before, {(1, 1): 2})
    assert part(after) == part(before).replace("<v>1</v>", "<v>2</v>")
    assert read(after).sheets["S"].cells[(1, 1)].value == 2


def test_a_formula_made_master_tells_its_place(small: Make, part: Callable) -> None:
    """openpyxl opens no workbook with a shared formula of which the first cell doesn't."""
    rows = '<row><c r="A1"><f t="shared" ref="A1:A2" si="0">B1</f><v>0</v></c></row>'
    rows += '<row><c s="1"><f t="shared" si="0"/><v>0</v></c><c><v>0</v></c></row>'
    heir = '<f t="shared" si="0" ref="A2">B2</f>'
    after = part(edited(small(rows), {(1, 1): 1})[0])
    assert f'<row><c r="A2" s="1">{heir}<v>0</v></c>' in after
    after = part(edited(small(rows), {(1, 1): 1, (2, 2): "x"})[0])
    assert f'<row><c r="A2" s="1" t="str">{heir}<v>x</v></c>' in after
