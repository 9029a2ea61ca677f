"""Fresh values for the cells that an edit reaches; nothing that the engine may have wrong."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field

from xlplan.functions.values import Scalar
from xlplan.workbook.book import Book, Cell
from xlplan.workbook.engine import recalculate, same_value
from xlplan.workbook.graph import Graph, Place

MISMATCH = "giá trị đang lưu khác giá trị tính lại từ trước khi sửa"
SPILLED = "thuộc công thức mảng"
FOLLOWS = "phụ thuộc ô chưa tính được"


@dataclass
class Fresh:
    """Values by place, and why a cell that was reached has none."""

    values: dict[Place, Scalar] = field(default_factory=dict)
    kept: dict[Place, str] = field(default_factory=dict)


def refreshed(
    book: Book, edits: Mapping[Place, Cell | None], reached: set[Place], graph: Graph
) -> Fresh:
    """The values of `reached` formula cells once the edits are made (None: the cell is gone).

    Only these are calculated; every other formula stands for the value that the file keeps. A
    cell whose kept value is not what the engine gives for the workbook as it was is not trusted:
    it keeps its value, and so does all that follows it.
    """
    edited = {place for place, cell in edits.items() if cell and cell.formula is not None}
    base = recalculate(_frozen(book, reached - edited, {}))
    after = recalculate(_frozen(book, reached | edited, edits))
    fresh = Fresh()
    for place in reached | edited:
        cell = book.sheets[place[0]].cells.get(place[1:])
        if place not in edited and (cell is None or cell.formula is None):
            fresh.kept[place] = SPILLED
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


def _frozen(book: Book, living: set[Place], edits: Mapping[Place, Cell | None]) -> Book:
    """The book with the edits made and only `living` formulas left (and those without a value)."""
    frozen = copy.copy(book)
    frozen.sheets = {}
    for name, sheet in book.sheets.items():
        cells = {
            address: cell
            if cell.formula is None
            or (name, *address) in living
            or (cell.value is None and not cell.array)
            else Cell(cell.value, None, cell.style)
            for address, cell in sheet.cells.items()
        }
        frozen.sheets[name] = copy.copy(sheet)
        frozen.sheets[name].cells = cells
    for (name, row, column), cell in edits.items():
        if cell is None:
            frozen.sheets[name].cells.pop((row, column), None)
        else:
            frozen.sheets[name].cells[(row, column)] = cell
    return frozen
