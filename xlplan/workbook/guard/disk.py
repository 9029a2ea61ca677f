"""Every operation that changes the disk, each in one place, so that a test can stop at each.

All raise OSError but those said to be done as far as the file system allows.
"""

from __future__ import annotations

import errno
import mmap
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO

Buffer = bytes | memoryview | mmap.mmap

WINDOWS = os.name == "nt"
_BLOCK = 1 << 20
_BINARY = getattr(os, "O_BINARY", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_HIDDEN = 2
"""Windows' FILE_ATTRIBUTE_HIDDEN."""

_CANNOT = {
    getattr(errno, name)
    for name in ("EINVAL", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EBADF", "ENOTTY", "EPERM", "EACCES")
    if hasattr(errno, name)
}
"""A file system's ways of saying that it doesn't know the operation."""


def digest(path: Path) -> str:
    """The file's blake2b, read in blocks; as the verdicts of `check` are keyed."""
    with open(path, "rb") as stream:
        return stream_digest(stream)


def stream_digest(stream: BinaryIO) -> str:
    """The blake2b of a stream from where it stands."""
    made = blake2b(digest_size=16)
    while block := stream.read(_BLOCK):
        made.update(block)
    return made.hexdigest()


def bytes_digest(data: Buffer) -> str:
    """As `stream_digest`, of bytes at hand."""
    return blake2b(data, digest_size=16).hexdigest()


def make_folder(folder: Path) -> bool:
    """Makes a folder of ours where there is none, hidden on Windows; True when it made it.

    Whoever may write beside the workbook may write here: colleagues share folders.
    A link in its place is refused: it could lead what we keep, and remove, out of the folder.
    """
    try:
        os.mkdir(folder)
    except FileExistsError:
        status = os.lstat(folder)
        if not stat.S_ISDIR(status.st_mode):
            number = errno.ELOOP if stat.S_ISLNK(status.st_mode) else errno.ENOTDIR
            raise OSError(number, os.strerror(number), str(folder)) from None
        return False
    with suppress(OSError):
        os.chmod(folder, stat.S_IMODE(os.stat(folder.parent).st_mode))
    if WINDOWS:
        with suppress(Exception):
            import ctypes

            ctypes.windll.kernel32.SetFileAttributesW(str(folder), _HIDDEN)
    return True


def new_file(path: Path, mode: int) -> BinaryIO:
    """A file that was not there, open for writing and reading; the umask cuts the mode."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY | _NO_LINK, mode)
    return os.fdopen(handle, "w+b")


def flush(stream: BinaryIO) -> None:
    """What was written is on the disk when this returns."""
    stream.flush()
    os.fsync(stream.fileno())


def flush_folder(folder: Path) -> None:
    """The names in a folder are on the disk; nothing where the system can't (Windows, shares)."""
    if WINDOWS:
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        if error.errno not in _CANNOT:
            raise


def keep(source: Path, target: Path) -> None:
    """Mode of `source`; its owner and attributes (access lists) as far as they may be given.

    A file system without modes refuses to set one, and gives every file the same.
    """
    status = os.stat(source)
    if hasattr(os, "chown"):
        with suppress(OSError):
            os.chown(target, status.st_uid, status.st_gid)
    for name in _attributes(source):
        with suppress(OSError):
            os.setxattr(target, name, os.getxattr(source, name))
    try:
        os.chmod(target, status.st_mode & 0o7777)
    except OSError:
        if os.stat(target).st_mode != status.st_mode:
            raise


def _attributes(path: Path) -> Iterator[str]:
    if hasattr(os, "listxattr"):
        with suppress(OSError):
            yield from os.listxattr(path)


def duplicate(source: Path, target: Path, partial: Path) -> None:
    """`target` holds what `source` does: a hard link, or a copy where there are none.

    A link costs no space and can't be half done; the rename that follows takes `source`'s name off
    it. A copy is written as `partial` and renamed when whole.
    """
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError, AttributeError):
        copy(source, partial)
        rename(partial, target)


def copy(source: Path, target: Path) -> None:
    """A copy to a name that was free, flushed, with the mode of `source`."""
    with open(source, "rb") as given, new_file(target, 0o600) as made:
        while block := given.read(_BLOCK):
            made.write(block)
        flush(made)
    keep(source, target)


def rename(source: Path, target: Path) -> None:
    """`target` becomes `source`, in one step, over what was there."""
    os.replace(source, target)


def publish(source: Path, target: Path) -> None:
    """`source` is `target` where nothing was; FileExistsError where something is.

    The name `source` may be there still, for the caller to remove: nothing after the link may fail.
    """
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError, AttributeError):
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
        rename(source, target)


def remove(path: Path) -> None:
    """Takes a file of ours away; one that is gone already is fine."""
    with suppress(FileNotFoundError):
        os.unlink(path)


def remove_folder(folder: Path) -> None:
    """Takes an empty folder of ours away; one with something in it stays."""
    with suppress(OSError):
        os.rmdir(folder)
