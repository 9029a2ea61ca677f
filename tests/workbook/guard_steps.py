"""Every change of a file that a process makes, seen as a step at which it can be stopped.

Python's audit hook tells of most; wrappers stand in where there is no audit event (write, fsync).
What is in neither list is noted as unlisted.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

CHANGES = {"os.rename", "os.remove", "os.link", "os.mkdir", "os.rmdir", "os.chmod", "os.chown",
           "os.setxattr", "fcntl.flock"}  # fmt: skip
READS = {"os.listdir", "os.scandir", "os.listxattr", "os.getxattr"}
WATCHED = {"os", "shutil", "tempfile", "fcntl", "subprocess", "mmap"}
UNSEEN = ("write", "pwrite", "writev", "pwritev", "fdatasync", "sync", "sendfile", "splice",
          "copy_file_range", "posix_fallocate", "mknod", "mkfifo")  # fmt: skip
"""Functions of `os` that change files without an audit event; none is in use."""

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
KILLED = 77


class Steps:
    """Counts steps; at the one asked for, ends the process or fails the operation."""

    def __init__(self) -> None:
        self.on = False
        self.seen: list[str] = []
        self.unlisted: list[str] = []
        self.stop: int | None = None
        self.error: int | None = None
        self.folder = ""

    def step(self, name: str, half: Callable[[], object] | None = None) -> None:
        self.seen.append(name)
        if len(self.seen) != self.stop:
            return
        if half:
            half()
        if self.error is None:
            os._exit(KILLED)
        raise OSError(self.error, os.strerror(self.error))

    def audit(self, event: str, arguments: tuple) -> None:
        if not self.on:
            return
        if event == "open":
            self._open(*arguments)
        elif event in CHANGES:
            paths = [a for a in arguments if isinstance(a, str | bytes | os.PathLike)]
            if all(os.path.abspath(os.fsdecode(p)).startswith(self.folder) for p in paths):
                self.step(event)
            else:
                self.unlisted.append(f"{event} {paths}")
        elif event.split(".")[0] in WATCHED and event not in READS:
            self.unlisted.append(event)

    def _open(self, path: object, mode: str | None, flags: int) -> None:
        if not flags & WRITING:
            return
        name = Path(os.fsdecode(path)).name if not isinstance(path, int) else ""
        ours = name.startswith(".xlplan-") or name.endswith((".lock", ".pending", ".part"))
        if mode is None and ours:
            self.step("open")
        elif not isinstance(path, int):
            self.unlisted.append(f"open {path!r} {mode} {flags}")


STEPS = Steps()


class Watched(io.FileIO):
    """The raw file under the guard's streams."""

    def write(self, data: bytes) -> int:
        STEPS.step("write", lambda: super(Watched, self).write(data[: len(data) // 2]))
        return super().write(data)

    def truncate(self, size: int | None = None) -> int:
        STEPS.unlisted.append("truncate")
        return super().truncate(size)


def watch(folder: Path) -> None:
    """From here on, every change of a file is a step."""
    fsync = os.fsync

    def flush(handle: int) -> None:
        STEPS.step("fsync")
        fsync(handle)

    def fdopen(handle: int, mode: str) -> io.BufferedRandom:
        return io.BufferedRandom(Watched(handle, "r+b"))

    def unlisted(name: str) -> Callable:
        real = getattr(os, name)

        def called(*arguments: object, **options: object) -> object:
            STEPS.unlisted.append(f"os.{name}")
            return real(*arguments, **options)

        return called

    os.fsync, os.fdopen = flush, fdopen
    for name in UNSEEN:
        if hasattr(os, name):
            setattr(os, name, unlisted(name))
    STEPS.folder = str(folder)
    sys.addaudithook(STEPS.audit)


def no_links() -> None:
    """A file system without hard links."""

    def link(*arguments: object, **options: object) -> None:
        raise OSError(errno.EPERM, "no hard links here")

    os.link = link
