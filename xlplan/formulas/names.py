"""Our functions under every name that files hold: one canonical name, spellings as found."""

from __future__ import annotations

import re
from functools import lru_cache

from xlplan.functions.catalogue import Function, find

_NAME = re.compile(
    r"""("(?:[^"]|"")*")
      | (?<![\w.])
        ((?:'(?:[^']|'')*'!|[\w.\-]+\.xlam!|\[\d+\]!|_xldudf_|_xludf\.|_xll\.)?
         XLPLAN[_.]([A-Za-z_]+))(?=\s*\()""",
    re.VERBOSE | re.IGNORECASE,
)

OURS = re.compile(r"XLPLAN[_.][A-Za-z_]+\s*\Z", re.IGNORECASE)
"""The end of a text that calls a function of ours, up to its parenthesis."""


def spelled(match: re.Match[str]) -> Function | None:
    """The function that a match names; None inside a text or for an unknown name."""
    return None if match[1] else find(match[3])


@lru_cache(maxsize=16384)
def canonical(formula: str) -> str:
    """The formula with each of our functions as XLPLAN_<NAME>; texts and all else untouched."""
    if "xlplan" not in formula.lower():
        return formula

    def named(match: re.Match[str]) -> str:
        function = spelled(match)
        return f"XLPLAN_{function.name}" if function else match[0]

    return _NAME.sub(named, formula)


DIALECTS = {"excel": "XLPLAN_", "libreoffice": "XLPLAN."}
"""How each host spells the beginning of our names; paths and other prefixes are dropped."""


def in_dialect(formula: str, dialect: str) -> str:
    """The formula with our functions spelled for that host; name or alias stays as it was chosen,
    in capitals. Nothing else changes."""
    if "xlplan" not in formula.lower():
        return formula

    def named(match: re.Match[str]) -> str:
        return DIALECTS[dialect] + match[3].upper() if spelled(match) else match[0]

    return _NAME.sub(named, formula)


def uses_ours(formula: str) -> bool:
    """Whether a formula calls one of our functions."""
    return any(spelled(match) for match in _NAME.finditer(formula))
