"""Which formulas follow a cell, however far."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from xlplan.formulas.references import MAX_ROW
from xlplan.workbook.reads import Area, Names, Place, Reads, reads, row_pattern
from xlplan.workbook.splice.formulas import OWN_ROW, Alike
from xlplan.workbook.splice.grid import column_of
from xlplan.workbook.splice.markup import unescaped

Front = dict[int, dict[int, set[int]]]
"""Cells by the number of their sheet, row and column."""


@dataclass(slots=True)
class _Alike:
    """Formulas of one column that differ by their own row only: the rows, and the areas that each
    reads (number of the sheet, top, left, bottom, right), 0 standing for the own row."""

    home: int
    column: int
    areas: list[tuple[int, int, int, int, int]]
    rows: set[int] = field(default_factory=set)

    def read(self, row: int) -> Iterator[tuple[int, int, int, int, int]]:
        """The areas that the formula in that row reads."""
        for number, top, left, bottom, right in self.areas:
            top, bottom = sorted((top or row, bottom or row))
            yield number, top, left, bottom, right

    def met(self, front: Front) -> set[int]:
        """The rows whose formula reads a cell of the front."""
        hit: set[int] = set()
        for number, top, left, bottom, right in self.areas:
            lines = front.get(number)
            if not lines:
                continue
            own = not top and not bottom
            near = [
                row
                for row in (lines.keys() & self.rows if own else lines)
                if any(left <= column <= right for column in lines[row])
            ]
            if own:
                hit.update(near)
            elif top and bottom:
                if any(top <= row <= bottom for row in near):
                    return set(self.rows)
            elif near:
                hit |= self._between(top or bottom, near)
        return hit

    def _between(self, fixed: int, near: list[int]) -> set[int]:
        """The rows between which and the fixed one a row of `near` lies, ends included."""
        below = min((row for row in near if row >= fixed), default=MAX_ROW + 1)
        above = max((row for row in near if row <= fixed), default=0)
        return {row for row in self.rows if row >= below or row <= above}


class Graph:
    """Formula cells and what they read, packed; asked which of them follow a cell."""

    def __init__(self, sheets: list[str]) -> None:
        self.sheets = sheets
        self.moving: list[Place] = []
        self._numbers = {name: at for at, name in enumerate(sheets)}
        self._places, self._starts, self._areas = array("q"), array("l", [0]), array("i")
        self._alike: list[_Alike] = []
        self._spills: dict[Place, list[Place]] = {}
        self._index: dict[int, int] = {}
        self._by_column: dict[tuple[int, int], list[_Alike]] = {}

    def add(self, place: Place, what: Reads) -> None:
        """Adds one formula cell."""
        if what.moving:
            self.moving.append(place)
        for name, top, left, bottom, right in what.areas:
            self._areas.extend((self._numbers[name], top, left, bottom, right))
        self._places.append(self._packed(place))
        self._starts.append(len(self._areas))

    def add_alike(
        self, sheet: str, groups: Iterable[Alike], names: Names, skipped: set[Place]
    ) -> Iterator[str]:
        """Adds a sheet's formulas but the skipped ones; gives each that is read: those that differ
        by their own row only are read once."""
        home = self._numbers[sheet]
        for letters, text, numbers in groups:
            column = column_of(letters)
            rows = set(numbers)
            rows -= {row for name, row, at in skipped if at == column and name == sheet}
            edges = rows & {1, MAX_ROW}
            rows -= edges
            pattern, telling = None, (row for row in numbers if row in rows and _tells(text, row))
            if b"&" not in text and (own := next(telling, 0)):
                formula = _of_row(text, own)
                found = reads(formula, (sheet, own, column), names)
                pattern = row_pattern(text.decode(), found, own)
            if pattern is not None:
                yield formula
                areas = [(self._numbers[name], *box) for name, *box in pattern]
                self._alike.append(_Alike(home, column, areas, rows))
                rows = edges
            else:
                rows |= edges
            for row in sorted(rows):
                formula = _of_row(text, row)
                yield formula
                self.add((sheet, row, column), reads(formula, (sheet, row, column), names))

    def spill(self, place: Place, cells: Iterable[Place]) -> None:
        """Says that an array formula fills these cells as well."""
        self._spills[place] = [cell for cell in cells if cell != place]

    def reads(self, place: Place) -> list[Area]:
        """The areas that a formula cell reads; none for any other cell."""
        at = self._indexed().get(self._packed(place))
        if at is not None:
            return list(self._areas_of(at))
        group = self._group(place)
        return (
            [(self.sheets[number], *box) for number, *box in group.read(place[1])] if group else []
        )

    def formulas(self, places: Iterable[Place]) -> set[Place]:
        """Those of the places that are formula cells."""
        wanted = {self._packed(place): place for place in places}
        found = {wanted[packed] for packed in self._places if packed in wanted} if wanted else set()
        return found | {place for place in wanted.values() if self._group(place)}

    def _group(self, place: Place) -> _Alike | None:
        home = self._numbers[place[0]]
        for group in self._columns().get((home, place[2]), ()):
            if place[1] in group.rows:
                return group
        return None

    def _columns(self) -> dict[tuple[int, int], list[_Alike]]:
        if sum(map(len, self._by_column.values())) != len(self._alike):
            self._by_column = {}
            for group in self._alike:
                self._by_column.setdefault((group.home, group.column), []).append(group)
        return self._by_column

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
        front: Front = {}
        found: set[Place] = set()
        pending = [*edited]
        if pending:
            pending += self.moving
            found.update(self.moving)
        unread = list(range(len(self._places)))
        while pending:
            self._advance(front, pending, found)
            pending, rest = [], []
            for group in self._alike:
                self._follow(front, self._places_met(group, front), pending, found)
            for at in unread:
                if _meets(front, self._areas, self._starts[at], self._starts[at + 1]):
                    self._follow(front, [self._place(self._places[at])], pending, found)
                else:
                    rest.append(at)
            unread = rest
            if pending:
                front = {}
        return found

    def _places_met(self, group: _Alike, front: Front) -> Iterable[Place]:
        sheet = self.sheets[group.home]
        return [(sheet, row, group.column) for row in sorted(group.met(front))]

    def _follow(
        self, front: Front, places: Iterable[Place], pending: list[Place], found: set[Place]
    ) -> None:
        """Adds formula cells that were not found before to the front and to what is pending."""
        fresh = [place for place in places if place not in found]
        if fresh:
            found.update(fresh)
            pending += fresh
            self._advance(front, fresh, found)

    def _advance(self, front: Front, places: list[Place], found: set[Place]) -> None:
        """Adds cells to the front, and with an array formula the cells it fills."""
        for place in places:
            for name, row, column in (place, *self._spills.get(place, ())):
                front.setdefault(self._numbers[name], {}).setdefault(row, set()).add(column)
            found.update(self._spills.get(place, ()))


def _tells(text: bytes, row: int) -> bool:
    """Whether no other number of the text can be taken for the row's."""
    digits = b"%d" % row
    return text.replace(OWN_ROW, digits).replace(digits, OWN_ROW) == text


def _of_row(text: bytes, row: int) -> str:
    return unescaped(text.replace(OWN_ROW, b"%d" % row).decode())


def _meets(front: Front, areas: array[int], start: int, end: int) -> bool:
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
