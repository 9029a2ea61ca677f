"""Taking writes back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from xlplan.domain.errors import WriteError
from xlplan.workbook.guard import disk, history
from xlplan.workbook.guard.history import Entry
from xlplan.workbook.guard.lock import WAIT
from xlplan.workbook.guard.sentences import refused
from xlplan.workbook.guard.transaction import (
    Receipt,
    Write,
    create_locked,
    replace_locked,
    transaction,
)

_VERB = "hoàn tác"
_SEE = "Xem các lần ghi bằng «xlplan undo TỆP --list»."


def backups(path: Path) -> list[Entry]:
    """The writes of a file whose backups are kept, oldest first; the file itself may be gone."""
    return history.entries(Path(os.path.realpath(path)))


def undo(path: Path, *, to: int | None = None, force: bool = False, wait: float = WAIT) -> Receipt:
    """Brings the file back to how it was before the last write not yet taken back, or before write
    `to`; `restored` of the receipt is that write's number.

    It is a write like any other: backed up, recorded, and taken back by `to` its own number.
    Undoing again goes one write further back. Refused when the file is no longer what xlplan last
    wrote, unless `force`; the changed file is backed up first. A file that is gone is made again
    by `force`.
    """
    keep = history.Keep.set()
    with transaction(path, wait) as target:
        current = disk.digest(target) if target.is_file() else None
        history.recover(target, current)
        found = history.entries(target)
        entry = _chosen(target, found, to)
        expected = entry.after if to is None else found[-1].after
        if current != expected and not force:
            raise _changed(target, gone=current is None)
        copy = _from(target, entry)
        if current is None and not os.path.lexists(target):
            return create_locked(target, copy, "undo")
        return replace_locked(target, current, copy, "undo", keep, entry.number)


def _chosen(target: Path, found: list[Entry], to: int | None) -> Entry:
    if to is not None:
        for entry in found:
            if entry.number == to:
                return entry
        raise refused(
            target,
            "nothing",
            f"không có bản sao lưu của lần ghi số {to}",
            _SEE,
            _VERB,
        )
    standing = history.undoable(found)
    if not standing:
        why = "không còn lần ghi nào của xlplan để hoàn tác" if found else "chưa có bản sao lưu nào"
        raise refused(target, "nothing", why, _SEE, _VERB)
    return standing[-1]


def _from(target: Path, entry: Entry) -> Write:
    """A writer that copies the backup, and refuses one that is not what was backed up."""

    def copy(stream: BinaryIO) -> None:
        with open(entry.backup, "rb") as kept:
            while block := kept.read(1 << 20):
                stream.write(block)
        stream.seek(0)
        if disk.stream_digest(stream) != entry.before:
            raise refused(
                target,
                "damaged",
                f"bản sao lưu {entry.backup} đã bị sửa hoặc hỏng",
                f"Chọn một lần ghi khác bằng --to. {_SEE}",
                _VERB,
            )

    return copy


def _changed(target: Path, gone: bool) -> WriteError:
    if gone:
        why, remedy = "tệp không còn ở đó", "Dùng --force để dựng lại từ bản sao lưu."
    else:
        why = "tệp đã thay đổi sau lần ghi cuối của xlplan, hoàn tác sẽ bỏ các thay đổi đó"
        remedy = "Dùng --force nếu vẫn muốn; nội dung hiện tại được sao lưu trước."
    return refused(target, "changed", why, remedy, _VERB)
