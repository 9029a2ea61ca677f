"""Ranges in plain formulas: their cells, rows and numbers, gathered once a grid."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from xlplan.formulas.syntax import Node, Reference
from xlplan.functions.values import Error, Value, cells
from xlplan.workbook.plain_values import Compiled, Failed, Grid, Place, Unproven

Arguments = tuple[Node, ...]
Compile = Callable[[Node], Compiled]
"""What gives the function of a tree; those of functions get it handed."""


def once(formula: Callable[[Grid], Any]) -> Callable[[Grid], Any]:
    """The same part of formulas is evaluated once a grid: when first asked for, all the cells that
    it names have their values."""

    def result(grid: Grid) -> Any:
        known = grid.known
        value = known.get(result, _UNKNOWN)
        if value is _UNKNOWN:
            value = known[result] = formula(grid)
        return value

    return result


_UNKNOWN = object()


def or_error(formula: Compiled) -> Compiled:
    """The formula whose error is a value like any other."""

    def result(grid: Grid) -> Value:
        try:
            return formula(grid)
        except Failed as failed:
            return failed.error

    return result


@lru_cache(maxsize=32_768)
def rows_of(area: Reference) -> Compiled:
    """The values of a range, by row; the formulas of a row often share it."""
    places = places_of(area)
    return once(lambda grid: [[*map(grid.get, row)] for row in places])


def places_of(area: Reference) -> list[list[Place]]:
    """The cells of a range, by row; Unproven for a very large one."""
    (top, left), (bottom, right) = area.first, area.last
    if (bottom - top + 1) * (right - left + 1) > 10_000:
        raise Unproven
    return [
        [(area.sheet, row, column) for column in range(left, right + 1)]
        for row in range(top, bottom + 1)
    ]


def one_area(arguments: Arguments) -> list[Reference]:
    """A single argument that is a range; Unproven for anything else."""
    areas = [a for a in arguments if isinstance(a, Reference) and a.is_range]
    if len(areas) != len(arguments) or len(areas) != 1:
        raise Unproven
    return areas


def height(area: Node) -> int:
    """The rows of a range, less one; Unproven for anything else."""
    if not (isinstance(area, Reference) and area.is_range):
        raise Unproven
    return area.last[0] - area.first[0]


@lru_cache(maxsize=32_768)
def numbers_of(arguments: Arguments) -> Callable[[Grid], list[float]]:
    """The numbers of one range."""
    rows = rows_of(*one_area(arguments))

    def found(grid: Grid) -> list[float]:
        values = cells(rows(grid))
        kinds = {*map(type, values)}
        if kinds == _FLOATS:
            return values  # type: ignore[return-value]
        if Error in kinds:
            raise Unproven
        return [value for value in values if value.__class__ is float] if float in kinds else []

    return once(found)


_FLOATS = {float}
