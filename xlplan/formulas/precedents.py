"""The cells a formula names, in the order it names them."""

from __future__ import annotations

import re
from typing import NamedTuple

from xlplan.formulas.references import from_a1, to_a1

_CELL = r"\$?[A-Za-z]{1,3}\$?[1-9][0-9]{0,6}"
_NAMED = re.compile(
    rf"""("(?:[^"]|"")*")                                       # a text
      | (?<![\w.\\$\]!])
        (?:(?:'((?:[^']|'')+)'|([^\W\d][\w.]*))!)?               # a sheet
        ({_CELL})(?::({_CELL}))?
        (?![\w.(!])
    """,
    re.VERBOSE,
)


class Area(NamedTuple):
    """A cell or a rectangle of cells; rows and columns count from 1, both ends included."""

    sheet: str
    first: tuple[int, int]
    last: tuple[int, int]

    def __str__(self) -> str:
        sheet = self.sheet
        if not re.fullmatch(r"[^\W\d]\w*", sheet):
            sheet = "'" + sheet.replace("'", "''") + "'"
        corners = [to_a1(*self.first)]
        if self.last != self.first:
            corners.append(to_a1(*self.last))
        return f"{sheet}!{':'.join(corners)}"


def precedents(formula: str, sheet: str) -> list[Area]:
    """Every cell and rectangle named in a formula of that sheet, each once.

    References into other workbooks, whole rows or columns, and defined names are left out.
    """
    found: dict[Area, None] = {}
    for match in _NAMED.finditer(formula):
        text, quoted, plain, first, last = match.groups()
        if text is not None or (quoted or "").startswith("["):
            continue
        try:
            corners = from_a1(first), from_a1(last or first)
        except ValueError:
            continue
        rows, columns = zip(*corners, strict=True)
        home = quoted.replace("''", "'") if quoted else plain or sheet
        found[Area(home, (min(rows), min(columns)), (max(rows), max(columns)))] = None
    return list(found)
