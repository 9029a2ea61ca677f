"""One sync: a workbook and the store brought to one state, or nothing written at all."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from xlplan.domain.errors import UsageError, XlplanError
from xlplan.domain.findings import Severity
from xlplan.domain.office import of as office_of
from xlplan.sync import closing, marker
from xlplan.sync.cells import CellEdits, cell_edits
from xlplan.sync.figures import PRESENT, Figure, Figures, Values, equal, figures_of, shown
from xlplan.sync.merge import Conflict, Merge, merge
from xlplan.sync.outcome import Choice, Outcome, Told, book_id
from xlplan.sync.revisions import BookId, Draft, Moved, Snapshot, StoreError
from xlplan.sync.seen import Step, remember, step_of
from xlplan.sync.store import Store
from xlplan.sync.version import refuse_newer, version_of
from xlplan.sync.writing import Target, notes, opened
from xlplan.workbook import guard
from xlplan.workbook.book import Book
from xlplan.workbook.edit import Plan
from xlplan.workbook.files import read_bytes
from xlplan.workbook.guard.owners import refuse_open
from xlplan.workbook.reader import read

BATCH = 50
"""Workbooks that are checked together."""

_TRIES = 5


def sync_file(path: Path, store: Store, choice: Choice) -> Outcome:
    """Brings a workbook and the store in step.

    The store is written first, the workbook after it; a run that is stopped between the two leaves
    a workbook whose next sync finds both sides agreed. UnreadableError, UsageError and StoreError
    pass through; whatever stops the run is in the outcome.
    """
    begun = _begun(path, store, choice)
    return begun if isinstance(begun, Outcome) else _settled(begun)


def sync_files(
    jobs: Iterable[tuple[Path, Store]], choice: Choice
) -> Iterator[tuple[Path, Outcome | XlplanError]]:
    """As `sync_file` for many workbooks, in their order; one that fails fails alone, a store that
    is out of reach ends the run. Workbooks are checked together: that costs by the check, not by
    the workbook."""
    rest = iter(jobs)
    while batch := list(islice(rest, BATCH)):
        found: list[tuple[Path, _Sides | Outcome | XlplanError]] = []
        for path, store in batch:
            try:
                found.append((path, _begun(path, store, choice)))
            except XlplanError as error:
                found.append((path, error))
        _judge([sides for _, sides in found if isinstance(sides, _Sides)])
        for path, begun in found:
            result = _ended(begun)
            yield path, result
            if isinstance(result, StoreError):
                return


def _ended(begun: _Sides | Outcome | XlplanError) -> Outcome | XlplanError:
    if not isinstance(begun, _Sides):
        return begun
    try:
        return _settled(begun)
    except XlplanError as error:
        return error


@dataclass
class _Sides:
    """What one try looks at: the workbook, its figures, the store's state, their merge. `met`: the
    workbook's mark names the newest revision; `judged`: the checks have been asked; `failed`: why
    it can't be written."""

    target: Target
    figures: Figures
    book: BookId
    store: Store
    choice: Choice
    now: Snapshot
    merged: Merge
    edits: CellEdits
    outcome: Outcome
    met: bool
    plan: Plan | None = None
    judged: bool = False
    failed: XlplanError | None = None


def _begun(path: Path, store: Store, choice: Choice) -> _Sides | Outcome:
    """The workbook read and merged; the outcome at once where nothing has changed since a run
    found the very bytes in step with the very revision."""
    data = read_bytes(path)
    digest = guard.digest(data)
    known = None if choice.upgrade else step_of(digest)
    if known and store.newest(BookId(known.unit, known.year)) == (
        known.store, known.revision, known.source,
    ):  # fmt: skip
        return Outcome(str(path), revision=known.revision)
    if not choice.dry_run:
        refuse_open(path)
    target = opened(path, data, digest, upgrade=choice.upgrade)
    figures = figures_of(target.book)
    if not figures.tables.keys() & {"ThongTin", "ChiTieu"}:
        from xlplan.checks.runner import require_template

        require_template(target.book)
    refuse_newer(version_of(figures.tables))
    return _looked(target, figures, book_id(figures), store, choice)


def _looked(
    target: Target, figures: Figures, book: BookId, store: Store, choice: Choice
) -> _Sides | Outcome:
    """One try: both sides merged, what stops it noted; nothing written."""
    mark = marker.read(target.package) or marker.Marker("", 0)
    now = store.snapshot(book, mark.revision, mark.store)
    outcome = Outcome(str(target.path), revision=now.head)
    met = mark == marker.Marker(now.uuid, now.head)
    if met and figures.values == now.values and not (figures.problems or target.upgrade):
        remember(target.digest, Step(now.uuid, *book, now.head, now.digest))
        return outcome
    outcome.notes += [*target.upgrade.done, *target.upgrade.kept] if target.upgrade else []
    ours = figures.values | {f: v for f, v in now.base.items() if not figures.has_place_for(f)}
    result = merge(now.base, ours, now.values, choice.choose)
    edits = cell_edits(target.book, figures, result.to_workbook, result.renamed)
    outcome.pushed = _with_old(now.values, result.to_store, result)
    outcome.pulled = _with_old(ours, result.to_workbook, result)
    outcome.places = {
        f: "!".join(figures.places[f])
        for f in [*outcome.pushed, *outcome.pulled]
        if f in figures.places
    }
    sides = _Sides(target, figures, book, store, choice, now, result, edits, outcome, met)
    _unsettled(sides)
    if result.to_store and not choice.force:
        outcome.refusals = closing.refusals(
            result.to_store, now.values, result.merged, sides.book.unit
        )
    return sides


