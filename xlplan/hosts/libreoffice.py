"""LibreOffice's values and ours; this module travels inside the add-in (standard library only).

What LibreOffice hands to an `any` argument: numbers, dates and booleans as float, texts as str, an
omitted argument as None, a range as a tuple of tuples in which a blank cell is "". A blank single
cell is already 0.0, so blank and zero can't be told apart there (a 1×1 range such as H7:H7 can);
an error value among the arguments never arrives, the cell shows that error at once.
"""

from __future__ import annotations

import struct
from typing import Any

from xlplan.functions.call import call
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
    return value


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


def answer(name: str, args: tuple[Any, ...]) -> Any:
    """A function's value for LibreOffice; trailing arguments that were omitted are dropped."""
    given = list(args)
    while given and given[-1] is None:
        given.pop()
    return outgoing(call(name, [incoming(arg) for arg in given]))
