"""What the commands over the store share: its option, revisions and changes in words."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlplan.sync.merge import Chooser
    from xlplan.sync.revisions import Change, Revision
    from xlplan.sync.store import Store


def add_store(parser: argparse.ArgumentParser, *, formats: bool = True) -> None:
    """--store and --format."""
    parser.add_argument(
        "--store", metavar="URL", help="kho: tệp .db hoặc postgresql://… (mặc định: XLPLAN_STORE)"
    )
    if formats:
        parser.add_argument(
            "--format", choices=("text", "json"), default="text", help="dạng kết quả"
        )


def existing(given: str | None, folder: Path) -> Store:
    """The store; UsageError when it is a file that is not there: reading makes none."""
    from xlplan.domain.errors import UsageError
    from xlplan.sync.store import Store, location

    store = Store(location(given, folder))
    file = store.url.database
    if store.url.get_backend_name() == "sqlite" and file and not Path(file).exists():
        raise UsageError(
            f"Chưa có kho số liệu {Path(file).name}.",
            "Chạy «xlplan sync» trước, hoặc chỉ kho bằng --store.",
        )
    return store


def chooser(args: argparse.Namespace) -> Chooser:
    """Who wins conflicts, by --ours, --theirs, --pick; without one they stay unresolved."""
    from xlplan.sync.merge import OURS, THEIRS
    from xlplan.sync.resolve import always, picked

    if args.ours or args.theirs:
        return always(OURS if args.ours else THEIRS)
    return picked(args.pick) if args.pick else lambda _conflict: None


def moment(at: str) -> str:
    """A revision's time as the reader's clock showed it: 03/04/2026 09:11."""
    from datetime import datetime

    return f"{datetime.fromisoformat(at).astimezone():%d/%m/%Y %H:%M}"


def told(revision: Revision) -> str:
    """A revision as one line."""
    forced = ", gửi bắt buộc" if revision.forced else ""
    message = f" — {revision.message}" if revision.message else ""
    book = f"{revision.book.unit}/{revision.book.year}"
    when = moment(revision.at)
    return f"{revision.id}  {when}  {book}  {revision.who}  {revision.file}{forced}{message}"


def as_json(revision: Revision) -> dict[str, Any]:
    """A revision for scripts."""
    entry = revision._asdict()
    return entry | {"book": revision.book._asdict()}


def change_json(change: Change) -> dict[str, Any]:
    """A change for scripts: values as the store keeps them, None for blank."""
    figure = change.figure
    return {"revision": change.revision, "table": figure.table, "key": list(figure.key),
            "column": figure.column, "old": change.old, "new": change.new}  # fmt: skip


def change_lines(changes: Iterable[Change]) -> list[str]:
    """Changes as lines; the coming and going of rows is said, not shown as a value."""
    from xlplan.sync.figures import shown

    lines = []
    for change in changes:
        if change.figure.column:
            lines.append(f"  {change.figure}: {shown(change.old)} → {shown(change.new)}")
        else:
            lines.append(f"  {'thêm' if change.new else 'bỏ'} {change.figure}")
    return lines


def print_json(value: Any) -> None:
    """UTF-8, not escaped."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")
