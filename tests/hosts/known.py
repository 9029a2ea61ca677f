"""Where a host's answer departs from plain Python's, and why; a test fails when one is gone."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from answers import rows_of
from cases import Case, expected

from xlplan.functions.call import call
from xlplan.functions.values import Error, Range, Value


class Known(NamedTuple):
    """One difference; `says` gives the host's own answer to a case, None where it doesn't apply."""

    host: str
    reason: str
    says: Callable[[Case], Range | None]


def _blank_is_zero(case: Case) -> Range | None:
    if None not in case.values:
        return None
    return rows_of(call(case.name, [0.0 if value is None else value for value in case.values]))


def _errors(case: Case) -> list[Error]:
    """The error that each argument brings in LibreOffice, from left to right."""
    found = []
    for value in case.values:
        if isinstance(value, Error):
            found.append(value)
        elif _error_inside(value):
            found.append(Error.VALUE)
    return found


def _error_inside(value: Value) -> bool:
    return isinstance(value, list) and any(isinstance(cell, Error) for row in value for cell in row)


def _error_in_range(case: Case) -> Range | None:
    if not any(_error_inside(value) for value in case.values):
        return None
    return _everywhere(case, _errors(case)[-1])


def _rightmost_error(case: Case) -> Range | None:
    errors = _errors(case)
    return _everywhere(case, errors[-1]) if errors else None


def _everywhere(case: Case, error: Error) -> Range:
    return [[error for _ in row] for row in rows_of(expected(case))]


KNOWN = (
    Known(
        "libreoffice",
        "Calc hands a blank single cell over as the number 0; a 1×1 range tells them apart, and the "
        "template's formulas guard with IF(OR(…=\"\"),\"\",…)",
        _blank_is_zero,
    ),
    Known(
        "libreoffice",
        "An error inside a range is #VALUE! to Calc, and the add-in is not called",
        _error_in_range,
    ),
    Known(
        "libreoffice",
        "Calc does not call an add-in with an error among its arguments: it shows that error (the "
        "rightmost of several), also where the function's own rule would go first",
        _rightmost_error,
    ),
)  # fmt: skip
