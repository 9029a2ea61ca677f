"""A workbook's side of a sync: read once, edited by the splicer, replaced by the guard."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from xlplan.domain.errors import UsageError
from xlplan.domain.office import of as office_of
from xlplan.sync import marker
from xlplan.sync.cells import CellValue, Place
from xlplan.workbook import guard
from xlplan.workbook.book import Book
from xlplan.workbook.edit import Plan, prepare
from xlplan.workbook.package import Package
from xlplan.workbook.reader import read
from xlplan.workbook.splice.content import BLANK
from xlplan.workbook.splice.markup import unescaped

if TYPE_CHECKING:
    from xlplan.sync.upgrade import Upgrade

_SAVED_BY = re.compile(rb"<(?:\w+:)?lastModifiedBy[^>]*>([^<]*)<")


@dataclass
class Target:
    """A workbook as read, the digest of the file it was read from; `upgrade` when it was brought
    to the present template first: then `data` is what the file should be."""

    path: Path
    data: bytes
    book: Book
    package: Package
    digest: str
    upgrade: Upgrade | None = None

    def saved(self) -> tuple[str, str]:
        """Who saved the workbook last ("" where it does not say) and when the file was written."""
        core = next((n for n in self.package.names if n.lower() == "docprops/core.xml"), None)
        found = _SAVED_BY.search(self.package.read(core)) if core else None
        who = unescaped(found[1].decode("utf-8", "replace")).strip() if found else ""
        moment = dt.datetime.fromtimestamp(self.path.stat().st_mtime, dt.UTC)
        return who, moment.isoformat(timespec="seconds")

    def prepare(self, edits: Mapping[Place, CellValue]) -> Plan:
        """The edits, looked at whole, nothing written; UsageError when one can't be."""
        wanted = {place: BLANK if value is None else value for place, value in edits.items()}
        plan = prepare(self.data, wanted, file=str(self.path))
        if plan.refused:
            note = plan.refused[0]
            place = f"{note.sheet}!{note.cell}: " if note.cell else ""
            raise UsageError(
                f"Không ghi được vào {self.path.name}: {place}{note.message}",
                "Kho chưa bị thay đổi; xử lý ô này rồi đồng bộ lại.",
            )
        return plan

    def write(self, plan: Plan, mark: marker.Marker) -> guard.Receipt:
        """Writes the edits and the mark."""
        plan.parts = marker.changes(self.package, mark)
        return guard.replace(self.path, self.digest, plan.write, action="sync")


def notes(plan: Plan, receipt: guard.Receipt) -> list[str]:
    """What the accountant should know of a write."""
    kept = [f"Không tính lại {n.sheet}!{n.cell}: {n.message}" for n in plan.kept]
    warned = [f"{n.sheet}!{n.cell}: {n.message}" if n.cell else n.message for n in plan.warnings]
    return [*receipt.notes, *warned, *kept]


def opened(path: Path, data: bytes, digest: str, *, upgrade: bool = False) -> Target:
    """A planning workbook from the bytes of its file, in memory brought to the present template
    where told so; UnreadableError when it is none."""
    done = None
    if upgrade:
        from xlplan.sync.upgrade import upgraded

        done = upgraded(data, str(path), office_of(path))
        data = done.data
    book = read(data, str(path))
    made = done if done and done.done else None
    return Target(path, data, book, Package(data, str(path)), digest, made)
