"""Which figure departs where relations are broken.

A figure that was mistyped breaks every relation it stands in, and one other value mends them all; so
the figure whose correction mends the most broken relations and breaks the fewest holding ones is the
one that departs. It gets one finding, and the relations are looked at again as if it were right: what
is still broken has a fault of its own. Two figures that stand in each other's cells depart together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from xlplan.checks.inputs import ZERO
from xlplan.checks.relations import Figure, Place, Relation, Violation
from xlplan.formulas.references import to_a1

_MANY = 40
"""Faults told apart in one workbook; beyond that the broken relations are reported as they are."""


_CLEAR = Decimal("0.02")
"""How much better a figure must fit its own row, put right, to be told from the others."""
_MOST_NAMED = 3
"""Figures that get a finding each when it can't be told which departs and one is the result."""
_NEAR = Decimal("0.01")
"""How near to what a relation wants of a figure another must be to be its own, gone astray."""
_FIGURES = 600
"""Figures of broken relations beyond which no two are tried against each other."""


class Departure(NamedTuple):
    """A figure that departs, with the relation that tells; `wanted` is what it should be."""

    figure: Figure
    relation: Relation
    violation: Violation
    wanted: Decimal | None


class _Indexed(list[Relation]):
    """The relations, and `of` each figure the numbers of those that it stands in."""

    def __init__(self, relations: Iterable[Relation]) -> None:
        super().__init__(relations)
        self.of: dict[Place, list[int]] = {}
        for number, relation in enumerate(self):
            for place in relation.places:
                self.of.setdefault(place, []).append(number)


Likelihood = Callable[[Figure, Decimal | None], Decimal]
"""How much better a figure would fit its own row if it were what a relation wants of it."""


def departures(
    given: Sequence[Relation], known: dict[Place, Decimal], likelihood: Likelihood
) -> list[Departure]:
    """The figures that depart, in the order of the relations; `known` are figures that have a
    finding already, with what they should be."""
    relations = _Indexed(given)
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
        pair = _traded(relations, broken, right)
        if pair:
            found += pair
            right |= {d.figure.place: d.wanted or ZERO for d in pair}
            continue
        places = _suspects(relations, broken, number, right, violation, likelihood)
        told = {departure.figure.place for departure in found}
        if len(places) > 1 and told & {*places, *_home(relations[number])}:
            settled.add(number)  # one of them, or the result, has its finding
            continue
        if len(places) > 1:
            found += _departing(relations[number], violation, places)
            settled.add(number)
            continue
        (place,) = places
        best = _corrected(relations, broken, place, right)
        if best is not None:
            number = _mended(relations, broken, number, place, right | {place: best})
        found += _departing(relations[number], broken[number], places, best)
        if best is not None:
            right[place] = best
        if best is None or number in _broken(relations, right):
            settled.add(number)
    return found


def _home(relation: Relation) -> set[Place]:
    """Where the stated result stands, if the relation has one."""
    return set() if relation.home is None else {relation.figures[relation.home].place}


def _departing(
    relation: Relation, violation: Violation, places: set[Place], best: Decimal | None = None
) -> list[Departure]:
    return [
        Departure(figure, relation, violation, wanted if best is None else best)
        for figure, wanted in zip(relation.figures, violation.wanted, strict=True)
        if figure.place in places
    ]


def _mended(
    relations: _Indexed, broken: dict[int, Violation], number: int, place: Place,
    right: dict[Place, Decimal],
) -> int:  # fmt: skip
    """The relation that tells of a figure: one that its correction mends, this one if it does."""
    inside = [number, *(n for n in relations.of[place] if n in broken)]
    held = (n for n in inside if relations[n].test(_values(relations[n], right)) is None)
    return next(held, number)


def _clearest(
    relations: _Indexed, broken: dict[int, Violation], number: int,
    right: dict[Place, Decimal],
) -> int:  # fmt: skip
    """The worth of a broken relation's best suspect: the clearest faults are put right first."""
    figures = relations[number].figures
    return max(_worth(relations, broken, f, right) for f in figures)


def _values(relation: Relation, right: dict[Place, Decimal]) -> list[Decimal | None]:
    figures = relation.figures
    return [right.get(at, f.value) for at, f in zip(relation.spots, figures, strict=True)]


def _broken(relations: _Indexed, right: dict[Place, Decimal]) -> dict[int, Violation]:
    found = {}
    for number, relation in enumerate(relations):
        violation = relation.test(_values(relation, right))
        if violation is not None:
            found[number] = violation
    return found


