"""The values of a book's formulas in plain Python, where that is certain to be right.

Building its graph anew for each workbook costs the engine far more than the formulas do, and
workbooks of one template share their formulas. So these are compiled once and evaluated here, and
only where they are plain: one formula or one value that Excel, LibreOffice and the engine might
see differently, and the engine has the word for the whole book.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterable
from functools import cache
from graphlib import CycleError, TopologicalSorter
from math import isfinite
from threading import Lock

from xlplan.formulas.syntax import Node, NotPlain, Reference, parse, references
from xlplan.functions.values import Scalar, Value
from xlplan.workbook.plain_areas import places_of
from xlplan.workbook.plain_compile import compiled
from xlplan.workbook.plain_values import Column, Failed, Grid, Place, Unproven
from xlplan.workbook.seen import Seen

Formulas = dict[Place, str]
_PLANS: OrderedDict[int, tuple[Formulas, Plan | None]] = OrderedDict()
_PLANS_KEPT = 16
_LAYOUTS = Seen(4096)
_ONE_AT_A_TIME = Lock()
"""A plan remembers the workbook before."""


def fresh_values(
    formulas: Formulas,
    inputs: dict[Place, Scalar],
    sheets: Collection[str],
    layout: int | None = None,
) -> dict[Place, Scalar] | None:
    """Every formula's value; None where the engine is needed.

    `formulas` are the canonical texts by place, all of the book (dates from 1900), `layout` what
    `layout_of` gives for them; `inputs` all other cells that hold something; `sheets` the names of
    the book's sheets, exactly as formulas have to spell them.
    """
    with _ONE_AT_A_TIME:
        plan = _plan(formulas, layout_of(formulas) if layout is None else layout)
        if plan is None or not plan.sheets.issubset(sheets):
            return None
        try:
            values = plan.values(inputs)
        except (Unproven, OverflowError):
            return None
        return {place: values[place] for place in formulas}


class _Area:
    """A range that formulas read: which ones, by their place in the order."""

    def __init__(self, reference: Reference, number: int) -> None:
        self.reference, self.number = reference, number
        self.users: list[int] = []


class _Reach:
    """What a cell's value reaches: the formulas that name it and the ranges that hold it."""

    def __init__(self) -> None:
        self.users: list[int] = []
        self.areas: list[_Area] = []


class Plan:
    """The compiled formulas of a layout, in an order in which each finds its arguments.

    Workbooks of one template share a plan, and most of their cells: of the next workbook, only
    what depends on a cell that differs from the one before is evaluated.
    """

    def __init__(self, trees: dict[Place, Node]) -> None:
        self.order = [(place, compiled(trees[place])) for place in _order(trees)]
        self.areas: dict[Reference, _Area] = {}
        self.reach: dict[Place, _Reach] = {}
        self.sheets: set[str] = set()
        for at, (place, _) in enumerate(self.order):
            for used in {*references(trees[place])}:
                self.sheets.add(used.sheet)
                if used.is_range:
                    self._area(used).users.append(at)
                else:
                    self._reach((used.sheet, *used.first)).users.append(at)
        self._forget()

    def _reach(self, place: Place) -> _Reach:
        return self.reach.setdefault(place, _Reach())

    def _area(self, reference: Reference) -> _Area:
        known = self.areas.get(reference)
        if known is None:
            known = self.areas[reference] = _Area(reference, len(self.areas))
            for row in places_of(reference):
                for place in row:
                    self._reach(place).areas.append(known)
        return known

    def _forget(self) -> None:
        self.inputs: dict[Place, Scalar] | None = None
        self.computed: dict[Place, Scalar] = {}
        self.columns: dict[Reference, Column] = {}

    def values(self, inputs: dict[Place, Scalar]) -> dict[Place, Scalar]:
        """The value of every formula, in a dictionary that the next call changes; Unproven where
        one is left to the engine."""
        last, computed, columns = self.inputs, self.computed, self.columns
        self._forget()
        changes = _Changes(self, columns, everything=last is None)
        if last is not None:
            changes.mark(_changed(last, inputs))
        grid = Grid(inputs, columns)
        grid.update(computed)
        due, mark = changes.due, changes.mark
        for at, (place, formula) in enumerate(self.order):
            if due[at]:
                try:
                    value = _settled(formula(grid))
                except Failed as failed:
                    value = failed.error
                old = grid.get(place)
                if old is not value and (old != value or old.__class__ is not value.__class__):
                    mark((place,))
                grid[place] = computed[place] = value
        self.inputs, self.computed, self.columns = inputs, computed, columns
        return computed


