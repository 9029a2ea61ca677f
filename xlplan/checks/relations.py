"""Relations between figures, and which figure departs where relations are broken.

A figure that was mistyped breaks every relation it stands in, and one other value mends them all; so
the figure whose correction mends the most broken relations and breaks the fewest holding ones is the
one that departs. It gets one finding, and the relations are looked at again as if it were right: what is still broken has a
fault of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from xlplan.checks.context import Context
from xlplan.checks.rules import Rule
from xlplan.domain.amounts import Interval
from xlplan.workbook.book import Address
from xlplan.workbook.tables import Row, TableData

Place = tuple[str, Address, int]
"""Sheet, address, and which number of the cell's text."""

_MANY = 40
"""Faults told apart in one workbook; beyond that the broken relations are reported as they are."""


_CLEAR = Decimal("0.02")
"""How much better a figure must fit its own row, put right, to be told from the others."""
_MOST_NAMED = 3
"""Figures that get a finding each when it can't be told which departs and one is the result."""


class Figure(NamedTuple):
    """A cell's number; `value` None for a text that takes part in a relation by its number
    `part`."""

    table: TableData
    row: Row
    column: str
    value: Decimal | None
    part: int = 0

    @property
    def place(self) -> Place:
        """Where the number stands."""
        return self.table.sheet, self.table.address(self.row, self.column), self.part

    @property
    def header(self) -> str:
        """The column's title."""
        return self.table.spec.column(self.column).header


class Violation(NamedTuple):
    """How a relation is broken; `wanted` is what each figure would be for it to hold."""

    message: str
    values: dict[str, Any]
    wanted: Sequence[Decimal | None]


@dataclass
class Relation:
    """What must hold between figures. `test` takes their values in order and gives a Violation or
    None. `home` is the figure that is the stated result: it departs when nothing else tells;
    without one each that may have departed gets the finding."""

    rule: Rule
    figures: tuple[Figure, ...]
    test: Callable[[list[Decimal | None]], Violation | None]
    home: int | None = None
    remedy: str = ""

    @cached_property
    def places(self) -> frozenset[Place]:
        """Where its figures stand."""
        return frozenset(figure.place for figure in self.figures)


class Departure(NamedTuple):
    """A figure that departs, with the relation that tells; `wanted` is what it should be."""

    figure: Figure
    relation: Relation
    violation: Violation
    wanted: Decimal | None


def figure(context: Context, table: TableData, row: Row, column: str) -> Figure | None:
    """The figure of a cell; None when it is blank, of the wrong type or its column is missing."""
    known = context.known
    place = id(row), column
    found = known.get(place, _UNKNOWN)
    if found is _UNKNOWN:
        value = None
        if column in table.columns or table.spec.fields:
            value = context.figure(table, row, column)
        found = known[place] = None if value is None else Figure(table, row, column, value)
    return found


_UNKNOWN = object()


def finest(figures: Iterable[Figure]) -> Decimal:
    """The unit to which typed figures are rounded: 1 when all are whole, else their finest."""
    places = 0
    for entry in figures:
        value = entry.value
        if value is not None and not value.same_quantum(_WHOLE):
            places = max(places, _places(value))
    return Decimal(1).scaleb(-places) if places else _WHOLE


_WHOLE = Decimal(1)


def _places(value: Decimal) -> int:
    if value == value.to_integral_value():
        return 0
    return min(-int(value.normalize().as_tuple().exponent), 6)


def linear(
    rule: Rule,
    terms: Sequence[tuple[Figure, Decimal]],
    slack: Decimal,
    tell: Callable[[list[Decimal], Decimal], tuple[str, dict[str, Any]]],
    *,
    home: int | None = None,
    room: Sequence[Interval] = (),
    remedy: str = "",
) -> Relation:
    """Σ coefficient × figure = 0 within `slack`; `room` says how far each figure may really be
    from its number (low ≤ 0 ≤ high). `tell(values, gap)` gives message and numbers."""
    coefficients = [coefficient for _, coefficient in terms]

    def test(values: list[Decimal | None]) -> Violation | None:
        known = [value for value in values if value is not None]
        gap = sum((c * v for c, v in zip(coefficients, known, strict=True)), Decimal(0))
        low, high = gap - slack, gap + slack
        for coefficient, interval in zip(coefficients, room, strict=False):
            ends = coefficient * interval.low, coefficient * interval.high
            low, high = low + min(ends), high + max(ends)
        if low <= 0 <= high:
            return None
        wanted = [v - gap / c for c, v in zip(coefficients, known, strict=True)]
        return Violation(*tell(known, gap), wanted)

    return Relation(rule, tuple(f for f, _ in terms), test, home, remedy)


Likelihood = Callable[[Figure, Decimal | None], Decimal]
"""How much better a figure would fit its own row if it were what a relation wants of it."""


