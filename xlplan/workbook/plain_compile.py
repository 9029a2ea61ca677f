"""Trees of plain formulas as Python functions of a grid; the functions that templates use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from xlplan.formulas.syntax import Call, Literal, Node, Operation, Reference
from xlplan.functions.catalogue import find
from xlplan.functions.values import Error, Value, cells
from xlplan.workbook.plain_ours import caller
from xlplan.workbook.plain_values import (
    NUMBERS_ONLY,
    OPERATIONS,
    Compiled,
    Failed,
    Grid,
    Place,
    Unproven,
    calendar_day,
    date,
    equal,
    finite,
    number,
    truth,
)


@lru_cache(maxsize=32_768)
def compiled(tree: Node) -> Compiled:
    """The function that gives a tree's value in a grid; Unproven for what is not supported."""
    if isinstance(tree, Literal):
        value = tree.value
        return lambda grid: value
    if isinstance(tree, Reference):
        if tree.is_range:
            raise Unproven
        place = (tree.sheet, *tree.first)
        return lambda grid: grid.get(place)
    if isinstance(tree, Operation):
        if tree.sign == "=" and isinstance(tree.right, Literal):
            return _equals(compiled(tree.left), tree.right.value)
        return _operation(tree.sign, compiled(tree.left), compiled(tree.right))
    if tree.name.startswith("XLPLAN_"):
        return _ours(tree)
    if tree.name not in _FUNCTIONS:
        raise Unproven
    return _FUNCTIONS[tree.name](tree.arguments)


def _operation(sign: str, left: Compiled, right: Compiled) -> Compiled:
    work, no_text = OPERATIONS[sign], sign in NUMBERS_ONLY

    def result(grid: Grid) -> Value:
        one = left(grid)
        try:
            other = right(grid)
        except Failed:
            if no_text and one.__class__ is str:  # its own error comes first
                raise Unproven from None
            raise
        return work(one, other)

    return result


def _equals(left: Compiled, value: float | str) -> Compiled:
    """A comparison with a number or a text that stands in the formula."""
    blank = value in ("", 0.0)

    def result(grid: Grid) -> bool:
        found = left(grid)
        if found is None:
            return blank
        kind = found.__class__
        if kind is float or (kind is str and (found == value or value == "")):
            return found == value
        return equal(found, value)

    return result


def _ours(tree: Call) -> Compiled:
    function = find(tree.name.removeprefix("XLPLAN_"))
    if function is None:
        return lambda grid: Error.NAME
    arguments = [_argument(argument) for argument in tree.arguments]
    call = caller(function, len(arguments))
    return _once(lambda grid: call([argument(grid) for argument in arguments]))


def _once(formula: Callable[[Grid], Any]) -> Callable[[Grid], Any]:
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


def _argument(tree: Node) -> Compiled:
    """An argument of a function of ours: a range comes as rows, an error as any value."""
    if not (isinstance(tree, Reference) and tree.is_range):
        formula = compiled(tree)
        return formula if isinstance(tree, Reference | Literal) else _or_error(formula)
    return _rows(tree)


@lru_cache(maxsize=32_768)
def _rows(area: Reference) -> Compiled:
    """The values of a range, by row; the formulas of a row often share it."""
    places = places_of(area)
    return _once(lambda grid: [[*map(grid.get, row)] for row in places])


def _or_error(formula: Compiled) -> Compiled:
    def result(grid: Grid) -> Value:
        try:
            return formula(grid)
        except Failed as failed:
            return failed.error

    return result


def places_of(area: Reference) -> list[list[Place]]:
    """The cells of a range, by row; Unproven for a very large one."""
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
    condition, then, other = map(compiled, arguments)

    def result(grid: Grid) -> Value:
        holds = condition(grid)
        if holds.__class__ is not bool:
            holds = truth(holds)
        return then(grid) if holds else other(grid)

    return result


def _or(arguments: Arguments) -> Compiled:
    return _all_judged(arguments, any)


def _and(arguments: Arguments) -> Compiled:
    return _all_judged(arguments, all)


def _all_judged(arguments: Arguments, judge: Callable[[list[bool]], bool]) -> Compiled:
    """Every part is evaluated: an error in any of them counts. A blank cell would not."""
    parts = [compiled(argument) for argument in arguments]

    def result(grid: Grid) -> Value:
        found = []
        for part in parts:
            holds = part(grid)
            if holds is None:
                raise Unproven
            found.append(holds if holds.__class__ is bool else truth(holds))
        return judge(found)

    return result


@lru_cache(maxsize=32_768)
def _numbers(arguments: Arguments) -> Callable[[Grid], list[float]]:
    """The numbers of one range."""
    rows = _rows(*_areas(arguments))

    def found(grid: Grid) -> list[float]:
        values = cells(rows(grid))
        kinds = {*map(type, values)}
        if kinds == _FLOATS:
            return values  # type: ignore[return-value]
        if Error in kinds:
            raise Unproven
        return [value for value in values if value.__class__ is float] if float in kinds else []

    return _once(found)


