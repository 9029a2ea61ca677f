"""The formulas in a sheet's bytes: shared groups, arrays, and what each cell's formula reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from xlplan.formulas.references import column_number, from_a1, shift
from xlplan.workbook.book import Address
from xlplan.workbook.splice.grid import CellSpan, Grid
from xlplan.workbook.splice.markup import ATTRIBUTES, attributes, closing, pattern, unescaped

Area = tuple[int, int, int, int]
"""Top, left, bottom, right; counted from 1, both ends included."""

_REFERENCE = re.compile(rb"""\sr\s*=\s*["']\s*([A-Za-z]{1,3})(\d+)\s*["']""")
OWN_ROW = b"\0"
_LOOKED_AT, _TOGETHER = 48, 8
"""Formulas looked at first, and how many different ones of them are looked for, a pass each."""
_NONE: dict[str, str] = {}
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>|<!--.*?-->|<\?.*?\?>", re.DOTALL)


@dataclass(slots=True)
class FormulaCell:
    """One `<f>`: its cell, its attributes, its text as the part spells it, where it stands."""

    place: Address
    attributes: dict[str, str]
    text: str
    span: tuple[int, int]
    group: Group | None = None

    @property
    def formula(self) -> str:
        """The formula that the cell follows, shared ones expanded."""
        if self.text or self.group is None:
            return self.text
        (row, column), (top, left) = self.place, self.group.master.place
        return shift(self.group.master.text, row - top, column - left)


@dataclass(slots=True)
class Group:
    """A shared formula: its master and the cells that follow it, in the part's order."""

    master: FormulaCell
    children: list[FormulaCell] = field(default_factory=list)


class Alike(NamedTuple):
    """Formulas of one column that differ by their own row only: the column's letters, their text
    (escaped, OWN_ROW for the digits of the row) and the rows."""

    letters: bytes
    text: bytes
    rows: list[int]


def _key(_: bytes, digits: bytes, text: bytes) -> bytes:
    return text.replace(digits, OWN_ROW)


def area(reference: str) -> Area:
    """ "B2:D4" or "B2" as an area; ValueError for anything else."""
    first, _, last = reference.strip().partition(":")
    (r1, c1), (r2, c2) = from_a1(first), from_a1(last or first)
    return min(r1, r2), min(c1, c2), max(r1, r2), max(c1, c2)


def inside(place: Address, box: Area) -> bool:
    """Whether a cell lies in an area."""
    return box[0] <= place[0] <= box[2] and box[1] <= place[1] <= box[3]


def overlap(one: Area, other: Area) -> bool:
    """Whether two areas have a cell in common."""
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


class Formulas:
    """The formulas of one sheet part. Only those with a type (shared, array, data table) are kept;
    plain ones are looked up where they stand."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self._opening = b"<" + grid.prefix + b"f"
        self._counted: dict[int, Address] | None = None

    def scan(self) -> Iterator[FormulaCell]:
        """Every formula in the part's order; shared ones know their group."""
        return self._scan(pattern(self.grid.prefix, b"f"))

    @cached_property
    def alike(self) -> list[Alike] | None:
        """Every formula, those that differ by their own row as one, for parts whose formulas all
        stand in plain cells, the usual way; None for others."""
        if self.grid.text.noisy:
            return None
        first = [*islice(self._usual(), _LOOKED_AT)]
        if None in first:
            return None
        if len(first) == _LOOKED_AT:
            keys = dict.fromkeys((cell[0], _key(*cell)) for cell in first if cell)
            found = [*map(self._following, islice(keys, _TOGETHER))]
            if self._are_all(found):
                return found
        return self._each()

    def _following(self, key: tuple[bytes, bytes]) -> Alike:
        """All formulas of the part that are as that: the single letter is found much faster."""
        grid, (letters, text) = self.grid, key
        cell = re.escape(b"<" + grid.prefix + b'c r="' + letters[:1])
        tag = re.escape(grid.prefix + b"f")
        same = rb"(?:\1)".join(map(re.escape, text.split(OWN_ROW)))
        every = re.compile(
            rb"%b(?<=%b)%b([1-9][0-9]*+)" % (letters[:1], cell, letters[1:])
            + rb'"[^<>]*+><%b>%b</%b>' % (tag, same, tag)
        )
        return Alike(*key, [*map(int, every.findall(grid.text.shadow, grid.tag, grid.inner))])

    def _are_all(self, found: list[Alike]) -> bool:
        """Whether these are all formulas of the part, each once: there is no other f, or else no
        other tag of one."""
        for letters in {group.letters for group in found}:
            rows = [row for group in found if group.letters == letters for row in group.rows]
            if len({*rows}) != len(rows):
                return False
        grid, shadow = self.grid, self.grid.text.shadow
        letters = sum(len(group.rows) * (group.text.count(b"f") + 2) for group in found)
        if not grid.prefix and shadow.count(b"f", grid.tag, grid.inner) == letters:
            return True
        count = shadow.count(self._opening, grid.tag, grid.inner)
        return count == sum(len(group.rows) for group in found)

    def _each(self) -> list[Alike] | None:
        """The same, formula by formula."""
        found: dict[tuple[bytes, bytes], list[int]] = {}
        for cell in self._usual():
            if cell is None:
                return None
            found.setdefault((cell[0], _key(*cell)), []).append(int(cell[1]))
        return [Alike(*key, rows) for key, rows in found.items()]

    def _usual(self) -> Iterator[tuple[bytes, bytes, bytes] | None]:
        """Column, row and text (escaped) of each formula; None for one that isn't usual."""
        grid, shadow = self.grid, self.grid.text.shadow
        if shadow.find(self._opening, grid.tag, grid.inner) < 0:
            return
        opening, formula = b"<" + grid.prefix + b"c ", re.escape(self._opening)
        plain = re.compile(formula + rb"(?:>([^<]*)</" + formula[1:] + rb">)?")
        cell = re.compile(re.escape(opening) + rb'r="([A-Z]{1,3})([0-9]+)"[^<>]*>')
        for match in plain.finditer(shadow, grid.tag, grid.inner):
            start, text = match.start(), match[1]
            place = cell.match(shadow, shadow.rfind(opening, grid.tag, start))
            usual = text is not None and place is not None and place.end() == start
            yield (place[1], place[2], text) if usual and place else None

    @cached_property
    def typed(self) -> dict[Address, FormulaCell]:
        """Shared formulas, arrays and data tables by place."""
        if self.alike is not None:
            return {}
        typed = re.compile(re.escape(self._opening) + rb"(?=\s)(" + ATTRIBUTES + rb")>")
        return {c.place: c for c in self._scan(typed) if c.attributes.get("t")}

    def get(self, place: Address, span: CellSpan | None = None) -> FormulaCell | None:
        """A cell's formula; None where it has none. `span`: where the cell stands, if known."""
        if known := self.typed.get(place):
            return known
        if span is None:
            found = self.grid.find(*place)
            if not found:
                return None
            span = found[-1]
        shadow, begin = self.grid.text.shadow, span.inside[1]
        if shadow.find(self._opening, begin, span.end) < 0:
            return None
        tag = pattern(self.grid.prefix, b"f").search(shadow, begin, span.end)
        return self._formula(tag, place) if tag else None

    @staticmethod
    def _tie(cell: FormulaCell, groups: dict[str, Group]) -> None:
        index = cell.attributes.get("si", "")
        known = groups.get(index)
        if cell.text and ("ref" in cell.attributes or known is None):
            groups[index] = Group(cell)
        elif known is not None:
            known.children.append(cell)
        cell.group = groups.get(index)

    @cached_property
    def arrays(self) -> list[tuple[Area, FormulaCell]]:
        """Array formulas and data tables with their areas."""
        found = []
        for cell in self.typed.values():
            if cell.attributes.get("t") in ("array", "dataTable"):
                try:
                    found.append((area(cell.attributes.get("ref", "")), cell))
                except ValueError:
                    found.append(((*cell.place, *cell.place), cell))
        return found

    def _scan(self, tags: re.Pattern[bytes]) -> Iterator[FormulaCell]:
        grid, shadow = self.grid, self.grid.text.shadow
        groups: dict[str, Group] = {}
        if self._opening not in shadow:
            return
        opening = b"<" + grid.prefix + b"c"
        for match in tags.finditer(shadow, grid.tag, grid.inner):
            start = shadow.rfind(opening, grid.tag, match.start())
            reference = _REFERENCE.search(shadow, start, match.start())
            if reference:
                place = int(reference[2]), column_number(reference[1].decode())
            else:
                place = self._places()[start]
            cell = self._formula(match, place)
            if cell.attributes.get("t") == "shared":
                self._tie(cell, groups)
            yield cell

    def _formula(self, tag: re.Match[bytes], place: Address) -> FormulaCell:
        inner, end, text = tag[1], tag.end(), ""
        if not inner.endswith(b"/"):
            close = closing(self.grid.prefix, b"f").search(
                self.grid.text.shadow, end, self.grid.inner
            )
            if not close:
                raise ValueError("formula not closed")
            text = self._text(end, close.start())
            end = close.end()
        return FormulaCell(place, attributes(inner) if inner else _NONE, text, (tag.start(), end))

    def _text(self, start: int, end: int) -> str:
        text = self.grid.text.data[start:end].decode()
        text = text.replace("\r\n", "\n").replace("\r", "\n")  # as every XML parser does
        if not self.grid.text.noisy or "<" not in text:
            return unescaped(text)
        pieces, at = [], 0
        for match in _CDATA.finditer(text):
            pieces += [unescaped(text[at : match.start()]), match[1] or ""]
            at = match.end()
        return "".join([*pieces, unescaped(text[at:])])

    def _places(self) -> dict[int, Address]:
        """Cells by where they start, for parts whose cells have no `r`."""
        if self._counted is None:
            self._counted = {
                cell.start: (row.number, cell.column)
                for row in self.grid.all_rows()
                for cell in self.grid.cells(row)
            }
        return self._counted
