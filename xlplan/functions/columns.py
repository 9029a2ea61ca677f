"""The quick way over columns of plain numbers: the arithmetic alone, a cell at a time.

Most calls over a range are ratios of two columns; deciding about errors, texts and blanks for
each cell costs ten times what the division does.
"""

from __future__ import annotations

from itertools import chain
from math import isfinite
from typing import Any, Callable, Optional

from xlplan.domain.metrics import MetricError
from xlplan.functions.catalogue import NUMBER, Function
from xlplan.functions.values import Range, Scalar, Value


def plain(
    function: Function,
    given: list[Value],
    shape: tuple[int, int],
    careful: Callable[[list[Any]], Scalar],
) -> Optional[Range]:
    """The answer in rows, where every argument is a number or full of numbers; else None.

    `given` has a value for every argument and `shape` is what they broadcast to. A cell without a
    plain answer is left to `careful`, which gets its arguments.
    """
    rows, columns = shape
    lines = []
    for argument, value in zip(function.arguments, given):
        if argument.kind != NUMBER:
            return None
        line = _line(argument.default if value is None else value, rows, columns)
        if line is None or (value is None and argument.required):
            return None
        lines.append(line)
    flat = _quickly(function, lines)
    if flat is None:
        flat = [_answer(function, list(cells), careful) for cells in zip(*lines)]
    return [flat[start : start + columns] for start in range(0, rows * columns, columns)]


def _quickly(function: Function, lines: list[list[float]]) -> Optional[list[Any]]:
    """All answers at once; None when one of them is not a plain number."""
    try:
        flat = list(map(function.run, *lines))
    except (MetricError, ArithmeticError):
        return None
    if set(map(type, flat)) != {float} or not all(map(isfinite, flat)):
        return None
    return [answer + 0.0 for answer in flat] if 0.0 in flat else flat  # no minus zero


def _answer(function: Function, cells: list[Any], careful: Callable[[list[Any]], Scalar]) -> Scalar:
    try:
        answer: Any = function.run(*cells)
    except (MetricError, ArithmeticError):
        answer = None
    if type(answer) is not float or not isfinite(answer):
        return careful(cells)
    return answer + 0.0


def _line(value: Any, rows: int, columns: int) -> Optional[list[float]]:
    """The values an argument has cell by cell, row after row; None unless all are floats."""
    if not isinstance(value, list):
        plain_number = type(value) in (float, int)
        return [float(value)] * (rows * columns) if plain_number else None
    if columns > 1:
        value = [row * columns if len(row) == 1 else row for row in value]
    line = list(chain.from_iterable(value * rows if len(value) == 1 else value))
    return line if set(map(type, line)) == {float} else None
