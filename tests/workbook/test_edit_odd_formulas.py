"""Formulas that are odd in one way or another, around edited cells."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping

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
