"""Relations that must hold between figures; which figure departs where they are broken is told in
`checks.departures`."""

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
    def spots(self) -> tuple[Place, ...]:
        """Where each figure stands, in their order."""
        return tuple(figure.place for figure in self.figures)

    @cached_property
    def places(self) -> frozenset[Place]:
        """Where its figures stand."""
        return frozenset(self.spots)


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