class _Changes:
    """Which formulas of a plan are due, as cells turn out to have other values than before;
    columns that hold such a cell are gathered anew."""

    def __init__(self, plan: Plan, columns: dict[Reference, Column], *, everything: bool) -> None:
        self.reach, self.columns = plan.reach, columns
        self.due = bytearray((b"\1" if everything else b"\0") * len(plan.order))
        self.changed = bytearray(len(plan.areas))

    def mark(self, places: Iterable[Place]) -> None:
        """These places have another value."""
        due, changed = self.due, self.changed
        for place in places:
            reach = self.reach.get(place)
            if reach is None:
                continue
            for at in reach.users:
                due[at] = 1
            for area in reach.areas:
                if not changed[area.number]:
                    changed[area.number] = 1
                    self.columns.pop(area.reference, None)
                    for at in area.users:
                        due[at] = 1


def _changed(last: dict[Place, Scalar], inputs: dict[Place, Scalar]) -> list[Place]:
    """The places whose value differs; a cell that is gone included."""
    was = last.get
    found = [
        place
        for place, value in inputs.items()
        if (old := was(place)) is not value
        and (old != value or old.__class__ is not value.__class__)
    ]
    return [*found, *(last.keys() - inputs.keys())]


def _settled(value: Value) -> Scalar:
    """A formula's result as a cell keeps it: a blank becomes 0."""
    if value is None:
        return 0.0
    if isinstance(value, list) or (isinstance(value, float) and not isfinite(value)):
        raise Unproven
    return value


def layout_of(formulas: Formulas) -> int:
    """A number that books with the same formulas in the same places share."""
    return hash((*formulas, *formulas.values()))


def seen_before(layout: int) -> bool:
    """Whether a book of this layout came before. Compiling pays from the second one on: the first
    costs more here than in the engine."""
    return _LAYOUTS.before(layout)


def _plan(formulas: Formulas, layout: int) -> Plan | None:
    """The plan of a layout; None where a formula is not plain or they go in a circle."""
    known = _PLANS.get(layout)
    if known is not None and known[0] == formulas:
        _PLANS.move_to_end(layout)
        return known[1]
    try:
        plan: Plan | None = Plan({place: parse(text, place[0]) for place, text in formulas.items()})
    except (NotPlain, Unproven, CycleError):
        plan = None
    _PLANS[layout] = formulas, plan
    _PLANS.move_to_end(layout)
    if len(_PLANS) > _PLANS_KEPT:
        _PLANS.popitem(last=False)
    return plan


def _order(trees: dict[Place, Node]) -> list[Place]:
    rows: dict[tuple[str, int], list[int]] = {}
    for name, row, column in trees:
        rows.setdefault((name, column), []).append(row)

    @cache
    def inside(area: Reference) -> list[Place]:
        (top, left), (bottom, right) = area.first, area.last
        return [
            (area.sheet, row, column)
            for (name, column), found in rows.items()
            if name == area.sheet and left <= column <= right
            for row in found
            if top <= row <= bottom
        ]

    sorter: TopologicalSorter[Place | Reference] = TopologicalSorter()
    for place, tree in trees.items():
        sorter.add(place)
        for area in {*references(tree)}:
            if area.is_range:
                if within := inside(area):
                    sorter.add(place, area)
                    sorter.add(area, *within)
            elif (area.sheet, *area.first) in trees:
                sorter.add(place, (area.sheet, *area.first))
    return [node for node in sorter.static_order() if not isinstance(node, Reference)]
