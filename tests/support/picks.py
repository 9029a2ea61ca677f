"""Which cells a test edits: seeded by the file's name, so the same on every machine."""

from __future__ import annotations

import random
from dataclasses import dataclass

from support.grid import Cell
from support.tabs import Tab, inside

Number = float | int
Place = tuple[int, int]
LAST_ROW = 1_048_576


@dataclass(frozen=True)
class Edit:
    """One edit: the tab, where, what is written, and what stood there: number, text, empty,
    beyond, formula."""

    tab: Tab
    place: Place
    value: Number | str
    kind: str


def kind_of(cell: Cell | None) -> str:
    """What a cell holds: number, text, formula, empty, other (error, boolean, date text)."""
    if cell is None:
        return "empty"
    if cell.formula is not None:
        return "formula"
    kind = cell.pieces[0].get("t") or "n"
    if kind in ("s", "inlineStr", "str"):
        return "text"
    if cell.inner("v") is None:
        return "empty"
    return "number" if kind == "n" else "other"


def free(tab: Tab, place: Place) -> bool:
    """Whether the cell may be written alone: not in a pivot or a part of an array, in no merge but
    as its anchor, in no table's header or last row nor just below it."""
    if any(inside(place, outer) for outer in (*tab.pivots, *tab.arrays)):
        return False
    if any(inside(place, outer) and place != outer[:2] for outer in tab.merges):
        return False
    return not any(
        left <= place[1] <= right and place[0] in (top, bottom, bottom + 1)
        for top, left, bottom, right in tab.tables
    )


def bound(tab: Tab) -> list[Place]:
    """A cell of each merge (not its anchor), array and pivot: what must be refused."""
    found = [
        (bottom, right) for top, left, bottom, right in tab.merges if (top, left) != (bottom, right)
    ]
    found += [(bottom, right) for _, _, bottom, right in (*tab.arrays, *tab.pivots)]
    return [place for place in found if tab.grid.rows]


def five(tabs: list[Tab], seed: str) -> list[Edit]:
    """One edit of each kind that the workbook has a cell for, then more new rows up to five."""
    chance = random.Random(seed)
    found: dict[str, list[tuple[Tab, Place]]] = {}
    for tab in tabs:
        cells = tab.grid.cells()
        for place, cell in cells.items():
            if free(tab, place):
                found.setdefault(kind_of(cell), []).append((tab, place))
        for place in _empty(tab, chance):
            found.setdefault("empty", []).append((tab, place))
        last = max((row.number for row in tab.grid.rows), default=0)
        right = max((c for _, c in cells), default=1) + 3
        below = [(last + 2 + n, chance.randrange(1, right)) for n in range(5)]
        beyond = [(tab, p) for p in below if free(tab, p) and p[0] <= LAST_ROW]
        found.setdefault("beyond", []).extend(beyond)
    edits: dict[tuple[str, Place], Edit] = {}
    for kind in ("number", "text", "empty", "beyond", "formula", *["beyond"] * 8):
        if found.get(kind) and (len(edits) < 5):
            tab, place = chance.choice(found[kind])
            edits[(tab.name, place)] = Edit(tab, place, _value(kind, chance), kind)
    return list(edits.values())


def formulas(tabs: list[Tab], seed: str, most: int = 8) -> list[Edit]:
    """Formula cells to overwrite: masters of shared formulas first, then others."""
    chance = random.Random(seed)
    masters, others = [], []
    for tab in tabs:
        for place, cell in tab.grid.cells().items():
            if cell.formula is not None and free(tab, place):
                shared = cell.formula.get("t") == "shared" and "ref" in cell.formula
                (masters if shared else others).append((tab, place))
    chance.shuffle(masters)
    chance.shuffle(others)
    chosen = (masters[: most // 2] + others)[:most]
    return [Edit(tab, place, _value("formula", chance), "formula") for tab, place in chosen]


def _empty(tab: Tab, chance: random.Random) -> list[Place]:
    """Some places inside the used box that have no cell at all."""
    cells = tab.grid.cells()
    if not cells:
        return []
    rows = [row.number for row in tab.grid.rows]
    right = max(column for _, column in cells)
    tries = [(chance.choice(rows), chance.randint(1, right)) for _ in range(8)]
    return [place for place in tries if place not in cells and free(tab, place)]


def _value(kind: str, chance: random.Random) -> Number | str:
    if kind == "text":
        return f' Điều chỉnh <{chance.randrange(100)}> & "ghi"\n'
    if kind == "beyond":
        return f"Dòng thêm {chance.randrange(100)} 😀"
    return chance.choice([119261, -0.5, 1e-7, 113298.25, 0, 1_000_000])
