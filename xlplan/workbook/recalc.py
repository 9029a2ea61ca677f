"""Fresh values for the cells that an edit reaches; nothing that the engine may have wrong."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from xlplan.functions.values import Scalar
from xlplan.workbook.book import Book, Cell
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
    lines = _lines(edits)
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
                beside = frozen.sheets[area[0]].cells if area[0] in frozen.sheets else {}
                for member in _filled(book, lines.get(area[0], {}), area):
                    cell = edits[member] if member in edits else _cell(book, member)
                    if cell is not None and cell.formula is None:
                        beside[member[1:]] = cell
                    else:
                        pending.append(member)
    return frozen


def _lines(edits: Mapping[Place, Cell | None]) -> dict[str, dict[int, list[int]]]:
    """The columns of edited cells by sheet and row."""
    found: dict[str, dict[int, list[int]]] = {}
    for name, row, column in edits:
        found.setdefault(name, {}).setdefault(row, []).append(column)
    return found


def _cell(book: Book, place: Place) -> Cell | None:
    sheet = book.sheets.get(place[0])
    return sheet.cells.get(place[1:]) if sheet else None


def _filled(book: Book, lines: Mapping[int, list[int]], area: Area) -> list[Place]:
    """The cells of an area that hold something, or are edited (`lines`, by row)."""
    name, top, left, bottom, right = area
    cells = book.sheets[name].cells if name in book.sheets else {}
    rows = range(top, bottom + 1) if bottom - top < len(lines) else lines
    found = [
        (name, row, column)
        for row in rows
        if top <= row <= bottom
        for column in lines.get(row, ())
        if left <= column <= right
    ]
    if (bottom - top + 1) * (right - left + 1) <= len(cells):
        places = ((r, c) for r in range(top, bottom + 1) for c in range(left, right + 1))
        return found + [(name, *place) for place in places if place in cells]
    return found + [(name, r, c) for r, c in cells if top <= r <= bottom and left <= c <= right]