def departures(
    relations: Sequence[Relation], known: dict[Place, Decimal], likelihood: Likelihood
) -> list[Departure]:
    """The figures that depart, in the order of the relations; `known` are figures that have a
    finding already, with what they should be."""
    right = dict(known)
    found: list[Departure] = []
    settled: set[int] = set()
    for _ in range(_MANY):
        broken = _broken(relations, right)
        open_ones = [n for n in broken if n not in settled]
        if not open_ones:
            break
        number = max(open_ones, key=lambda n: _clearest(relations, broken, n, right))
        violation = broken[number]
        places = _suspects(relations, broken, number, right, violation, likelihood)
        relation = relations[number]
        wanted = dict(zip((f.place for f in relation.figures), violation.wanted, strict=True))
        found += [
            Departure(f, relation, violation, wanted[f.place])
            for f in relation.figures
            if f.place in places
        ]
        settled.add(number)
        if len(places) == 1:
            (place,) = places
            best = _corrected(relations, broken, place, right)
            if best is not None:
                right[place] = best
                found[-1] = found[-1]._replace(wanted=best)
                settled = {n for n in settled if n != number}
                if number in _broken(relations, right):
                    settled.add(number)
    return found


def _clearest(
    relations: Sequence[Relation], broken: dict[int, Violation], number: int,
    right: dict[Place, Decimal],
) -> int:  # fmt: skip
    """The worth of a broken relation's best suspect: the clearest faults are put right first."""
    figures = relations[number].figures
    return max(_worth(relations, broken, f, right) for f in figures)


def _values(relation: Relation, right: dict[Place, Decimal]) -> list[Decimal | None]:
    return [right.get(f.place, f.value) for f in relation.figures]


def _broken(relations: Sequence[Relation], right: dict[Place, Decimal]) -> dict[int, Violation]:
    found = {}
    for number, relation in enumerate(relations):
        violation = relation.test(_values(relation, right))
        if violation is not None:
            found[number] = violation
    return found


def _suspects(
    relations: Sequence[Relation], broken: dict[int, Violation], number: int,
    right: dict[Place, Decimal], violation: Violation, likelihood: Likelihood,
) -> set[Place]:  # fmt: skip
    """The figures of a broken relation that may be the one: put right, it mends the most broken
    relations and breaks the fewest that hold; then the one that would fit its own row better."""
    relation = relations[number]
    pairs = list(zip(relation.figures, violation.wanted, strict=True))
    pairs = [pair for pair in pairs if pair[0].place not in right] or pairs
    worth = {f.place: _worth(relations, broken, f, right) for f, _ in pairs}
    most = max(worth.values())
    best = [(f, w) for f, w in pairs if worth[f.place] == most]
    likely = sorted(((likelihood(f, w), f.place) for f, w in best), reverse=True)
    if len(likely) > 1 and likely[0][0] > _CLEAR and likely[0][0] > 2 * likely[1][0]:
        return {likely[0][1]}
    places = {f.place for f, _ in best}
    if relation.home is not None and len(places) > 1:
        home = relation.figures[relation.home].place
        if home in places or len(places) > _MOST_NAMED:
            return {home}
    return places


def _worth(
    relations: Sequence[Relation], broken: dict[int, Violation], entry: Figure,
    right: dict[Place, Decimal],
) -> int:  # fmt: skip
    """Broken relations that a figure's correction mends, less the holding ones that it breaks."""
    inside = [n for n, r in enumerate(relations) if entry.place in r.places]
    bad = sum(1 for n in inside if n in broken)
    wish = _wish(relations, broken, entry.place, right)
    if wish is None:
        return bad if entry.value is None else bad - len(inside)
    new, fails = _after(relations, broken, entry.place, wish, right)
    return bad - (fails - new) - new


def _wish(
    relations: Sequence[Relation], broken: dict[int, Violation], place: Place,
    right: dict[Place, Decimal],
) -> Decimal | None:  # fmt: skip
    """What a figure should be by the broken relations: the wish that leaves the fewest broken."""
    wishes = {
        wish: None
        for n, violation in broken.items()
        if place in relations[n].places
        for f, wish in zip(relations[n].figures, violation.wanted, strict=True)
        if f.place == place and wish is not None
    }
    return min(wishes, key=lambda w: _after(relations, broken, place, w, right)[1], default=None)


def _after(
    relations: Sequence[Relation], broken: dict[int, Violation], place: Place, wish: Decimal,
    right: dict[Place, Decimal],
) -> tuple[int, int]:  # fmt: skip
    """With a figure as wished: relations newly broken, relations broken in all."""
    trial = right | {place: wish}
    fails = [
        n
        for n, r in enumerate(relations)
        if place in r.places and r.test(_values(r, trial)) is not None
    ]
    return sum(1 for n in fails if n not in broken), len(fails)


def _corrected(
    relations: Sequence[Relation], broken: dict[int, Violation], place: Place,
    right: dict[Place, Decimal],
) -> Decimal | None:  # fmt: skip
    """What a departing figure should be; None when it would break a relation that holds."""
    best = _wish(relations, broken, place, right)
    if best is None or _after(relations, broken, place, best, right)[0]:
        return None
    return best
