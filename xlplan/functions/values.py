"""What a cell can hold, as the functions see it: number, text, boolean, blank, error, range."""

from __future__ import annotations

from enum import Enum
from typing import Union


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

Range = list[list[Scalar]]
"""A rectangle of cells, row by row."""

Value = Union[Scalar, Range]
