"""One sheet part opened: where its cells stand, their formats, and what shall change in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from xlplan.formulas.references import to_a1
from xlplan.functions.values import Scalar
from xlplan.workbook.book import Address
from xlplan.workbook.splice.content import Value
from xlplan.workbook.splice.formulas import Area, Formulas, area
from xlplan.workbook.splice.grid import Grid, Rows
from xlplan.workbook.splice.markup import Splice, Text, attributes, pattern


@lru_cache(maxsize=1024)
def _told_style(attributes_: bytes) -> str | None:
    """The `s` among a cell's attributes: most cells of a sheet have the same few."""
    return attributes(attributes_).get("s")


@dataclass(slots=True)
class SheetPart:
    """One worksheet part opened for splicing; ValueError where it is no worksheet."""

    text: Text
    index: Rows | None = None
    grid: Grid = field(init=False)
    formulas: Formulas = field(init=False)
    _styles: dict[Address, int] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.grid = Grid(self.text, self.index)
        self.formulas = Formulas(self.grid)

    def tags(self, name: bytes) -> list[tuple[dict[str, str], tuple[int, int]]]:
        """Elements of that name outside sheetData: attributes and where those stand."""
        found, shadow, start = [], self.text.shadow, b"<" + self.grid.prefix + name
        for begin, end in ((0, self.grid.start), (self.grid.end, len(shadow))):
            if shadow.find(start, begin, end) >= 0:
                for match in pattern(self.grid.prefix, name).finditer(shadow, begin, end):
                    found.append((attributes(match[1]), match.span(1)))
        return found

    def style_of(self, place: Address) -> str | None:
        """The `s` that a new cell gets: the row's own format, else the column's."""
        for row in self.grid.rows(place[0]):
            known = attributes(self.text.data[slice(*row.inside)])
            if known.get("customFormat") in ("1", "true") and "s" in known:
                return known["s"]
        for known, _ in self.tags(b"col"):
            first, last = int(known.get("min", "0")), int(known.get("max", "0"))
            if first <= place[1] <= last:
                return known.get("style")
        return None

    def style(self, place: Address) -> int:
        """The format index that a cell has, or would get."""
        known = self._styles.get(place)
        if known is None:
            spans = self.grid.find(*place)
            if spans:
                inside = self.text.data[slice(*spans[-1].inside)]
                own = inside.find(b'"', 4) + 1 if inside.startswith(b' r="') else 0
                told = _told_style(inside[own:])
            else:
                told = self.style_of(place)
            known = self._styles[place] = int(told or 0)
        return known


@dataclass(slots=True)
class Changes:
    """What to do with one sheet: new contents, and fresh values of formulas that stay.

    `styles` gives the format of new cells where neither row nor column decides; `tags` are
    splices outside sheetData.
    """

    values: dict[Address, Value] = field(default_factory=dict)
    cached: dict[Address, Scalar] = field(default_factory=dict)
    styles: dict[Address, str] = field(default_factory=dict)
    tags: list[Splice] = field(default_factory=list)


def reference(box: Area) -> str:
    """An area as "B2:D4", one cell as "B2"."""
    first, last = to_a1(box[0], box[1]), to_a1(box[2], box[3])
    return first if first == last else f"{first}:{last}"


_SPACE = re.compile(r"\s+")


def areas(sqref: str) -> list[Area]:
    """The areas of an sqref; those that don't read are left out."""
    found = []
    for part in _SPACE.split(sqref.strip()):
        try:
            found.append(area(part))
        except ValueError:
            continue
    return found
