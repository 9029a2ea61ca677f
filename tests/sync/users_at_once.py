"""Several users, a process and a workbook each, against one store at once.

python tests/sync/users_at_once.py TEMPLATE FOLDER STORE-URL USERS ROUNDS

In each round a user types a figure that only he changes and one that all of them change, and syncs;
a conflict he settles for his own side. Prints what each user was told is accepted, as JSON; then
all sync once more, one after the other, and everything is compared.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from killed_runs import ROWS, sound, typed

from xlplan.domain.errors import UsageError
from xlplan.sync.figures import figures_of
from xlplan.sync.merge import OURS
from xlplan.sync.outcome import Choice, Outcome, book_id
from xlplan.sync.resolve import always
from xlplan.sync.run import sync_file
from xlplan.sync.store import Store
from xlplan.workbook.reader import read

COMMON = "Thang", ROWS[-1], 16
Accepted = list[tuple[int, str, str | None]]
"""Revision, figure, value."""


def synced(path: Path, store: Store, choice: Choice) -> Outcome:
    """A sync that comes back when the store is busy."""
    while True:
        try:
            return sync_file(path, store, choice)
        except UsageError as error:
            if "bận" not in str(error):
                raise


def user(path: Path, url: str, number: int, rounds: int) -> Accepted:
    """One user's rounds; what he was told is in the store."""
    os.environ["XLPLAN_USER"] = f"user-{number}"
    store, accepted = Store(url), []
    for turn in range(rounds):
        own = "Thang", ROWS[number % len(ROWS)], 5 + turn
        value = 500 + 50 * number + turn
        typed(path, {own: value, COMMON: value})
        outcome = synced(path, store, Choice())
        if outcome.conflicts:
            outcome = synced(path, store, Choice(choose=always(OURS)))
        assert not outcome.stopped, (outcome.errors, outcome.problems)
        accepted += [(outcome.revision, str(f), new) for f, (_, new) in outcome.pushed.items()]
    store.close()
    return accepted


def main(template: str, folder: str, url: str, users: str, rounds: str) -> None:
    """All users at once, then the comparison."""
    paths = [Path(folder) / f"tep-{n}.xlsx" for n in range(int(users))]
    for path in paths:
        path.write_bytes(Path(template).read_bytes())
    children = {}
    for number, path in enumerate(paths):
        child = os.fork()
        if child == 0:
            told = user(path, url, number, int(rounds))
            path.with_suffix(".json").write_text(json.dumps(told))
            os._exit(0)
        children[child] = number
    for child in children:
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0, children[child]
    compared(paths, url)


def compared(paths: list[Path], url: str) -> None:
    """Every accepted change is in history under its user; all workbooks come to the store's state;
    what only one user changed is as he left it."""
    store = Store(url)
    book = book_id(figures_of(read(paths[0])))
    in_store = {(c.revision, str(c.figure), c.new) for c in store.changes(book)}
    who = {revision.id: revision.who for revision in store.history(book)}
    count = 0
    for number, path in enumerate(paths):
        for revision, figure, value in json.loads(path.with_suffix(".json").read_text()):
            assert (revision, figure, value) in in_store, (number, figure)
            assert who[revision] == f"user-{number}", (number, who[revision])
            count += 1
    assert count == len(in_store), (count, len(in_store))
    for path in paths:
        assert not synced(path, store, Choice()).stopped
    state = sound(store, book)
    for path in paths:
        figures = figures_of(read(path)).values
        assert figures == state, path
    print(f"{len(paths)} users, {len(who)} revisions, {count} accepted changes")
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
