"""LibreOffice's values and ours; this module travels inside the add-in (standard library only).

What LibreOffice hands to an `any` argument: numbers, dates and booleans as float, texts as str, an
omitted argument as None, a range as a tuple of tuples in which a blank cell is "". A blank single
cell is already 0.0, so blank and zero can't be told apart there (a 1×1 range such as H7:H7 can);
an error value among the arguments never arrives, the cell shows that error at once.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from itertools import chain
from math import isfinite
from typing import Any

from xlplan.domain.metrics import MetricError
from xlplan.functions.call import apply
from xlplan.functions.catalogue import ANY, BY_NAME, LIST, TEXT
from xlplan.functions.values import Error, Value

_CODES = {
    Error.NULL: 521,
    Error.DIV0: 532,
    Error.VALUE: 519,
    Error.REF: 524,
    Error.NAME: 525,
    Error.NUM: 503,
    Error.NA: 32767,
}
_ERRORS = {code: error for error, code in _CODES.items()}
_QUIET = 0x7FF8000000000000


def incoming(value: Any) -> Value:
    """A value of LibreOffice as ours."""
    if isinstance(value, tuple):
        return [[_cell(cell) for cell in row] for row in value]
    return _cell(value) if value != value else value


def _cell(value: Any) -> Any:
    """A cell of a range or array; in an array, an error is a NaN that carries its number."""
    if value == "":
        return None
    if isinstance(value, float) and value != value:
        code = struct.unpack("<Q", struct.pack("<d", value))[0] & 0xFFFF
        return _ERRORS.get(code, Error.VALUE)
    return value


def outgoing(value: Value) -> Any:
    """Our value for LibreOffice: an error is a NaN that carries LibreOffice's number for it."""
    if isinstance(value, list):
        return tuple(tuple(outgoing(cell) for cell in row) for row in value)
    if isinstance(value, Error):
        return struct.unpack("<d", struct.pack("<Q", _QUIET | _CODES[value]))[0]
    if isinstance(value, (bool, int)):
        return float(value)
    return "" if value is None else value


def answering(name: str) -> Callable[..., Any]:
    """The function of that name as LibreOffice calls it, cell by cell.

    Numbers, entered texts and lists of numbers and blanks go straight to the arithmetic. What a
    rule or the common order of decisions would say of them, the arithmetic leaves without a value;
    that, and whatever else a cell may hold, is decided by `apply`.
    """
    function = BY_NAME[name]
    run, kinds = function.run, [(a.kind, a.required, a.default) for a in function.arguments]
    least, straight = [required for _, required, _ in kinds].count(True), not function.array

    def decided(args: tuple[Any, ...]) -> Any:
        given = [incoming(arg) for arg in args]
        if None in args[least - 1 : least]:  # perhaps too few of them
            while given and given[-1] is None:
                given.pop()
        return outgoing(apply(function, given))

    def answered(*args: Any) -> Any:
        found = _plain(args, kinds) if straight else None
        if found is None:
            return decided(args)
        try:
            value = run(*found)
        except (MetricError, ArithmeticError):
            return decided(args)  # which error it is
        if value.__class__ is float and isfinite(value):
            return value + 0.0  # no minus zero in a cell
        return value if value.__class__ is str else decided(args)

    return answered


def _plain(args: tuple[Any, ...], kinds: list[tuple[str, bool, Any]]) -> list[Any] | None:
    """The arguments as the arithmetic takes them; None where something is to be decided."""
    if len(args) != len(kinds):
        return None
    found: list[Any] = []
    for arg, (kind, required, default) in zip(args, kinds):  # noqa: B905 (they are as many)
        given = arg.__class__
        if given is float and kind != TEXT and arg == arg:  # else an error
            found.append([arg] if kind == LIST else arg)
        elif arg is None and not required:
            found.append(default)
        elif given is str and arg and kind in (TEXT, ANY):
            found.append(arg)
        elif given is tuple and kind == LIST and (figures := _figures(arg)):
            found.append(figures)
        else:
            return None
    return found


def _figures(rows: tuple[tuple[Any, ...], ...]) -> list[float | None] | None:
    """The cells of a range, row by row, blanks as None; None where there is anything else."""
    flat: list[Any] = list(chain.from_iterable(rows))
    if {*map(type, flat)} != {float}:
        flat = [None if cell == "" else cell for cell in flat]
        if not {*map(type, flat)} <= {float, type(None)}:
            return None
    total = sum(filter(None, flat))
    return flat if len(flat) > 1 and total == total else None  # a NaN would be an error
