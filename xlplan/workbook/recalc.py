"""Fresh values for the cells that an edit reaches; nothing that the engine may have wrong."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from xlplan.functions.values import Scalar
from xlplan.workbook.book import Address, Book, Cell
from xlplan.workbook.engine import recalculate, same_value
from xlplan.workbook.graph import Graph
from xlplan.workbook.reads import Area, Place

MISMATCH = "giá trị đang lưu khác giá trị tính lại từ trước khi sửa"
SPILLED = "thuộc công thức mảng"
FOLLOWS = "phụ thuộc ô chưa tính được"


@dataclass
class Fresh:
    """Values by place, and why a cell that was reached has none."""

    values: dict[Place, Scalar] = field(default_factory=dict)
    kept: dict[Place, str] = field(default_factory=dict)


def refreshed(
    book: Book,
    edits: Mapping[Place, Cell | None],
    reached: set[Place],
    graph: Graph,
    uncertain: Mapping[Place, str] = MappingProxyType({}),
) -> Fresh:
    """The values of `reached` formula cells once the edits are made (None: the cell is gone).

    Only these are calculated; every other formula stands for the value that the file keeps. A
    cell whose kept value is not what the engine gives for the workbook as it was is not trusted:
    it keeps its value, and so does all that follows it; so are edited ones that are `uncertain`
    (why), whatever the engine gives.
    """
    edited = {place for place, cell in edits.items() if cell and cell.formula is not None}
    base = recalculate(_frozen(book, reached - edited, {}, graph), again=not edited)
    after = recalculate(_frozen(book, reached | edited, edits, graph), again=not edited)
    fresh = Fresh()
    for place in reached | edited:
        cell = book.sheets[place[0]].cells.get(place[1:])
        if place not in edited and (cell is None or cell.formula is None):
            fresh.kept[place] = SPILLED
        elif place in edited and place in uncertain:
            fresh.kept[place] = uncertain[place]
        elif place in after.not_computed:
            fresh.kept[place] = after.not_computed[place]
        elif place not in edited and cell is not None:
            was = base.values.get(place)
            if cell.value is not None and not same_value(cell.value, was):
                fresh.kept[place] = base.not_computed.get(place, MISMATCH)
    for place in graph.affected(fresh.kept) if fresh.kept else ():
        if place in reached or place in edited:
            fresh.kept.setdefault(place, FOLLOWS)
    for place in reached | edited:
        if place not in fresh.kept and place in after.values:
            fresh.values[place] = after.values[place]
    return fresh


def _frozen(
    book: Book, living: set[Place], edits: Mapping[Place, Cell | None], graph: Graph
) -> Book:
    """The book with the edits made and only `living` formulas left, and of the other cells those
    that they read. A formula without a kept value that they read lives too."""
    frozen = copy.copy(book)
    frozen.sheets = {}
    for name, sheet in book.sheets.items():
        frozen.sheets[name] = copy.copy(sheet)
        frozen.sheets[name].cells = {}
    everything = not living.isdisjoint(graph.moving)
    pending, entered = [*living], set[Area]()
    areas = _Areas(book, edits)
    if everything:
        pending += [(n, *address) for n, sheet in book.sheets.items() for address in sheet.cells]
    while pending:
        place = pending.pop()
        cells = frozen.sheets[place[0]].cells if place[0] in frozen.sheets else {}
        cell = edits[place] if place in edits else _cell(book, place)
        if cell is None or place[1:] in cells:
            continue
        lives = place in living or (cell.value is None and not cell.array)
        if cell.formula is None or lives:
            cells[place[1:]] = cell
        else:
            cells[place[1:]] = Cell(cell.value, None, cell.style)
        if cell.formula is not None and lives and not everything:
            fresh = set(graph.reads(place)) - entered
            entered |= fresh
            for area in fresh:
                if area[0] in frozen.sheets:
                    pending += areas.taken(area, frozen.sheets[area[0]].cells)
    return frozen


class _Areas:
    """Areas of a book with its edits made. Keys of cells are not made anew: there may be many."""

    def __init__(self, book: Book, edits: Mapping[Place, Cell | None]) -> None:
        self.book = book
        self.edits: dict[str, dict[Address, Cell | None]] = {}
        for (name, row, column), cell in edits.items():
            self.edits.setdefault(name, {})[(row, column)] = cell
        self._columns: dict[str, dict[int, list[Address]]] = {}

    def taken(self, area: Area, into: dict[Address, Cell]) -> list[Place]:
        """Puts the area's cells without a formula; gives the places of the others that hold
        something."""
        name = area[0]
        cells, edited = self.book.sheets[name].cells, self.edits.get(name, {})
        rest: list[Place] = []
        for at in self._filled(area, cells, edited):
            cell = edited[at] if at in edited else cells.get(at)
            if cell is not None and cell.formula is None:
                into[at] = cell
            elif cell is not None:
                rest.append((name, *at))
        return rest

    def _filled(
        self, area: Area, cells: Mapping[Address, Cell], edited: Iterable[Address]
    ) -> Iterator[Address]:
        """The cells of an area that hold something, or are edited."""
        name, top, left, bottom, right = area
        for at in edited:
            if top <= at[0] <= bottom and left <= at[1] <= right:
                yield at
        if (bottom - top + 1) * (right - left + 1) <= len(cells):
            places = ((r, c) for r in range(top, bottom + 1) for c in range(left, right + 1))
            yield from (at for at in places if at in cells)
            return
        for column, found in self._of(name).items():
            if left <= column <= right:
                yield from (at for at in found if top <= at[0] <= bottom)

    def _of(self, name: str) -> dict[int, list[Address]]:
        """The cells of a sheet by column."""
        if name not in self._columns:
            found = self._columns[name] = {}
            for at in self.book.sheets[name].cells:
                found.setdefault(at[1], []).append(at)
        return self._columns[name]


def _cell(book: Book, place: Place) -> Cell | None:
    sheet = book.sheets.get(place[0])
    return sheet.cells.get(place[1:]) if sheet else None
