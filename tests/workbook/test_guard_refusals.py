"""What a write is refused for, or fails of: one sentence, and the file as it was."""

from __future__ import annotations

import io
import os
import tempfile
import threading
from pathlib import Path

import pytest
from support.guarding import content, names, never

from xlplan.domain.errors import WriteError
from xlplan.workbook import guard
from xlplan.workbook.guard import lock, places


def refusal(path: Path, write: guard.Write = never, read: str | None = None) -> WriteError:
    """The refusal of a write; nothing may have changed, and nothing be left."""
    before, seen = path.read_bytes(), names(path.parent)
    with pytest.raises(WriteError) as caught:
        guard.replace(path, read, write, action="set", wait=0.2)
    assert path.read_bytes() == before
    assert names(path.parent) == seen
    assert "\n" not in caught.value.sentence()
    return caught.value


def test_a_file_changed_since_it_was_read_is_refused(plan: Path) -> None:
    read = guard.digest(plan)
    plan.write_bytes(b"typed by somebody else")
    error = refusal(plan, read=read)
    assert error.reason == "changed"
    assert "tệp đã thay đổi" in error.message


def test_a_file_changed_while_the_new_one_is_made_is_refused(plan: Path) -> None:
    def meanwhile(stream: io.BufferedIOBase) -> None:
        stream.write(b"two")
        plan.write_bytes(b"saved by Excel meanwhile")

    with pytest.raises(WriteError, match="đã thay đổi"):
        guard.replace(plan, guard.digest(plan), meanwhile, action="set")
    assert plan.read_bytes() == b"saved by Excel meanwhile"
    assert names(plan.parent) == {plan.name}


def test_a_file_opened_while_the_new_one_is_made_is_refused(plan: Path) -> None:
    def meanwhile(stream: io.BufferedIOBase) -> None:
        stream.write(b"two")
        plan.with_name(f".~lock.{plan.name}#").write_text(",lan,may-2,24.11.2026 08:00,;")

    with pytest.raises(WriteError, match="LibreOffice"):
        guard.replace(plan, None, meanwhile, action="set")
    assert plan.read_bytes() == b"one"


def test_create_never_writes_over_a_file(plan: Path) -> None:
    with pytest.raises(WriteError, match="đã có tệp này") as caught:
        guard.create(plan, never)
    assert caught.value.reason == "exists"
    other = plan.with_name("moi.xlsx")
    with pytest.raises(WriteError, match="đã có tệp này"):
        guard.create(other, lambda stream: other.write_bytes(b"made meanwhile"))
    assert other.read_bytes() == b"made meanwhile"


def test_an_open_link_is_refused(plan: Path, tmp_path: Path) -> None:
    link = tmp_path / "nơi khác" / "kế hoạch.xlsx"
    link.parent.mkdir()
    link.symlink_to(plan)
    link.with_name(f"~${link.name}").write_bytes(b"")
    with pytest.raises(WriteError, match="đang mở trong Excel"):
        guard.replace(link, None, never, action="set")


def test_links_in_a_circle_are_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").symlink_to(tmp_path / "b.xlsx")
    (tmp_path / "b.xlsx").symlink_to(tmp_path / "a.xlsx")
    with pytest.raises(WriteError):
        guard.replace(tmp_path / "a.xlsx", None, never, action="set")


@pytest.mark.parametrize("inner", [".xlplan", ".xlplan/backup"])
def test_a_link_in_place_of_our_folder_is_not_followed(plan: Path, inner: str) -> None:
    away = plan.parent.parent / f"{plan.parent.name}-away"
    away.mkdir()
    place = plan.parent / inner
    place.parent.mkdir(exist_ok=True)
    place.symlink_to(away)
    assert refusal(plan, content(b"two")).reason == "link"
    assert list(away.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
def test_a_read_only_file_is_refused_also_for_root(plan: Path) -> None:
    plan.chmod(0o444)
    error = refusal(plan)
    assert error.reason == "denied"
    assert "chỉ cho đọc" in error.message


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="không có tệp này"):
        guard.replace(tmp_path / "a.xlsx", None, never, action="set")
    with pytest.raises(WriteError, match="không phải là một tệp"):
        guard.put(tmp_path, never, action="set")
    with pytest.raises(WriteError, match="không có thư mục"):
        guard.create(tmp_path / "không có" / "a.xlsx", never)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes of POSIX")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.xlsx")
    with pytest.raises(WriteError, match="không phải là một tệp"):
        guard.replace(tmp_path / "a.xlsx", None, never, action="set")


def test_a_second_writer_waits_and_then_is_told(plan: Path) -> None:
    with lock.held(plan):
        with pytest.raises(WriteError, match="lệnh xlplan khác") as caught:
            guard.replace(plan, None, never, action="set", wait=0.1)
        assert caught.value.reason == "locked"
        late = threading.Timer(0.2, lambda: None)
        late.start()
    guard.replace(plan, None, content(b"two"), action="set", wait=0.1)
    late.join()


def test_writers_of_different_files_do_not_wait(plan: Path) -> None:
    with lock.held(plan):
        guard.create(plan.with_name("khác.xlsx"), content(b"x"), wait=0)


def test_names_of_one_spelling_share_a_lock(plan: Path) -> None:
    """A file system that ignores case or Unicode's forms takes them for one file."""
    assert places.key(Path("K\u1ebf ho\u1ea1ch.XLSX")) == places.key(
        Path("ke\u0302\u0301 hoa\u0323ch.xlsx")
    )
    assert places.key(Path("a.xlsx")) != places.key(Path("b.xlsx"))


@pytest.mark.parametrize(
    ("number", "reason", "words"),
    [
        (28, "full", "ổ đĩa đã đầy"),
        (13, "denied", "không có quyền ghi"),
        (30, "denied", "chỉ cho đọc"),
        (5, "broken", "lỗi đọc ghi"),
        (37, "network", "không hỗ trợ khóa tệp"),
        (116, "network", "mạng"),
    ],
)
def test_errors_of_the_system_are_sentences(
    number: int, reason: str, words: str, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(stream: io.BufferedIOBase) -> None:
        raise OSError(number, os.strerror(number))

    error = refusal(plan, fails)
    assert error.reason == reason
    assert words in error.message
    assert "tệp vẫn nguyên như trước" in error.message


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="becomes another user")
def test_a_folder_that_may_not_be_written_is_refused() -> None:
    """Not in pytest's own folders, which are closed to the other user."""
    with tempfile.TemporaryDirectory(prefix="xlplan-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        path = folder / "a.xlsx"
        path.write_bytes(b"one")
        path.chmod(0o666)
        os.seteuid(12345)
        try:
            error = refusal(path)
        finally:
            os.seteuid(0)
    assert error.reason == "denied"
    assert "không có quyền ghi" in error.message
