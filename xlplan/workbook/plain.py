"""The values of a book's formulas in plain Python, where that is certain to be right.

Building its graph anew for each workbook costs the engine far more than the formulas do, and
workbooks of one template share their formulas. So these are compiled once and evaluated here, and
only where they are plain: one formula or one value that Excel, LibreOffice and the engine might
see differently, and the engine has the word for the whole book.
"""

from __future__ import annotations

from collections import OrderedDict
from functools import cache
from graphlib import CycleError, TopologicalSorter
from math import isfinite

from xlplan.formulas.syntax import Node, NotPlain, Reference, parse, references
from xlplan.functions.values import Scalar, Value
from xlplan.workbook.plain_compile import compiled, places_of
from xlplan.workbook.plain_values import Column, Failed, Grid, Place, Unproven

_PLANS: OrderedDict[tuple[tuple[Place, str], ...], Plan | None] = OrderedDict()
_PLANS_KEPT = 16
_SEEN: set[int] = set()
_SEEN_KEPT = 4096


def fresh_values(
    formulas: dict[Place, str], inputs: dict[Place, Scalar]
) -> dict[Place, Scalar] | None:
    """Every formula's value; None where the engine is needed.

    `formulas` are the canonical texts by place, all of the book (dates from 1900); `inputs` all
    other cells that hold something.
    """
    plan = _plan(formulas)
    if plan is None:
        return None
    try:
        values = plan.values(inputs)
    except (Unproven, OverflowError):
        return None
    return {place: values[place] for place in formulas}


class _Fresh:
    """Ranges known to have changed, and the gathered columns of those that have not."""

    def __init__(self, columns: dict[Reference, Column]) -> None:
        self.columns = columns
        self.changed: set[Reference] = set()


class Plan:
    """The compiled formulas of a layout, in an order in which each finds its arguments.

    Workbooks of one template share a plan, and most of their cells: of the next workbook, only
    what depends on a cell that differs from the one before is evaluated.
    """

    def __init__(self, trees: dict[Place, Node]) -> None:
        self.order = [(place, compiled(trees[place])) for place in _order(trees)]
        self.users: dict[Place, list[int]] = {}
        self.areas: dict[Place, list[Reference]] = {}
        self.area_users: dict[Reference, list[int]] = {}
        for at, (place, _) in enumerate(self.order):
            for used in {*references(trees[place])}:
                if used.is_range:
                    self._member_of(used)
                    self.area_users[used].append(at)
                else:
                    self.users.setdefault((used.sheet, *used.first), []).append(at)
        self._forget()

    def _member_of(self, area: Reference) -> None:
        if area not in self.area_users:
            self.area_users[area] = []
            for row in places_of(area):
                for place in row:
                    self.areas.setdefault(place, []).append(area)

    def _forget(self) -> None:
        self.inputs: dict[Place, Scalar] | None = None
        self.computed: dict[Place, Scalar] = {}
        self.columns: dict[Reference, Column] = {}

    def values(self, inputs: dict[Place, Scalar]) -> dict[Place, Scalar]:
        """The value of every formula, in a dictionary that the next call changes; Unproven where
        one is left to the engine."""
        last, computed, columns = self.inputs, self.computed, self.columns
        self._forget()
        fresh = _Fresh(columns)
        due = bytearray(len(self.order)) if last is not None else bytearray(b"\1" * len(self.order))
        if last is not None:
            was = last.get
            changed = [
                place
                for place, value in inputs.items()
                if (old := was(place)) is not value and not _same(old, value)
            ]
            for place in (*changed, *(last.keys() - inputs.keys())):
                self._mark(place, due, fresh)
        grid = Grid(inputs, columns)
        grid.update(computed)
        for at, (place, formula) in enumerate(self.order):
            if due[at]:
                try:
                    value = _settled(formula(grid))
                except Failed as failed:
                    value = failed.error
                if not _same(grid.get(place), value):
                    self._mark(place, due, fresh)
                grid[place] = computed[place] = value
        self.inputs, self.computed, self.columns = inputs, computed, columns
        return computed

    def _mark(self, place: Place, due: bytearray, fresh: _Fresh) -> None:
        """A place has another value: its users are due, columns that hold it are gathered anew."""
        for at in self.users.get(place, ()):
            due[at] = 1
        for area in self.areas.get(place, ()):
            if area not in fresh.changed:
                fresh.changed.add(area)
                fresh.columns.pop(area, None)
                for at in self.area_users[area]:
                    due[at] = 1


def _same(one: Scalar, other: Scalar) -> bool:
    return one is other or (one == other and one.__class__ is other.__class__)


def _settled(value: Value) -> Scalar:
    """A formula's result as a cell keeps it: a blank becomes 0."""
    if value is None:
        return 0.0
    if isinstance(value, list) or (isinstance(value, float) and not isfinite(value)):
        raise Unproven
    return value


def seen_before(formulas: dict[Place, str]) -> bool:
    """Whether a book of this layout came before. Compiling pays from the second one on: the first
    costs more here than in the engine."""
    layout = hash(tuple(formulas.items()))
    if layout in _SEEN:
        return True
    if len(_SEEN) >= _SEEN_KEPT:
        _SEEN.clear()
    _SEEN.add(layout)
    return False


def _plan(formulas: dict[Place, str]) -> Plan | None:
    """The plan of a layout; None where a formula is not plain or they go in a circle."""
    layout = tuple(formulas.items())
    if layout in _PLANS:
        _PLANS.move_to_end(layout)
        return _PLANS[layout]
    try:
        plan: Plan | None = Plan({place: parse(text, place[0]) for place, text in formulas.items()})
    except (NotPlain, Unproven, CycleError):
        plan = None
    _PLANS[layout] = plan
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
