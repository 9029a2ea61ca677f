"""One writer a file: a lock that the system drops when its process ends, however it ends."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from xlplan.workbook.guard import disk, places
from xlplan.workbook.guard.sentences import refused

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]
try:
    import msvcrt
except ImportError:  # everywhere else
    msvcrt = None  # type: ignore[assignment]

WAIT = 10.0
"""Seconds that a write waits for another one of the same file."""

_STEP = 0.02
_BYTE = 1 << 30
"""Windows locks bytes, and others can't read a locked one: this one is beyond the text."""

_TAKEN = {errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK, errno.EDEADLK}
_RETRY = {errno.ENOENT, errno.EACCES} if disk.WINDOWS else {errno.ENOENT}
"""Another writer took the folder or the lock file away between two of our steps; on Windows a file
that is being removed denies access."""


@contextmanager
def held(path: Path, wait: float = WAIT) -> Iterator[None]:
    """The write lock of `path`; WriteError ("locked") when another holds it for `wait` seconds.

    Makes `.xlplan` where there is none, and removes lock file and empty folder at the end.
    """
    handle = _wait(path, wait)
    try:
        yield
    finally:
        _release(handle, path.parent, places.key(path))


def _wait(path: Path, wait: float) -> int:
    until = time.monotonic() + wait
    while True:
        handle = attempt(path.parent, places.key(path), until)
        if handle is not None:
            return handle
        if time.monotonic() >= until:
            raise refused(
                path,
                "locked",
                "một lệnh xlplan khác đang ghi tệp này",
                "Đợi lệnh đó xong rồi chạy lại.",
            )
        time.sleep(_STEP)


@contextmanager
def if_free(folder: Path, file_key: str) -> Iterator[bool]:
    """Whether the lock of a key could be had at once; held while the block runs."""
    handle = None
    with suppress(OSError):
        handle = attempt(folder, file_key)
    try:
        yield handle is not None
    finally:
        if handle is not None:
            _release(handle, folder, file_key)


def attempt(folder: Path, file_key: str, until: float = 0.0) -> int | None:
    """The handle of a lock that nobody else holds; None when it is taken.

    The lock file may be taken away by the writer before us between our opening and locking it:
    then what we locked has no name any more and counts for nothing.
    """
    lock = places.lock(folder, file_key)
    try:
        disk.make_folder(lock.parent)
        handle = _open(lock)
    except OSError as error:
        if error.errno in _RETRY and time.monotonic() < until and folder.is_dir():
            return None
        raise
    try:
        if _taken(handle) or not _named(handle, lock):
            os.close(handle)
            return None
    except BaseException:
        os.close(handle)
        raise
    return handle


def _open(lock: Path) -> int:
    """A handle of the lock file, made where there is none; one that a colleague's killed run left
    may be closed to our writing, and can be locked all the same."""
    no_link = getattr(os, "O_NOFOLLOW", 0)
    try:
        return os.open(lock, os.O_RDWR | os.O_CREAT | no_link, 0o666)
    except PermissionError:
        if disk.WINDOWS or not lock.exists():
            raise
        return os.open(lock, os.O_RDONLY | no_link)


def _taken(handle: int) -> bool:
    try:
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            os.lseek(handle, _BYTE, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    except OSError as error:
        if error.errno in _TAKEN:
            return True
        raise
    return False


def _named(handle: int, lock: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), os.stat(lock))
    except FileNotFoundError:
        return False


def _release(handle: int, folder: Path, file_key: str) -> None:
    """Name first, lock after, so that nobody can lock a name that is about to go. Windows removes
    no open file: there the name goes afterwards, if nobody else has it open by then."""
    lock = places.lock(folder, file_key)
    if fcntl is not None:
        with suppress(OSError):
            disk.remove(lock)
        os.close(handle)
    else:
        with suppress(OSError):
            os.lseek(handle, _BYTE, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)
        os.close(handle)
        with suppress(OSError):
            disk.remove(lock)
    disk.remove_folder(lock.parent)
