"""A file is replaced whole or not at all, by one writer at a time, and its past is kept."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from xlplan.domain.errors import os_reason
from xlplan.workbook.guard import disk, history, places
from xlplan.workbook.guard.lock import WAIT, held
from xlplan.workbook.guard.owners import refuse_open
from xlplan.workbook.guard.sentences import failed, refused
from xlplan.workbook.guard.sweep import leftovers

Write = Callable[[BinaryIO], object]
"""Writes a file's new content into an empty stream that can be read and sought in."""


@dataclass(frozen=True)
class Receipt:
    """What a write did. `path` is the file itself where a link was named; `before` and `after` are
    digests, `before` None for a new file; `number` and `backup` are None where nothing was
    replaced (a new file, or the same bytes again); `notes` are Vietnamese sentences about what
    could not be done after the file was written."""

    path: Path
    action: str
    before: str | None
    after: str
    number: int | None = None
    backup: Path | None = None
    restored: int | None = None
    notes: tuple[str, ...] = ()


def digest(source: Path | disk.Buffer) -> str:
    """The blake2b of a file, or of the bytes that were read of it: what `replace` compares with.

    Who makes new content of what was read passes those bytes: the file may have changed by the
    time it is asked again. OSError when unreadable.
    """
    if isinstance(source, Path):
        return disk.digest(source)
    return disk.bytes_digest(source)


def replace(
    path: Path, read_digest: str | None, write: Write, *, action: str, wait: float = WAIT
) -> Receipt:
    """Writes a file anew over the one that is there, after a backup of that.

    `read_digest` is that of the bytes the new content was made from: WriteError when the file has
    changed since; None when it wasn't made from them. Refused as well: open elsewhere, read-only,
    no regular file, not there, locked by another run for `wait` seconds. An exception of `write`
    passes through. Whatever is raised, the file is as it was. `action` goes into the manifest.
    """
    keep = history.Keep.set()
    with transaction(path, wait) as target:
        return replace_locked(target, read_digest, write, action, keep)


def create(path: Path, write: Write, *, action: str = "create", wait: float = WAIT) -> Receipt:
    """Writes a file where none is; WriteError ("exists") when one is, also one made meanwhile."""
    with transaction(path, wait) as target:
        return create_locked(target, write, action)


def put(path: Path, write: Write, *, action: str, wait: float = WAIT) -> Receipt:
    """Replaces what is there, with a backup, or creates the file: for a command's `-o`."""
    keep = history.Keep.set()
    with transaction(path, wait) as target:
        if os.path.lexists(target):
            return replace_locked(target, None, write, action, keep)
        return create_locked(target, write, action)


@contextmanager
def transaction(path: Path, wait: float) -> Iterator[Path]:
    """The lock of the file itself, where `path` may be a link; leftovers are gone. What the system
    refuses inside becomes a WriteError. Who opens a link leaves word beside the link."""
    target = Path(os.path.realpath(path))
    try:
        with held(target, wait):
            leftovers(target)
            named = Path(os.path.abspath(path))
            if named != target:
                refuse_open(named)
            yield target
    except OSError as error:
        raise failed(target, error) from error


def replace_locked(
    target: Path,
    read_digest: str | None,
    write: Write,
    action: str,
    keep: history.Keep,
    restores: int | None = None,
) -> Receipt:
    """`replace` for one that is in a `transaction` already."""
    status = _writable(target)
    before = disk.digest(target)
    if read_digest is not None and read_digest != before:
        raise changed(target)
    history.recover(target, before)
    with _written(target, write, target) as (temporary, after):
        if after == before:
            return Receipt(target, action, before, after)
        try:
            _unchanged(target, status)
            entry = history.begin(target, action, before, after, restores)
            refuse_open(target)
            _unchanged(target, status)
            disk.rename(temporary, target)
        except BaseException:
            with suppress(OSError):
                history.recover(target, disk.digest(target))
            raise
    notes = _afterwards(target, entry, keep)
    return Receipt(target, action, before, after, entry.number, entry.backup, restores, notes)


def create_locked(target: Path, write: Write, action: str) -> Receipt:
    """`create` for one that is in a `transaction` already."""
    if os.path.lexists(target):
        raise _exists(target)
    with _written(target, write, None) as (temporary, after):
        try:
            disk.publish(temporary, target)
        except FileExistsError:
            raise _exists(target) from None
    return Receipt(target, action, None, after, notes=_flushed(target))


@contextmanager
def _written(target: Path, write: Write, like: Path | None) -> Iterator[tuple[Path, str]]:
    """A temporary file with the new content, on the disk, with owner and mode of `like`, and its
    digest; gone at the end unless renamed."""
    temporary = places.temporary(target)
    try:
        with disk.new_file(temporary, 0o666 if like is None else 0o600) as stream:
            write(stream)
            if like is not None:
                disk.keep(like, temporary)
            disk.flush(stream)
            stream.seek(0)
            after = disk.stream_digest(stream)
        yield temporary, after
    finally:
        with suppress(OSError):
            disk.remove(temporary)


def _writable(target: Path) -> os.stat_result:
    """The state of a file that may be written; WriteError with the reason when it may not."""
    try:
        status = os.stat(target)
    except FileNotFoundError:
        raise refused(target, "missing", "không có tệp này", "Kiểm tra lại đường dẫn.") from None
    if not stat.S_ISREG(status.st_mode):
        raise refused(target, "kind", "đó không phải là một tệp thường", "Nêu tên một tệp.")
    refuse_open(target)
    if not status.st_mode & 0o222 or not os.access(target, os.W_OK):
        raise refused(
            target, "denied", "tệp chỉ cho đọc", "Bỏ thuộc tính chỉ đọc, hoặc ghi ra tệp khác."
        )
    return status


def _unchanged(target: Path, status: os.stat_result) -> None:
    """Nobody has saved the file since its digest was taken; quick, for right before the rename."""
    now = os.stat(target)
    for field in ("st_dev", "st_ino", "st_size", "st_mtime_ns"):
        if getattr(now, field) != getattr(status, field):
            raise changed(target)


def _afterwards(target: Path, entry: history.Entry, keep: history.Keep) -> tuple[str, ...]:
    """What follows the rename; a failure is a note, for the file is written."""
    notes = list(_flushed(target))
    try:
        history.finish(entry)
        history.prune(target, keep)
    except OSError as error:
        notes.append(f"Tệp đã ghi, nhưng chưa dọn được bản sao lưu cũ: {os_reason(error)}.")
    return tuple(notes)


def _flushed(target: Path) -> tuple[str, ...]:
    try:
        disk.flush_folder(target.parent)
    except OSError as error:
        return (f"Tệp đã ghi, nhưng ổ đĩa báo lỗi khi ghi xuống: {os_reason(error)}.",)
    return ()


def changed(target: Path) -> Exception:
    """The error for a file that is no longer what was read."""
    return refused(
        target,
        "changed",
        "tệp đã thay đổi sau khi xlplan đọc",
        "Chạy lại lệnh để làm trên nội dung mới.",
    )


def _exists(target: Path) -> Exception:
    return refused(target, "exists", "đã có tệp này", "Chọn tên khác, xlplan không ghi đè.")
