"""Who wrote a figure: the revisions of an input, and the inputs that a computed cell rests on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from xlplan.formulas.precedents import Area, precedents
from xlplan.sync.figures import Figure, Figures
from xlplan.sync.revisions import BookId, Change, Revision
from xlplan.sync.store import Store
from xlplan.workbook.book import Address, Book

_DEEP = 20
"""Steps of a chain of formulas that are followed."""


class Line(NamedTuple):
    """One change of a figure, and the revision that brought it."""

    figure: Figure
    change: Change
    revision: Revision


def figures_at(book: Book, figures: Figures, sheet: str, address: Address) -> list[Figure]:
    """The figure of an input cell; of a formula's cell the filled inputs it rests on, those of its
    own row's key where there are such; settings of ThongTin only where there is nothing else.
    Empty for any other cell."""
    by_sheet: dict[str, dict[Address, Figure]] = {}
    for figure, (name, cell) in figures.cells.items():
        by_sheet.setdefault(name, {})[cell] = figure
    own = by_sheet.get(sheet, {}).get(address)
    if own is not None and own not in figures.formulas:
        return [own]
    key = _row_key(figures, sheet, address[0])
    found = list(dict.fromkeys(_inputs(book, by_sheet, Area(sheet, address, address), key)))
    filled = [figure for figure in found if figure in figures.values]
    for keep in (
        lambda f: key and key in f.key,
        lambda f: f.table != "ThongTin",
        lambda _: True,
    ):
        if chosen := [figure for figure in filled if keep(figure)]:
            return chosen
    return []


def _row_key(figures: Figures, sheet: str, row: int) -> str:
    """The key of the described row at a place, where it is one text."""
    for data in figures.tables.values():
        if data.sheet == sheet:
            for known in data.rows:
                if known.number == row and len(known.key) == 1:
                    return known.key[0]
    return ""


def _inputs(
    book: Book, by_sheet: dict[str, dict[Address, Figure]], start: Area, key: str
) -> Iterator[Figure]:
    """Inputs below a formula, breadth first. In an area of many rows only those of the key are
    followed further, where the key stands in them."""
    seen, level = set(), [start]
    for _ in range(_DEEP):
        below: list[Area] = []
        for area in level:
            sheet = book.sheets.get(area.sheet)
            for address in _cells(book, area) if sheet else ():
                if (area.sheet, address) in seen:
                    continue
                seen.add((area.sheet, address))
                cell = sheet.cells[address]  # type: ignore[union-attr]
                figure = by_sheet.get(area.sheet, {}).get(address)
                if cell.formula is None and figure is not None:
                    yield figure
                elif cell.formula is not None and _follows(book, area, address, key):
                    below += precedents(cell.formula, area.sheet)
        level = below


def _cells(book: Book, area: Area) -> list[Address]:
    (top, left), (bottom, right) = area.first, area.last
    cells = book.sheets[area.sheet].cells
    if (bottom - top + 1) * (right - left + 1) <= len(cells):
        places = ((r, c) for r in range(top, bottom + 1) for c in range(left, right + 1))
        return [place for place in places if place in cells]
    return [(r, c) for r, c in cells if top <= r <= bottom and left <= c <= right]


def _follows(book: Book, area: Area, address: Address, key: str) -> bool:
    if area.first[0] == area.last[0] or not key:
        return True
    cells = book.sheets[area.sheet].cells
    return any(cells[place].value == key for place in cells if place[0] == address[0])


def lines(store: Store, book: BookId, figures: list[Figure]) -> list[Line]:
    """Every change of these figures, the newest first."""
    known = {revision.id: revision for revision in store.history(book)}
    wanted = set(figures)
    changes = [change for change in store.changes(book) if change.figure in wanted]
    return [Line(c.figure, c, known[c.revision]) for c in reversed(changes)]
