"""Calls of our own functions in plain formulas: usual arguments straight to the arithmetic."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from math import isfinite
from typing import Any

from xlplan.domain.metrics import MetricError
from xlplan.functions.call import BLANKS_ONLY, apply
from xlplan.functions.catalogue import ANY, LIST, NUMBER, TEXT, Function
from xlplan.functions.values import Value, cells

Work = Callable[[list[Value]], Value]

_USUAL: dict[str, tuple[type, ...]] = {
    NUMBER: (float,),
    TEXT: (str,),
    ANY: (float, str),
    LIST: (list,),
}
_FIGURES = {float, type(None)}
_NUMBERS_ONLY = {float}


def caller(function: Function, count: int) -> Work:
    """What gives a function's value for so many arguments, as `functions.call.apply` does.

    `apply` decides about each argument of each call. Most are numbers, texts and ranges of numbers
    and blanks, as the function wants them: these go to the function's own rule and to its
    arithmetic at once, all others to `apply`.
    """
    wanted = function.arguments[count:]
    least = sum(argument.required for argument in function.arguments)
    if not least <= count <= len(function.arguments) or function.array or function.sums:
        return lambda given: apply(function, given)
    kinds = [argument.kind for argument in function.arguments[:count]]
    usual = {*product(*(_USUAL[kind] for kind in kinds))}
    lists = [at for at, kind in enumerate(kinds) if kind == LIST]
    omitted: list[Value] = [None] * len(wanted)
    defaults = [None if a.kind == LIST else a.default for a in wanted]
    rule, only_blanks, run = function.own, function.own in BLANKS_ONLY, function.run

    def result(given: list[Value]) -> Value:
        if (*map(type, given),) not in usual or "" in given:
            return apply(function, given)
        clean: list[Any] = given + defaults
        gaps = False
        for at in lists:
            flat = clean[at] = cells(given[at])
            found = {*map(type, flat)}
            if found != _NUMBERS_ONLY:
                gaps = True
            if len(flat) < 2 or not found <= _FIGURES:
                return apply(function, given)
        if rule is not None and (gaps or not only_blanks):
            decided = rule(given + omitted)
            if decided is not None:
                return decided
        try:
            answer = run(*clean)
        except (MetricError, ArithmeticError):
            return apply(function, given)
        if answer.__class__ is float and isfinite(answer):
            return answer + 0.0  # no minus zero in a cell
        return answer if answer.__class__ is str else apply(function, given)

    return result
