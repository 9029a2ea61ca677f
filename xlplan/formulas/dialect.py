"""Formulas as Vietnamese type them: `;` between arguments, decimal comma; turned into file form."""

from __future__ import annotations

import re

_PIECES = re.compile(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'|[{}]|[^"\'{}]+')
_DECIMAL = re.compile(r"(?<![\w.,])(\d+),(\d+(?:[eE][+-]?\d+)?)(?![\w,])")


def is_vietnamese(formula: str) -> bool:
    """Whether a `;` stands outside texts and braces."""
    return any(";" in piece for piece, inside in _outside(formula) if not inside)


def _outside(formula: str) -> list[tuple[str, bool]]:
    """Pieces with whether they are texts, quoted names or inside braces."""
    depth, found = 0, []
    for piece in _PIECES.findall(formula):
        depth += {"{": 1, "}": -1}.get(piece, 0)
        found.append((piece, depth > 0 or piece[0] in "\"'{}"))
    return found


def to_file(formula: str) -> str:
    """The formula in file form: `,` between arguments, `.` for decimals.

    In Vietnamese form, arrays are written with `\\` or `;`: {1,5;2} has rows by `;`.
    """
    if not is_vietnamese(formula):
        return formula
    pieces = []
    for piece, inside in _outside(formula):
        if piece[0] in "\"'":
            pieces.append(piece)
        elif inside:
            pieces.append(_DECIMAL.sub(r"\1.\2", piece).replace("\\", ","))
        else:
            pieces.append(_DECIMAL.sub(r"\1.\2", piece).replace(";", ","))
    return "".join(pieces)
