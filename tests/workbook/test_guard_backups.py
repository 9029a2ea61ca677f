"""What is kept beside a workbook, for how long, and what is cleared away."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.guarding import content, never

from xlplan.checks.paths import workbooks as found_in
from xlplan.domain.errors import UsageError
from xlplan.workbook import guard
from xlplan.workbook.guard import disk, history, lock, places


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


@pytest.mark.parametrize("name", ["a.json", "a.part", "a", "a.000001.2026-11-24_05.45.12.xlsx"])
def test_names_that_look_like_what_we_keep(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    guard.create(path, content(b"0"))
    for number in (b"1", b"2"):
        guard.replace(path, None, content(number), action="set")
    assert [entry.number for entry in guard.backups(path)] == [1, 2]
    assert guard.backups(tmp_path / "a.xlsx") == []
    guard.undo(path)
    guard.undo(path)
    assert path.read_bytes() == b"0"


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
