"""Nothing is lost: five edits in every workbook of the corpus, and formula cells overwritten.

Judged by code that shares nothing with the writer: raw zip, expat, openpyxl.
"""

from __future__ import annotations

import datetime as dt
import io
import warnings
from collections.abc import Sequence

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from support import picks, tabs
from support.corpus import Workbook, workbooks
from support.differences import compare
from support.explained import Allowed
from support.grid import Cell
from support.picks import Edit

from xlplan.domain.errors import UnreadableError, UsageError
from xlplan.formulas.references import from_a1
from xlplan.workbook.edit import Options, Plan, prepare

OPENED = [workbook for workbook in workbooks() if not workbook.refused]
REFUSED = [workbook for workbook in workbooks() if workbook.refused]
READER_REFUSES = {"encrypted", "doctype", "zip"}
WITH_FORMULAS = [w for w in OPENED if picks.formulas(tabs.tabs(w.path.read_bytes()), w.file)]
WITH_BOUND = [w for w in OPENED if any(map(picks.bound, tabs.tabs(w.path.read_bytes())))]


def planned(workbook: Workbook, edits: Sequence[Edit], calculate: bool) -> Plan:
    """The edits as the package takes them."""
    wanted = {(edit.tab.name, *edit.place): edit.value for edit in edits}
    return prepare(workbook.path, wanted, Options(calculate=calculate))


def written(plan: Plan) -> bytes:
    """The edited workbook; the plan is not refused."""
    assert plan.refused == []
    stream = io.BytesIO()
    plan.write(stream)
    return stream.getvalue()


def judged(workbook: Workbook, edits: list[Edit], calculate: bool) -> bytes:
    """Writes, and asserts that the edits explain every difference and stand in the cells."""
    before = workbook.path.read_bytes()
    plan = planned(workbook, edits, calculate)
    after = written(plan)
    assert workbook.path.read_bytes() == before
    parts = {tab.name: tab.part for tab in tabs.tabs(before)}
    fresh = {(parts[update.sheet], update.cell) for update in plan.updates}
    allowed = Allowed(edits, fresh if calculate else set(), on_load=plan.calculates_on_load)
    assert allowed.left(compare(before, after)) == []
    assert_holds(after, edits)
    return after


def assert_holds(data: bytes, edits: list[Edit]) -> None:
    """Each edited cell holds its value, keeps its style, and has no formula."""
    grids = {tab.name: tab.grid.cells() for tab in tabs.tabs(data)}
    for edit in edits:
        cell = grids[edit.tab.name][edit.place]
        old = edit.tab.grid.cells().get(edit.place)
        assert cell.formula is None
        assert old is None or old.pieces[0].get("s") == cell.pieces[0].get("s")
        if isinstance(edit.value, str):
            assert cell.inner("is") == edit.value
        else:
            assert (cell.pieces[0].get("t") or "n") == "n"
            assert float(cell.inner("v") or "nan") == edit.value


def opened(data: bytes) -> openpyxl.Workbook | None:
    """By openpyxl; None for what it does not read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return openpyxl.load_workbook(io.BytesIO(data))
        except (KeyError, ValueError, TypeError, AttributeError):
            return None


def content(book: openpyxl.Workbook) -> dict[tuple[str, int, int], object]:
    """Every cell's value or formula, shared formulas spelled out by openpyxl."""
    found = {}
    for sheet in book.worksheets:
        for (row, column), cell in sheet._cells.items():
            value = cell.value
            if isinstance(value, ArrayFormula | DataTableFormula):
                value = (value.ref, getattr(value, "text", None))
            if value is not None:
                found[(sheet.title, row, column)] = value
    return found


def _is_filled(cell: Cell) -> bool:
    return bool(cell.inner("v") or cell.inner("is"))


def assert_openpyxl_agrees(before: bytes, after: bytes, edits: list[Edit]) -> None:
    """openpyxl sees the edits, and every other value and formula as it was. Sheets that it is
    blind to (strict ones, for it) are left out; a number in a date's format comes as a date."""
    old, new = opened(before), opened(after)
    assert (old is None) == (new is None)
    if old is None or new is None:
        return
    expected, shown = content(old), content(new)
    filled = {e.tab.name for e in edits if any(map(_is_filled, e.tab.grid.cells().values()))}
    blind = filled - {sheet for sheet, _, _ in expected}
    for edit in edits:
        place = (edit.tab.name, *edit.place)
        if edit.tab.name not in blind:
            dated = isinstance(shown.get(place), dt.date | dt.time | dt.timedelta)
            expected[place] = shown[place] if dated else edit.value
    different = {
        place: (expected.get(place), shown.get(place))
        for place in expected.keys() | shown.keys()
        if expected.get(place) != shown.get(place)
    }
    assert different == {}


@pytest.mark.parametrize("calculate", [False, True], ids=["no-calc", "calc"])
@pytest.mark.parametrize("workbook", OPENED, ids=lambda workbook: workbook.file)
def test_five_edits_change_nothing_else(workbook: Workbook, calculate: bool) -> None:
    before = workbook.path.read_bytes()
    edits = picks.five(tabs.tabs(before), workbook.file)
    after = judged(workbook, edits, calculate)
    assert_openpyxl_agrees(before, after, edits)


@pytest.mark.parametrize("workbook", WITH_FORMULAS, ids=lambda workbook: workbook.file)
def test_overwritten_formulas_leave_the_others_whole(workbook: Workbook) -> None:
    before = workbook.path.read_bytes()
    edits = picks.formulas(tabs.tabs(before), workbook.file)
    after = judged(workbook, edits, calculate=False)
    assert_openpyxl_agrees(before, after, edits)


@pytest.mark.parametrize("workbook", WITH_BOUND, ids=lambda workbook: workbook.file)
def test_a_part_of_a_whole_is_refused_and_named(workbook: Workbook) -> None:
    for tab in tabs.tabs(workbook.path.read_bytes()):
        for place in picks.bound(tab):
            edits = [Edit(tab, place, 5, "bound"), Edit(tab, (900_000, 1), 5, "beyond")]
            plan = planned(workbook, edits, calculate=False)
            assert {(note.sheet, from_a1(note.cell)) for note in plan.refused} == {
                (tab.name, place)
            }


@pytest.mark.parametrize("workbook", REFUSED, ids=lambda workbook: workbook.file)
def test_what_cannot_be_written_is_refused_whole(workbook: Workbook) -> None:
    if workbook.refused in READER_REFUSES:
        with pytest.raises(UnreadableError) as caught:
            prepare(workbook.path, {("Kế hoạch", 1, 1): 5})
        assert caught.value.reason == workbook.refused
        assert caught.value.remedy
        return
    edits = picks.five(tabs.tabs(workbook.path.read_bytes()), workbook.file)
    plan = planned(workbook, edits, calculate=True)
    assert any(workbook.refused in note.message for note in plan.refused)
    stream = io.BytesIO()
    with pytest.raises(UsageError, match=workbook.refused):
        plan.write(stream)
    assert stream.getvalue() == b""


def test_a_signature_is_broken_only_when_told() -> None:
    workbook = next(w for w in REFUSED if w.refused == "chữ ký số")
    edits = picks.five(tabs.tabs(workbook.path.read_bytes()), workbook.file)
    wanted = {(edit.tab.name, *edit.place): edit.value for edit in edits}
    plan = prepare(workbook.path, wanted, Options(break_signature=True))
    assert Allowed(edits).left(compare(workbook.path.read_bytes(), written(plan))) == []
    assert any("Chữ ký số" in note.message for note in plan.warnings)
