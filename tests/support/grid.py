"""The cells of a sheet part as exact bytes, keyed by where they stand. Own code, on `markup`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from support.markup import Piece, pieces


@dataclass(frozen=True)
class Cell:
    """One `<c>`: its pieces and bytes. `row` and `column` count from 1, also where `r` is missing."""

    row: int
    column: int
    pieces: tuple[Piece, ...]

    @property
    def ref(self) -> str:
        """A1."""
        return f"{letters(self.column)}{self.row}"

    @property
    def raw(self) -> bytes:
        """The bytes of the whole element."""
        return b"".join(piece.raw for piece in self.pieces)

    def child(self, name: str) -> tuple[Piece, ...]:
        """The pieces of the direct child `f`, `v` or `is`; empty without it."""
        depth = len(self.pieces[0].path)
        return tuple(
            piece
            for piece in self.pieces
            if len(piece.path) > depth and piece.path[depth] == name
        )  # fmt: skip

    def inner(self, name: str) -> str | None:
        """The text of a direct child, None without it."""
        found = self.child(name)
        return "".join(piece.text for piece in found if piece.kind == "text") if found else None

    @property
    def formula(self) -> dict[str, str] | None:
        """The attributes of `<f>`, None in a cell without one."""
        found = self.child("f")
        return dict(found[0].attributes) if found else None

    def without_value(self) -> bytes:
        """The bytes without `<v>`, `<is>` and the attribute `t`: what a fresh cached value keeps."""
        depth = len(self.pieces[0].path)
        kept = [p.raw for p in self.pieces if p.path[depth : depth + 1] not in (("v",), ("is",))]
        kept[0] = re.sub(rb"""\s+t\s*=\s*("[^"]*"|'[^']*')""", b"", kept[0])
        return b"".join(kept)


@dataclass
class Row:
    """One `<row>`; `opening` is its start tag."""

    number: int
    opening: Piece
    cells: dict[int, Cell] = field(default_factory=dict)
    between: list[Piece] = field(default_factory=list)


@dataclass
class Grid:
    """A sheet: the rows, and all pieces outside `sheetData` and between rows."""

    before: list[Piece] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    between: list[Piece] = field(default_factory=list)
    after: list[Piece] = field(default_factory=list)

    def cells(self) -> dict[tuple[int, int], Cell]:
        """All cells by row and column; ValueError when one stands twice or out of order."""
        found: dict[tuple[int, int], Cell] = {}
        for row in self.rows:
            for column, cell in row.cells.items():
                found[(row.number, column)] = cell
        if list(found) != sorted(found):
            raise ValueError("rows or cells are out of order")
        return found

    def by_ref(self) -> dict[str, Cell]:
        """All cells by A1."""
        return {cell.ref: cell for cell in self.cells().values()}


def letters(column: int) -> str:
    """Column 28 is AB."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def numbers(ref: str) -> tuple[int, int]:
    """(row, column) of A1."""
    match = re.fullmatch(r"\$?([A-Za-z]+)\$?([0-9]+)", ref)
    if not match:
        raise ValueError(f"no cell: {ref}")
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


def read(data: bytes) -> Grid:
    """The grid of a worksheet part; a part without sheetData (a chart sheet) is all `before`."""
    grid = Grid()
    where = grid.before
    row: Row | None = None
    cell: list[Piece] = []
    for piece in pieces(data):
        path = piece.path[1:]
        if path[:1] != ("sheetData",):
            where.append(piece)
        elif len(path) == 1:
            if piece.kind in ("start", "end"):
                where.append(piece)
                where = grid.after
            else:
                grid.between.append(piece)
        elif len(path) == 2:
            row = _row(grid, row, piece)
        elif path[2] != "c" or row is None:
            (row.between if row else grid.between).append(piece)
        else:
            cell.append(piece)
            if piece.kind == "end" and len(path) == 3:
                _close(row, cell)
                cell = []
    return grid


def _row(grid: Grid, row: Row | None, piece: Piece) -> Row | None:
    """Opens or closes a row, or keeps what stands between its cells."""
    if piece.kind == "start":
        last = grid.rows[-1].number if grid.rows else 0
        row = Row(int(piece.get("r") or last + 1), piece)
        grid.rows.append(row)
    elif piece.kind != "end":
        (row.between if row else grid.between).append(piece)
    return row


def _close(row: Row, cell: list[Piece]) -> None:
    last = max(row.cells, default=0)
    ref = cell[0].get("r")
    number, column = numbers(ref) if ref else (row.number, last + 1)
    if number != row.number or column <= last:
        raise ValueError(f"{ref} stands in row {row.number} after column {last}")
    row.cells[column] = Cell(number, column, tuple(cell))
