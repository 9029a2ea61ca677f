"""Our functions as formualizer calls them: its blanks, errors and ranges turned into ours."""

from __future__ import annotations

from typing import Any

import formualizer

from xlplan.functions.call import call
from xlplan.functions.catalogue import CATALOGUE
from xlplan.functions.values import ERRORS, Error, Value


def register(workbook: formualizer.Workbook) -> None:
    """Registers every function under its canonical name and its alias."""
    for entry in CATALOGUE:
        for name in (entry.name, entry.alias):
            workbook.register_function(f"XLPLAN_{name}", _callback(name), min_args=0)


def _callback(name: str) -> Any:
    def run(*args: Any) -> Any:
        return outgoing(call(name, [incoming(arg) for arg in args]))

    return run


def incoming(value: Any) -> Value:
    """A value of the engine as ours: errors come as dicts, dates as serials, ranges as lists."""
    if isinstance(value, list):
        return [
            [incoming(cell) for cell in row] if isinstance(row, list) else [incoming(row)]
            for row in value
        ]  # type: ignore[return-value]
    if isinstance(value, dict):
        return ERRORS.get(_error_text(value.get("kind", value.get("type", ""))), Error.VALUE)
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    return float(value)


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
