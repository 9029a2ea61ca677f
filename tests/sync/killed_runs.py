"""Syncs that are killed at random moments; what both sides hold afterwards.

python tests/sync/killed_runs.py TEMPLATE FOLDER STORE-URL COUNT [SEED]

Before each run the accountant types two figures, and half of the time somebody else's revision has
come into the store. A forked process syncs and is killed (SIGKILL) at a random moment of the time
that a run takes, half of them in its last part. Whatever it left is looked at, then a run that
nobody kills must carry on: no conflict, nothing lost, nothing left behind. The last line says how
many runs were killed before the store was written, between store and workbook, and after both.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections import Counter
from pathlib import Path

from xlplan.sync import marker
from xlplan.sync.figures import Figure, Values, figures_of
from xlplan.sync.outcome import Choice, Outcome, book_id
from xlplan.sync.revisions import BookId, Change, Draft
from xlplan.sync.run import sync_file
from xlplan.sync.store import Store
from xlplan.workbook.edit import prepare
from xlplan.workbook.package import Package
from xlplan.workbook.reader import read

ROWS, MONTHS = range(16, 20), range(1, 13)


def typed(path: Path, cells: dict[tuple[str, int, int], float]) -> None:
    """What the accountant types and saves."""
    plan = prepare(path.read_bytes(), cells)
    with path.with_suffix(".typed").open("w+b") as stream:
        plan.write(stream)
    path.with_suffix(".typed").replace(path)


def run_once(path: Path, url: str) -> Outcome:
    """A sync of its own store object, as a process has it."""
    store = Store(url)
    try:
        return sync_file(path, store, Choice())
    finally:
        store.close()


def killed(path: Path, url: str, after: float) -> bool:
    """Whether the run was still going when it was killed."""
    child = os.fork()
    if child == 0:
        try:
            run_once(path, url)
        finally:
            os._exit(0)
    time.sleep(after)
    done, _ = os.waitpid(child, os.WNOHANG)
    if not done:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return not done


def sound(store: Store, book: BookId) -> Values:
    """The newest state, after looking that history is whole: each revision stands on the one
    before, has changes, and their old values are the state before."""
    state: Values = {}
    parent = 0
    changes: dict[int, list[Change]] = {}
    for change in store.changes(book):
        changes.setdefault(change.revision, []).append(change)
    for revision in reversed(store.history(book)):
        assert revision.parent == parent, "chain"
        assert changes.get(revision.id), "a revision without changes"
        for change in changes[revision.id]:
            assert state.get(change.figure) == change.old, "old value"
            if change.new is None:
                state.pop(change.figure)
            else:
                state[change.figure] = change.new
        parent = revision.id
    assert store.head(book) == parent, "head"
    return state


class Runs:
    """One workbook, one store, and what has been typed so far."""

    def __init__(self, template: Path, folder: Path, url: str, seed: int) -> None:
        self.path, self.url, self.random = folder / "ke-hoach.xlsx", url, random.Random(seed)
        self.path.write_bytes(template.read_bytes())
        self.store = Store(url)
        run_once(self.path, url)
        book = read(self.path)
        self.book = book_id(figures_of(book))
        self.keys = {row: str(book.sheets["Thang"].value(row, 1)) for row in ROWS}
        self.told: Values = {}
        self.counts: Counter[str] = Counter()
        self.took = self._timed()

    def _timed(self) -> float:
        times = []
        for _ in range(2):
            self._change()
            start = time.perf_counter()
            run_once(self.path, self.url)
            times.append(time.perf_counter() - start)
        return min(times)

    def _change(self) -> None:
        """Two figures typed into the workbook; at times one of somebody else in the store."""
        free = [(row, month) for row in ROWS for month in MONTHS]
        mine, also, theirs = self.random.sample(free, 3)
        cells = {}
        for row, month in (mine, also):
            value = self.random.randrange(500, 1000)
            cells["Thang", row, 4 + month] = value
            self.told[self._figure(row, month)] = f"n:{value}"
        if self.random.random() < 0.5:
            figure, value = self._figure(*theirs), f"n:{self.random.randrange(500, 1000)}"
            head = self.store.head(self.book)
            state = self.store.state(self.book)
            if state.get(figure) != value:
                draft = Draft("khac.xlsx", "")
                self.store.commit(self.book, head, {figure: value}, draft, state)
            self.told[figure] = value
        typed(self.path, cells)

    def _figure(self, row: int, month: int) -> Figure:
        return Figure("Thang", (self.keys[row], "TH"), f"m{month}")

    def one(self) -> None:
        """A run killed, looked at, and carried on."""
        self._change()
        before, head = self.path.read_bytes(), self.store.head(self.book)
        earliest = self.random.choice((0, 0.6))  # the writing is at the end, and short
        if not killed(self.path, self.url, self.random.uniform(earliest, 1.3) * self.took):
            self.counts["ended by itself"] += 1
        state, now = sound(self.store, self.book), self.path.read_bytes()
        stored, written = self.store.head(self.book) != head, now != before
        assert stored or not written, "the workbook before the store"
        self.counts["after both" if written else "between" if stored else "before the store"] += 1
        if written:
            assert marker.read(Package(now, "")).revision == self.store.head(self.book)
            assert dict(figures_of(read(now)).values) == state, "half a workbook"
        self._carried_on()

    def _carried_on(self) -> None:
        start = time.perf_counter()
        outcome = run_once(self.path, self.url)
        if outcome.pushed:  # a whole run: on a busy machine they take longer
            self.took += (time.perf_counter() - start - self.took) / 3
        assert not outcome.stopped, (outcome.conflicts, outcome.errors, outcome.problems)
        state = sound(self.store, self.book)
        assert figures_of(read(self.path)).values == state, "in step"
        lost = {f: v for f, v in self.told.items() if state.get(f) != v}
        assert not lost, lost
        strays = [p.name for p in self.path.parent.iterdir() if p.name.startswith(".xlplan-")]
        assert not strays, strays
        again = run_once(self.path, self.url)
        assert (again.written, again.pushed, again.pulled) == (False, {}, {})


def main(template: str, folder: str, url: str, count: str, seed: str = "1") -> None:
    """So many runs, one after the other."""
    runs = Runs(Path(template), Path(folder), url, int(seed))
    for _ in range(int(count)):
        runs.one()
    runs.store.close()
    print(f"{count} kills, a run takes {runs.took:.2f} s:", dict(runs.counts))


if __name__ == "__main__":
    main(*sys.argv[1:])
