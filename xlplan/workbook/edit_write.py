"""A prepared edit, and writing it: parts spliced, packed, proved; the rest copied raw."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple
from xml.parsers import expat

from xlplan.domain.errors import UsageError
from xlplan.functions.values import Scalar
from xlplan.workbook.edit_packing import Packing
from xlplan.workbook.edit_proof import prove, read_as_meant
from xlplan.workbook.edit_state import Note
from xlplan.workbook.splice import output, tables
from xlplan.workbook.splice.archive import Archive, Chunks
from xlplan.workbook.splice.book import Parts, calculating_on_load, without_parts
from xlplan.workbook.splice.cells import with_cells
from xlplan.workbook.splice.grid import Rows
from xlplan.workbook.splice.look import Strings
from xlplan.workbook.splice.markup import Text, pattern, spliced, with_attribute
from xlplan.workbook.splice.sheet import Changes, SheetPart
from xlplan.workbook.splice.wellformed import TooDeep, well_formed

PartChange = Callable[[bytes | None], bytes]


class Update(NamedTuple):
    """One cell before and after: values, and formulas (with `=`) where there are any."""

    sheet: str
    cell: str
    old: Scalar
    new: Scalar
    old_formula: str | None = None
    new_formula: str | None = None


@dataclass
class PlannedSheet:
    """The changes of one sheet; where its rows stand, if that is known, and its part as it was
    opened, until it is written."""

    name: str
    changes: Changes
    index: Rows | None = None
    part: SheetPart | None = None


@dataclass
class Plan:
    """What an edit does. `refused` not empty: nothing can be written.

    `changes` are the edited cells, `updates` the formulas that got fresh values, `kept` those
    that follow an edit and keep their value, with the reason. `parts` change whole parts
    beside the cells: from a part's bytes (None: the file has none of that name) to its new ones;
    a new part must be named by [Content_Types].xml and a relation among them.
    """

    archive: Archive
    refused: list[Note]
    warnings: list[Note]
    changes: list[Update] = field(default_factory=list)
    updates: list[Update] = field(default_factory=list)
    kept: list[Note] = field(default_factory=list)
    sheets: dict[str, PlannedSheet] = field(default_factory=dict)
    tables: dict[str, tables.TableChanges] = field(default_factory=dict)
    pivots: set[str] = field(default_factory=set)
    date1904: bool = False
    drops: tuple[str, ...] = ()
    calculates_on_load: bool = False
    parts: dict[str, PartChange] = field(default_factory=dict)
    _kinds: set[bytes] = field(default_factory=set, init=False, repr=False)

    @property
    def digest(self) -> str:
        """Of the bytes that the plan was made from, as `guard.replace` wants it."""
        return self.archive.digest

    def write(self, stream: BinaryIO) -> None:
        """The edited workbook into a stream; UsageError when anything is refused.

        Each changed part is proved while it is packed: it is XML, and the edited cells read as they
        were meant. A stream that can be read back (`w+b`) is: untouched entries must equal the
        source's byte for byte, and changed ones what was packed.
        """
        self._refuse()
        start = stream.tell() if stream.seekable() else 0
        parts = Parts(self.archive)
        dropped, makers = self._makers(parts)
        strings = Strings(parts)
        with Packing(self.archive, makers, lambda e, d: self._proved(e, d, strings)) as packing:
            added = {
                name: output.packed(change(None))
                for name, change in self.parts.items()
                if name not in self.archive.entries
            }
            output.write(self.archive, stream, packing.parts(), dropped, added)
        if stream.seekable() and stream.readable():
            stream.flush()
            stream.seek(start)
            prove(self, stream.read(), packing.sums, dropped)

    def rehearse(self) -> None:
        """Makes and proves every changed part, and writes none: raises what `write` would raise for
        the workbook's sake."""
        self._refuse()
        parts = Parts(self.archive)
        strings = Strings(parts)
        for entry, make in self._makers(parts)[1].items():
            self._proved(entry, b"".join(make()), strings)
        for name, change in self.parts.items():
            if name not in self.archive.entries:
                change(None)

    def _refuse(self) -> None:
        if self.refused:
            sheet, cell, why = self.refused[0]
            raise UsageError(f"Không ghi được {sheet}!{cell}: {why}" if cell else why)

    def _makers(self, parts: Parts) -> tuple[frozenset[str], dict[str, Callable[[], Chunks]]]:
        """What is left out; what changes: sheets, tables, pivot caches, who names what is left out;
        whole parts last, from what the others made of them."""
        makers: dict[str, Callable[[], Chunks]] = {
            entry: lambda sheet=sheet, entry=entry: self._sheet(entry, sheet)
            for entry, sheet in self.sheets.items()
        }
        read = self.archive.read
        for entry, changes in self.tables.items():
            makers[entry] = lambda e=entry, c=changes: tables.changed(read(e), c)
        for entry in self.pivots:
            makers[entry] = lambda e=entry: _refreshing(read(e))
        dropped: list[str] = []
        if self.drops:
            dropped, named = without_parts(parts, self.drops)
            makers |= {entry: lambda pieces=pieces: pieces for entry, pieces in named.items()}
        if self.calculates_on_load:
            main = read(parts.layout.main)
            pieces = calculating_on_load(main)
            if b"".join(pieces) != main:
                makers[parts.layout.main] = lambda: pieces
        for entry, change in self.parts.items():
            if entry in self.archive.entries:
                before = makers.get(entry, lambda e=entry: [read(e)])
                makers[entry] = lambda c=change, b=before: [c(b"".join(b()))]
        safe = {entry: lambda e=entry, m=make: self._made(e, m) for entry, make in makers.items()}
        return frozenset(dropped), safe

    def _made(self, entry: str, make: Callable[[], Chunks]) -> Chunks:
        """A part's new bytes; UnreadableError where the old ones can't be followed."""
        try:
            return make()
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise self.archive.refused(
                "damaged", f"Phần {entry} không sửa được ({error}); không ghi gì.",
                "Mở bằng Excel để sửa rồi lưu lại.",
            ) from error  # fmt: skip

    def _sheet(self, entry: str, sheet: PlannedSheet) -> Chunks:
        part = sheet.part or SheetPart(Text(self.archive.read(entry)), sheet.index)
        sheet.part = None
        return with_cells(part, sheet.changes, self.date1904)

    def _proved(self, entry: str, data: bytes, strings: Strings) -> None:
        """UnreadableError where a changed part is no XML, too deep, or reads as something else."""
        try:
            well_formed(data, self._kinds)
        except TooDeep as error:
            raise self.archive.refused(
                "limits", f"Phần {entry} lồng quá sâu để đọc an toàn; không ghi gì.",
                "Không mở tệp này.",
            ) from error  # fmt: skip
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise self.archive.refused(
                "damaged", f"Phần {entry} không phải XML đúng ({error}); không ghi gì.",
                "Mở bằng Excel để sửa rồi lưu lại.",
            ) from error  # fmt: skip
        if sheet := self.sheets.get(entry):
            read_as_meant(self, data, sheet, strings)


def _refreshing(data: bytes) -> Chunks:
    """A pivot cache's definition with refreshOnLoad set."""
    text = Text(data)
    for prefix in (b"", *{tag + b":" for tag in (b"x", b"main")}):
        found = pattern(prefix, b"pivotCacheDefinition").search(text.shadow)
        if found:
            inside = with_attribute(found[1], b"refreshOnLoad", "1")
            return text.encoded(spliced(text.data, [(*found.span(1), inside)]))
    return [data]
