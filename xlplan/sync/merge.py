"""The three-way merge: base, ours (the workbook), theirs (the store), by table, key and column.

A merge yields one merged state; what goes to either side is its difference from that state, so
that nothing can be sent twice or lost between the two. Rules:

- changed on one side only: the change is taken;
- changed to the same value on both: agreed;
- changed to different values: a conflict, one for each figure;
- a row removed on one side and changed on the other: one conflict for the row;
- a row renamed (removed and added with the same figures): the other side's changes follow it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from xlplan.sync.figures import PRESENT, Figure, Values, equal

RowId = tuple[str, tuple[str, ...]]
_Row = dict[str, str]
_Rows = dict[RowId, _Row]

OURS, THEIRS = "ours", "theirs"
Chooser = Callable[["Conflict"], str | None]
"""`OURS`, `THEIRS` or None (unresolved) for a conflict."""


class Conflict(NamedTuple):
    """Both sides changed a figure, differently; with column PRESENT, a whole row: None = removed,
    `t:` + key = renamed, `b:1` = kept with changes."""

    figure: Figure
    base: str | None
    ours: str | None
    theirs: str | None


@dataclass
class Merge:
    """`merged` is the state both sides should come to (unresolved conflicts keep each side's own
    value there); `renamed` maps rows of either side to their row in it."""

    merged: Values = field(default_factory=dict)
    to_workbook: dict[Figure, str | None] = field(default_factory=dict)
    to_store: dict[Figure, str | None] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    renamed: dict[RowId, RowId] = field(default_factory=dict)


def merge(base: Values, ours: Values, theirs: Values, choose: Chooser = lambda _: None) -> Merge:
    """The merge of two sides that both come from `base` (empty: they never met).

    `choose` settles conflicts; those it leaves are listed, and then neither side should be
    written. Symmetric but for the names of the sides.
    """
    result = Merge()
    rows = _rows(base), _rows(ours), _rows(theirs)
    moved_ours, moved_theirs = _renames(rows[0], rows[1]), _renames(rows[0], rows[2])
    for old in moved_ours.keys() & moved_theirs.keys():
        if moved_ours[old] != moved_theirs[old]:
            _both_renamed(result, choose, rows, moved_ours, moved_theirs, old)
    result.renamed = moved_ours | moved_theirs
    followed = [_rekeyed(side, result.renamed) for side in rows]
    merged: _Rows = {}
    for row in dict.fromkeys([*followed[1], *followed[2], *followed[0]]):
        kept = _merged_row(result, choose, row, *(side.get(row) for side in followed))
        if kept is not None:
            merged[row] = kept
    result.merged = _values(merged)
    result.to_workbook = difference(ours, result.merged)
    result.to_store = difference(theirs, result.merged)
    return result


def difference(old: Values, new: Values) -> dict[Figure, str | None]:
    """What turns `old` into `new`: figure → new value, None where it goes."""
    changed: dict[Figure, str | None] = {
        figure: value for figure, value in new.items() if not equal(old.get(figure), value)
    }
    changed.update((figure, None) for figure in old if figure not in new)
    return changed


def _rows(values: Values) -> _Rows:
    rows: _Rows = {}
    for figure, value in values.items():
        rows.setdefault((figure.table, figure.key), {})[figure.column] = value
    return rows


def _values(rows: _Rows) -> Values:
    return {
        Figure(table, key, column): value
        for (table, key), row in rows.items()
        for column, value in row.items()
    }


def _renames(base: _Rows, side: _Rows) -> dict[RowId, RowId]:
    """Rows of `base` that `side` has under another key with the very same figures, where exactly
    one such row exists; a row with no figure at all tells nothing."""
    gone: dict[tuple[str, frozenset[tuple[str, str]]], list[RowId]] = {}
    come: dict[tuple[str, frozenset[tuple[str, str]]], list[RowId]] = {}
    for rows, other, pool in ((base, side, gone), (side, base, come)):
        for row, figures in rows.items():
            if row not in other and len(figures) > 1:
                pool.setdefault((row[0], frozenset(figures.items())), []).append(row)
    return {
        rows[0]: come[print_][0]
        for print_, rows in gone.items()
        if len(rows) == 1 and len(come.get(print_, ())) == 1
    }


def _both_renamed(
    result: Merge,
    choose: Chooser,
    rows: tuple[_Rows, _Rows, _Rows],
    moved_ours: dict[RowId, RowId],
    moved_theirs: dict[RowId, RowId],
    old: RowId,
) -> None:
    """One row, two new keys: a conflict; the side that loses takes the other's key."""
    conflict = Conflict(
        Figure(*old, PRESENT),
        "t:" + " / ".join(old[1]),
        "t:" + " / ".join(moved_ours[old][1]),
        "t:" + " / ".join(moved_theirs[old][1]),
    )
    side = choose(conflict)
    if side == OURS:
        rows[2][moved_ours[old]] = rows[2].pop(moved_theirs.pop(old))
    elif side == THEIRS:
        rows[1][moved_theirs[old]] = rows[1].pop(moved_ours.pop(old))
    else:
        result.conflicts.append(conflict)
        del moved_ours[old], moved_theirs[old]


def _rekeyed(rows: _Rows, renamed: dict[RowId, RowId]) -> _Rows:
    """The rows under their new keys. Where a side has both (the row that was renamed and one of
    its new key) the row keeps its old key: nothing is laid over another row."""
    after: _Rows = {}
    for row, figures in rows.items():
        new = renamed.get(row, row)
        after[row if new != row and new in rows else new] = figures
    return after


def _merged_row(
    result: Merge, choose: Chooser, row: RowId, base: _Row | None, ours: _Row | None,
    theirs: _Row | None,
) -> _Row | None:  # fmt: skip
    if base is not None and (ours is None or theirs is None):
        kept = theirs if ours is None else ours
        if kept is None or (_same(kept, base) and row not in result.renamed.values()):
            return None
        conflict = Conflict(
            Figure(*row, PRESENT),
            "b:1",
            None if ours is None else "b:1",
            None if theirs is None else "b:1",
        )
        side = choose(conflict)
        if side is None:
            result.conflicts.append(conflict)
            return kept
        return ours if side == OURS else theirs
    merged: _Row = {}
    before, one, other = base or {}, ours or {}, theirs or {}
    for column in dict.fromkeys([*one, *other, *before]):
        figure = Figure(*row, column)
        value = _merged(
            result, choose, figure, before.get(column), one.get(column), other.get(column)
        )
        if value is not None:
            merged[column] = value
    return merged or None


def _same(one: _Row, other: _Row) -> bool:
    return one.keys() == other.keys() and all(equal(one[c], other[c]) for c in one)


def _merged(
    result: Merge, choose: Chooser, figure: Figure, base: str | None, ours: str | None,
    theirs: str | None,
) -> str | None:  # fmt: skip
    if equal(ours, theirs):
        return theirs
    if equal(ours, base):
        return theirs
    if equal(theirs, base):
        return ours
    conflict = Conflict(figure, base, ours, theirs)
    side = choose(conflict)
    if side is None:
        result.conflicts.append(conflict)
    return theirs if side == THEIRS else ours