def _suspects(
    relations: _Indexed, broken: dict[int, Violation], number: int,
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
    told = [f.place for f, wish in best if f.column == "coefficient" and _is_short(wish)]
    if len(told) == 1:
        return {told[0]}
    places = {f.place for f, _ in best}
    if relation.home is not None and len(places) > 1:
        home = relation.figures[relation.home].place
        if home in places or len(places) > _MOST_NAMED:
            return {home}
    if relation.home is not None and relation.rule.code == "XLP303":
        home = relation.figures[relation.home].place
        if home not in right and not any(_elsewhere(relations, broken, number, p) for p in places):
            return {home}
    return places


def _is_short(value: Decimal | None) -> bool:
    """Whether a number is one that somebody decided, like a coefficient: of four decimals at most."""
    return value is not None and int(value.normalize().as_tuple().exponent) >= -4


def _elsewhere(
    relations: _Indexed, broken: dict[int, Violation], number: int, place: Place
) -> bool:
    """Whether a figure stands in another broken relation, or in none but this one at all."""
    inside = relations.of[place]
    return len(inside) == 1 or any(n in broken and n != number for n in inside)


def _worth(
    relations: _Indexed, broken: dict[int, Violation], entry: Figure,
    right: dict[Place, Decimal],
) -> int:  # fmt: skip
    """Broken relations that a figure's correction mends, less the holding ones that it breaks."""
    inside = relations.of[entry.place]
    bad = sum(1 for n in inside if n in broken)
    wish = _wish(relations, broken, entry.place, right)
    if wish is None:
        return bad if entry.value is None else bad - len(inside)
    new, fails = _after(relations, broken, entry.place, wish, right)
    return bad - (fails - new) - new


def _wish(
    relations: _Indexed, broken: dict[int, Violation], place: Place,
    right: dict[Place, Decimal],
) -> Decimal | None:  # fmt: skip
    """What a figure should be by the broken relations: the wish that leaves the fewest broken."""
    wishes = {
        wish: None
        for n in relations.of[place]
        if n in broken
        for spot, wish in zip(relations[n].spots, broken[n].wanted, strict=True)
        if spot == place and wish is not None
    }
    return min(wishes, key=lambda w: _after(relations, broken, place, w, right)[1], default=None)


def _after(
    relations: _Indexed, broken: dict[int, Violation], place: Place, wish: Decimal,
    right: dict[Place, Decimal],
) -> tuple[int, int]:  # fmt: skip
    """With a figure as wished: relations newly broken, relations broken in all."""
    trial = right | {place: wish}
    fails = [
        n
        for n in relations.of[place]
        if relations[n].test(_values(relations[n], trial)) is not None
    ]
    return sum(1 for n in fails if n not in broken), len(fails)


def _corrected(
    relations: _Indexed, broken: dict[int, Violation], place: Place,
    right: dict[Place, Decimal],
) -> Decimal | None:  # fmt: skip
    """What a departing figure should be; None when it would break a relation that holds."""
    best = _wish(relations, broken, place, right)
    if best is None or _after(relations, broken, place, best, right)[0]:
        return None
    return best


def _traded(
    relations: _Indexed, broken: dict[int, Violation], right: dict[Place, Decimal]
) -> list[Departure]:
    """Two figures of one row or column that mend at least two broken relations, and break none,
    once they change places; both depart. Empty when there are none."""
    if sum(len(relations[n].figures) for n in broken) > _FIGURES:
        return []
    for one, two in _candidates(relations, broken, right):
        trial = right | {one.place: two.value or ZERO, two.place: one.value or ZERO}
        inside = sorted({*relations.of[one.place], *relations.of[two.place]})
        fails = {n for n in inside if relations[n].test(_values(relations[n], trial)) is not None}
        mended = [n for n in inside if n in broken and n not in fails]
        if any(n not in broken for n in fails) or len(mended) < 2:
            continue
        told = [
            next((n for n in mended if f.place in relations[n].places), None) for f in (one, two)
        ]
        if None not in told:
            return [
                _as_traded(relations[n], broken[n], entry, other)
                for n, entry, other in zip(told, (one, two), (two, one), strict=True)
                if n is not None
            ]
    return []


def _candidates(
    relations: _Indexed, broken: dict[int, Violation], right: dict[Place, Decimal]
) -> Iterator[tuple[Figure, Figure]]:
    """A figure and another that is about what a broken relation wants of it."""
    typed = {
        place: f
        for n in broken
        for place, f in zip(relations[n].spots, relations[n].figures, strict=True)
        if f.value is not None and place not in right
    }
    for number, violation in broken.items():
        relation = relations[number]
        for place, entry, wanted in zip(
            relation.spots, relation.figures, violation.wanted, strict=True
        ):
            if place not in typed or not wanted:
                continue
            for there, other in typed.items():
                value = other.value or ZERO
                if (
                    other.table is entry.table
                    and (other.column == entry.column or other.row is entry.row)
                    and there != place
                    and value != entry.value
                    and abs(value - wanted) <= _NEAR * abs(wanted)
                ):
                    yield entry, other


def _as_traded(relation: Relation, violation: Violation, entry: Figure, other: Figure) -> Departure:
    there = to_a1(*other.place[1])
    message = f"{violation.message} Số này và số ở {there} đổi chỗ cho nhau thì khớp."
    values = {**violation.values, "other": float(other.value or ZERO)}
    return Departure(
        entry, relation, violation._replace(message=message, values=values), other.value
    )
