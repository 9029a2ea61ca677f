"""Workbooks of several people and one store: figures travel, nothing is overwritten in silence."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from xlplan.domain.errors import UnreadableError, UsageError, WriteError
from xlplan.formulas.references import from_a1
from xlplan.sync.figures import Figure, figures_of
from xlplan.sync.merge import OURS, THEIRS
from xlplan.sync.outcome import Choice, Outcome, book_id
from xlplan.sync.resolve import always
from xlplan.sync.revisions import BookId, Draft, StoreError
from xlplan.sync.run import sync_file, sync_files
from xlplan.sync.store import Store
from xlplan.workbook.edit import prepare
from xlplan.workbook.reader import read
from xlplan.workbook.splice.content import BLANK, Formula

M1, M2 = "Thang!E6", "Thang!F6"


def write(path: Path, cells: Mapping[str, object]) -> None:
    """What the accountant types."""
    edits = {}
    for place, value in cells.items():
        sheet, cell = place.split("!")
        edits[(sheet, *from_a1(cell))] = BLANK if value is None else value
    plan = prepare(path.read_bytes(), edits)
    assert not plan.refused
    with (path.parent / "typed").open("w+b") as stream:
        plan.write(stream)
    (path.parent / "typed").replace(path)


def value(path: Path, place: str) -> object:
    sheet, cell = place.split("!")
    return read(path).sheets[sheet].value(*from_a1(cell))


def sync(path: Path, store: Store, **choice) -> Outcome:
    return sync_file(path, store, Choice(**choice))


DRAFT = Draft("khac.xlsx", "khac")


def book_of(path: Path) -> BookId:
    return book_id(figures_of(read(path)))


def figure_of(path: Path, place: str = M1) -> Figure:
    places = figures_of(read(path)).places
    return next(figure for figure, at in places.items() if "!".join(at) == place)


@pytest.fixture
def mine(workbooks: Path, tmp_path: Path) -> Path:
    (tmp_path / "a").mkdir()
    return Path(shutil.copy(workbooks / "mau-chuan.xlsx", tmp_path / "a" / "ke-hoach.xlsx"))


@pytest.fixture
def yours(workbooks: Path, tmp_path: Path) -> Path:
    (tmp_path / "b").mkdir()
    return Path(shutil.copy(workbooks / "mau-chuan.xlsx", tmp_path / "b" / "ke-hoach.xlsx"))


def test_figures_travel_from_one_workbook_to_another(store: Store, mine: Path, yours: Path) -> None:
    write(mine, {M1: 10.5, M2: 0})
    first = sync(mine, store, message="tháng 1, 2")
    assert first.written
    assert not first.stopped
    assert not sync(yours, store).stopped
    assert (value(yours, M1), value(yours, M2)) == (10.5, 0)
    assert value(yours, "ChiTieu!G7") == value(mine, "ChiTieu!G7")
    again = sync(mine, store)
    assert (again.written, again.pushed, again.pulled) == (False, {}, {})


def test_both_sides_come_together(store: Store, mine: Path, yours: Path) -> None:
    sync(mine, store)
    sync(yours, store)
    write(mine, {M1: 10})
    write(yours, {M2: 20})
    sync(mine, store)
    sync(yours, store)
    sync(mine, store)
    for path in (mine, yours):
        assert (value(path, M1), value(path, M2)) == (10, 20)


def test_a_conflict_writes_nothing_and_names_both(store: Store, mine: Path, yours: Path) -> None:
    sync(mine, store)
    sync(yours, store)
    write(mine, {M1: 10})
    write(yours, {M1: 11, M2: 5})
    sync(mine, store)
    before, head = yours.read_bytes(), sync(mine, store).revision
    outcome = sync(yours, store)
    told = outcome.conflicts[0]
    assert (told.place, told.conflict.ours, told.conflict.theirs) == (M1, "n:11", "n:10")
    assert told.revision.file == "ke-hoach.xlsx"
    assert yours.read_bytes() == before
    assert sync(mine, store).revision == head
    sync(yours, store, choose=always(THEIRS))
    assert (value(yours, M1), value(yours, M2)) == (10, 5)


def test_ours_wins_where_it_is_told_to(store: Store, mine: Path, yours: Path) -> None:
    sync(mine, store)
    sync(yours, store)
    write(mine, {M1: 10})
    write(yours, {M1: 11})
    sync(mine, store)
    sync(yours, store, choose=always(OURS))
    sync(mine, store)
    assert value(mine, M1) == 11


def units(path: Path) -> set[object]:
    return {value(path, f"DonVi!B{row}") for row in range(6, 25)} & {"Xã một", "Xã hai"}


def test_rows_come_and_go(store: Store, mine: Path, yours: Path) -> None:
    sync(yours, store)
    write(mine, {"DonVi!A20": "X1", "DonVi!B20": "Xã một", "DonVi!C20": "Bưu điện xã"})
    sync(mine, store)
    sync(yours, store)
    assert units(yours) == {"Xã một"}
    row = next(r for r in range(6, 25) if value(yours, f"DonVi!A{r}") == "X1")
    write(yours, {f"DonVi!{column}{row}": None for column in "ABC"} | {
        "DonVi!A21": "X2", "DonVi!B21": "Xã hai", "DonVi!C21": "Bưu điện xã"})  # fmt: skip
    sync(yours, store)
    sync(mine, store)
    assert units(mine) == {"Xã hai"}


def test_check_errors_stop_a_push_unless_forced(store: Store, mine: Path) -> None:
    sync(mine, store)
    write(mine, {M1: "chưa có"})
    outcome = sync(mine, store)
    assert [f.code for f in outcome.errors] == ["XLP201"]
    assert not outcome.written
    forced = sync(mine, store, force=True)
    assert store.revision(forced.revision).forced


def test_the_checks_see_the_workbook_as_it_will_be(store: Store, mine: Path, yours: Path) -> None:
    """A part above the total: the total is hers, the part comes from the store."""
    part = next(r for r in range(6, 40) if value(mine, f"Thang!A{r}") == "BCCP")
    sync(mine, store)
    sync(yours, store)
    write(mine, {f"Thang!E{part}": 100})
    sync(mine, store)
    write(yours, {M1: 5})
    outcome = sync(yours, store)
    assert [f.code for f in outcome.errors] == ["XLP503"]
    assert not outcome.written
    assert value(yours, f"Thang!E{part}") is None


def test_what_was_in_step_is_not_read_again(
    store: Store, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(mine, {M1: 10})
    done = sync(mine, store)
    from xlplan.sync import run

    with monkeypatch.context() as blind:
        blind.setattr(run, "opened", None)
        again = sync(mine, store)
    assert (again.revision, again.written, again.pushed) == (done.revision, False, {})
    state = store.state(done_book := book_of(mine))
    store.commit(done_book, store.head(done_book), {figure_of(mine): "n:11"}, DRAFT, state)
    assert sync(mine, store).pulled
    assert value(mine, M1) == 11


def test_many_workbooks_one_failing_alone(
    store: Store, mine: Path, yours: Path, tmp_path: Path
) -> None:
    write(mine, {M1: 10})
    write(yours, {"ThongTin!B5": "01", M1: "chưa có"})
    broken = tmp_path / "hong.xlsx"
    broken.write_bytes(b"PK")
    third = tmp_path / "ba.xlsx"
    shutil.copy(mine, third)
    write(third, {"ThongTin!B5": "02", M1: 12})
    jobs = [(path, store) for path in (mine, yours, broken, third)]
    found = dict(sync_files(jobs, Choice()))
    assert [path for path, _ in jobs] == list(found)
    assert [f.code for f in found[yours].errors] == ["XLP201"]
    assert isinstance(found[broken], UnreadableError)
    assert found[mine].written
    assert found[third].written
    assert len(store.history()) == 2


def test_a_store_out_of_reach_ends_the_run(mine: Path, yours: Path) -> None:
    away = Store("postgresql://ke-toan:bi-mat@127.0.0.1:9/kho")
    (only,) = sync_files([(mine, away), (yours, away)], Choice())
    assert only[0] == mine
    assert isinstance(only[1], StoreError)
    assert "bi-mat" not in only[1].sentence()


def test_a_closed_month_needs_its_correction(store: Store, mine: Path) -> None:
    write(mine, {M1: 100, "KhoaSo!A6": 1, "KhoaSo!B6": "00", "KhoaSo!C6": "đã khóa"})
    first = sync(mine, store)
    assert store.revision(first.revision).kind == "close"
    write(mine, {M1: 120})
    refused = sync(mine, store)
    assert [(r.month, r.old, r.new) for r in refused.refusals] == [(1, "n:100", "n:120")]
    indicator = value(mine, "Thang!A6")
    write(mine, {"KhoaSo!H6": "01", "KhoaSo!I6": 1, "KhoaSo!J6": "00", "KhoaSo!K6": indicator,
                 "KhoaSo!L6": 100, "KhoaSo!M6": 120, "KhoaSo!N6": "Hạch toán bổ sung"})  # fmt: skip
    assert sync(mine, store).refusals == []


def test_a_dry_run_says_and_leaves(store: Store, mine: Path) -> None:
    write(mine, {M1: 10})
    before = mine.read_bytes()
    outcome = sync(mine, store, dry_run=True)
    assert outcome.pushed
    assert not outcome.written
    assert mine.read_bytes() == before
    assert store.history() == []


def test_an_open_workbook_is_named_with_its_user_and_can_be_tried(store: Store, mine: Path) -> None:
    owner = mine.with_name("~$" + mine.name)
    owner.write_bytes(b"\x07Ke toan" + b" " * 47 + b"\x07\x00" + "Ke toan".encode("utf-16-le"))
    with pytest.raises(WriteError, match="Ke toan"):
        sync(mine, store)
    assert sync(mine, store, dry_run=True).pushed


def test_a_users_own_formula_is_not_overwritten(store: Store, mine: Path, yours: Path) -> None:
    sync(mine, store)
    sync(yours, store)
    write(mine, {M1: 10})
    sync(mine, store)
    write(yours, {M1: Formula("2+3")})
    outcome = sync(yours, store)
    assert outcome.stopped
    assert value(yours, M1) == 5


def test_a_run_that_ends_between_the_two_writes_is_carried_on(
    store: Store, mine: Path, yours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync(yours, store)
    write(mine, {M1: 10})
    from xlplan.sync import writing

    with monkeypatch.context() as broken:

        def killed(*_args, **_more) -> None:
            raise WriteError("đĩa đầy", "")

        broken.setattr(writing.guard, "replace", killed)
        with pytest.raises(WriteError):
            sync(mine, store)
    assert sync(yours, store).pulled
    carried = sync(mine, store)
    assert (carried.pushed, carried.pulled, carried.stopped) == ({}, {}, False)


def test_a_workbook_without_unit_or_year_is_told(store: Store, mine: Path) -> None:
    write(mine, {"ThongTin!B5": None})
    with pytest.raises(UsageError, match="mã đơn vị"):
        sync(mine, store)


def test_her_own_sheet_and_parts_stay(
    store: Store, mine: Path, yours: Path, tmp_path: Path
) -> None:
    import zipfile

    sync(mine, store)
    before = {n: zipfile.ZipFile(yours).read(n) for n in zipfile.ZipFile(yours).namelist()}
    write(mine, {M1: 10})
    sync(mine, store)
    sync(yours, store)
    with zipfile.ZipFile(yours) as after:
        changed = {n for n in before if after.read(n) != before[n]}
        added = set(after.namelist()) - set(before)
    assert added == {"docProps/custom.xml"}
    sheets = {n for n in changed if n.startswith("xl/worksheets/")}
    assert changed - sheets == {"[Content_Types].xml", "_rels/.rels"}


def test_a_column_that_a_workbook_lacks_is_no_removal(
    store: Store, mine: Path, yours: Path
) -> None:
    write(mine, {M1: 10, M2: 20})
    sync(mine, store)
    sync(yours, store)
    write(yours, {"Thang!E5": "Tháng giêng", M2: 21})
    outcome = sync(yours, store, force=True)
    assert [str(figure) for figure in outcome.pushed] == ["Thang/TONG_DT/TH/m2"]
    write(mine, {M1: 12})
    sync(mine, store, choose=always(THEIRS))
    stopped = sync(yours, store, force=True)
    assert stopped.problems == [("Thang/m1", "Không ghi được: tệp không có cột này.")]


def test_a_store_brought_back_from_a_backup_is_not_taken_for_what_was_met(
    store: Store, mine: Path, tmp_path: Path
) -> None:
    if store.url.get_backend_name() != "sqlite":
        pytest.skip("a file is the easy one to bring back")
    write(mine, {M1: 10})
    sync(mine, store)
    store.close()
    kept = shutil.copy(store.url.database, tmp_path / "kept.db")
    write(mine, {M1: 11})
    sync(mine, store)
    store.close()
    shutil.copy(kept, store.url.database)
    outcome = sync(mine, store)
    assert [(t.conflict.base, t.conflict.ours, t.conflict.theirs) for t in outcome.conflicts] == [
        (None, "n:11", "n:10")
    ]


def test_an_indicator_of_her_own_reaches_a_form_that_made_room_for_it(
    store: Store, mine: Path, yours: Path
) -> None:
    """ChiTieu grows by no row by itself: the other office is told, inserts the row, and gets it."""
    sync(mine, store)
    sync(yours, store)
    row = 7 + len(rows_with_keys(mine))
    write(mine, {f"ChiTieu!B{row}": "Doanh thu khác", f"ChiTieu!C{row}": "triệu đồng",
                 f"ChiTieu!P{row}": "DT_KHAC", f"ChiTieu!R{row}": 1, f"ChiTieu!AB{row}": "sum",
                 f"ChiTieu!K{row}": 55})  # fmt: skip
    sync(mine, store, force=True)
    before = yours.read_bytes()
    told = sync(yours, store)
    assert [place for place, _ in told.problems] == ["ChiTieu/DT_KHAC/(dòng)"]
    assert "ghi mã DT_KHAC" in told.problems[0][1]
    assert yours.read_bytes() == before
    write(yours, {f"ChiTieu!P{row}": "DT_KHAC"})
    assert not sync(yours, store, force=True).stopped
    assert (value(yours, f"ChiTieu!B{row}"), value(yours, f"ChiTieu!K{row}")) == (
        "Doanh thu khác", 55,
    )  # fmt: skip


def rows_with_keys(path: Path) -> list[int]:
    return [row for row in range(7, 100) if value(path, f"ChiTieu!P{row}")]


def test_a_row_removed_here_and_changed_there_says_what_was_changed(
    store: Store, mine: Path, yours: Path
) -> None:
    write(mine, {"DonVi!A20": "X1", "DonVi!B20": "Xã một", "DonVi!C20": "Bưu điện xã"})
    sync(mine, store)
    sync(yours, store)
    row = next(r for r in range(6, 25) if value(yours, f"DonVi!A{r}") == "X1")
    write(mine, dict.fromkeys(("DonVi!A20", "DonVi!B20", "DonVi!C20")))
    sync(mine, store)
    write(yours, {f"DonVi!B{row}": "Xã mới"})
    (told,) = sync(yours, store).conflicts
    assert told.place == f"DonVi!B{row}"
    assert list(told.changed.values()) == [("t:Xã một", "t:Xã mới")]
    assert (told.conflict.ours, told.conflict.theirs) == ("b:1", None)


def test_rows_in_another_order_are_no_change(store: Store, mine: Path, yours: Path) -> None:
    sync(mine, store)
    sync(yours, store)
    cells = read(mine).sheets["DonVi"].cells
    one, other = ([cells[row, c].value for c in range(1, 7) if (row, c) in cells] for row in (6, 7))
    write(mine, {f"DonVi!{'ABCDEF'[n]}{row}": v for row, values in ((6, other), (7, one))
                 for n, v in enumerate(values)})  # fmt: skip
    assert sync(mine, store).pushed == {}
    write(yours, {"DonVi!D6": 46000})
    sync(yours, store)
    sync(mine, store)
    assert (value(mine, "DonVi!D6"), value(mine, "DonVi!D7")) == (None, 46000)


def test_a_renamed_unit_keeps_its_row_and_what_the_other_changed(
    store: Store, mine: Path, yours: Path
) -> None:
    unit = {"DonVi!A20": "X1", "DonVi!B20": "Xã một", "DonVi!C20": "Bưu điện xã"}
    write(mine, unit)
    sync(mine, store)
    sync(yours, store)
    row = next(r for r in range(6, 25) if value(yours, f"DonVi!A{r}") == "X1")
    write(mine, {"DonVi!A20": "X01"})
    sync(mine, store)
    write(yours, {f"DonVi!D{row}": 46000})
    assert sync(yours, store).conflicts == []
    assert (value(yours, f"DonVi!A{row}"), value(yours, f"DonVi!D{row}")) == ("X01", 46000)
    sync(mine, store)
    assert (value(mine, "DonVi!A20"), value(mine, "DonVi!D20")) == ("X01", 46000)
