"""The functions that templates use, for plain formulas, but those that look into columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from xlplan.formulas.syntax import Literal
from xlplan.functions.values import Error, Value
from xlplan.workbook.plain_areas import Arguments, Compile, numbers_of, once, or_error
from xlplan.workbook.plain_lookups import LOOKUPS
from xlplan.workbook.plain_values import (
    Compiled,
    Grid,
    Unproven,
    calendar_day,
    date,
    finite,
    number,
    truth,
)

Builder = Callable[[Arguments, Compile], Compiled]
"""From the arguments of a call to its function; Unproven for what is not supported."""


def _if(arguments: Arguments, compiled: Compile) -> Compiled:
    if len(arguments) != 3:
        raise Unproven
    condition, then, other = map(compiled, arguments)

    def result(grid: Grid) -> Value:
        holds = condition(grid)
        if holds.__class__ is not bool:
            holds = truth(holds)
        return then(grid) if holds else other(grid)

    return result


def _or(arguments: Arguments, compiled: Compile) -> Compiled:
    return _all_judged(arguments, compiled, any)


def _and(arguments: Arguments, compiled: Compile) -> Compiled:
    return _all_judged(arguments, compiled, all)


def _all_judged(
    arguments: Arguments, compiled: Compile, judge: Callable[[list[bool]], bool]
) -> Compiled:
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


def _count(arguments: Arguments, _: Compile) -> Compiled:
    numbers = numbers_of(arguments)
    return lambda grid: float(len(numbers(grid)))


def _sum(arguments: Arguments, _: Compile) -> Compiled:
    numbers = numbers_of(arguments)
    return lambda grid: finite(float(sum(numbers(grid))))


def _date(arguments: Arguments, compiled: Compile) -> Compiled:
    if len(arguments) != 3:
        raise Unproven
    year, month, day = map(compiled, arguments)
    return lambda grid: date(number(year(grid)), number(month(grid)), number(day(grid)))


def _calendar(part: Callable[[dt.date], int]) -> Builder:
    """YEAR, MONTH, DAY of a serial number."""

    def of(arguments: Arguments, compiled: Compile) -> Compiled:
        if len(arguments) != 1:
            raise Unproven
        serial = compiled(arguments[0])
        return lambda grid: float(part(calendar_day(number(serial(grid)))))

    return of


def _text(arguments: Arguments, compiled: Compile) -> Compiled:
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


def _hyperlink(arguments: Arguments, compiled: Compile) -> Compiled:
    """HYPERLINK(address, text): the text."""
    if len(arguments) != 2 or not all(isinstance(a, Literal) for a in arguments):
        raise Unproven
    return compiled(arguments[1])


def _iferror(arguments: Arguments, compiled: Compile) -> Compiled:
    if len(arguments) != 2:
        raise Unproven
    first, other = or_error(compiled(arguments[0])), compiled(arguments[1])

    def result(grid: Grid) -> Value:
        value = first(grid)
        if value is None:
            raise Unproven
        return other(grid) if isinstance(value, Error) else value

    return once(result)


FUNCTIONS: dict[str, Builder] = {
    "IF": _if,
    "OR": _or,
    "AND": _and,
    "COUNT": _count,
    "SUM": _sum,
    "DATE": _date,
    "IFERROR": _iferror,
    "DAY": _calendar(lambda day: day.day),
    "MONTH": _calendar(lambda day: day.month),
    "YEAR": _calendar(lambda day: day.year),
    "TEXT": _text,
    "HYPERLINK": _hyperlink,
    **LOOKUPS,
}
"""By upper-case name."""
