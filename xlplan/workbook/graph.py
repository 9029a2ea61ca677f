"""What a formula reads, and which formulas follow a cell, however far."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from xlplan.formulas.references import MAX_COLUMN, MAX_ROW, column_number
from xlplan.workbook.splice.markup import unescaped

Place = tuple[str, int, int]
"""Sheet, row, column."""
Area = tuple[str, int, int, int, int]
"""Sheet, top, left, bottom, right."""

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
_MOVING = re.compile(r"\b(?:INDIRECT|OFFSET)\s*\(|\)\s*:|:\s*[A-Za-z_.]+\s*\(", re.IGNORECASE)
_ROW = "\0"
_OWN_ROW = re.compile(r"(?<=[A-Za-z$])\0(?![\w.(!])")
_REMEMBERED = 20_000


@dataclass
class Names:
    """What names stand for: sheets in order, defined names by (sheet or "", name in lower case),
    tables by lower-case name."""

    sheets: list[str] = field(default_factory=list)
    defined: Mapping[tuple[str, str], str] = field(default_factory=dict)
    tables: Mapping[str, Area] = field(default_factory=dict)

    def sheet(self, text: str) -> list[str]:
        """The sheets that a reference's sheet part names: one, a 3D run of them, or none."""
        if "[" in text:
            return []
        folded = {name.casefold(): at for at, name in enumerate(self.sheets)}
        if text.casefold() in folded:
            return [self.sheets[folded[text.casefold()]]]
        first, _, last = text.partition(":")
        if first.casefold() in folded and last.casefold() in folded:
            low, high = sorted((folded[first.casefold()], folded[last.casefold()]))
            return self.sheets[low : high + 1]
        return []


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
    if "(" in formula and _MOVING.search(formula):
        found.moving = bool(_MOVING.search(_without_texts(formula)))
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
    return found


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
    name, after = match["name"].lower(), match["after"] or ""
    if after.strip() == "(" or name in seen:
        return
    found.named = True
    if name in names.tables:
        found.areas.append(names.tables[name])
        return
    home = _home(match, place, names)
    for key in (*((sheet, name) for sheet in home), ("", name)):
        if key in names.defined:
            inner = reads(names.defined[key], place, names, seen | {name})
            found.areas += inner.areas
            found.moving = found.moving or inner.moving
            return


def _own_table(place: Place, names: Names) -> list[Area]:
    return [area for area in names.tables.values() if _inside(place, area)][:1]


def _inside(place: Place, area: Area) -> bool:
    name, top, left, bottom, right = area
    return place[0] == name and top <= place[1] <= bottom and left <= place[2] <= right


def _pattern(text: str, found: Reads, row: int) -> list[Area] | None:
    """Areas with 0 for the formula's own row; None where that can't be told from the text."""
    if found.named or found.moving or '"' in text or "'" in text:
        return None
    if text.count(_ROW) != len(_OWN_ROW.findall(text)):
        return None
    return [
        (name, 0 if top == row else top, left, 0 if bottom == row else bottom, right)
        for name, top, left, bottom, right in found.areas
    ] or None


