"""Cell references: A1 to numbers and back, and formulas shifted to another cell."""

from __future__ import annotations

import re
from functools import cache

MAX_ROW, MAX_COLUMN = 1_048_576, 16_384

_A1 = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")

_SHIFTED = re.compile(
    r"""("(?:[^"]|"")*")                                  # a text
      | ('(?:[^']|'')*'!)                                 # a quoted sheet name
      | (?<![A-Za-z0-9_.\\$\]])
        (\$?)([A-Za-z]{1,3})(\$?)([1-9][0-9]{0,6})        # a cell
        (?![A-Za-z0-9_.(!])
      | (?<![A-Za-z0-9_.\\$])(\$?)([A-Za-z]{1,3}):(\$?)([A-Za-z]{1,3})(?![A-Za-z0-9_.(!])
      | (?<![A-Za-z0-9_.\\$:])(\$?)([1-9][0-9]{0,6}):(\$?)([1-9][0-9]{0,6})(?![A-Za-z0-9_.(!])
    """,
    re.VERBOSE,
)


@cache
def column_letters(column: int) -> str:
    """1 → "A", 27 → "AA"; ValueError outside 1..16384."""
    if not 1 <= column <= MAX_COLUMN:
        raise ValueError(f"column {column}")
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@cache
def column_number(letters: str) -> int:
    """ "A" → 1, "aa" → 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def to_a1(row: int, column: int) -> str:
    """(7, 6) → "F7"."""
    return f"{column_letters(column)}{row}"


def from_a1(text: str) -> tuple[int, int]:
    """ "F7" or "$F$7" → (7, 6); ValueError for anything else."""
    match = _A1.fullmatch(text)
    if not match:
        raise ValueError(f"not a cell: {text!r}")
    row, column = int(match[2]), column_number(match[1])
    if row > MAX_ROW or column > MAX_COLUMN:
        raise ValueError(f"not a cell: {text!r}")
    return row, column


def shift(formula: str, rows: int, columns: int) -> str:
    """The formula as it reads so many rows further down and columns further right.

    Relative references move, absolute parts stay, texts and sheet names are left alone; a
    reference that would leave the sheet becomes #REF!.
    """
    if not rows and not columns:
        return formula

    def column_part(dollar: str, letters: str) -> str:
        if dollar:
            return dollar + letters
        number = column_number(letters) + columns
        if not 1 <= number <= MAX_COLUMN:
            raise ValueError
        return column_letters(number)

    def row_part(dollar: str, digits: str) -> str:
        if dollar:
            return dollar + digits
        number = int(digits) + rows
        if not 1 <= number <= MAX_ROW:
            raise ValueError
        return str(number)

    def moved(match: re.Match[str]) -> str:
        if match[1] or match[2]:
            return match[0]
        try:
            if match[4]:
                return column_part(match[3], match[4]) + row_part(match[5], match[6])
            if match[8]:
                return column_part(match[7], match[8]) + ":" + column_part(match[9], match[10])
            return row_part(match[11], match[12]) + ":" + row_part(match[13], match[14])
        except ValueError:
            return "#REF!"

    return _SHIFTED.sub(moved, formula)
