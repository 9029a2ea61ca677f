"""Formulas that are odd in one way or another, around edited cells."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping

from support.splicing import MAIN, relations, sheet

from xlplan.workbook.edit import Plan, prepare
from xlplan.workbook.splice.content import Formula

Make = Callable[..., bytes]


def edited(data: bytes, edits: Mapping) -> tuple[bytes, Plan]:
    """The edited workbook and its plan; edits by (row, column) of S."""
    plan = prepare(data, {("S", *key): value for key, value in edits.items()})
    assert not plan.refused
    out = io.BytesIO()
    plan.write(out)
    return out.getvalue(), plan


def test_dates_count_from_the_workbooks_own_day(small: Make, part: Callable) -> None:
    """Spelled dates, and what the engine makes of days, in either calendar."""
    rows = (
        '<row r="1"><c r="A1"><v>100</v></c><c r="B1" t="d"><v>2020-01-01</v></c>'
        '<c r="C1"><f>B1+A1</f><v>{}</v></c></row>'
    )
    formulas = ("YEAR(A1)", "B1", "DATE(2020,1,1)", "EOMONTH(B1,0)")
    edits = {(2, n): Formula(text) for n, text in enumerate(formulas, 1)}
    for workbook, day, year in (("", 43831, 1900), ('<workbookPr date1904="1"/>', 42369, 1904)):
        before = small(rows.format(day + 100), workbook=workbook)
        after = part(edited(before, edits)[0])
        assert re.findall("</f><v>([^<]+)", after)[1:] == [*map(str, (year, day, day, day + 30))]
        after = part(edited(before, {(1, 1): 5})[0])
        assert f"<f>B1+A1</f><v>{day + 5}</v>" in after


def test_a_rich_value_goes_with_the_value_it_stood_for(small: Make, part: Callable) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1" vm="3"><f>A1+1</f><v>2</v></c></row>'
    after = part(edited(small(rows), {(1, 1): 5})[0])
    assert '<c r="B1"><f>A1+1</f><v>6</v></c>' in after


def test_live_data_is_no_longer_sent_to_an_overwritten_cell(small: Make, part: Callable) -> None:
    """Excel writes anew what feeds its cells; told of a cell without such a formula it may repair."""
    feeds = '<volTypes><volType type="realTimeData"><main first="p"><tp t="n"><v>1</v><stp/>'
    feeds += '<tr r="B1" s="1"/></tp></main></volType></volTypes>'
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>RTD("p",,"x")</f><v>1</v></c></row>'
    before = small(
        rows, parts={"xl/volatileDependencies.xml": feeds},
        related=(("volatileDependencies", "volatileDependencies.xml"),),
    )  # fmt: skip
    kept, gone = edited(before, {(1, 1): 2})[0], edited(before, {(1, 2): 2})[0]
    assert part(kept, "xl/volatileDependencies.xml") == feeds
    assert "volatileDependencies" not in part(gone, "xl/_rels/workbook.xml.rels")
    with zipfile.ZipFile(io.BytesIO(gone)) as package:
        assert "xl/volatileDependencies.xml" not in package.namelist()


def cell(place: str, formula: str, value: float) -> str:
    return f'<c r="{place}"><f>{formula}</f><v>{value}</v></c>'


def test_names_of_areas_and_runs_of_sheets_are_calculated(small: Make, part: Callable) -> None:
    names = (
        '<definedNames><definedName name="Nhieu">S!$A$1,S!$A$3</definedName>'
        '<definedName name="Rieng" localSheetId="0">S!$A$2</definedName>'
        '<definedName name="Rieng">S!$A$3</definedName></definedNames>'
    )
    row = f'<row r="1"><c r="A1"><v>1</v></c>{cell("B1", "SUM(Nhieu)", 4)}'
    row += f"{cell('C1', 'Rieng*2', 4)}{cell('D1', 'SUM(S:U!A2)', 12)}</row>"
    rows = f'{row}<row r="2"><c r="A2"><v>2</v></c></row><row r="3"><c r="A3"><v>3</v></c></row>'
    others = {name: sheet('<row r="2"><c r="A2"><v>5</v></c></row>') for name in "TU"}
    after, plan = edited(small(rows, workbook=names, sheets=others), {(3, 1): 7, (2, 1): 9})
    assert {(u.cell, u.new) for u in plan.updates} == {("B1", 8), ("C1", 18), ("D1", 19)}
    assert cell("D1", "SUM(S:U!A2)", 19) in part(after)
    assert not plan.kept


def test_columns_of_tables_are_calculated_row_by_row(small: Make, part: Callable) -> None:
    formula = "T[[#This Row],[Số]]*2"
    table = (
        f'<table xmlns="{MAIN}" id="1" name="T" displayName="T" ref="A1:B4" totalsRowCount="1">'
        '<tableColumns count="2"><tableColumn id="1" name="Số" totalsRowFunction="sum"/>'
        f'<tableColumn id="2" name="Đôi"><calculatedColumnFormula>{formula}'
        "</calculatedColumnFormula></tableColumn></tableColumns></table>"
    )
    rows = (
        '<row r="1"><c r="A1" t="str"><v>Số</v></c><c r="B1" t="str"><v>Đôi</v></c></row>'
        f'<row r="2"><c r="A2"><v>1</v></c>{cell("B2", formula, 2)}</row>'
        f'<row r="3"><c r="A3"><v>2</v></c>{cell("B3", formula, 4)}</row>'
        f'<row r="4">{cell("A4", "SUBTOTAL(109,T[Số])", 3)}{cell("D4", "SUM(T[Đôi])", 6)}</row>'
    )
    rels = "xl/worksheets/_rels/sheet1.xml.rels"
    parts = {"xl/tables/table1.xml": table, rels: relations(("table", "../tables/table1.xml"))}
    _, plan = edited(small(rows, parts=parts), {(3, 1): 7})
    assert {(u.cell, u.new) for u in plan.updates} == {("B3", 14), ("A4", 8), ("D4", 16)}
    assert not plan.kept


def test_what_reads_elsewhere_or_anywhere_keeps_its_value_and_is_listed(
    small: Make, part: Callable
) -> None:
    row = cell("B1", "[1]S!A1+A1", 4) + cell("C1", 'INDIRECT("A"&amp;1)', 9)
    row += cell("D1", "SUM(OFFSET(A1,0,0,1,1))", 1)
    after, plan = edited(small(f'<row r="1"><c r="A1"><v>1</v></c>{row}</row>'), {(1, 1): 7})
    assert row in part(after)
    assert [note.cell for note in plan.kept] == ["B1", "C1", "D1"]


def test_a_data_table_is_one_and_follows_its_inputs(small: Make) -> None:
    rows = (
        f'<row r="1"><c r="A1"><v>1</v></c>{cell("B1", "A1", 4)}</row><row r="2"><c r="A2"><v>1</v>'
        '</c><c r="B2"><f t="dataTable" ref="B2:B3" dt2D="0" dtr="0" r1="D1"/><v>1</v></c></row>'
        '<row r="3"><c r="A3"><v>1</v></c><c r="B3"><v>5</v></c></row>'
    )
    for place in ((1, 4), (3, 1)):
        assert [note.cell for note in edited(small(rows), {place: 7})[1].kept] == ["B2"]
    plan = prepare(small(rows), {("S", 3, 2): 7})
    assert [(note.cell, "Data Table" in note.message) for note in plan.refused] == [("B3", True)]
