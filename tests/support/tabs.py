"""Which part is which sheet, and which of its cells nobody may write alone. Own code."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from functools import cached_property

from support import grid, rawzip
from support.markup import Piece, pieces

Box = tuple[int, int, int, int]
"""Top, left, bottom, right."""


@dataclass
class Tab:
    """One worksheet: its tab's name, part, grid, tables, and the boxes that hold its cells
    together: merges, arrays and data tables over several cells, pivots."""

    name: str
    part: str
    grid: grid.Grid
    tables: list[Box] = field(default_factory=list)
    pivots: list[Box] = field(default_factory=list)

    @cached_property
    def merges(self) -> list[Box]:
        """Merged boxes."""
        found = [piece.get("ref") for piece in self.grid.after if piece.path[-1:] == ("mergeCell",)]
        return [box(ref) for ref in found if ref]

    @cached_property
    def arrays(self) -> list[Box]:
        """Array formulas and data tables over more than one cell."""
        found = []
        for cell in self.grid.cells().values():
            formula = cell.formula or {}
            if formula.get("t") in ("array", "dataTable") and ":" in formula.get("ref", ""):
                top, left, bottom, right = box(formula["ref"])
                if (top, left) != (bottom, right):
                    found.append((top, left, bottom, right))
        return found


def box(ref: str) -> Box:
    """The box of A1:B2 or A1."""
    first, _, last = ref.partition(":")
    return (*grid.numbers(first), *grid.numbers(last or first))


def inside(place: tuple[int, int], outer: Box) -> bool:
    """Whether the cell lies in the box."""
    return outer[0] <= place[0] <= outer[2] and outer[1] <= place[1] <= outer[3]


def _named(data: bytes, name: str) -> list[Piece]:
    return [piece for piece in pieces(data) if piece.kind == "start" and piece.path[-1] == name]


def targets(archive: rawzip.Archive, part: str) -> dict[str, tuple[str, str]]:
    """The relations of a part: id → (last word of the type, part it points to)."""
    folder, _, name = part.rpartition("/")
    try:
        data = archive.content(posixpath.join(folder, "_rels", f"{name}.rels"))
    except KeyError:
        return {}
    found = {}
    for piece in _named(data, "Relationship"):
        known = dict(piece.attributes)
        if known.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, known["Target"]))
            found[known["Id"]] = (known["Type"].rpartition("/")[2], target.lstrip("/"))
    return found


def tabs(data: bytes) -> list[Tab]:
    """The worksheets of a workbook in their order; chart sheets left out."""
    archive = rawzip.read(data)
    main = next(t for kind, t in targets(archive, "").values() if kind == "officeDocument")
    related = targets(archive, main)
    found = []
    for piece in _named(archive.content(main), "sheet"):
        identity = next(v for k, v in piece.attributes if k.rpartition(":")[2] == "id" and ":" in k)
        kind, part = related[identity]
        if kind == "worksheet":
            found.append(_tab(archive, str(piece.get("name")), part))
    return found


def _tab(archive: rawzip.Archive, name: str, part: str) -> Tab:
    member = next(
        e.text for e in archive.entries if e.text.replace("\\", "/").lower() == part.lower()
    )
    tab = Tab(name, member, grid.read(archive.content(part)))
    for kind, target in targets(archive, part).values():
        if kind == "table":
            tab.tables.append(box(_named(archive.content(target), "table")[0].get("ref") or ""))
        if kind == "pivotTable":
            location = _named(archive.content(target), "location")[0]
            top, left, bottom, right = box(location.get("ref") or "")
            pages = int(location.get("rowPageCount") or 0)
            tab.pivots.append((max(1, top - pages - 1 if pages else top), left, bottom, right))
    return tab
