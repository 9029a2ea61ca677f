"""Figures of another system into the store: merged against what its last file said."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from xlplan.sync.figures import Values
from xlplan.sync.merge import Chooser, Conflict, merge
from xlplan.sync.revisions import BookId, Change, Draft, Moved
from xlplan.sync.store import Store
from xlplan.workbook import guard

KIND = "import"


@dataclass
class Result:
    """What came in (`changes`), or the conflicts that kept everything out."""

    revision: int = 0
    changes: list[Change] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)


def import_values(
    store: Store, book: BookId, source: Path, values: Values, choose: Chooser, *,
    dry_run: bool = False,
) -> Result:  # fmt: skip
    """Merges a file's figures into a book's newest state as a revision that names the file.

    The base is the state that the last import of a file of this name left: what the office changed
    since then and the file too is a conflict; what the file never said stays. Figures that the file
    no longer has are left alone.
    """
    digest = guard.digest(source)
    while True:
        past = [r for r in store.history(book) if r.kind == KIND and r.file == source.name]
        now = store.snapshot(book, past[0].id if past else 0)
        head, base, theirs = now.head, now.base, now.values
        result = merge(base, base | values, theirs, choose)
        incoming = {f: v for f, v in result.to_store.items() if f in values}
        if result.conflicts or dry_run or not incoming:
            changes = [Change(head, f, theirs.get(f), v) for f, v in incoming.items()]
            return Result(head, [] if result.conflicts else changes, result.conflicts)
        draft = Draft(source.name, digest, f"Nhập từ {source.name}", KIND)
        try:
            number = store.commit(book, head, incoming, draft, theirs)
        except Moved:
            continue
        changes = [Change(number, f, theirs.get(f), v) for f, v in incoming.items()]
        return Result(number, changes)
