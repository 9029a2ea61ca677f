"""Taking writes back, once and again, forth as well."""

from __future__ import annotations

from pathlib import Path

import pytest

from xlplan.domain.errors import WriteError
from xlplan.workbook import guard


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A file written three times: it held 0, then 1, 2, 3."""
    path = tmp_path / "ke-hoach.xlsx"
    path.write_bytes(b"0")
    for number in range(1, 4):
        write(path, b"%d" % number)
    return path


def write(path: Path, data: bytes) -> None:
    guard.replace(path, guard.digest(path), lambda stream: stream.write(data), action="set")


def test_the_last_write_is_taken_back(plan: Path) -> None:
    receipt = guard.undo(plan)
    assert plan.read_bytes() == b"2"
    assert (receipt.action, receipt.restored, receipt.number) == ("undo", 3, 4)


def test_undoing_again_goes_further_back_until_nothing_is_left(plan: Path) -> None:
    seen = []
    for _ in range(3):
        guard.undo(plan)
        seen.append(plan.read_bytes())
    assert seen == [b"2", b"1", b"0"]
    with pytest.raises(WriteError, match="không còn lần ghi nào") as caught:
        guard.undo(plan)
    assert caught.value.reason == "nothing"
    assert plan.read_bytes() == b"0"


def test_an_undo_is_a_write_that_can_be_taken_back(plan: Path) -> None:
    guard.undo(plan)
    undone = guard.undo(plan)
    guard.undo(plan, to=undone.number)
    assert plan.read_bytes() == b"2", "as before the second undo"
    guard.undo(plan)
    assert plan.read_bytes() == b"1", "the redo brought its list of writes back as well"


def test_a_write_after_an_undo_is_taken_back_first(plan: Path) -> None:
    guard.undo(plan)
    write(plan, b"other")
    guard.undo(plan)
    assert plan.read_bytes() == b"2"
    guard.undo(plan)
    assert plan.read_bytes() == b"1"


def test_back_to_before_any_listed_write(plan: Path) -> None:
    guard.undo(plan, to=1)
    assert plan.read_bytes() == b"0"
    guard.undo(plan, to=4)
    assert plan.read_bytes() == b"3"
    with pytest.raises(WriteError, match="lần ghi số 9"):
        guard.undo(plan, to=9)


def test_a_changed_file_is_refused_and_by_force_kept_as_a_backup(plan: Path) -> None:
    plan.write_bytes(b"typed in Excel")
    for number in (None, 2):
        with pytest.raises(WriteError, match="đã thay đổi sau lần ghi cuối") as caught:
            guard.undo(plan, to=number)
        assert caught.value.reason == "changed"
    assert plan.read_bytes() == b"typed in Excel"
    receipt = guard.undo(plan, force=True)
    assert plan.read_bytes() == b"2"
    assert receipt.backup is not None
    assert receipt.backup.read_bytes() == b"typed in Excel"
    guard.undo(plan, to=receipt.number)
    assert plan.read_bytes() == b"typed in Excel"


def test_what_was_typed_between_two_writes_is_not_passed_over_in_silence(plan: Path) -> None:
    plan.write_bytes(b"typed in Excel")
    write(plan, b"4")
    guard.undo(plan)
    assert plan.read_bytes() == b"typed in Excel"
    with pytest.raises(WriteError, match="đã thay đổi"):
        guard.undo(plan)


def test_a_file_that_is_gone_comes_back_by_force(plan: Path) -> None:
    plan.unlink()
    with pytest.raises(WriteError, match="tệp không còn ở đó"):
        guard.undo(plan)
    assert not plan.exists()
    guard.undo(plan, force=True)
    assert plan.read_bytes() == b"2"


def test_a_damaged_backup_is_refused(plan: Path) -> None:
    guard.backups(plan)[-1].backup.write_bytes(b"?")
    with pytest.raises(WriteError, match="đã bị sửa hoặc hỏng") as caught:
        guard.undo(plan)
    assert caught.value.reason == "damaged"
    assert plan.read_bytes() == b"3"
    guard.undo(plan, to=2)
    assert plan.read_bytes() == b"1"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"number": 3}', "[" * 100_000])
def test_a_damaged_manifest_is_as_none(plan: Path, text: str) -> None:
    guard.backups(plan)[-1].manifest.write_text(text)
    assert [entry.number for entry in guard.backups(plan)] == [1, 2]
    write(plan, b"4")
    assert guard.backups(plan)[-1].number == 4, "the number of the damaged one is not given again"


def test_nothing_to_take_back(tmp_path: Path) -> None:
    path = tmp_path / "moi.xlsx"
    path.write_bytes(b"x")
    with pytest.raises(WriteError, match="chưa có bản sao lưu nào"):
        guard.undo(path)
    assert [file.name for file in tmp_path.iterdir()] == ["moi.xlsx"]


def test_an_open_file_is_not_undone(plan: Path) -> None:
    plan.with_name(f"~${plan.name}").write_bytes(b"")
    with pytest.raises(WriteError, match="đang mở trong Excel"):
        guard.undo(plan, force=True)
    assert plan.read_bytes() == b"3"


def test_backups_of_a_workbook_that_others_share_the_folder_with(plan: Path) -> None:
    other = plan.with_name("ke-hoach.xlsm")
    other.write_bytes(b"x")
    write(other, b"y")
    assert [len(guard.backups(file)) for file in (plan, other)] == [3, 1]
    guard.undo(other)
    assert (other.read_bytes(), plan.read_bytes()) == (b"x", b"3")
