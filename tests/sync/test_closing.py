"""A closed month changes only with an entry among the corrections."""

from __future__ import annotations

from xlplan.sync.closing import named, refusals
from xlplan.sync.figures import PRESENT, Figure

M3 = Figure("Thang", ("BCCP", "TH"), "m3")
M4 = Figure("Thang", ("BCCP", "TH"), "m4")
STATE = Figure("KhoaSo", ("3", "42"), "state")
THEIRS = {STATE: "t:đã khóa", M3: "n:100", M4: "n:50"}


def entry(**held: str) -> dict[Figure, str]:
    values = {"month": "n:3", "unit": "t:42", "indicator": "t:BCCP", "old": "n:100",
              "new": "n:120", "reason": "t:Hạch toán bổ sung", PRESENT: "b:1"} | held  # fmt: skip
    return {Figure("DieuChinh", ("01",), column): value for column, value in values.items()}


def test_a_closed_month_is_refused_and_an_open_one_is_not() -> None:
    changes = {M3: "n:120", M4: "n:60"}
    found = refusals(changes, THEIRS, {**THEIRS, **changes}, "42")
    assert [(r.figure, r.month, r.old, r.new) for r in found] == [(M3, 3, "n:100", "n:120")]


def test_the_right_correction_lets_it_pass() -> None:
    changes = {M3: "n:120"}
    assert refusals(changes, THEIRS, {**THEIRS, **changes, **entry()}, "42") == []


def test_a_correction_of_something_else_does_not() -> None:
    changes = {M3: "n:120"}
    for wrong in ({"month": "n:2"}, {"unit": "t:43"}, {"indicator": "t:TCBC"}, {"old": "n:99"},
                  {"new": "n:121"}, {"reason": ""}):  # fmt: skip
        after = {**THEIRS, **changes, **entry(**wrong)}
        assert len(refusals(changes, THEIRS, after, "42")) == 1, wrong


def test_another_units_closing_says_nothing() -> None:
    assert refusals({M3: "n:120"}, THEIRS, THEIRS, "43") == []


def test_opening_and_changing_in_one_push_is_refused() -> None:
    changes = {M3: "n:120", STATE: "t:mở"}
    assert refusals(changes, THEIRS, {**THEIRS, **changes}, "42")


def test_points_and_services_of_a_closed_month() -> None:
    point = Figure("DiemBDVHX", ("P1",), "m3")
    service = Figure("DichVu", ("EMS", "3"), "revenue")
    changes = {point: "n:2", service: "n:9"}
    assert len(refusals(changes, THEIRS, {**THEIRS, **changes}, "42")) == 2
    assert refusals(changes, THEIRS, {**THEIRS, **changes, **entry()}, "42") == []


def test_closing_and_opening_have_a_name() -> None:
    assert named({STATE: "t:đã khóa"}) == ("close", "Khóa sổ tháng 3")
    assert named({STATE: "t:mở"})[0] == "open"
    assert named({M3: "n:1"}) == ("", "")
