"""Tables and pivots around edited cells."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from xlplan.workbook.edit import Options, Plan, prepare
from xlplan.workbook.splice.content import BLANK, Formula
from xlplan.workbook.typed import Typed

Make = Callable[..., bytes]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TABLE = "xl/tables/table1.xml"
ROWS = (
    '<row r="1"><c r="A1" t="str"><v>Tên</v></c><c r="B1" t="str"><v>Số</v></c><c r="C1" t="str"><v>Gấp đôi</v></c></row>'
    '<row r="2"><c r="A2" s="4" t="str"><v>a</v></c><c r="B2"><v>1</v></c><c r="C2"><f>B2*2</f><v>2</v></c></row>'
    '<row r="3"><c r="A3" s="4" t="str"><v>b</v></c><c r="B3"><v>2</v></c><c r="C3"><f>B3*2</f><v>4</v></c></row>'
)
RULES = (
    '<conditionalFormatting sqref="B2:B3"/><dataValidations count="2">'
    '<dataValidation type="whole" sqref="B2:B3 E1"><formula1>0</formula1><formula2>9</formula2></dataValidation>'
    '<dataValidation type="whole" sqref="E2:E3"><formula1>0</formula1><formula2>9</formula2></dataValidation>'
    "</dataValidations>"
)


def with_table(
    small: Make, totals: str = "", rows: str = ROWS, after: str = RULES, column: str = "Số"
) -> bytes:
    last = 4 if "totals" in totals else 3
    table = (
        f'<table xmlns="{MAIN}" id="1" name="T" displayName="T" ref="A1:C{last}"{totals}>'
        '<autoFilter ref="A1:C3"/><tableColumns count="3"><tableColumn id="1" name="Tên" totalsRowLabel="Cộng"/>'
        f'<tableColumn id="2" name="{column}" totalsRowFunction="sum"/><tableColumn id="3" name="Gấp đôi">'
        "<calculatedColumnFormula>B2*2</calculatedColumnFormula></tableColumn></tableColumns></table>"
    )
    link = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{REL}/table" Target="../tables/table1.xml"/></Relationships>'
    return small(
        rows, after=after,
        parts={TABLE: table, "xl/worksheets/_rels/sheet1.xml.rels": link},
    )  # fmt: skip


def edited(data: bytes, edits: dict, **options: bool) -> tuple[bytes, Plan]:
    plan = prepare(data, {("S", *key): value for key, value in edits.items()}, Options(**options))
    assert not plan.refused
    out = io.BytesIO()
    plan.write(out)
    return out.getvalue(), plan


def test_a_new_row_below_extends_the_table(small: Make, part: Callable, touched: Callable) -> None:
    before = with_table(small)
    after, _ = edited(before, {(4, 1): "c", (4, 2): 5, (5, 2): 6})
    assert touched(before, after) == {"xl/worksheets/sheet1.xml", TABLE}
    assert part(after, TABLE).count('ref="A1:C5"') == 2
    sheet = part(after)
    assert '<c r="A4" s="4" t="inlineStr">' in sheet
    assert '<c r="C4"><f>B4*2</f><v>10</v></c>' in sheet
    assert '<c r="C5"><f>B5*2</f><v>12</v></c>' in sheet
    assert '<conditionalFormatting sqref="B2:B5"/>' in sheet
    assert 'sqref="B2:B5 E1"' in sheet
    assert 'sqref="E2:E3"' in sheet


@pytest.mark.parametrize("case", ["totals", "filled", "blank", "beside", "apart"])
def test_a_table_does_not_grow_otherwise(small: Make, part: Callable, case: str) -> None:
    rows = ROWS + ('<row r="4"><c r="A4"><v>1</v></c></row>' if case == "filled" else "")
    data = with_table(small, ' totalsRowCount="1"' if case == "totals" else "", rows)
    place = {"totals": (5, 1), "beside": (4, 4), "apart": (5, 1)}.get(case, (4, 2))
    after, _ = edited(data, {place: BLANK if case == "blank" else 5})
    assert part(after, TABLE) == part(data, TABLE)


def test_header_text_is_the_column_name(small: Make, part: Callable) -> None:
    data, _ = edited(with_table(small), {(1, 1): "Họ\ntên"})
    assert '<tableColumn id="1" name="Họ_x000a_tên" totalsRowLabel="Cộng"/>' in part(data, TABLE)


@pytest.mark.parametrize(
    ("value", "why"), [("số", "đã có cột"), (5, "chỉ ghi được chữ"), (BLANK, "chỉ ghi được chữ")]
)
def test_headers_stay_texts_that_differ(small: Make, value: object, why: str) -> None:
    plan = prepare(with_table(small), {("S", 1, 1): value})
    assert why in plan.refused[0].message


def test_a_header_that_formulas_name_stays(small: Make) -> None:
    rows = ROWS + '<row r="9"><c r="A9"><f>SUM(T[Số])</f><v>3</v></c></row>'
    plan = prepare(with_table(small, rows=rows), {("S", 1, 2): "Khác"})
    assert "S!A9" in plan.refused[0].message


def test_a_header_that_a_typed_formula_names_stays(small: Make) -> None:
    plan = prepare(with_table(small), {("S", 1, 2): "Lượng", ("S", 1, 5): Formula("SUM(T[Số])")})
    assert [(note.cell, "S!E1" in note.message) for note in plan.refused] == [("B1", True)]


def test_totals_agree_with_their_cells(small: Make, part: Callable) -> None:
    data = with_table(small, ' totalsRowCount="1"')
    after, _ = edited(data, {(4, 1): "Tổng", (4, 2): 5, (4, 3): Formula("SUM(C2:C3)")})
    table = part(after, TABLE)
    assert '<tableColumn id="1" name="Tên" totalsRowLabel="Tổng"/>' in table
    assert '<tableColumn id="2" name="Số"/>' in table
    assert (
        '<tableColumn id="3" name="Gấp đôi" totalsRowFunction="custom"><calculatedColumnFormula>'
        "B2*2</calculatedColumnFormula><totalsRowFormula>SUM(C2:C3)</totalsRowFormula>" in table
    )


def test_header_and_totals_of_one_column_change_together(small: Make, part: Callable) -> None:
    data = with_table(small, ' totalsRowCount="1"')
    after, _ = edited(data, {(1, 1): "Họ", (4, 1): "Tổng", (1, 3): "Ba", (4, 3): Formula("1+2")})
    table = part(after, TABLE)
    assert '<tableColumn id="1" name="Họ" totalsRowLabel="Tổng"/>' in table
    assert '<tableColumn id="3" name="Ba" totalsRowFunction="custom">' in table


def test_a_validation_is_not_made_longer_over_another(small: Make, part: Callable) -> None:
    """Excel allows one validation a cell."""
    two = (
        '<dataValidations count="2"><dataValidation sqref="B2:B3"/><dataValidation sqref="B4:B9"/>'
    )
    before = with_table(small, after=two + "</dataValidations>")
    after, _ = edited(before, {(4, 2): 5})
    assert two in part(after)
    assert 'ref="A1:C4"' in part(after, TABLE)


def test_the_first_row_of_an_empty_table_begins_it(small: Make, part: Callable) -> None:
    before = with_table(small, ' insertRow="1"')
    assert ' insertRow="1"' not in part(edited(before, {(2, 1): "a"})[0], TABLE)
    assert ' insertRow="1"' in part(edited(before, {(9, 9): "a"})[0], TABLE)


def test_a_header_is_spelled_as_the_table_spells_it(small: Make, part: Callable) -> None:
    after, _ = edited(with_table(small), {(1, 1): "_x0041_\n"})
    assert 'name="_x005F_x0041__x000a_"' in part(after, TABLE)
    plan = prepare(with_table(small), {("S", 1, 1): "x" * 256})
    assert [note.cell for note in plan.refused] == ["A1"]


def pivoted(small: Make) -> bytes:
    def link(kind: str, target: str) -> str:
        return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{REL}/{kind}" Target="{target}"/></Relationships>'

    cache = f'<pivotCacheDefinition xmlns="{MAIN}"><cacheSource type="worksheet"><worksheetSource ref="A1:B3" sheet="S"/></cacheSource></pivotCacheDefinition>'
    return small(
        ROWS, related=(("pivotCacheDefinition", "pivotCache/c1.xml"),),
        parts={
            "xl/pivotCache/c1.xml": cache,
            "xl/pivotTables/p1.xml": f'<pivotTableDefinition xmlns="{MAIN}"><location ref="F3:G9" rowPageCount="1"/></pivotTableDefinition>',
            "xl/worksheets/_rels/sheet1.xml.rels": link("pivotTable", "../pivotTables/p1.xml"),
        },
    )  # fmt: skip


def test_pivot_output_is_refused_and_its_source_told(small: Make, part: Callable) -> None:
    data = pivoted(small)
    plan = prepare(data, {("S", 4, 6): 1, ("S", 1, 6): 2, ("S", 2, 6): 3})
    assert [note.cell for note in plan.refused] == ["F4", "F1"]
    after, plan = edited(data, {(2, 2): 5})
    assert "số cũ" in plan.warnings[0].message
    assert part(after, "xl/pivotCache/c1.xml") == part(data, "xl/pivotCache/c1.xml")
    after, _ = edited(data, {(2, 2): 5}, refresh_pivots=True)
    assert 'refreshOnLoad="1"' in part(after, "xl/pivotCache/c1.xml")


@pytest.mark.parametrize(
    ("name", "typed", "held"),
    [
        ("Quý 1,5; 2", "=IF(1;SUM(T[Quý 1,5; 2]);0,5)", "IF(1,SUM(T[Quý 1,5; 2]),0.5)"),
        ("Quý 1,5", "=SUM(T[[#All];[Quý 1,5]])", "SUM(T[[#All],[Quý 1,5]])"),
        ("#", "=SUM(T['#];IFS(1;2);T['#])", "SUM(T['#],_xlfn.IFS(1,2),T['#])"),
        ("Số&#10;thu", "=SUM(T[Số\nthu])", "SUM(T[Số\nthu])"),
    ],
)
def test_a_typed_formula_leaves_the_names_of_columns(
    small: Make, part: Callable, name: str, typed: str, held: str
) -> None:
    data = with_table(small, column=name)
    after, _ = edited(data, {(1, 5): Typed(typed)})
    assert f"<f>{held}</f>" in part(after)


def test_a_column_typed_as_excel_shows_it_gets_its_table(small: Make, part: Callable) -> None:
    after, plan = edited(with_table(small), {(2, 3): Typed("=[@Số]*3"), (9, 9): Typed("=T[@Số]")})
    assert '<c r="C2"><f>T[[#This Row],[Số]]*3</f><v>3</v></c>' in part(after)
    assert "<f>T[[#This Row],[Số]]</f>" in part(after)
    assert {note.cell for note in plan.kept} == {"I9"}
    plan = prepare(with_table(small), {("S", 9, 9): Typed("=[@Số]*3")})
    assert "phải có tên bảng" in plan.refused[0].message
