"""One sync: a workbook and the store brought to one state, or nothing written at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from xlplan.checks import runner
from xlplan.domain.errors import UsageError
from xlplan.domain.findings import Finding, Severity
from xlplan.domain.office import of as office_of
from xlplan.sync import closing, marker
from xlplan.sync.cells import CellEdits, cell_edits
from xlplan.sync.figures import Figure, Figures, Values, figures_of, shown
from xlplan.sync.merge import Chooser, Conflict, Merge, merge
from xlplan.sync.store import BookId, Draft, Moved, Revision, Store
from xlplan.sync.version import refuse_newer, version_of
from xlplan.sync.writing import Target, opened
from xlplan.workbook.tables import key_text

_TRIES = 5


class Choice(NamedTuple):
    """How a run goes: what settles conflicts, whether check errors stop it, what it writes, whether
    an older template is brought to the present one."""

    choose: Chooser = lambda _conflict: None
    force: bool = False
    dry_run: bool = False
    message: str = ""
    upgrade: bool = False


class Told(NamedTuple):
    """A conflict with its cell in the workbook and who brought the store's value, when."""

    conflict: Conflict
    place: str
    revision: Revision | None


@dataclass
class Outcome:
    """What a sync of one workbook did, or would do.

    `pushed` and `pulled` are changes with their old values; `conflicts`, `errors`, `refusals` and
    `problems` each stop it (`problems`: place and sentence); then neither side was written.
    """

    file: str
    pushed: dict[Figure, tuple[str | None, str | None]] = field(default_factory=dict)
    pulled: dict[Figure, tuple[str | None, str | None]] = field(default_factory=dict)
    conflicts: list[Told] = field(default_factory=list)
    errors: list[Finding] = field(default_factory=list)
    refusals: list[closing.Refusal] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    revision: int = 0
    written: bool = False
    notes: list[str] = field(default_factory=list)

    @property
    def stopped(self) -> bool:
        """Whether something must be settled first."""
        return bool(self.conflicts or self.errors or self.refusals or self.problems)


def book_id(figures: Figures) -> BookId:
    """Unit code and year of ThongTin; UsageError when either is missing."""
    form = figures.tables.get("ThongTin")
    row = form.rows[0] if form and form.rows else None
    unit = key_text(row.value("unit_code")) if row else ""
    year = key_text(row.value("year")) if row else ""
    if not unit or not year.isdigit():
        raise UsageError(
            "Tệp chưa ghi mã đơn vị hoặc năm kế hoạch ở trang ThongTin nên không đồng bộ được.",
            "Ghi «Mã đơn vị» và «Năm kế hoạch» rồi chạy lại.",
        )
    return BookId(unit, int(year))


def sync_file(path: Path, store: Store, choice: Choice) -> Outcome:
    """Brings a workbook and the store in step.

    The store is written first, the workbook after it; a run that is stopped between the two leaves
    a workbook whose next sync finds both sides agreed. UnreadableError, UsageError and StoreError
    pass through; whatever stops the run is in the outcome.
    """
    target = opened(path, writing=not choice.dry_run, upgrade=choice.upgrade)
    figures = figures_of(target.book)
    refuse_newer(version_of(figures.tables))
    book = book_id(figures)
    for _ in range(_TRIES):
        try:
            return _once(target, figures, book, store, choice)
        except Moved:
            continue
    raise UsageError("Kho đang bận: nhiều người cùng ghi tệp này.", "Chờ một lát rồi chạy lại.")


@dataclass
class _Sides:
    """What one try looks at: the workbook, its figures, the store's state, their merge."""

    target: Target
    figures: Figures
    book: BookId
    store: Store
    theirs: Values
    merged: Merge
    edits: CellEdits


def _once(target: Target, figures: Figures, book: BookId, store: Store, choice: Choice) -> Outcome:
    mark = marker.read(target.package) or marker.Marker("", 0)
    uuid, head, base, theirs = store.snapshot(book, mark.revision, mark.store)
    ours = figures.values | {f: v for f, v in base.items() if not figures.has_place_for(f)}
    result = merge(base, ours, theirs, choice.choose)
    edits = cell_edits(target.book, figures, result.to_workbook, result.renamed)
    outcome = Outcome(str(target.path), revision=head)
    outcome.notes += [*target.upgrade.done, *target.upgrade.kept] if target.upgrade else []
    outcome.pushed = _with_old(theirs, result.to_store)
    outcome.pulled = _with_old(ours, result.to_workbook)
    sides = _Sides(target, figures, book, store, theirs, result, edits)
    _unsettled(outcome, sides)
    if result.to_store and not choice.force:
        _refused(outcome, sides)
    if outcome.stopped or choice.dry_run:
        return outcome
    same = not result.to_store and not edits.edits and mark == marker.Marker(uuid, head)
    if same and target.upgrade is None:
        return outcome
    prepared = target.prepare(edits.edits)
    if result.to_store:
        draft = _draft(target, result, choice)
        outcome.revision = store.commit(book, head, result.to_store, draft, theirs)
    outcome.notes += target.write(prepared, marker.Marker(uuid, outcome.revision))
    outcome.written = True
    return outcome


def _with_old(
    old: Mapping[Figure, str], changes: Mapping[Figure, str | None]
) -> dict[Figure, tuple[str | None, str | None]]:
    return {figure: (old.get(figure), new) for figure, new in changes.items()}


def _draft(target: Target, result: Merge, choice: Choice) -> Draft:
    kind, message = closing.named(result.to_store)
    return Draft(
        target.path.name, target.digest, choice.message or message, kind or "sync", choice.force
    )


def _unsettled(outcome: Outcome, sides: _Sides) -> None:
    """Conflicts, rows that can't travel, figures that have no cell."""
    figures, result = sides.figures, sides.merged
    if result.conflicts:
        outcome.conflicts = _told(result.conflicts, sides)
    outcome.problems += figures.problems
    outcome.problems += [(str(f), f"Không ghi được: {why}.") for f, why in sides.edits.impossible]
    for figure in sorted(result.to_workbook.keys() & figures.formulas):
        outcome.problems.append((
            "!".join(figures.places[figure]),
            f"Ô đang có công thức riêng, kho ghi {shown(result.to_workbook[figure])}: thay công "
            "thức bằng số rồi đồng bộ lại.",
        ))  # fmt: skip


def _refused(outcome: Outcome, sides: _Sides) -> None:
    """What stops a push: closed months, check errors that nobody explained."""
    changes, after = sides.merged.to_store, sides.merged.merged
    outcome.refusals = closing.refusals(changes, sides.theirs, after, sides.book.unit)
    office = office_of(sides.target.path)
    found = runner.check_book(sides.target.book, office)
    outcome.errors = [f for f in found if f.severity is Severity.ERROR and not f.explained]


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
        place = "!".join(sides.figures.places.get(figure, ()))
        told.append(Told(conflict, place, known.get(number)))
    return told
