"""Three sides, one state: nothing lost, symmetric, settled once, in any order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from xlplan.sync.figures import PRESENT, Figure
from xlplan.sync.merge import OURS, THEIRS, Conflict, merge


def values(rows: dict[str, dict[str, str]]) -> dict[Figure, str]:
    """{"P01": {"m1": "n:5"}} as figures of one table."""
    return {
        Figure("DiemBDVHX", (key,), column): value
        for key, row in rows.items()
        for column, value in {PRESENT: "b:1", **row}.items()
    }


def applied(values: dict, changes: dict) -> dict:
    """The state after the changes."""
    after = dict(values)
    for figure, value in changes.items():
        if value is None:
            after.pop(figure, None)
        else:
            after[figure] = value
    return after


def at(key: str, column: str) -> Figure:
    return Figure("DiemBDVHX", (key,), column)


def test_changes_of_each_side_go_to_the_other() -> None:
    base = values({"P01": {"m1": "n:5", "m2": "n:6"}})
    ours = values({"P01": {"m1": "n:7", "m2": "n:6"}})
    theirs = values({"P01": {"m1": "n:5", "m2": "n:8"}})
    result = merge(base, ours, theirs)
    assert result.to_store == {at("P01", "m1"): "n:7"}
    assert result.to_workbook == {at("P01", "m2"): "n:8"}
    assert not result.conflicts


def test_equal_changes_agree_in_decimal_and_in_spelling() -> None:
    base = values({"P01": {"name": "t:Cũ", "m1": "n:1"}})
    ours = values({"P01": {"name": "t:Điểm  Mới", "m1": "n:0.1"}})
    theirs = values({"P01": {"name": "t:Điểm Mới", "m1": "n:0.1"}})
    result = merge(base, ours, theirs)
    assert not result.conflicts
    assert not result.to_store
    assert not result.to_workbook


def test_blank_and_zero_are_two_values() -> None:
    base = values({"P01": {"m1": "n:5"}})
    result = merge(base, values({"P01": {}}), values({"P01": {"m1": "n:0"}}))
    assert result.conflicts == [Conflict(at("P01", "m1"), "n:5", None, "n:0")]


def test_a_conflict_is_settled_by_the_one_who_is_asked() -> None:
    base, ours, theirs = (values({"P01": {"m1": f"n:{n}"}}) for n in (1, 2, 3))
    kept = merge(base, ours, theirs, lambda _: OURS)
    taken = merge(base, ours, theirs, lambda _: THEIRS)
    assert (kept.to_store, kept.to_workbook) == ({at("P01", "m1"): "n:2"}, {})
    assert (taken.to_store, taken.to_workbook) == ({}, {at("P01", "m1"): "n:3"})


def test_a_removed_row_goes_and_a_changed_one_is_asked_about() -> None:
    base = values({"P01": {"m1": "n:1"}, "P02": {"m1": "n:2"}})
    ours = values({"P02": {"m1": "n:2"}})
    assert merge(base, ours, base).to_store == {at("P01", PRESENT): None, at("P01", "m1"): None}
    theirs = values({"P01": {"m1": "n:1", "m2": "n:9"}, "P02": {"m1": "n:2"}})
    result = merge(base, ours, theirs)
    assert result.conflicts == [Conflict(at("P01", PRESENT), "b:1", None, "b:1")]


def test_changes_follow_a_renamed_key() -> None:
    base = values({"P01": {"name": "t:Điểm A", "m1": "n:1"}})
    ours = values({"P001": {"name": "t:Điểm A", "m1": "n:1"}})
    theirs = values({"P01": {"name": "t:Điểm A", "m1": "n:1", "m2": "n:4"}})
    result = merge(base, ours, theirs)
    assert not result.conflicts
    assert result.to_workbook == {at("P001", "m2"): "n:4"}
    assert result.merged == values({"P001": {"name": "t:Điểm A", "m1": "n:1", "m2": "n:4"}})


def test_two_new_keys_for_one_row_are_asked_about() -> None:
    base, ours, theirs = (values({key: {"name": "t:A"}}) for key in ("P01", "P1", "P001"))
    assert merge(base, ours, theirs).conflicts == [
        Conflict(at("P01", PRESENT), "t:P01", "t:P1", "t:P001")
    ]
    assert merge(base, ours, theirs, lambda _: OURS).merged == ours
    assert merge(base, ours, theirs, lambda _: THEIRS).merged == theirs


def test_a_renamed_row_that_the_other_side_removed_is_asked_about() -> None:
    base = values({"P01": {"name": "t:A"}, "P02": {"name": "t:B"}})
    ours = values({"P1": {"name": "t:A"}, "P02": {"name": "t:B"}})
    assert merge(base, ours, values({"P02": {"name": "t:B"}})).conflicts


_value = st.sampled_from(["n:0", "n:1", "n:2.5", "t:a", "t:b", "d:2023-01-01"])
_row = st.dictionaries(st.sampled_from(["m1", "m2", "name"]), _value, max_size=3)
_side = st.dictionaries(st.sampled_from(["P1", "P2", "P3", "P4"]), _row, max_size=4).map(values)


@st.composite
def _edited(draw, side):
    """A side after a few edits of single figures, which keep every row."""
    rows = sorted({figure.key for figure in side})
    if not rows:
        return side
    edits = draw(
        st.lists(
            st.tuples(st.sampled_from(rows), st.sampled_from(["m1", "m2"]), _value | st.none()),
            max_size=4,
        )
    )
    return applied(side, {Figure("DiemBDVHX", key, c): v for key, c, v in edits})


def _changed(old, new) -> dict:
    return {f: new.get(f) for f in {*old, *new} if old.get(f) != new.get(f)}


@given(_side, _side, _side)
def test_both_sides_come_to_the_merged_state(base, ours, theirs) -> None:
    result = merge(base, ours, theirs, lambda _: OURS)
    assert not result.conflicts
    assert applied(ours, result.to_workbook) == result.merged
    assert applied(theirs, result.to_store) == result.merged


@given(_side, _side, _side)
def test_symmetric(base, ours, theirs) -> None:
    one = merge(base, ours, theirs, lambda _: OURS)
    other = merge(base, theirs, ours, lambda _: THEIRS)
    assert one.merged == other.merged
    asked = merge(base, ours, theirs).conflicts
    mirrored = merge(base, theirs, ours).conflicts
    assert {(c.figure, c.ours, c.theirs) for c in asked} == {
        (c.figure, c.theirs, c.ours) for c in mirrored
    }


@given(_side, _side, _side)
def test_settled_is_settled(base, ours, theirs) -> None:
    merged = merge(base, ours, theirs, lambda _: THEIRS).merged
    again = merge(merged, merged, merged)
    assert (again.merged, again.to_store, again.to_workbook) == (merged, {}, {})
    # a run that was killed between the two writes finds the old base beside one new side
    for half in (merge(base, merged, merged), merge(theirs, merged, theirs)):
        assert half.merged == merged


@given(st.data(), _side)
def test_no_change_is_lost(data, base) -> None:
    ours, theirs = data.draw(_edited(base)), data.draw(_edited(base))
    result = merge(base, ours, theirs)
    conflicts = {c.figure for c in result.conflicts}
    mine, yours = _changed(base, ours), _changed(base, theirs)
    for figure, value in {**yours, **mine}.items():
        if figure in mine and figure in yours and mine[figure] != yours[figure]:
            assert figure in conflicts
        else:
            assert result.merged.get(figure) == value


@given(st.data(), _side)
def test_order_of_independent_syncs_does_not_matter(data, base) -> None:
    first = data.draw(_edited(base))
    second = data.draw(_edited(base))
    touched = _changed(base, first).keys()
    second = applied(base, {f: v for f, v in _changed(base, second).items() if f not in touched})
    ends = []
    for one, other in ((first, second), (second, first)):
        store = merge(base, one, base).merged
        ends.append(merge(base, other, store).merged)
    assert ends[0] == ends[1]