class Graph:
    """Formula cells and what they read, packed; asked which of them follow a cell."""

    def __init__(self, sheets: list[str]) -> None:
        self.sheets = sheets
        self.moving: list[Place] = []
        self._numbers = {name: at for at, name in enumerate(sheets)}
        self._places, self._starts, self._areas = array("q"), array("l", [0]), array("i")
        self._spills: dict[Place, list[Place]] = {}
        self._index: dict[int, int] = {}

    def add(self, place: Place, what: Reads) -> None:
        """Adds one formula cell."""
        if what.moving:
            self.moving.append(place)
        for name, top, left, bottom, right in what.areas:
            self._areas.extend((self._numbers[name], top, left, bottom, right))
        self._places.append(self._packed(place))
        self._starts.append(len(self._areas))

    def add_plain(
        self, sheet: str, cells: list[tuple[bytes, bytes, bytes]], names: Names,
        skipped: set[Place],
    ) -> Iterator[str]:  # fmt: skip
        """Adds many formulas (column, row, escaped text); gives each that is read anew: those
        after it that differ by their own row only are as it."""
        home = self._numbers[sheet]
        known: dict[bytes, tuple[tuple[int, ...], ...] | None] = {}
        columns = {letters: column_number(letters.decode()) for letters, _, _ in cells}
        for letters, digits, text in cells:
            column, row = columns[letters], int(digits)
            if skipped and (sheet, row, column) in skipped:
                continue
            key = text.replace(digits, b"\0")
            areas = known.get(key)
            if areas is None:
                formula, place = unescaped(text.decode()), (sheet, row, column)
                yield formula
                found = reads(formula, place, names)
                self.add(place, found)
                pattern = _pattern(key.decode(), found, row) if b"&" not in text else None
                if pattern and 1 < row < MAX_ROW and len(known) < _REMEMBERED:
                    known[key] = tuple((self._numbers[name], *box) for name, *box in pattern)
                continue
            for number, top, left, bottom, right in areas:
                top, bottom = top or row, bottom or row
                if top > bottom:
                    top, bottom = bottom, top
                self._areas.extend((number, top, left, bottom, right))
            self._places.append(home << 40 | row << 16 | column)
            self._starts.append(len(self._areas))

    def spill(self, place: Place, cells: Iterable[Place]) -> None:
        """Says that an array formula fills these cells as well."""
        self._spills[place] = [cell for cell in cells if cell != place]

    def reads(self, place: Place) -> list[Area]:
        """The areas that a formula cell reads; none for any other cell."""
        at = self._indexed().get(self._packed(place))
        return [] if at is None else list(self._areas_of(at))

    def formulas(self, places: Iterable[Place]) -> set[Place]:
        """Those of the places that are formula cells."""
        wanted = {self._packed(place): place for place in places}
        return {wanted[packed] for packed in self._places if packed in wanted} if wanted else set()

    def _indexed(self) -> dict[int, int]:
        if len(self._index) != len(self._places):
            self._index = {packed: at for at, packed in enumerate(self._places)}
        return self._index

    def _areas_of(self, at: int) -> Iterator[Area]:
        for n in range(self._starts[at], self._starts[at + 1], 5):
            number, *box = self._areas[n : n + 5]
            yield (self.sheets[number], *box)

    def _packed(self, place: Place) -> int:
        return self._numbers[place[0]] << 40 | place[1] << 16 | place[2]

    def _place(self, packed: int) -> Place:
        return self.sheets[packed >> 40], packed >> 16 & 0xFFFFFF, packed & 0xFFFF

    def affected(self, edited: Iterable[Place]) -> set[Place]:
        """All cells that follow the edited ones, however far; formulas that may read anywhere
        count as followers of anything.

        Pass after pass over all formulas: a chain that runs down the sheet takes one.
        """
        front: dict[int, dict[int, set[int]]] = {}
        found: set[Place] = set()
        pending = [*edited]
        if pending:
            pending += self.moving
            found.update(self.moving)
        unread = list(range(len(self._places)))
        while pending:
            self._advance(front, pending, found)
            pending, rest = [], []
            for at in unread:
                if _meets(front, self._areas, self._starts[at], self._starts[at + 1]):
                    place = self._place(self._places[at])
                    if place not in found:
                        found.add(place)
                        pending.append(place)
                        self._advance(front, [place], found)
                else:
                    rest.append(at)
            unread = rest
            if unread and pending:
                front = {}
        return found

    def _advance(
        self, front: dict[int, dict[int, set[int]]], places: list[Place], found: set[Place]
    ) -> None:
        """Adds cells to the front, and with an array formula the cells it fills."""
        for place in places:
            for name, row, column in (place, *self._spills.get(place, ())):
                front.setdefault(self._numbers[name], {}).setdefault(row, set()).add(column)
            found.update(self._spills.get(place, ()))


def _meets(front: dict[int, dict[int, set[int]]], areas: array[int], start: int, end: int) -> bool:
    """Whether one of these areas holds a cell of the front."""
    for n in range(start, end, 5):
        rows = front.get(areas[n])
        if not rows:
            continue
        top, bottom = areas[n + 1], areas[n + 3]
        if top == bottom:
            near: Iterable[int] = (top,) if top in rows else ()
        elif bottom - top < len(rows):
            near = range(top, bottom + 1)
        else:
            near = rows
        for row in near:
            columns = rows.get(row) if top <= row <= bottom else None
            if columns and any(areas[n + 2] <= column <= areas[n + 4] for column in columns):
                return True
    return False
