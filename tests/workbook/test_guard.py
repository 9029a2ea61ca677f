"""Writing a file as a transaction: what is kept, what is refused, what is backed up."""

from __future__ import annotations

import io
import json
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from xlplan.checks.paths import workbooks as found_in
from xlplan.domain.errors import UsageError, WriteError
from xlplan.workbook import guard
from xlplan.workbook.guard import disk, history, lock, places


def content(data: bytes) -> guard.Write:
    return lambda stream: stream.write(data)


def never(stream: io.BufferedIOBase) -> None:
    raise AssertionError("written")


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A file that stands for a workbook; the guard doesn't look into it."""
    path = tmp_path / "Kế hoạch 2026.xlsx"
    path.write_bytes(b"one")
    return path


def names(folder: Path) -> set[str]:
    return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}


def refusal(path: Path, write: guard.Write = never, read: str | None = None) -> WriteError:
    """The refusal of a write; nothing may have changed, and nothing be left."""
    before, seen = path.read_bytes(), names(path.parent)
    with pytest.raises(WriteError) as caught:
        guard.replace(path, read, write, action="set", wait=0.2)
    assert path.read_bytes() == before
    assert names(path.parent) == seen
    assert "\n" not in caught.value.sentence()
    return caught.value


def test_a_write_replaces_the_file_and_keeps_what_was_there(plan: Path) -> None:
    read = guard.digest(plan)
    receipt = guard.replace(plan, read, content(b"two"), action="set")
    assert plan.read_bytes() == b"two"
    assert receipt.backup is not None
    assert receipt.backup.read_bytes() == b"one"
    assert (receipt.before, receipt.after) == (read, guard.digest(plan))
    assert (receipt.number, receipt.notes) == (1, ())


def test_a_backup_says_what_it_is_of_and_its_manifest_says_more(plan: Path) -> None:
    for data in (b"two", b"three"):
        guard.replace(plan, None, content(data), action="calc")
    first, second = guard.backups(plan)
    assert first.backup.parent == plan.parent / ".xlplan" / "backup"
    assert first.backup.name.startswith("Kế hoạch 2026.000001.20")
    assert first.backup.suffix == ".xlsx"
    assert sorted([second.backup.name, first.backup.name]) == [
        first.backup.name,
        second.backup.name,
    ]
    told = json.loads(second.manifest.read_bytes())
    assert told["file"] == plan.name
    assert (told["number"], told["action"], told["size"]) == (2, "calc", 3)
    assert (told["before"], told["after"]) == (first.after, guard.digest(plan))


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


def test_create_never_writes_over_a_file(plan: Path) -> None:
    with pytest.raises(WriteError, match="đã có tệp này") as caught:
        guard.create(plan, never)
    assert caught.value.reason == "exists"
    other = plan.with_name("moi.xlsx")
    with pytest.raises(WriteError, match="đã có tệp này"):
        guard.create(other, lambda stream: other.write_bytes(b"made meanwhile"))
    assert other.read_bytes() == b"made meanwhile"


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


def test_a_name_as_long_as_the_file_system_allows(tmp_path: Path) -> None:
    stem = "Kế hoạch sản xuất kinh doanh " * 10
    path, other = (
        tmp_path / (stem.encode()[:250].decode(errors="ignore")[:-n] + ".xlsx") for n in (2, 3)
    )
    for file in (path, other):
        guard.create(file, content(b"one"))
        guard.replace(file, None, content(file.name.encode()), action="set")
    assert len(guard.backups(path)) == len(guard.backups(other)) == 1
    guard.undo(path)
    assert path.read_bytes() == b"one"
    assert other.read_bytes() != b"one"