def _judge(tries: list[_Sides]) -> None:
    """Check errors of those workbooks that would be pushed, as they would stand after the merge.

    A workbook that waits for a conflict to be settled is not checked: it is not known what it
    will hold.
    """
    asked = []
    for sides in tries:
        sides.judged = True
        if sides.merged.to_store and not sides.choice.force and not sides.outcome.stopped:
            asked.append(sides)
    if not asked:
        return
    from xlplan.checks.runner import check_books

    books = []
    for sides in asked:
        try:
            books.append((sides, _after(sides), office_of(sides.target.path)))
        except XlplanError as error:
            sides.failed = error
    results = check_books([(book, office) for _, book, office in books])
    for (sides, _, _), found in zip(books, results, strict=True):
        errors = [f for f in found if f.severity is Severity.ERROR and not f.explained]
        sides.outcome.errors = errors


def _after(sides: _Sides) -> Book:
    """The workbook as it will be: with what it gets from the store."""
    if not sides.edits.edits:
        return sides.target.book
    sides.plan = sides.target.prepare(sides.edits.edits)
    out = io.BytesIO()
    sides.plan.write(out)
    return read(out.getvalue(), str(sides.target.path))


def _settled(sides: _Sides) -> Outcome:
    """Writes what was decided; decides anew where somebody else's revision came first."""
    for _ in range(_TRIES):
        if not sides.judged:
            _judge([sides])
        if sides.failed:
            raise sides.failed
        try:
            return _written(sides)
        except Moved:
            again = _looked(sides.target, sides.figures, sides.book, sides.store, sides.choice)
            if isinstance(again, Outcome):
                return again
            sides = again
    raise UsageError("Kho đang bận: nhiều người cùng ghi tệp này.", "Chờ một lát rồi chạy lại.")


def _written(sides: _Sides) -> Outcome:
    outcome, target, now, result = sides.outcome, sides.target, sides.now, sides.merged
    if outcome.stopped or sides.choice.dry_run:
        return outcome
    if sides.met and not (result.to_store or sides.edits.edits or target.upgrade):
        return outcome
    plan = sides.plan or target.prepare(sides.edits.edits)
    source = now.digest
    if result.to_store:
        draft = _draft(target, result, sides.choice)
        outcome.revision = sides.store.commit(
            sides.book, now.head, result.to_store, draft, now.values
        )
        source = target.digest
    receipt = target.write(plan, marker.Marker(now.uuid, outcome.revision))
    outcome.notes += notes(plan, receipt)
    outcome.written = True
    remember(receipt.after, Step(now.uuid, *sides.book, outcome.revision, source))
    return outcome


def _with_old(
    old: Mapping[Figure, str], changes: Mapping[Figure, str | None], result: Merge
) -> dict[Figure, tuple[str | None, str | None]]:
    """Changes with what they change; not those that wait for a conflict to be settled."""
    figures = {conflict.figure for conflict in result.conflicts}
    rows = {(f.table, f.key) for f in figures if f.column == PRESENT}
    return {
        figure: (old.get(figure), new)
        for figure, new in changes.items()
        if figure not in figures and (figure.table, figure.key) not in rows
    }


def _draft(target: Target, result: Merge, choice: Choice) -> Draft:
    kind, message = closing.named(result.to_store)
    return Draft(
        target.path.name, target.digest, choice.message or message, kind or "sync", choice.force
    )


def _unsettled(sides: _Sides) -> None:
    """Conflicts, rows that can't travel, figures that have no cell."""
    figures, result, outcome = sides.figures, sides.merged, sides.outcome
    if result.conflicts:
        outcome.conflicts = _told(result.conflicts, sides)
        outcome.saved = sides.target.saved()
    outcome.problems += figures.problems
    outcome.problems += [(str(f), f"Không ghi được: {why}.") for f, why in sides.edits.impossible]
    for figure in sorted(result.to_workbook.keys() & figures.formulas):
        outcome.problems.append((
            "!".join(figures.places[figure]),
            f"Ô đang có công thức riêng, kho ghi {shown(result.to_workbook[figure])}: thay công "
            "thức bằng số rồi đồng bộ lại.",
        ))  # fmt: skip


def _told(conflicts: list[Conflict], sides: _Sides) -> list[Told]:
    """Each conflict with its cell, and the newest revision that touched its figure or row."""
    touched: dict[Figure, int] = {}
    rows: dict[tuple[str, tuple[str, ...]], int] = {}
    for change in sides.store.changes(sides.book):
        touched[change.figure] = change.revision
        rows[change.figure.table, change.figure.key] = change.revision
    known = {revision.id: revision for revision in sides.store.history(sides.book)}
    told = []
    for conflict in conflicts:
        figure = conflict.figure
        number = touched.get(figure) or rows.get((figure.table, figure.key), 0)
        kept = sides.figures.values if conflict.ours else sides.now.values
        changed = _row_changes(figure, sides.now.base, kept) if not figure.column else {}
        places = [sides.figures.places.get(f, ()) for f in (figure, *changed)]
        place = next(("!".join(place) for place in places if place), "")
        told.append(Told(conflict, place, known.get(number), changed))
    return told


def _row_changes(
    row: Figure, base: Values, kept: Values
) -> dict[Figure, tuple[str | None, str | None]]:
    """What a row's figures were and are, where they differ."""
    mine = [f for f in dict.fromkeys([*kept, *base]) if f[:2] == row[:2] and f.column]
    return {f: (base.get(f), kept.get(f)) for f in mine if not equal(base.get(f), kept.get(f))}
