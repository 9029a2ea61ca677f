"""Which formulas an edit reaches, and their fresh values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from xlplan.domain.errors import UnreadableError
from xlplan.functions.values import Scalar
from xlplan.workbook.book import Book, Cell
from xlplan.workbook.edit_inputs import needed
from xlplan.workbook.edit_state import State, as_scalar
from xlplan.workbook.graph import Graph
from xlplan.workbook.known_names import TableLayout
from xlplan.workbook.reads import Area, Names, Place, reads
from xlplan.workbook.resolved import resolved
from xlplan.workbook.splice.content import Blank, Formula, Value
from xlplan.workbook.splice.formulas import FormulaCell, area
from xlplan.workbook.splice.sheet import SheetPart

_NOT_ASKED = "không tính lại theo yêu cầu"
_NO_ENGINE = "công cụ tính không chạy được với tệp này"
_SPILL = 100_000
"""Cells of an array formula that are followed one by one."""


@dataclass
class Reach:
    """Fresh `values` of formulas that follow an edit (`old`: what they held), those that keep
    theirs and why, and whether the workbook has functions of ours."""

    values: dict[Place, Scalar] = field(default_factory=dict)
    old: dict[Place, Scalar] = field(default_factory=dict)
    kept: dict[Place, str] = field(default_factory=dict)
    ours: bool = False


def reach(state: State, calculate: bool) -> Reach:
    """What follows the edits of a state."""
    result = Reach()
    names = _names(state)
    graph = _graph(state, names, result)
    edited = [place for place, value in state.values.items()]
    reached = {place for place in graph.affected(edited) if place not in state.values}
    created = {
        place
        for place, value in state.values.items()
        if isinstance(value, Formula) and value.value is None
    }
    if not reached and not created:
        return result
    if not calculate:
        result.kept = dict.fromkeys(graph.formulas(reached) | created, _NOT_ASKED)
        return result
    try:
        _calculated(state, names, graph, reached, created, result)
    except Exception as error:
        if isinstance(error, MemoryError):
            raise
        result.kept = dict.fromkeys(reached | created, _NO_ENGINE)
    told = graph.formulas(result.kept) | created
    result.kept = {place: why for place, why in result.kept.items() if place in told}
    return result


def _graph(state: State, names: Names, result: Reach) -> Graph:
    """Every formula of the workbook, the new ones instead of those they replace."""
    graph, edited = Graph(names.sheets), {*state.values}
    for tab in state.tabs:
        if tab.kind != "worksheet":
            continue
        try:
            part = state.taken(tab.name)
        except ValueError:
            continue
        for formula in _added(graph, part, tab.name, names, edited):
            result.ours = result.ours or _is_ours(formula)
        _spills(graph, part, tab.name)
    for place, value in state.values.items():
        if isinstance(value, Formula):
            result.ours = result.ours or _is_ours(value.text)
            graph.add(place, reads(value.text, place, names))
    return graph


def _is_ours(formula: str) -> bool:
    """Whether a formula has a function of ours; their catalogue is loaded only if it may."""
    if "xlplan" not in formula.lower():
        return False
    from xlplan.formulas.names import uses_ours

    return uses_ours(formula)


def _added(
    graph: Graph, part: SheetPart, sheet: str, names: Names, edited: set[Place]
) -> Iterator[str]:
    """Adds a sheet's formulas but the edited ones; gives their texts, alike ones once."""
    alike = part.formulas.alike
    if alike is not None:
        yield from graph.add_alike(sheet, alike, names, edited)
        return
    for cell in part.formulas.scan():
        place = (sheet, *cell.place)
        if place in edited:
            continue
        formula = cell.formula
        found = reads(formula, place, names)
        found.areas += _table_inputs(cell, sheet)
        graph.add(place, found)
        yield formula


def _names(state: State) -> Names:
    layouts: dict[str, TableLayout] = {}
    for tab in state.tabs:
        for known in state.tables_on(tab.name) if tab.kind == "worksheet" else ():
            area = tab.name, *known.box
            about = known.headers, known.totals, tuple(known.columns)
            layouts[known.name.lower()] = TableLayout(area, *about)
    tables = {name: layout.area for name, layout in layouts.items()}
    return Names([tab.name for tab in state.tabs], state.parts.layout.names, tables, layouts)


def _table_inputs(cell: FormulaCell, sheet: str) -> list[Area]:
    """A data table reads its two input cells and the row and column beside it."""
    if cell.attributes.get("t") != "dataTable":
        return []
    found: list[Area] = []
    for name in ("r1", "r2"):
        if reference := cell.attributes.get(name):
            found.append((sheet, *area(reference)))
    top, left, bottom, right = area(cell.attributes.get("ref", "A1"))
    if top > 1:
        found.append((sheet, top - 1, left, top - 1, right))
    if left > 1:
        found.append((sheet, top, left - 1, bottom, left - 1))
    return found


def _spills(graph: Graph, part: SheetPart, sheet: str) -> None:
    for (top, left, bottom, right), cell in part.formulas.arrays:
        if 1 < (bottom - top + 1) * (right - left + 1) <= _SPILL:
            graph.spill(
                (sheet, *cell.place),
                [(sheet, r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)],
            )


def _calculated(
    state: State,
    names: Names,
    graph: Graph,
    reached: set[Place],
    created: set[Place],
    result: Reach,
) -> None:
    from xlplan.workbook.recalc import refreshed

    try:
        book = _book(state, graph, reached | created)
    except UnreadableError:
        result.kept = dict.fromkeys(reached | created, _NO_ENGINE)
        return
    edits = {place: _cell(value, state) for place, value in state.values.items()}
    _resolve(book, edits, reached | created, names)
    fresh = refreshed(book, edits, reached, graph, state.uncertain)
    result.values, result.kept = fresh.values, fresh.kept
    for name, *address in reached:
        cell = book.sheets[name].cells.get((address[0], address[1]))
        result.old[(name, address[0], address[1])] = cell.value if cell else None


def _resolve(book: Book, edits: dict[Place, Cell | None], living: set[Place], names: Names) -> None:
    """Writes names and tables out in the formulas that are calculated: those of `living` cells, and
    of cells that keep no value."""
    if not (names.defined or names.layouts or len(names.sheets) > 1):
        return
    for place, edit in edits.items():
        if edit is not None and edit.formula is not None:
            edits[place] = edit._replace(formula=resolved(edit.formula, place, names))
    for name, sheet in book.sheets.items():
        for at, cell in sheet.cells.items():
            lives = cell.formula and (cell.value is None or (name, *at) in living)
            if lives and not cell.array:
                formula = resolved(cell.formula, (name, *at), names)
                if formula != cell.formula:
                    sheet.cells[at] = cell._replace(formula=formula)


def _book(state: State, graph: Graph, living: set[Place]) -> Book:
    """What these formulas need; the whole workbook where one of them may read anywhere."""
    if living.isdisjoint(graph.moving):
        return needed(state, graph, living)
    from xlplan.workbook.reader import read

    return read(bytes(state.archive.bytes[:]), state.archive.file)


def _cell(value: Value, state: State) -> Cell | None:
    if isinstance(value, Blank):
        return None
    if isinstance(value, Formula):
        return Cell(None, value.text) if value.value is None else Cell(value.value)
    return Cell(as_scalar(value, state.date1904))
