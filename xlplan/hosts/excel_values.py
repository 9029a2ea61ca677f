"""Excel's values and ours, as they pass through COM; knows nothing of xlwings or Windows."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import chain
from typing import Any

from xlplan.functions.call import call
from xlplan.functions.values import Error, Range, Scalar, Value

MARK = "\x01xlplan:"
"""Begins a text that the VBA wrapper turns into an error: MARK and Excel's number of it."""

_NUMBERS = {
    Error.NULL: 2000,
    Error.DIV0: 2007,
    Error.VALUE: 2015,
    Error.REF: 2023,
    Error.NAME: 2029,
    Error.NUM: 2036,
    Error.NA: 2042,
}
_FACILITY = -2146828288
_ERRORS = {_FACILITY + number: error for error, number in _NUMBERS.items()}
_MARKED = {error: f"{MARK}{number}" for error, number in _NUMBERS.items()}
_EPOCH = dt.datetime(1899, 12, 30)


def incoming(value: Any) -> Value:
    """A value from COM as ours.

    Errors come as integers (numbers always as float), blank cells as None, ranges as tuples of
    tuples, a row of constants as one tuple. Dates and amounts of currency come as such only where
    a range object was read (`Value`), not through our wrapper (`Value2`).
    """
    if isinstance(value, (tuple, list)):
        if value and not isinstance(value[0], (tuple, list)):
            value = (value,)
        if set(map(type, chain.from_iterable(value))) <= _PLAIN:  # as most ranges are
            return list(value)  # rows may stay tuples: nobody changes them
        return [[_single(cell) for cell in row] for row in value]
    return _single(value)


_PLAIN = {float, str, bool, type(None)}


def _single(value: Any) -> Scalar:
    if value is None or type(value) in _PLAIN:
        return value
    if isinstance(value, int):
        return _ERRORS.get(value, float(value))
    if isinstance(value, dt.datetime):
        return (value.replace(tzinfo=None) - _EPOCH).total_seconds() / 86400
    if isinstance(value, Decimal):
        return float(value)
    return Error.VALUE


def outgoing(value: Value) -> Range:
    """Our value as rows, errors marked; a single value is one row of one cell."""
    rows = value if isinstance(value, list) else [[value]]
    if set(map(type, chain.from_iterable(rows))) <= {float, str}:
        return rows
    return [[_sent(cell) for cell in row] for row in rows]


def _sent(cell: Scalar) -> Scalar:
    return _MARKED[cell] if isinstance(cell, Error) else "" if cell is None else cell


def answer(name: str, args: tuple[Any, ...]) -> Range:
    """A function's value for Excel's wrapper; trailing blanks count as omitted."""
    given = [incoming(arg) for arg in args]
    return outgoing(call(name, given))
