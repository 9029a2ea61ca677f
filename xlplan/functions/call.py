"""Cell semantics: what errors, texts, blanks and ranges do, in one order of decisions."""

from __future__ import annotations

from math import fsum, isfinite
from typing import Any, List, Optional

from xlplan.domain.metrics import MetricError, NoMeaning, ZeroBase
from xlplan.functions import own_rules
from xlplan.functions.catalogue import ANY, LIST, NUMBER, TEXT, Argument, Function, find
from xlplan.functions.columns import plain
from xlplan.functions.values import Error, Range, Scalar, Value, cells, is_blank, number


class _Stop(Exception):
    """The answer is known before the arithmetic."""

    def __init__(self, value: Value) -> None:
        super().__init__(value)
        self.value = value


def call(name: str, args: list[Value]) -> Value:
    """The value of a function for a cell: a scalar, or rows where single arguments are ranges.

    None among `args` is a blank cell or an omitted argument; "" counts as blank. Unknown names
    give #NAME?, a wrong number of arguments #VALUE!, rows of unequal length #N/A.
    """
    function = find(name)
    return Error.NAME if function is None else apply(function, args)


def apply(function: Function, args: list[Value]) -> Value:
    """As `call`, for a function that is known."""
    if len(args) == len(function.arguments) and function.own in BLANKS_ONLY:
        clean = _clean(function, args)
        if clean is not None and (function.own is None or not _gaps(clean)):
            return _one(function, args, clean)
    given = [_unwrapped(arg) if isinstance(arg, list) else arg for arg in args]
    least = [argument.required for argument in function.arguments].count(True)
    if not least <= len(given) <= len(function.arguments):
        return Error.VALUE
    given += [None] * (len(function.arguments) - len(given))
    if function.sums:
        given = _summed(function, given)
    shape = _shape([g for a, g in zip(function.arguments, given) if a.kind != LIST])
    if shape is None:
        return Error.NA
    if shape == (0, 0):
        return _one(function, given)
    quick = plain(function, given, shape, lambda one: _scalar(_one(function, one)))
    if quick is not None:
        return quick
    rows, columns = shape
    return [
        [
            _scalar(_one(function, _picked(function.arguments, given, row, column)))
            for column in range(columns)
        ]
        for row in range(rows)
    ]


def _unwrapped(value: Range) -> Value:
    """A 1×1 range is its cell, an empty one a blank."""
    if sum(map(len, value)) <= 1:
        return next(iter(cells(value)), None)
    return value


def _scalar(value: Value) -> Scalar:
    return Error.VALUE if isinstance(value, list) else value


def _shape(singles: list[Value]) -> tuple[int, int] | None:
    """Rows and columns of the answer, (0, 0) for a scalar, None where shapes don't meet."""
    rows = columns = 0
    for value in singles:
        if isinstance(value, list):
            size = len(value), len(value[0])
            if any(len(row) != size[1] for row in value):
                return None
            for have, new in ((rows, size[0]), (columns, size[1])):
                if have > 1 and new > 1 and have != new:
                    return None
            rows, columns = max(rows, size[0]), max(columns, size[1])
    return rows, columns


def _picked(
    arguments: tuple[Argument, ...], given: list[Value], row: int, column: int
) -> list[Value]:
    return [
        value[row if len(value) > 1 else 0][column if len(value[0]) > 1 else 0]
        if isinstance(value, list) and argument.kind != LIST
        else value
        for argument, value in zip(arguments, given)
    ]


def _summed(function: Function, given: list[Value]) -> list[Value]:
    """A range beside a single first argument is summed; blanks are skipped, all blank is blank.

    An error or a text in it stands for the whole, so that the order of decisions sees it.
    """
    at = next(n for n, a in enumerate(function.arguments) if a.name == function.sums)
    points = given[at]
    if isinstance(given[0], list) or not isinstance(points, list):
        return given
    entered = [cell for cell in cells(points) if not is_blank(cell)]
    wrong = [cell for cell in entered if number(cell) is None]
    total: Value = None
    if wrong:
        total = next((cell for cell in wrong if isinstance(cell, Error)), wrong[0])
    elif entered:
        try:
            total = fsum(float(cell) for cell in entered)  # type: ignore[arg-type]
        except OverflowError:
            total = Error.NUM
    return [*given[:at], total, *given[at + 1 :]]


