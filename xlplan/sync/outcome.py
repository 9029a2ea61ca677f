"""What a sync is told, and what it did or would do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from xlplan.domain.errors import UsageError
from xlplan.domain.findings import Finding
from xlplan.sync import closing
from xlplan.sync.figures import Figure, Figures
from xlplan.sync.merge import Chooser, Conflict
from xlplan.sync.revisions import BookId, Revision
from xlplan.workbook.tables import key_text


class Choice(NamedTuple):
    """How a run goes: what settles conflicts, whether check errors stop it, what it writes, whether
    an older template is brought to the present one."""

    choose: Chooser = lambda _conflict: None
    force: bool = False
    dry_run: bool = False
    message: str = ""
    upgrade: bool = False


class Told(NamedTuple):
    """A conflict with its cell in the workbook and who brought the store's value, when; of a row,
    the figures that the side which keeps it has changed (before, now)."""

    conflict: Conflict
    place: str
    revision: Revision | None
    changed: dict[Figure, tuple[str | None, str | None]]


@dataclass
class Outcome:
    """What a sync of one workbook did, or would do.

    `pushed` and `pulled` are changes with their old values, without what is in conflict; `places`
    are the cells of those that have one ("Thang!E16"). `conflicts`, `errors`, `refusals` and
    `problems` each stop it (`problems`: place and sentence); then neither side was written.
    `saved` says who saved the workbook last, as its program wrote it ("" when it did not), and when
    the file was written (UTC, ISO): whose the workbook's side of a conflict is.
    """

    file: str
    pushed: dict[Figure, tuple[str | None, str | None]] = field(default_factory=dict)
    pulled: dict[Figure, tuple[str | None, str | None]] = field(default_factory=dict)
    conflicts: list[Told] = field(default_factory=list)
    errors: list[Finding] = field(default_factory=list)
    refusals: list[closing.Refusal] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    places: dict[Figure, str] = field(default_factory=dict)
    saved: tuple[str, str] = "", ""
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
