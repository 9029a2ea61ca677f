"""What some formulas need to be calculated: the cells that they read, however far, and no more."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import cached_property

from xlplan.workbook.book import Address, Book, Sheet
from xlplan.workbook.edit_state import State
from xlplan.workbook.graph import Graph
from xlplan.workbook.reader_sheet import read_cells
from xlplan.workbook.reads import Area, Place
from xlplan.workbook.splice.formulas import Area as Box
from xlplan.workbook.splice.formulas import inside
from xlplan.workbook.splice.look import Strings, cells_at
from xlplan.workbook.splice.sheet import SheetPart

_NARROW, _MANY = 3, 20_000
"""Columns of an area of which single cells are read, unless they are too many: of wider ones it is
cheaper to read rows."""


def needed(state: State, graph: Graph, living: set[Place]) -> Book:
    """A book with these cells and all that they read, as the file has them. A formula without a
    kept value that they read is followed as well. What may read anywhere must not be among them:
    for such a formula the workbook has to be read whole."""
    book = Book(state.archive.file, date1904=state.date1904)
    parts = {tab.name: _Part(state, tab.name) for tab in state.tabs if tab.kind == "worksheet"}
    book.sheets = {name: part.sheet for name, part in parts.items()}
    followed: set[Place] = set()
    pending = living
    while pending:
        followed |= pending
        areas: set[Area] = {(name, row, column, row, column) for name, row, column in pending}
        areas.update(area for place in pending for area in graph.reads(place))
        boxes: dict[str, list[Box]] = {}
        for name, *box in areas:
            boxes.setdefault(name, []).append((box[0], box[1], box[2], box[3]))
        pending = {
            (name, *place)
            for name, part in parts.items()
            if name in boxes
            for place in part.read(boxes[name])
        } - followed
    return book


class _Part:
    """One sheet of which cells are read when they are needed."""

    def __init__(self, state: State, name: str) -> None:
        self.state, self.sheet = state, Sheet(name)
        self._rows: set[int] = set()
        self._cells: set[Address] = set()

    @cached_property
    def part(self) -> SheetPart:
        """The part, opened on first use."""
        return self.state.passing(self.sheet.name)

    @cached_property
    def strings(self) -> Strings:
        """The shared strings."""
        return self.state.strings

    def read(self, boxes: Iterable[Box]) -> list[Address]:
        """Reads what of these areas wasn't read before; gives the formulas without a value."""
        rows: set[int] = set()
        cells: set[Address] = set()
        numbers = sorted(self.part.grid.numbers)
        for top, left, bottom, right in boxes:
            within = numbers[bisect_left(numbers, top) : bisect_right(numbers, bottom)]
            if right - left < _NARROW:
                cells.update((row, column) for row in within for column in range(left, right + 1))
            else:
                rows.update(within)
            if len(cells) > _MANY:
                rows.update(row for row, _ in cells)
                cells.clear()
        rows -= self._rows
        self._rows |= rows
        cells = {place for place in cells - self._cells if place[0] not in self._rows}
        self._cells |= cells
        found = Sheet("")
        if rows:
            self._read_rows(sorted(rows), found)
        if cells:
            found.cells.update(cells_at(self.part, cells, self.strings))
        self._mark(found)
        self.sheet.cells.update(found.cells)
        return [
            place
            for place, cell in found.cells.items()
            if cell.formula is not None and cell.value is None and not cell.array
        ]

    def _read_rows(self, rows: list[int], found: Sheet) -> None:
        """Whole rows; the whole part where most are wanted, or rows don't tell their numbers, or
        not in order."""
        grid, data = self.part.grid, self.part.text.data
        few = grid.index.ordered and len(rows) * 2 < len(grid.numbers)
        spelled = b"".join(self._runs(rows)) if few else b""
        tag = b"<" + grid.prefix + b"row"
        if not spelled or spelled.count(tag) != spelled.count(tag + b' r="'):
            read_cells(data, found, self.strings, self.state.date1904)
            self._rows.update(grid.numbers)
            return
        spelled = b"<d><sheetData>" + spelled + b"</sheetData></d>"
        read_cells(spelled, found, self.strings, self.state.date1904)

    def _runs(self, rows: list[int]) -> Iterable[memoryview]:
        """The bytes of rows in order, neighbours together."""
        grid, data = self.part.grid, memoryview(self.part.text.data)
        numbers, starts, _ = grid.index
        begin = last = -1
        for row in rows:
            at = bisect_left(numbers, row)
            if at != last + 1 or begin < 0:
                if begin >= 0:
                    yield data[starts[begin] : starts[last + 1]]
                begin = at
            last = at
        yield data[starts[begin] : starts[last + 1] if last + 1 < len(starts) else grid.inner]

    def _mark(self, found: Sheet) -> None:
        """Shared formulas as each cell follows them, and who is inside an array."""
        formulas = self.part.formulas
        for place, known in formulas.typed.items():
            cell = found.cells.get(place)
            if cell and cell.formula is not None:
                found.cells[place] = cell._replace(formula=known.formula)
        for box, _ in formulas.arrays:
            for place, cell in found.cells.items():
                if inside(place, box):
                    found.cells[place] = cell._replace(array=True)
