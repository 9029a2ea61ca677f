"""Functions of plain formulas that look into columns: MATCH, INDEX, COUNTIFS, SUMIFS."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from xlplan.formulas.syntax import Literal, Reference
from xlplan.functions.values import Error, Value
from xlplan.workbook.plain_areas import Arguments, Compile, height, once, one_area
from xlplan.workbook.plain_values import Compiled, Grid, Unproven, finite, number

Offsets = Callable[[Grid], list[int]]
"""Gives offsets of rows."""


def _match(arguments: Arguments, compiled: Compile) -> Compiled:
    """MATCH(key, column, 0): the place of the first equal cell, or #N/A."""
    if len(arguments) != 3 or arguments[2] != Literal(0.0):
        raise Unproven
    wanted, (area,) = compiled(arguments[0]), one_area(arguments[1:2])

    def result(grid: Grid) -> Value:
        key = wanted(grid)
        if isinstance(key, str) and set(key) & set("*?~"):
            raise Unproven
        found = grid.column(area).equal(key) if isinstance(key, str | float) else None
        if found is None:
            raise Unproven
        return float(found[0] + 1) if found else Error.NA

    return result


def _index(arguments: Arguments, compiled: Compile) -> Compiled:
    """INDEX(column, place)."""
    if len(arguments) != 2:
        raise Unproven
    (area,), place = one_area(arguments[:1]), compiled(arguments[1])

    def result(grid: Grid) -> Value:
        values, at = grid.column(area).values, number(place(grid))
        if not 1 <= at <= len(values):
            raise Unproven
        return values[int(at) - 1]

    return result


@lru_cache(maxsize=32_768)
def _meeting(criteria: Arguments, compiled: Compile) -> Offsets:
    """Offsets of the rows that meet all criteria; the first one names them by value. COUNTIFS and
    SUMIFS often begin with the same ones, which are then looked up once."""
    if len(criteria) % 2 or len({*map(height, criteria[::2])}) != 1:
        raise Unproven
    area, wanted = criteria[-2], compiled(criteria[-1])
    assert isinstance(area, Reference)
    if len(criteria) == 2:

        def named(grid: Grid) -> list[int]:
            found, _ = grid.column(area).meeting(wanted(grid))
            if found is None:
                raise Unproven
            return found

        return once(named)
    before = _meeting(criteria[:-2], compiled)

    def kept(grid: Grid) -> list[int]:
        column = grid.column(area)
        values, (_, holds) = column.values, column.meeting(wanted(grid))
        return [offset for offset in before(grid) if holds(values[offset])]

    return once(kept)


def _countifs(arguments: Arguments, compiled: Compile) -> Compiled:
    meeting = _meeting(arguments, compiled)
    return lambda grid: float(len(meeting(grid)))


def _sumifs(arguments: Arguments, compiled: Compile) -> Compiled:
    meeting, (area,) = _meeting(arguments[1:], compiled), one_area(arguments[:1])
    if height(area) != height(arguments[1]):
        raise Unproven

    def result(grid: Grid) -> Value:
        values = grid.column(area).values
        found = [values[offset] for offset in meeting(grid)]
        return finite(float(sum([value for value in found if value.__class__ is float])))

    return result


LOOKUPS: dict[str, Callable[[Arguments, Compile], Compiled]] = {
    "COUNTIFS": _countifs,
    "SUMIFS": _sumifs,
    "MATCH": _match,
    "INDEX": _index,
}
"""By upper-case name."""
