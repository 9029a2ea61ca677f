"""What one edit knows while it is prepared: parts opened once, values, refusals, warnings."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from xlplan.domain.labels import fold
from xlplan.formulas.references import to_a1
from xlplan.functions.values import Error, Scalar
from xlplan.workbook.book import Address
from xlplan.workbook.reads import Place
from xlplan.workbook.splice.archive import Archive
from xlplan.workbook.splice.book import Parts, Tab
from xlplan.workbook.splice.content import DATES, Formula, Value, serial
from xlplan.workbook.splice.grid import Rows
from xlplan.workbook.splice.look import Formats, Strings
from xlplan.workbook.splice.markup import Splice, Text
from xlplan.workbook.splice.rules import SheetRules
from xlplan.workbook.splice.sheet import SheetPart
from xlplan.workbook.splice.tables import TableChanges, TablePart, tables_of

__all__ = ["Note", "State", "Value", "as_scalar"]


_KEPT = 24 << 20
"""Bytes of open parts that are kept from looking to writing, instead of inflated again."""


class Note(NamedTuple):
    """A sentence about a cell (A1), a sheet, or (both "") the file."""

    sheet: str
    cell: str
    message: str


class State:
    """The archive's parts as they are needed, and what has been decided so far."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.parts = Parts(archive)
        self.refused: list[Note] = []
        self.warnings: list[Note] = []
        self.values: dict[Place, Value] = {}
        self.uncertain: dict[Place, str] = {}
        self.styles: dict[Place, str] = {}
        self.tags: dict[str, list[Splice]] = {}
        self.tables: dict[str, tuple[TablePart, TableChanges]] = {}
        self.pivots: set[str] = set()
        self._sheets: dict[str, SheetPart] = {}
        self._rules: dict[str, SheetRules] = {}
        self._entries: dict[str, str] = {}
        self._named: dict[str, Tab | None] = {}
        self._tables: dict[str, list[TablePart]] = {}

    @property
    def tabs(self) -> list[Tab]:
        """The sheets in order."""
        return self.parts.layout.tabs

    @property
    def date1904(self) -> bool:
        """Whether dates count from 1904."""
        return self.parts.layout.date1904

    @cached_property
    def formats(self) -> Formats:
        """Number formats and locks."""
        return Formats(self.parts)

    @cached_property
    def strings(self) -> Strings:
        """The shared strings."""
        return Strings(self.parts)

    def refuse(self, sheet: str, address: Address | None, message: str) -> None:
        """Notes why nothing can be written."""
        self.refused.append(Note(sheet, to_a1(*address) if address else "", message))

    def warn(self, sheet: str, address: Address | None, message: str) -> None:
        """Notes what the user should know; writing goes on."""
        self.warnings.append(Note(sheet, to_a1(*address) if address else "", message))

    def tab(self, name: str) -> Tab | None:
        """The sheet of that name: exact, else without case, else as labels compare, if unique."""
        if name not in self._named:
            self._named[name] = self._tab(name)
        return self._named[name]

    def _tab(self, name: str) -> Tab | None:
        for key in (str, _plain, fold):
            found = [tab for tab in self.tabs if key(tab.name) == key(name)]
            if len(found) == 1:
                return found[0]
        return None

    def no_sheet(self, name: str) -> str:
        """The sentence for an unknown sheet, with close names."""
        from difflib import get_close_matches

        names = {fold(tab.name): tab.name for tab in self.tabs}
        near = [names[n] for n in get_close_matches(fold(name), names, 3, 0.6)]
        if near:
            return f"Không có trang «{name}». Có phải: {', '.join(near)}?"
        shown = ", ".join(list(names.values())[:8])
        return f"Không có trang «{name}». Các trang: {shown}."

    def part_of(self, sheet: str) -> str:
        """The entry of a sheet's part."""
        if sheet not in self._entries:
            self._entries[sheet] = next(tab.part for tab in self.tabs if tab.name == sheet)
        return self._entries[sheet]

    def sheet(self, name: str) -> SheetPart:
        """A worksheet's part; ValueError where its XML can't be spliced."""
        if name not in self._sheets:
            self._sheets[name] = SheetPart(Text(self.archive.read(self.part_of(name))))
        return self._sheets[name]

    def rows_known(self) -> dict[str, Rows]:
        """Where the rows of the open parts stand, by entry."""
        return {self.part_of(name): part.grid.index for name, part in self._sheets.items()}

    def taken(self, name: str) -> SheetPart:
        """A worksheet's part for the last look before the writing: large ones are dropped."""
        if sum(len(part.text.data) for part in self._sheets.values()) <= _KEPT:
            return self.passing(name)
        self._rules.pop(name, None)
        return self._sheets.pop(name, None) or self.passing(name)

    def kept(self, name: str) -> SheetPart | None:
        """A worksheet's part where it is open still."""
        return self._sheets.get(name)

    def passing(self, name: str) -> SheetPart:
        """A worksheet's part for one look: kept only where it is kept already."""
        known = self._sheets.get(name)
        return known or SheetPart(Text(self.archive.read(self.part_of(name))))

    def rules(self, name: str) -> SheetRules:
        """Merges, validations and the like of a sheet."""
        if name not in self._rules:
            self._rules[name] = SheetRules(self.sheet(name))
        return self._rules[name]

    def tables_on(self, name: str) -> list[TablePart]:
        """The tables of a sheet."""
        if name not in self._tables:
            self._tables[name] = tables_of(self.parts, self.part_of(name))
        return self._tables[name]

    def change_table(self, known: TablePart) -> TableChanges:
        """The changes of a table part, begun on first use."""
        return self.tables.setdefault(known.entry, (known, TableChanges()))[1]

    def tables_changed(self) -> dict[str, TableChanges]:
        """Table parts with changes."""
        return {
            entry: changes
            for entry, (_, changes) in self.tables.items()
            if changes.headers or changes.totals or changes.begun or changes.last_row is not None
        }

    def places(self, sheet: str) -> Iterable[tuple[Address, Value]]:
        """The edits of one sheet."""
        return [(place[1:], value) for place, value in self.values.items() if place[0] == sheet]

    def edited_sheets(self) -> list[str]:
        """The sheets with edits, in the order of the edits."""
        return list(dict.fromkeys(place[0] for place in self.values))

    def touches_formulas(self) -> bool:
        """Whether a formula cell is overwritten by a value, or a formula put where none was."""
        for sheet in self.edited_sheets():
            known = self.sheet(sheet).formulas
            for place, value in self.places(sheet):
                if (known.get(place) is not None) != isinstance(value, Formula):
                    return True
        return False


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def as_scalar(value: Value, date1904: bool) -> Scalar:
    """A value as the reader would give it back: dates as serials, all numbers as floats."""
    if value.__class__ is float:
        return value
    if isinstance(value, DATES):
        return serial(value, date1904)
    if isinstance(value, (bool, str, Error)):
        return value
    if isinstance(value, (int, float, Decimal)):
        return float(value)
    return None
