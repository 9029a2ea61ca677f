"""Writing a file as a transaction: what it does, and what stays as it was."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from support.guarding import content, names

from xlplan.domain.errors import WriteError
from xlplan.workbook import guard


def test_a_write_replaces_the_file_and_keeps_what_was_there(plan: Path) -> None:
    read = guard.digest(plan.read_bytes())
    assert read == guard.digest(plan)
    receipt = guard.replace(plan, read, content(b"two"), action="set")
    assert plan.read_bytes() == b"two"
    assert receipt.backup is not None
    assert receipt.backup.read_bytes() == b"one"
    assert (receipt.before, receipt.after) == (read, guard.digest(plan))
    assert (receipt.number, receipt.notes) == (1, ())


def test_what_the_writer_raises_comes_out_and_nothing_is_left(plan: Path) -> None:
    def half(stream: io.BufferedIOBase) -> None:
        stream.write(b"half")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        guard.replace(plan, None, half, action="set")
    with pytest.raises(ZeroDivisionError):
        guard.create(plan.with_name("moi.xlsx"), half)
    assert names(plan.parent) == {plan.name}
    assert plan.read_bytes() == b"one"


def test_the_same_bytes_again_are_no_write(plan: Path) -> None:
    before = plan.stat()
    receipt = guard.replace(plan, None, content(b"one"), action="calc")
    assert (receipt.number, receipt.backup) == (None, None)
    assert plan.stat().st_ino == before.st_ino
    assert names(plan.parent) == {plan.name}


@pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755])
def test_the_mode_stays(plan: Path, mode: int) -> None:
    plan.chmod(mode)
    guard.replace(plan, None, content(b"two"), action="set")
    assert plan.stat().st_mode & 0o7777 == mode
    guard.undo(plan)
    assert plan.stat().st_mode & 0o7777 == mode


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives away")
def test_the_owner_stays(plan: Path) -> None:
    os.chown(plan, 12345, 23456)
    guard.replace(plan, None, content(b"two"), action="set")
    assert (plan.stat().st_uid, plan.stat().st_gid) == (12345, 23456)


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="attributes of Linux")
def test_attributes_stay(plan: Path) -> None:
    try:
        os.setxattr(plan, "user.phòng", b"KH-TC")
    except OSError:
        pytest.skip("the file system of the tests has no attributes")
    guard.replace(plan, None, content(b"two"), action="set")
    assert os.getxattr(plan, "user.phòng") == b"KH-TC"


@pytest.mark.skipif(os.name == "nt", reason="the umask of POSIX")
def test_a_new_file_gets_the_mode_of_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        guard.create(tmp_path / "moi.xlsx", content(b"new"))
    finally:
        os.umask(before)
    assert (tmp_path / "moi.xlsx").stat().st_mode & 0o777 == 0o640


def test_a_new_file_leaves_nothing_beside_it(tmp_path: Path) -> None:
    receipt = guard.create(tmp_path / "moi.xlsx", content(b"new"))
    assert (receipt.before, receipt.number) == (None, None)
    assert [file.name for file in tmp_path.iterdir()] == ["moi.xlsx"]


@pytest.mark.parametrize("links", [True, False])
def test_create_without_hard_links(
    links: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not links:
        monkeypatch.setattr(os, "link", _no_link)
    path = tmp_path / "moi.xlsx"
    guard.create(path, content(b"new"))
    with pytest.raises(WriteError, match="đã có"):
        guard.create(path, content(b"newer"))
    assert path.read_bytes() == b"new"


def _no_link(*arguments: object, **options: object) -> None:
    raise PermissionError(1, "no hard links on this share")


def test_put_does_whichever_is_due(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    assert guard.put(path, content(b"1"), action="report").before is None
    assert guard.put(path, content(b"2"), action="report").number == 1


def test_a_link_stays_and_its_file_is_written(plan: Path, tmp_path: Path) -> None:
    link = tmp_path / "nơi khác" / "kế hoạch.xlsx"
    link.parent.mkdir()
    link.symlink_to(plan)
    receipt = guard.replace(link, None, content(b"two"), action="set")
    assert link.is_symlink()
    assert plan.read_bytes() == b"two"
    assert receipt.path == plan
    assert names(link.parent) == {link.name}
    assert guard.backups(link) == guard.backups(plan)
    guard.undo(link)
    assert plan.read_bytes() == b"one"