def test_backups_beyond_the_count_go_the_oldest_first(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XLPLAN_BACKUPS", "3")
    other = plan.with_name("khác.xlsx")
    other.write_bytes(b"other")
    guard.replace(other, None, content(b"other 2"), action="set")
    for number in range(6):
        guard.replace(plan, None, content(b"%d" % number), action="set")
    assert [entry.number for entry in guard.backups(plan)] == [4, 5, 6]
    assert len(guard.backups(other)) == 1
    assert len(list((plan.parent / ".xlplan" / "backup").iterdir())) == 2 * 4


def test_old_backups_go_but_never_the_newest(plan: Path) -> None:
    for number in range(3):
        guard.replace(plan, None, content(b"%d" % number), action="set")
    for entry in guard.backups(plan):
        told = json.loads(entry.manifest.read_bytes()) | {"time": "2020-01-01T00:00:00+07:00"}
        entry.manifest.write_text(json.dumps(told))
    history.prune(plan, history.Keep(count=20, days=90))
    assert [entry.number for entry in guard.backups(plan)] == [3]


@pytest.mark.parametrize("value", ["0", "-1", "mười", "1.5", "9999999"])
def test_a_wrong_setting_is_told_before_anything_is_written(
    plan: Path, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XLPLAN_BACKUP_DAYS", value)
    with pytest.raises(UsageError, match="XLPLAN_BACKUP_DAYS"):
        guard.replace(plan, None, never, action="set")


def test_backups_are_no_workbooks_to_check(plan: Path) -> None:
    guard.replace(plan, None, content(b"two"), action="set")
    assert found_in([plan.parent]) == [plan]
    assert found_in([plan.parent.parent / plan.parent.name / "."]) == [plan]


def test_strangers_files_stay(plan: Path) -> None:
    """Names that only look like ours, and what a program of the user's left."""
    strangers = [
        plan.parent / ".xlplan-0123456789abcdef-0123456789abcdef-01234567.tmp",
        plan.parent / ".xlplan-ghi-chu.tmp",
        plan.parent / "xlplan.tmp",
        plan.parent / f"~${plan.stem}-cũ.xlsx",
        plan.parent / ".xlplan" / "backup" / "đọc tôi.txt",
        plan.parent / ".xlplan" / "ghi chú.lock",
    ]
    (plan.parent / ".xlplan" / "backup").mkdir(parents=True)
    for stranger in strangers:
        stranger.write_bytes(b"mine")
    guard.replace(plan, None, content(b"two"), action="set")
    assert all(stranger.read_bytes() == b"mine" for stranger in strangers)


def test_what_a_dead_run_left_for_another_file_goes_too_a_living_ones_stays(plan: Path) -> None:
    dead, living = plan.with_name("chết.xlsx"), plan.with_name("sống.xlsx")
    left = [places.temporary(file) for file in (dead, living, plan)]
    for file in left:
        file.write_bytes(b"half")
    with lock.held(living):
        guard.replace(plan, None, content(b"two"), action="set")
        assert [file.exists() for file in left] == [False, True, False]
    guard.replace(plan, None, content(b"three"), action="set")
    assert not left[1].exists()


def test_a_failure_after_the_rename_is_a_note(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(history, "prune", broken)
    receipt = guard.replace(plan, None, content(b"two"), action="set")
    assert plan.read_bytes() == b"two"
    assert "chưa dọn được bản sao lưu cũ" in receipt.notes[0]


def test_an_interrupt_right_after_the_rename_keeps_the_backup(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = disk.rename

    def interrupted(source: Path, target: Path) -> None:
        rename(source, target)
        if target == plan:
            raise KeyboardInterrupt

    monkeypatch.setattr(disk, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        guard.replace(plan, None, content(b"two"), action="set")
    assert plan.read_bytes() == b"two"
    assert [entry.backup.read_bytes() for entry in guard.backups(plan)] == [b"one"]


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


def _as_user(work: Callable[[], None]) -> None:
    """Runs `work` without root's privileges."""
    os.seteuid(12345)
    try:
        work()
    finally:
        os.seteuid(0)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="becomes another user")
def test_a_folder_that_may_not_be_written_is_refused(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("đọc")
    for parent in (folder, folder.parent, folder.parent.parent):
        parent.chmod(0o755)
    path = folder / "a.xlsx"
    path.write_bytes(b"one")
    path.chmod(0o666)

    def work() -> None:
        assert refusal(path).reason == "denied"

    _as_user(work)
