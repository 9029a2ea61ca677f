"""Which differences an edit explains; whatever is left over is damage. Own code."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from support.differences import Change
from support.grid import letters
from support.picks import Edit
from support.tabs import box

_SPANS = re.compile(r"(\d+):(\d+)")
_CHAIN = re.compile(r"calcChain", re.IGNORECASE)
_FORMULA = re.compile(r"<((?:\w+:)?f)\b[^>]*?(?:/>|>.*?</\1>)", re.DOTALL)


@dataclass
class Allowed:
    """`fresh`: formula cells whose cached value may change, as (part, A1)."""

    edits: list[Edit]
    fresh: set[tuple[str, str]] = field(default_factory=set)
    on_load: bool = False

    @property
    def cells(self) -> set[tuple[str, str]]:
        """The edited cells as (part, A1)."""
        return {(e.tab.part, f"{letters(e.place[1])}{e.place[0]}") for e in self.edits}

    @property
    def groups(self) -> set[tuple[str, str]]:
        """The shared formulas whose master is overwritten, as (part, si)."""
        found = set()
        for edit in self.edits:
            cell = edit.tab.grid.cells().get(edit.place)
            formula = cell.formula if cell else None
            if formula and formula.get("t") == "shared" and "ref" in formula:
                found.add((edit.tab.part, formula["si"]))
        return found

    def left(self, changes: list[Change]) -> list[Change]:
        """The changes that the edits do not explain."""
        return [change for change in changes if not self._explains(change)]

    def _explains(self, change: Change) -> bool:
        rows = {(e.tab.part, e.place[0]) for e in self.edits}
        if change.what == "cell":
            return (change.part, change.where) in self.cells or self._heir(change)
        if change.what == "value":
            return (change.part, change.where) in self.fresh | self.cells
        if change.what == "row":
            return (change.part, int(change.where)) in rows and change.before is None
        if change.what == "attribute" and change.where.endswith("/dimension@ref"):
            return any(part == change.part for part, _ in self.cells) and self._wider(change)
        if change.what == "attribute" and (match := re.match(r"row\[(\d+)\]@spans$", change.where)):
            return (change.part, int(match[1])) in rows and _spans_wider(change)
        return self._about_calculation(change)

    def _heir(self, change: Change) -> bool:
        """A child of an overwritten master that became the master: all but its `<f>` the same."""
        if not change.before or not change.after:
            return False
        old, new = _FORMULA.search(change.before), _FORMULA.search(change.after)
        if not old or not new or 't="shared"' not in old[0].replace("'", '"'):
            return False
        group = re.search(r"""si=["'](\d+)""", old[0])
        rest = _FORMULA.sub("", change.before) == _FORMULA.sub("", change.after)
        return rest and group is not None and (change.part, group[1]) in self.groups

    def _about_calculation(self, change: Change) -> bool:
        """calcChain and what names it, when a formula is overwritten; calcPr when asked."""
        overwritten = any(edit.kind == "formula" for edit in self.edits)
        if _CHAIN.search(change.part) and change.what == "part removed":
            return overwritten
        name = change.part.replace("\\", "/").lower()
        if name.endswith((".rels", "[content_types].xml")) and change.what == "markup":
            gone = change.before or ""
            nothing = not (change.after or "").strip()
            named = gone.count("<") <= 2 and _CHAIN.search(gone)
            return overwritten and nothing and bool(named)
        if self.on_load and "calcPr" in f"{change.where}{change.after}":
            return change.after in ("1", "true") or change.what == "markup"
        return False

    @staticmethod
    def _wider(change: Change) -> bool:
        old, new = box(change.before or "A1"), box(change.after or "A1")
        return new[0] <= old[0] and new[1] <= old[1] and new[2] >= old[2] and new[3] >= old[3]


def _spans_wider(change: Change) -> bool:
    old, new = _SPANS.match(change.before or ""), _SPANS.match(change.after or "")
    return bool(
        old and new and int(new[1]) <= int(old[1]) and int(new[2]) >= int(old[2])
    )  # fmt: skip