_FLOATS = {float}


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
    return lambda grid: finite(float(sum(numbers(grid))))


def _date(arguments: Arguments) -> Compiled:
    if len(arguments) != 3:
        raise Unproven
    year, month, day = map(compiled, arguments)
    return lambda grid: date(number(year(grid)), number(month(grid)), number(day(grid)))


def _calendar(part: Callable[[dt.date], int]) -> Callable[[Arguments], Compiled]:
    """YEAR, MONTH, DAY of a serial number."""

    def of(arguments: Arguments) -> Compiled:
        if len(arguments) != 1:
            raise Unproven
        serial = compiled(arguments[0])
        return lambda grid: float(part(calendar_day(number(serial(grid)))))

    return of


def _text(arguments: Arguments) -> Compiled:
    """TEXT(x,"00"): whole numbers of at most two digits."""
    if len(arguments) != 2 or arguments[1] != Literal("00"):
        raise Unproven
    value = compiled(arguments[0])

    def result(grid: Grid) -> Value:
        figure = number(value(grid))
        if not (0 <= figure < 100 and figure.is_integer()):
            raise Unproven
        return f"{int(figure):02d}"

    return result


def _hyperlink(arguments: Arguments) -> Compiled:
    """HYPERLINK(address, text): the text."""
    if len(arguments) != 2 or not all(isinstance(a, Literal) for a in arguments):
        raise Unproven
    return compiled(arguments[1])


def _iferror(arguments: Arguments) -> Compiled:
    if len(arguments) != 2:
        raise Unproven
    first, other = _or_error(compiled(arguments[0])), compiled(arguments[1])

    def result(grid: Grid) -> Value:
        value = first(grid)
        if value is None:
            raise Unproven
        return other(grid) if isinstance(value, Error) else value

    return _once(result)


def _match(arguments: Arguments) -> Compiled:
    """MATCH(key, column, 0): the place of the first equal cell, or #N/A."""
    if len(arguments) != 3 or arguments[2] != Literal(0.0):
        raise Unproven
    wanted, (area,) = compiled(arguments[0]), _areas(arguments[1:2])

    def result(grid: Grid) -> Value:
        key = wanted(grid)
        if isinstance(key, str) and set(key) & set("*?~"):
            raise Unproven
        found = grid.column(area).equal(key) if isinstance(key, str | float) else None
        if found is None:
            raise Unproven
        return float(found[0] + 1) if found else Error.NA

    return result


def _index(arguments: Arguments) -> Compiled:
    """INDEX(column, place)."""
    if len(arguments) != 2:
        raise Unproven
    (area,), place = _areas(arguments[:1]), compiled(arguments[1])

    def result(grid: Grid) -> Value:
        values, at = grid.column(area).values, number(place(grid))
        if not 1 <= at <= len(values):
            raise Unproven
        return values[int(at) - 1]

    return result


Offsets = Callable[[Grid], list[int]]


def _height(area: Node) -> int:
    if not (isinstance(area, Reference) and area.is_range):
        raise Unproven
    return area.last[0] - area.first[0]


@lru_cache(maxsize=32_768)
def _meeting(criteria: Arguments) -> Offsets:
    """Offsets of the rows that meet all criteria; the first one names them by value. COUNTIFS and
    SUMIFS often begin with the same ones, which are then looked up once."""
    if len(criteria) % 2 or len({*map(_height, criteria[::2])}) != 1:
        raise Unproven
    area, wanted = criteria[-2], compiled(criteria[-1])
    assert isinstance(area, Reference)
    if len(criteria) == 2:

        def named(grid: Grid) -> list[int]:
            found, _ = grid.column(area).meeting(wanted(grid))
            if found is None:
                raise Unproven
            return found

        return _once(named)
    before = _meeting(criteria[:-2])

    def kept(grid: Grid) -> list[int]:
        column = grid.column(area)
        values, (_, holds) = column.values, column.meeting(wanted(grid))
        return [offset for offset in before(grid) if holds(values[offset])]

    return _once(kept)


def _countifs(arguments: Arguments) -> Compiled:
    meeting = _meeting(arguments)
    return lambda grid: float(len(meeting(grid)))


def _sumifs(arguments: Arguments) -> Compiled:
    meeting, (area,) = _meeting(arguments[1:]), _areas(arguments[:1])
    if _height(area) != _height(arguments[1]):
        raise Unproven

    def result(grid: Grid) -> Value:
        values = grid.column(area).values
        found = [values[offset] for offset in meeting(grid)]
        return finite(float(sum([value for value in found if value.__class__ is float])))

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
    "IFERROR": _iferror,
    "MATCH": _match,
    "INDEX": _index,
    "DAY": _calendar(lambda day: day.day),
    "MONTH": _calendar(lambda day: day.month),
    "YEAR": _calendar(lambda day: day.year),
    "TEXT": _text,
    "HYPERLINK": _hyperlink,
}
