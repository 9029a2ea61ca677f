"""Plain formulas compiled to Python functions, and the proof that a book's cached values are fresh.

The engine decides what is stale. But nearly every workbook is fresh, and building its graph anew
costs the engine far more than its formulas do. So the formulas are first evaluated here; when each
agrees with its cached value, nothing is stale and the engine is not asked. One formula that is not
plain, one value that differs, and the engine has the word for the whole book.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from math import isfinite

from xlplan.formulas.syntax import (
    Call,
    Literal,
    Node,
    NotPlain,
    Operation,
    Reference,
    parse,
    references,
)
from xlplan.functions.call import call
from xlplan.functions.values import Error, Scalar, Value
from xlplan.workbook.book import Book
from xlplan.workbook.plain_values import (
    OPERATIONS,
    Compiled,
    Failed,
    Grid,
    Place,
    Unproven,
    criterion,
    date,
    number,
    truth,
)

_PLANS: OrderedDict[tuple[tuple[Place, str], ...], Plan | None] = OrderedDict()
_PLANS_KEPT = 16
_SEEN: set[int] = set()
_SEEN_KEPT = 4096
_SAME = 1e-12


def fresh_values(book: Book, formulas: dict[Place, str]) -> dict[Place, Scalar] | None:
    """Every formula's value where all agree with the cached ones; None where the engine is needed.

    `formulas` are the canonical texts by place, all of the book.
    """
    plan = _plan(formulas)
    if plan is None or book.date1904:
        return None
    inputs = {
        (name, row, column): cell.value
        for name, sheet in book.sheets.items()
        for (row, column), cell in sheet.cells.items()
        if cell.formula is None and cell.value is not None
    }
    try:
        values = plan.values(inputs)
    except (Unproven, OverflowError):
        return None
    for place, value in values.items():
        name, row, column = place
        if not _agrees(book.sheets[name].cells[(row, column)].value, value):
            return None
    return values


class Plan:
    """The compiled formulas of a layout, in an order in which each finds its arguments.

    Workbooks of one template share a plan, and most of their cells: of the next workbook, only
    what depends on a cell that differs from the one before is evaluated.
    """

    def __init__(self, trees: dict[Place, Node]) -> None:
        self.order = [(place, _compiled(trees[place])) for place in _order(trees)]
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
            for row in _places(area):
                for place in row:
                    self.areas.setdefault(place, []).append(area)

    def _forget(self) -> None:
        self.inputs: dict[Place, Scalar] | None = None
        self.computed: dict[Place, Scalar] = {}

    def values(self, inputs: dict[Place, Scalar]) -> dict[Place, Scalar]:
        """The value of every formula; Unproven where one is left to the engine."""
        last, computed = self.inputs, self.computed
        self._forget()
        due = bytearray(len(self.order)) if last is not None else bytearray(b"\1" * len(self.order))
        if last is not None:
            for place in [p for p, value in inputs.items() if not _same(last.get(p), value)]:
                self._mark(place, due)
            for place in last.keys() - inputs.keys():
                self._mark(place, due)
        grid = Grid(inputs)
        grid.update(computed)
        for at, (place, formula) in enumerate(self.order):
            if due[at]:
                try:
                    value = _settled(formula(grid))
                except Failed as failed:
                    value = failed.error
                if not _same(grid.get(place), value):
                    self._mark(place, due)
                grid[place] = computed[place] = value
        self.inputs, self.computed = inputs, computed
        return dict(computed)

    def _mark(self, place: Place, due: bytearray) -> None:
        for at in self.users.get(place, ()):
            due[at] = 1
        for area in self.areas.get(place, ()):
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


def _agrees(cached: Scalar, value: Scalar) -> bool:
    if cached.__class__ is not value.__class__:
        return False
    if isinstance(value, float):
        return abs(cached - value) <= _SAME * max(abs(cached), abs(value))  # type: ignore
    return cached == value


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
        plan: Plan | None = Plan(
            {place: parse(text, place[0]) for place, text in formulas.items()}
        )
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

    @lru_cache(maxsize=None)
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


@lru_cache(maxsize=32_768)
def _compiled(tree: Node) -> Compiled:
    if isinstance(tree, Literal):
        value = tree.value
        return lambda grid: value
    if isinstance(tree, Reference):
        if tree.is_range:
            raise Unproven
        place = (tree.sheet, *tree.first)
        return lambda grid: grid.get(place)
    if isinstance(tree, Operation):
        work, left, right = OPERATIONS[tree.sign], _compiled(tree.left), _compiled(tree.right)
        return lambda grid: work(left(grid), right(grid))
    if tree.name.startswith("XLPLAN_"):
        return _ours(tree)
    if tree.name not in _FUNCTIONS:
        raise Unproven
    return _FUNCTIONS[tree.name](tree.arguments)


def _ours(tree: Call) -> Compiled:
    name, arguments = tree.name.removeprefix("XLPLAN_"), [_argument(a) for a in tree.arguments]
    return lambda grid: call(name, [argument(grid) for argument in arguments])


def _argument(tree: Node) -> Compiled:
    """An argument of a function of ours: a range comes as rows, an error as any value."""
    if not (isinstance(tree, Reference) and tree.is_range):
        formula = _compiled(tree)
        return formula if isinstance(tree, Reference | Literal) else _or_error(formula)
    places = _places(tree)
    return lambda grid: [[grid.get(place) for place in row] for row in places]


def _or_error(formula: Compiled) -> Compiled:
    def result(grid: Grid) -> Value:
        try:
            return formula(grid)
        except Failed as failed:
            return failed.error

    return result


def _places(area: Reference) -> list[list[Place]]:
    (top, left), (bottom, right) = area.first, area.last
    if (bottom - top + 1) * (right - left + 1) > 10_000:
        raise Unproven
    return [
        [(area.sheet, row, column) for column in range(left, right + 1)]
        for row in range(top, bottom + 1)
    ]


Arguments = tuple[Node, ...]


def _if(arguments: Arguments) -> Compiled:
    if len(arguments) != 3:
        raise Unproven
    condition, then, other = map(_compiled, arguments)
    return lambda grid: then(grid) if truth(condition(grid)) else other(grid)


def _or(arguments: Arguments) -> Compiled:
    parts = [_compiled(argument) for argument in arguments]
    return lambda grid: any([truth(part(grid)) for part in parts])


def _and(arguments: Arguments) -> Compiled:
    parts = [_compiled(argument) for argument in arguments]
    return lambda grid: all([truth(part(grid)) for part in parts])


def _numbers(arguments: Arguments) -> Callable[[Grid], list[float]]:
    """The numbers of one range."""
    (area,) = _areas(arguments)
    places = [place for row in _places(area) for place in row]

    def found(grid: Grid) -> list[float]:
        values = [*map(grid.get, places)]
        kinds = {*map(type, values)}
        if Error in kinds:
            raise Unproven
        return [value for value in values if value.__class__ is float] if float in kinds else []

    return found


def _areas(arguments: Arguments) -> list[Reference]:
    areas = [a for a in arguments if isinstance(a, Reference) and a.is_range]
    if len(areas) != len(arguments) or len(areas) != 1:
        raise Unproven
    return areas


def _count(arguments: Arguments) -> Compiled:
    numbers = _numbers(arguments)
    return lambda grid: float(len(numbers(grid)))


def _sum(arguments: Arguments) -> Compiled:
    numbers = _numbers(arguments)
    return lambda grid: float(sum(numbers(grid)))


def _date(arguments: Arguments) -> Compiled:
    if len(arguments) != 3:
        raise Unproven
    year, month, day = map(_compiled, arguments)
    return lambda grid: date(number(year(grid)), number(month(grid)), number(day(grid)))


Criteria = list[tuple[Reference, Compiled]]


def _criteria(arguments: Arguments) -> Criteria:
    pairs = []
    for area, wanted in zip(arguments[::2], arguments[1::2], strict=False):
        if not (isinstance(area, Reference) and area.is_range):
            raise Unproven
        pairs.append((area, _compiled(wanted)))
    heights = {area.last[0] - area.first[0] for area, _ in pairs}
    if len(arguments) % 2 or len(heights) != 1:
        raise Unproven
    return pairs


def _meeting(grid: Grid, criteria: Criteria) -> list[int]:
    """Offsets of the rows that meet all; the first criterion names them by value."""
    found: list[int] = []
    for at, (area, wanted) in enumerate(criteria):
        column = grid.column(area)
        offsets, holds = criterion(column, wanted(grid))
        if at:
            found = [offset for offset in found if holds(column.values[offset])]
        elif offsets is None:
            raise Unproven
        else:
            found = offsets
    return found


def _countifs(arguments: Arguments) -> Compiled:
    criteria = _criteria(arguments)
    return lambda grid: float(len(_meeting(grid, criteria)))


def _sumifs(arguments: Arguments) -> Compiled:
    criteria, (area,) = _criteria(arguments[1:]), _areas(arguments[:1])
    if area.last[0] - area.first[0] != criteria[0][0].last[0] - criteria[0][0].first[0]:
        raise Unproven

    def result(grid: Grid) -> Value:
        values = grid.column(area).values
        found = (values[offset] for offset in _meeting(grid, criteria))
        return float(sum(value for value in found if isinstance(value, float)))

    return result


_FUNCTIONS: dict[str, Callable[[Arguments], Compiled]] = {
    "IF": _if,
    "OR": _or,
    "AND": _and,
    "COUNT": _count,
    "SUM": _sum,
    "DATE": _date,
    "COUNTIFS": _countifs,
    "SUMIFS": _sumifs,
}
