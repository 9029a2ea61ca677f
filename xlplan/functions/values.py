"""What a cell can hold, as the functions see it: number, text, boolean, blank, error, range."""

from __future__ import annotations

from enum import Enum
from typing import List, Optional, Union


class Error(Enum):
    """An Excel error value; prints as Excel prints it."""

    DIV0 = "#DIV/0!"
    NA = "#N/A"
    VALUE = "#VALUE!"
    NAME = "#NAME?"
    NUM = "#NUM!"
    REF = "#REF!"
    NULL = "#NULL!"

    def __str__(self) -> str:
        return self.value


ERRORS = {error.value: error for error in Error}

Scalar = Union[float, int, str, bool, None, Error]
"""A single cell's value; None is a blank cell, "" an empty text."""

Range = List[List[Scalar]]
"""A rectangle of cells, row by row."""

Value = Union[Scalar, Range]


def cells(value: Value) -> List[Scalar]:
    """The cells of a range, row by row; a single value is one cell."""
    if isinstance(value, list):
        return [cell for row in value for cell in row]
    return [value]


def is_blank(value: Value) -> bool:
    """Whether a cell counts as not entered: blank, or an empty text."""
    return value is None or (isinstance(value, str) and value == "")


def number(value: Value) -> Optional[float]:
    """The number a cell counts as (TRUE is 1, FALSE 0); None for anything else."""
    return float(value) if isinstance(value, (bool, int, float)) else None