def _gaps(clean: List[Any]) -> bool:
    """Whether a list has a cell that is not entered."""
    return any(value.__class__ is list and None in value for value in clean)


def _one(function: Function, given: list[Value], clean: Optional[List[Any]] = None) -> Value:
    """One answer; `clean` are the arguments where nothing is left to be decided about them."""
    try:
        if clean is None:
            if function.own is not None and (decided := function.own(given)) is not None:
                return decided
            clean = _clean(function, given) or _typed(function, given)
        result = function.run(*clean)
    except _Stop as stop:
        return stop.value
    except ZeroBase:
        return Error.DIV0
    except NoMeaning:
        return Error.NA
    except MetricError:
        return Error.VALUE
    except OverflowError:
        return Error.NUM
    return _finished(function, given, result)


def _finished(function: Function, given: list[Value], result: Any) -> Value:
    if function.array:
        source = given[0] if isinstance(given[0], list) else [[given[0]]]
        flat = iter(["" if value is None else _finite(value) for value in result])
        shaped: Range = [[next(flat) for _ in row] for row in source]
        return shaped if isinstance(given[0], list) else shaped[0][0]
    return "" if result is None else _finite(result)


def _finite(value: Any) -> Scalar:
    if isinstance(value, str):
        return value
    answer = float(value) + 0.0  # no minus zero in a cell
    return answer if isfinite(answer) else Error.NUM


def _typed(function: Function, given: list[Value]) -> list[Any]:
    """The leftmost error, then text for a number, then a blank required argument decide."""
    pairs = list(zip(function.arguments, given))
    for _, value in pairs:
        for cell in cells(value):
            if isinstance(cell, Error):
                raise _Stop(cell)
    for argument, value in pairs:
        if argument.kind in (NUMBER, LIST):
            for cell in cells(value):
                if isinstance(cell, str) and cell != "":
                    raise _Stop(Error.VALUE)
    for argument, value in pairs:
        if argument.kind != LIST and argument.required and is_blank(value):
            raise _Stop("")
    return [_converted(argument, value) for argument, value in pairs]


def _clean(function: Function, given: list[Value]) -> Optional[List[Any]]:
    """The arguments where nothing has to be decided: numbers, entered texts, omitted options, lists
    of numbers and blanks. None for all else. Most calls are such, and this is quick."""
    found: List[Any] = []
    for argument, value in zip(function.arguments, given):
        kind, wanted = value.__class__, argument.kind
        if kind is float:
            if wanted == TEXT:
                return None
            found.append([value] if wanted == LIST else value)
        elif wanted == LIST and kind is list:
            flat = cells(value)
            if len(flat) < 2 or not {*map(type, flat)} <= _FIGURES:
                return None
            found.append(flat)
        elif value is None and not argument.required:
            found.append(None if wanted == LIST else argument.default)
        elif kind is str and value and wanted in (TEXT, ANY):
            found.append(value)
        else:
            return None
    return found


_FIGURES = {float, type(None)}
BLANKS_ONLY = (None, own_rules.blank_month, own_rules.none_entered)
"""Rules of its own by which a function decides only where a cell is blank."""


def _converted(argument: Argument, value: Value) -> Any:
    if argument.kind == LIST:
        if is_blank(value) and not argument.required:
            return None
        return [number(cell) for cell in cells(value)]
    if is_blank(value):
        return argument.default
    if argument.kind == TEXT:
        if not isinstance(value, str):
            raise _Stop(Error.VALUE)
        return value
    if argument.kind == ANY and isinstance(value, str):
        return value
    return number(value)


def described(function: Function) -> dict[str, Any]:
    """The function as `xlplan functions --format json` tells it."""
    return {
        "name": function.name,
        "alias": function.alias,
        "arguments": [
            {"name": a.name, "required": a.required, "help": a.help} for a in function.arguments
        ],
        "returns": function.returns,
        "help": function.help,
        "examples": list(function.examples),
    }
