"""The character between a function's arguments, exchanged."""

from __future__ import annotations

import re

_PIECE = re.compile(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'|\{[^{}]*\}|[^"\'{]+|[{]')


def with_separator(formula: str, old: str, new: str) -> str:
    """The formula with `new` for `old` outside texts, quoted names and arrays."""
    return "".join(
        piece if piece[0] in "\"'{" else piece.replace(old, new)
        for piece in _PIECE.findall(formula)
    )
