"""Phasing that adds up, the version in force on a day, and what periods are called."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlplan.domain.amounts import half_up
from xlplan.domain.periods import Period, day_of
from xlplan.domain.plans import Version, in_force, phased
from xlplan.domain.terms import LEVELS

YEARS = st.decimals(
    allow_nan=False, allow_infinity=False, places=2, min_value=-(10**6), max_value=10**9
)
SHAPES = st.lists(st.integers(0, 10**6).map(Decimal), min_size=12, max_size=12)
CORPORATION, OWN, _ = LEVELS


@given(YEARS, st.integers(0, 2))
def test_an_even_phasing_adds_up_with_the_remainder_in_december(
    year: Decimal, decimals: int
) -> None:
    months = phased(year, decimals)
    assert months is not None
    assert sum(months) == year
    assert set(months[:11]) == {half_up(year / 12, decimals)}


@given(YEARS, SHAPES)
def test_last_years_shape_adds_up_and_keeps_its_proportions(
    year: Decimal, shape: list[Decimal]
) -> None:
    months = phased(year, 0, shape)
    if sum(shape) == 0:
        assert months is None
        return
    assert months is not None
    assert sum(months) == year
    for month, share in list(zip(months, shape, strict=True))[:11]:
        assert abs(month - year * share / sum(shape)) <= Decimal("0.5000001")


def test_a_plan_of_1000_in_twelve() -> None:
    assert phased(Decimal(1000)) == [Decimal(83)] * 11 + [Decimal(87)]


def test_the_version_in_force_is_the_latest_effective_one_of_its_level() -> None:
    first = Version("TONG_DT", CORPORATION, "Đầu năm", date(2026, 1, 1))
    second = Version("TONG_DT", CORPORATION, "Điều chỉnh lần 1", date(2026, 7, 1))
    own = Version("TONG_DT", OWN, "Đầu năm", date(2026, 1, 15))
    plans = [second, first, own]
    assert in_force(plans, CORPORATION, date(2026, 6, 30)) is first
    assert in_force(plans, CORPORATION, date(2026, 7, 1)) is second
    assert in_force(plans, OWN, date(2026, 12, 31)) is own
    assert in_force(plans, CORPORATION, date(2025, 12, 31)) is None
    again = second._replace(name="Điều chỉnh lần 2")
    assert in_force([second, again], CORPORATION, date(2026, 8, 1)) is again


@pytest.mark.parametrize(
    ("first", "last", "name", "end"),
    [
        (1, 12, "Năm 2023", date(2023, 12, 31)), (2, 2, "Tháng 2 năm 2023", date(2023, 2, 28)),
        (7, 9, "Quý III năm 2023", date(2023, 9, 30)), (1, 3, "Quý I năm 2023", date(2023, 3, 31)),
        (1, 6, "6 tháng đầu năm 2023", date(2023, 6, 30)), (1, 9, "9 tháng đầu năm 2023", date(2023, 9, 30)),
        (4, 8, "Từ tháng 4 đến tháng 8 năm 2023", date(2023, 8, 31)), (2, 4, "Từ tháng 2 đến tháng 4 năm 2023", date(2023, 4, 30)),
    ],
)  # fmt: skip
def test_a_period_by_its_name_and_end(first: int, last: int, name: str, end: date) -> None:
    period = Period(2023, first, last)
    assert (str(period), period.end) == (name, end)
    assert period.same_of_prior_year == Period(2022, first, last)
    assert period.to_date == Period(2023, 1, last)


def test_the_pace_of_the_year() -> None:
    assert Period(2023, 7, 9).elapsed == Decimal("0.75")


def test_serials_are_days() -> None:
    assert day_of(45292.75) == date(2024, 1, 1)
