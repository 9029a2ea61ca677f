"""The ways that Windows goes, run here with stand-ins for what it does otherwise.

Not run on Windows itself: these show that the code takes the right way, not that Windows does.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from xlplan.domain.errors import WriteError
from xlplan.workbook import guard
from xlplan.workbook.guard import disk, lock

fcntl = pytest.importorskip("fcntl", reason="the stand-in locks by it")


class Msvcrt:
    """Byte locks as Windows has them: taken is EACCES, at the place the handle stands at."""

    LK_NBLCK, LK_UNLCK = 2, 0

    def __init__(self) -> None:
        self.places: list[int] = []

    def locking(self, handle: int, mode: int, count: int) -> None:
        self.places.append(os.lseek(handle, 0, os.SEEK_CUR))
        if mode == self.LK_UNLCK:
            fcntl.flock(handle, fcntl.LOCK_UN)
            return
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PermissionError(errno.EACCES, "Permission denied") from None


@pytest.fixture(autouse=True)
def windows(monkeypatch: pytest.MonkeyPatch) -> Msvcrt:
    """No fcntl, no owners, no attributes, no flushing of folders; open files can't be removed."""
    stand_in = Msvcrt()
    monkeypatch.setattr(lock, "fcntl", None)
    monkeypatch.setattr(lock, "msvcrt", stand_in)
    monkeypatch.setattr(disk, "WINDOWS", True)
    for name in ("chown", "listxattr", "getxattr", "setxattr"):
        monkeypatch.delattr(os, name, raising=False)
    unlink = os.unlink

    def closed_only(path: Path) -> None:
        opened = {os.path.realpath(f"/proc/self/fd/{n}") for n in os.listdir("/proc/self/fd")}
        if os.path.realpath(path) in opened:
            raise PermissionError(errno.EACCES, "Permission denied")
        unlink(path)

    monkeypatch.setattr(os, "unlink", closed_only)
    return stand_in


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "ke-hoach.xlsx"
    path.write_bytes(b"one")
    return path


def write(path: Path, wait: float = 0.2) -> guard.Receipt:
    return guard.replace(path, None, lambda s: s.write(b"two"), action="set", wait=wait)


def test_a_write_and_its_undo(plan: Path, windows: Msvcrt) -> None:
    assert write(plan).notes == ()
    assert plan.read_bytes() == b"two"
    guard.undo(plan)
    assert plan.read_bytes() == b"one"
    assert set(windows.places) == {1 << 30}, "beyond the text, which others may read"
    assert not list((plan.parent / ".xlplan").glob("*.lock"))


def test_a_second_writer_is_told(plan: Path) -> None:
    with lock.held(plan), pytest.raises(WriteError, match="lệnh xlplan khác"):
        write(plan)
    write(plan)


@pytest.mark.parametrize(
    ("code", "reason", "words"),
    [(32, "open", "đang mở ở chương trình khác"), (5, "denied", "hoặc tệp đang mở")],
)
def test_a_file_that_a_program_holds_is_a_sentence(
    code: int, reason: str, words: str, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = os.replace

    def held(source: Path, target: Path) -> None:
        if Path(target) == plan:
            error = PermissionError(errno.EACCES, "Permission denied")
            error.winerror = code
            raise error
        replace(source, target)

    monkeypatch.setattr(os, "replace", held)
    with pytest.raises(WriteError, match=words) as caught:
        write(plan)
    assert caught.value.reason == reason
    assert plan.read_bytes() == b"one"
    assert [file.name for file in plan.parent.rglob("*") if file.is_file()] == [plan.name]


def test_a_folder_that_cannot_be_hidden_is_no_trouble(plan: Path) -> None:
    """Here there is no ctypes.windll at all."""
    write(plan)
    assert (plan.parent / ".xlplan").is_dir()
