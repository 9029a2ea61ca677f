"""The formulas in a sheet's bytes: shared groups, arrays, and what each cell's formula reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from xlplan.formulas.references import column_number, from_a1, shift
from xlplan.workbook.book import Address
from xlplan.workbook.splice.grid import Grid
from xlplan.workbook.splice.markup import ATTRIBUTES, attributes, closing, unescaped

Area = tuple[int, int, int, int]
"""Top, left, bottom, right; counted from 1, both ends included."""

_REFERENCE = re.compile(rb"""\sr\s*=\s*["']\s*([A-Za-z]{1,3})(\d+)\s*["']""")
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


def area(reference: str) -> Area:
    """ "B2:D4" or "B2" as an area; ValueError for anything else."""
    first, _, last = reference.strip().partition(":")
    (r1, c1), (r2, c2) = from_a1(first), from_a1(last or first)
    return min(r1, r2), min(c1, c2), max(r1, r2), max(c1, c2)


def inside(place: Address, box: Area) -> bool:
    """Whether a cell lies in an area."""
    return box[0] <= place[0] <= box[2] and box[1] <= place[1] <= box[3]


class Formulas:
    """Every formula of one sheet part, found on first use."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid

    @cached_property
    def cells(self) -> dict[Address, FormulaCell]:
        """Formula cells by place, shared groups tied."""
        found: dict[Address, FormulaCell] = {}
        groups: dict[str, Group] = {}
        for cell in self._scan():
            if cell.attributes.get("t") == "shared":
                self._tie(cell, groups)
            found[cell.place] = cell
        return found

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
        for cell in self.cells.values():
            if cell.attributes.get("t") in ("array", "dataTable"):
                try:
                    found.append((area(cell.attributes.get("ref", "")), cell))
                except ValueError:
                    found.append(((*cell.place, *cell.place), cell))
        return found

    def _scan(self) -> Iterator[FormulaCell]:
        grid, shadow = self.grid, self.grid.text.shadow
        prefix = grid.prefix
        tags = re.compile(
            rb"<" + re.escape(prefix + b"f") + rb"(?=[\s/>])(" + ATTRIBUTES + rb")>([^<]*)"
        )
        if not tags.search(shadow, grid.tag, grid.inner):
            return
        opening, last = b"<" + prefix + b"c", closing(prefix, b"f")
        counted: dict[int, Address] | None = None
        for match in tags.finditer(shadow, grid.tag, grid.inner):
            start = shadow.rfind(opening, 0, match.start())
            reference = _REFERENCE.search(shadow, start, match.start())
            if reference and start >= 0:
                place = int(reference[2]), column_number(reference[1].decode())
            else:
                counted = counted if counted is not None else self._counted()
                place = counted[start]
            inner, end = match[1], match.end()
            text = ""
            if not inner.endswith(b"/"):
                close = last.search(shadow, match.start(2), grid.inner)
                if not close:
                    raise ValueError("formula not closed")
                end = close.end()
                text = self._text(match.start(2), close.start())
            known = attributes(inner) if inner else {}
            yield FormulaCell(place, known, text, (match.start(), end))

    def _text(self, start: int, end: int) -> str:
        text = self.grid.text.data[start:end].decode()
        if not self.grid.text.noisy or "<" not in text:
            return unescaped(text)
        pieces, at = [], 0
        for match in _CDATA.finditer(text):
            pieces += [unescaped(text[at : match.start()]), match[1] or ""]
            at = match.end()
        return "".join([*pieces, unescaped(text[at:])])

    def _counted(self) -> dict[int, Address]:
        """Cells by where they start, for parts whose cells have no `r`."""
        return {
            cell.start: (row.number, cell.column)
            for row in self.grid.all_rows()
            for cell in self.grid.cells(row)
        }
