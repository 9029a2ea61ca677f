"""Formulas with the names, tables and runs of sheets in them written out, for an engine that knows
cells only. The file's own text never changes."""

from __future__ import annotations

import re
from functools import lru_cache

from xlplan.formulas.references import shift
from xlplan.formulas.tokens import TEXT, Unreadable, tokens
from xlplan.workbook.known_names import Names, Place
from xlplan.workbook.structured import plain

Token = tuple[str, str]

_LISTS = frozenset({"SUM", "COUNT", "COUNTA", "AVERAGE", "MAX", "MIN", "PRODUCT", "MEDIAN"})
"""Functions to which several areas are as good as one."""
_WORD = re.compile(r"[^\W\d][\w.\\?]*")
_SHEET = r"(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!"
_CELLS = r"\$[A-Za-z]{1,3}\$[0-9]{1,7}(?::\$[A-Za-z]{1,3}\$[0-9]{1,7})?"
_AREA = re.compile(rf"{_SHEET}{_CELLS}")
_AREAS = re.compile(rf"{_SHEET}{_CELLS}(?:,{_SHEET}{_CELLS})+")
_CONSTANT = re.compile(rf"-?[0-9]+(?:\.[0-9]+)?|{TEXT}")


def resolved(formula: str, place: Place, names: Names) -> str:
    """The formula of that cell with plain references for names of areas or constants, for tables,
    and for a run of sheets (`SUM(T1:T3!A1)`) where a list does as well; the rest as it is."""
    formula = plain(formula, place, names)
    if names.words.isdisjoint(_words(formula)) and not ("!" in formula and ":" in formula):
        return formula
    try:
        pieces = [*tokens(formula)]
    except Unreadable:
        return formula
    return _written(pieces, place, names)


@lru_cache(maxsize=32_768)
def _words(formula: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(formula))


def _written(pieces: list[Token], place: Place, names: Names) -> str:
    written, at = "", 0
    calls: list[str] = []
    while at < len(pieces):
        kind, text = pieces[at]
        if kind == "call" or text == "(":
            calls.append(text[:-1].upper())
        elif text == ")" and calls:
            calls.pop()
        end, told = at + 1, text
        if kind in ("prefix", "name"):
            end = _reference_end(pieces, at)
            whole = bool(calls) and calls[-1] in _LISTS and _is_argument(pieces, at, end)
            told = _told(pieces[at:end], place, names, whole)
        written += told
        at = end
    return written


def _reference_end(pieces: list[Token], at: int) -> int:
    """Where a reference ends that begins with a sheet, or with a name."""
    at += pieces[at][0] == "prefix"
    if at < len(pieces) and pieces[at][0] == "cell":
        if at + 2 < len(pieces) and pieces[at + 1][1] == ":" and pieces[at + 2][0] == "cell":
            return at + 3
        return at + 1
    return at + 1 if at < len(pieces) and pieces[at][0] == "name" else at


def _is_argument(pieces: list[Token], at: int, end: int) -> bool:
    """Whether that is the whole of an argument."""
    before = pieces[at - 1] if at else ("", "")
    after = pieces[end] if end < len(pieces) else ("", "")
    return (before[0] == "call" or before[1] == ",") and after[1] in (",", ")")


def _told(reference: list[Token], place: Place, names: Names, whole: bool) -> str:
    """A reference written out; `whole`: a list of areas may stand there."""
    text = "".join(piece for _, piece in reference)
    prefix = reference[0][1] if reference[0][0] == "prefix" else ""
    home = _sheets(prefix, names) if prefix else [place[0]]
    if not home:
        return text
    if reference[-1][0] == "name":
        found = _definition(reference[-1][1].lower(), home, place, names)
        if _AREA.fullmatch(found) or _CONSTANT.fullmatch(found):
            return found if not found.startswith("-") else f"({found})"
        return found if whole and _AREAS.fullmatch(found) else text
    if len(home) < 2 or not whole:
        return text
    cells = text[len(prefix) :]
    return ",".join("'" + name.replace("'", "''") + "'!" + cells for name in home)


def _sheets(prefix: str, names: Names) -> list[str]:
    name = prefix[:-1]
    return names.sheet(name[1:-1].replace("''", "'") if name.startswith("'") else name)


def _definition(name: str, home: list[str], place: Place, names: Names) -> str:
    """What a name stands for in a cell: the sheet's own goes first; "" for an unknown one."""
    for key in (*((sheet, name) for sheet in home[:1]), ("", name)):
        if key in names.defined:
            text = names.defined[key].strip()
            moved = shift(text, place[1] - 1, place[2] - 1)
            return text if moved == text else ""
    return ""
