"""Formulas as Vietnamese type them: `;` between arguments, decimal comma; turned into file form."""

from __future__ import annotations

import re

_PIECES = re.compile(
    r"""\[(?:[^\[\]']|'.)*\]|"(?:[^"]|"")*"|'(?:[^']|'')*'|[{}\["']|[^"'{}\[]+""", re.DOTALL
)
_KEPT = "\"'["
"""What texts, quoted names and names of columns begin with."""
_SPACES = re.compile("[\u00a0\u2000-\u200b\u202f\u205f\u3000\ufeff]")
_DECIMAL = re.compile(r"(?<![\w.,])(\d+),(\d+(?:[eE][+-]?\d+)?)(?![\w,])")
_PLAIN_DECIMAL = re.compile(r"(?<![\w.,:$])(\d+),(\d+(?:[eE][+-]?\d+)?)(?![\w,:])")


def is_vietnamese(formula: str) -> bool:
    """Whether a `;` stands outside texts and braces, or a `\\` between the values of an array."""
    return any(
        ("\\" if inside else ";") in piece
        for piece, inside in _outside(formula)
        if piece[0] not in _KEPT
    )


def _outside(formula: str) -> list[tuple[str, bool]]:
    """Pieces with whether they are texts, quoted names, names of columns or inside braces."""
    depth, found = 0, []
    for piece in _PIECES.findall(formula):
        depth += {"{": 1, "}": -1}.get(piece, 0)
        found.append((piece, depth > 0 or piece[0] in _KEPT + "{}"))
    return found


def to_file(formula: str) -> str:
    """The formula in file form: `,` between arguments, `.` for decimals.

    In Vietnamese form, arrays are written with `\\` or `;`: {1,5;2} has rows by `;`.
    """
    if not is_vietnamese(formula):
        return formula
    pieces = []
    for piece, inside in _outside(formula):
        if piece[0] in _KEPT:
            pieces.append(piece)
        elif inside:
            pieces.append(_DECIMAL.sub(r"\1.\2", piece).replace("\\", ","))
        else:
            pieces.append(_DECIMAL.sub(r"\1.\2", piece).replace(";", ","))
    return "".join(pieces)


def typed_to_file(formula: str) -> str:
    """`to_file` for what is typed into one cell: a decimal comma is read as well without any `;`
    where no function's arguments stand (`E7*1,05`), and other spaces, as come along when text is
    copied, as a space."""
    formula = "".join(
        piece if piece[0] in _KEPT else _SPACES.sub(" ", piece) for piece, _ in _outside(formula)
    )
    if is_vietnamese(formula):
        return to_file(formula)
    calls: list[bool] = []
    pieces, last = [], ""
    for whole, inside in _outside(formula):
        for piece in [whole] if inside else re.split(r"([()])", whole):
            if piece == "(":
                calls.append(re.search(r"[\w.]$", last) is not None)
            elif piece == ")":
                calls = calls[:-1]
            elif not inside and not any(calls):
                piece = _PLAIN_DECIMAL.sub(r"\1.\2", piece)
            pieces.append(piece)
            last = piece or last
    return "".join(pieces)
