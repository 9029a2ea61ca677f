"""Our functions as formualizer calls them: its blanks, errors and ranges turned into ours."""

from __future__ import annotations

import datetime as dt
from typing import Any

import formualizer

from xlplan.functions.call import call
from xlplan.functions.catalogue import CATALOGUE
from xlplan.functions.values import ERRORS, Error, Value

_EPOCH, _EPOCH_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)


def register(workbook: formualizer.Workbook, date1904: bool = False) -> None:
    """Registers every function under its canonical name and its alias. `date1904`: the workbook
    counts its days from 1904 on."""
    for entry in CATALOGUE:
        for name in (entry.name, entry.alias):
            workbook.register_function(f"XLPLAN_{name}", _callback(name, date1904), min_args=0)


def _callback(name: str, date1904: bool) -> Any:
    def run(*args: Any) -> Any:
        return outgoing(call(name, [incoming(arg, date1904) for arg in args]))

    return run


def incoming(value: Any, date1904: bool = False) -> Value:
    """A value of the engine as ours: errors come as dicts, dates as serials, ranges as lists."""
    if isinstance(value, list):
        return [
            [incoming(cell, date1904) for cell in (row if isinstance(row, list) else [row])]
            for row in value
        ]  # type: ignore[return-value]
    if isinstance(value, dict):
        return ERRORS.get(_error_text(value.get("kind", value.get("type", ""))), Error.VALUE)
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    return _serial(value, date1904) if isinstance(value, _MOMENTS) else float(value)


_MOMENTS = (dt.datetime, dt.date, dt.time, dt.timedelta)


def _serial(value: dt.datetime | dt.date | dt.time | dt.timedelta, date1904: bool = False) -> float:
    """A date, a time or a length of time as Excel counts days."""
    if isinstance(value, dt.timedelta):
        return value.total_seconds() / 86400
    if isinstance(value, dt.time):
        return (value.hour * 3600 + value.minute * 60 + value.second) / 86400
    if not isinstance(value, dt.datetime):
        value = dt.datetime(value.year, value.month, value.day)
    return (value - (_EPOCH_1904 if date1904 else _EPOCH)).total_seconds() / 86400


_KINDS = {"div": "#DIV/0!", "na": "#N/A", "value": "#VALUE!", "name": "#NAME?", "num": "#NUM!",
          "ref": "#REF!", "null": "#NULL!"}  # fmt: skip


def _error_text(kind: Any) -> str:
    text = str(kind)
    return text if text.startswith("#") else _KINDS.get(text.lower().rstrip("0"), "#VALUE!")


def outgoing(value: Value) -> Any:
    """Our value for the engine."""
    if isinstance(value, list):
        return [[outgoing(cell) for cell in row] for row in value]
    if isinstance(value, Error):
        kind = {text: kind for kind, text in _KINDS.items()}[value.value]
        return formualizer.LiteralValue.error(kind.capitalize(), None)
    return value
