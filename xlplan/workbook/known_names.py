"""What names stand for in a workbook: its sheets, defined names and tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

Place = tuple[str, int, int]
"""Sheet, row, column."""
Area = tuple[str, int, int, int, int]
"""Sheet, top, left, bottom, right."""


class TableLayout(NamedTuple):
    """A table: its whole area, its rows of headers and of totals, its columns as the part spells
    them."""

    area: Area
    headers: int
    totals: int
    columns: tuple[str, ...]


@dataclass
class Names:
    """What names stand for: sheets in order, defined names by (sheet or "", name in lower case),
    tables by lower-case name, and their `layouts`, which tell the areas of columns."""

    sheets: list[str] = field(default_factory=list)
    defined: Mapping[tuple[str, str], str] = field(default_factory=dict)
    tables: Mapping[str, Area] = field(default_factory=dict)
    layouts: Mapping[str, TableLayout] = field(default_factory=dict)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every defined name, whatever sheet it is of."""
        return frozenset(name for _, name in self.defined)

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
