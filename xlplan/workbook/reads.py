"""What a formula reads: the areas that its references name, names and tables followed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from xlplan.formulas.references import MAX_COLUMN, MAX_ROW, column_number, shift, to_a1
from xlplan.workbook.known_names import Area, Names, Place
from xlplan.workbook.structured import plain

__all__ = ["ROW", "Area", "Names", "Place", "Reads", "reads", "row_pattern", "with_even_sums"]

_TOKEN = re.compile(
    r"""
    "(?:[^"]|"")*"
  | (?:(?P<quoted>'(?:[^']|'')+')!
      |(?P<plain>(?:\[[^\]]*\])?[^\W\d][\w.]*(?::[^\W\d][\w.]*)?|\[\d+\][^!]*)!)?
    (?: \$?(?P<c1>[A-Za-z]{1,3})\$?(?P<r1>[1-9]\d{0,6})
          (?::\$?(?P<c2>[A-Za-z]{1,3})\$?(?P<r2>[1-9]\d{0,6}))?(?![\w.(\[!])
      | \$?(?P<k1>[A-Za-z]{1,3}):\$?(?P<k2>[A-Za-z]{1,3})(?![\w.(\[!])
      | \$?(?P<l1>[1-9]\d{0,6}):\$?(?P<l2>[1-9]\d{0,6})(?![\w.(])
      | (?P<name>[^\W\d][\w.\\?]*)(?P<after>\s*\(|\[)?
      | (?P<own>\[)(?!\d+\])
    )
  | [\w.]+
    """,
    re.VERBOSE,
)
_MOVING = re.compile(
    r"\b(?:INDIRECT|OFFSET)\s*\(|\)\s*:|:\s*[A-Za-z_.]+\s*\(|\]\s*:(?!\s*[\w.\\]*\[)",
    re.IGNORECASE,
)
_COLON = re.compile(r"\s*:")
_SUMS = re.compile(r"\b(?:SUM|AVERAGE)IF\s*\(", re.IGNORECASE)
_SPLIT = re.compile(r"""(?:"(?:[^"]|"")*"|'(?:[^']|'')*'|[^"'(){},])++|[(){},]|.""")
ROW = "\0"
"""Stands for the digits of a formula's own row in `row_pattern`."""
_OWN_ROW = re.compile(r"(?<=[A-Za-z$])\0(?![\w.(!])")


@dataclass(slots=True)
class Reads:
    """The areas that a formula reads; `moving` when more than its text tells (OFFSET, INDIRECT),
    `named` when by a defined name or a table."""

    areas: list[Area] = field(default_factory=list)
    moving: bool = False
    named: bool = False


def reads(formula: str, place: Place, names: Names, seen: frozenset[str] = frozenset()) -> Reads:
    """The areas that a formula of that cell reads, defined names and tables followed."""
    found = Reads()
    if "[" in formula:
        told, formula = formula, plain(formula, place, names)
        found.named = told != formula
    if "(" in formula and _MOVING.search(formula):
        found.moving = bool(_MOVING.search(_without_texts(formula)))
    ranged = ":" in formula
    for match in _TOKEN.finditer(formula):
        kind = match.lastgroup
        if kind is None:
            continue
        if match["name"] is not None:
            _named(match, place, names, seen, found)
        elif match["own"]:
            own = _own_table(place, names)
            found.named = True
            found.areas += own
            found.moving = found.moving or not own
        else:
            home = _home(match, place, names)
            box = _box(match)
            found.areas += [(sheet, *box) for sheet in home]
        if ranged and not match["own"] and _COLON.match(formula, match.end()):
            found.moving = True  # up to a name, or to a cell told with its sheet
    for sums in _uneven_sums(formula) if ranged and "IF" in formula.upper() else ():
        found.named = True
        found.areas += [(sheet, *sums.box) for sheet in _home(sums.match, place, names)]
    return found


class Sums(NamedTuple):
    """The cells that SUMIF or AVERAGEIF adds up, told by another area than it looks at: as many
    as that has, from the first one on. `match` tells where in the formula."""

    match: re.Match[str]
    box: tuple[int, int, int, int]


def with_even_sums(formula: str) -> str:
    """The formula with SUMIF and AVERAGEIF told all that they add up, for an engine that adds no
    more than it is told."""
    found = sorted(_uneven_sums(formula), key=lambda sums: -sums.match.start())
    for match, (top, left, bottom, right) in found:
        first = formula.rfind("!", match.start(), match.end()) + 1 or match.start()
        told = f"{to_a1(top, left)}:{to_a1(bottom, right)}"
        formula = formula[:first] + told + formula[match.end() :]
    return formula


def _uneven_sums(formula: str) -> list[Sums]:
    """What SUMIF and AVERAGEIF of a formula read otherwise than by the area that they name."""
    found = []
    for call in _SUMS.finditer(formula):
        parts = _arguments(formula, call.end())
        if len(parts) != 3:
            continue
        looked, summed = (_TOKEN.fullmatch(formula, *span) for span in (parts[0], parts[2]))
        if looked and summed and _is_area(looked) and _is_area(summed):
            (top, left, bottom, right), told = _box(looked), _box(summed)
            last = min(told[0] + bottom - top, MAX_ROW), min(told[1] + right - left, MAX_COLUMN)
            if last != told[2:]:
                found.append(Sums(summed, (*told[:2], *last)))
    return found


def _arguments(formula: str, at: int) -> list[tuple[int, int]]:
    """Where the arguments of a call stand whose parenthesis opens before `at`."""
    found, depth, start = [], 0, at
    for piece in _SPLIT.finditer(formula, at):
        mark = piece[0]
        depth += (mark in "({") - (mark in ")}")
        if depth < 0 or (depth == 0 and mark == ","):
            text = formula[start : piece.start()]
            start += len(text) - len(text.lstrip())
            found.append((start, start + len(text.strip())))
            start = piece.end()
        if depth < 0:
            break
    return found


def _is_area(match: re.Match[str]) -> bool:
    return bool(match["c1"] or match["k1"] or match["l1"])


def _without_texts(formula: str) -> str:
    return re.sub(r'"(?:[^"]|"")*"', '""', formula)


def _home(match: re.Match[str], place: Place, names: Names) -> list[str]:
    if match["quoted"]:
        return names.sheet(match["quoted"][1:-1].replace("''", "'"))
    return names.sheet(match["plain"]) if match["plain"] else [place[0]]


def _box(match: re.Match[str]) -> tuple[int, int, int, int]:
    if match["c1"]:
        r1, c1 = int(match["r1"]), column_number(match["c1"])
        if not match["c2"]:
            return r1, c1, r1, c1
        r2, c2 = int(match["r2"]), column_number(match["c2"])
        return min(r1, r2), min(c1, c2), max(r1, r2), max(c1, c2)
    if match["k1"]:
        c1, c2 = column_number(match["k1"]), column_number(match["k2"])
        return 1, min(c1, c2), MAX_ROW, max(c1, c2)
    r1, r2 = int(match["l1"]), int(match["l2"])
    return min(r1, r2), 1, max(r1, r2), MAX_COLUMN


def _named(
    match: re.Match[str], place: Place, names: Names, seen: frozenset[str], found: Reads
) -> None:
    """A name that is called may be a LAMBDA of the workbook, which reads cells by itself."""
    name, called = match["name"].lower(), (match["after"] or "").strip() == "("
    if name in seen or (called and not _is_defined(name, place, match, names)):
        return
    if not called:
        found.named = True
        if name in names.tables:
            found.areas.append(names.tables[name])
            return
    home = _home(match, place, names)
    for key in (*((sheet, name) for sheet in home), ("", name)):
        if key in names.defined:
            text, lost = _as_of(names.defined[key], place)
            inner = reads(text, place, names, seen | {name})
            found.named, found.moving = True, found.moving or lost
            found.areas += inner.areas
            found.moving = found.moving or inner.moving
            return


def _is_defined(name: str, place: Place, match: re.Match[str], names: Names) -> bool:
    """Whether what is called is a name of the workbook: most calls are of functions."""
    return (
        ("", name) in names.defined
        or (place[0], name) in names.defined
        or bool(match["quoted"] or match["plain"])
    )


def _as_of(text: str, place: Place) -> tuple[str, bool]:
    """What a name stands for in a cell: its references without `$` are told as of A1. Whether one
    leaves the sheet, which it enters again from the other side."""
    if not _is_relative(text):
        return text, False
    moved = shift(text, place[1] - 1, place[2] - 1)
    return moved, moved.count("#REF!") > text.count("#REF!")


@lru_cache(maxsize=1024)
def _is_relative(text: str) -> bool:
    return shift(text, 1, 1) != text


def _own_table(place: Place, names: Names) -> list[Area]:
    return [area for area in names.tables.values() if _inside(place, area)][:1]


def _inside(place: Place, area: Area) -> bool:
    name, top, left, bottom, right = area
    return place[0] == name and top <= place[1] <= bottom and left <= place[2] <= right


def row_pattern(text: str, found: Reads, row: int) -> list[Area] | None:
    """Areas with 0 for the formula's own row; None where that can't be told from the text."""
    if found.named or found.moving or '"' in text or "'" in text:
        return None
    if text.count(ROW) != len(_OWN_ROW.findall(text)):
        return None
    return [
        (name, 0 if top == row else top, left, 0 if bottom == row else bottom, right)
        for name, top, left, bottom, right in found.areas
    ] or None
