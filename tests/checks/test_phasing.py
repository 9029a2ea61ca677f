"""Plans whose months or dates are not what the row says of itself."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from xlplan.checks.runner import check_book
from xlplan.domain.plans import phased
from xlplan.domain.terms import AS_LAST_YEAR, BY_HAND, EVEN
from xlplan.workbook.build import build
from xlplan.workbook.content import empty
from xlplan.workbook.reader import read

SHAPE = [100, 100, 100, 80, 80, 80, 120, 120, 120, 100, 100, 100]


def found(
    way: str, months: list[float], effective: dt.date = dt.date(2026, 1, 1)
) -> list[tuple[str, str]]:
    """The findings of this file's rules for one plan of 1.200 with these months."""
    content = empty("00", "Bưu điện tỉnh", 2026)
    content.settings["last_month"] = 3
    content.rows["KeHoach"] = [
        {"indicator": "TONG_DT", "level": "Tổng Công ty giao", "version": "Đầu năm", "effective": effective,
         "phasing": way, "year": sum(months), **{f"m{n}": m for n, m in enumerate(months, 1)}}
    ]  # fmt: skip
    for row in content.rows["Thang"]:
        if (row["indicator"], row["kind"]) == ("TONG_DT", "CK"):
            row.update({f"m{n}": m for n, m in enumerate(SHAPE, 1)})
    findings = check_book(read(build(content)))
    return [(f.code, f.cell) for f in findings if f.code in ("XLP431", "XLP432")]


@pytest.mark.parametrize(
    ("way", "months"),
    [
        (EVEN, [100] * 12), (EVEN, [83] * 11 + [87]), (EVEN, [87, *[83] * 11]), (BY_HAND, [40, *[105] * 11]),
        (AS_LAST_YEAR, SHAPE), (AS_LAST_YEAR, [float(m) for m in phased(Decimal(1000), 0, list(map(Decimal, SHAPE))) or ()]),
    ],
)  # fmt: skip
def test_months_as_declared_are_silent(way: str, months: list[float]) -> None:
    assert found(way, months) == []


@pytest.mark.parametrize(
    ("way", "months", "cell"),
    [
        (EVEN, [40, 160, *[100] * 10], "I6"), (AS_LAST_YEAR, [100] * 12, "L6"),
        (EVEN, SHAPE, "L6"),
    ],
)  # fmt: skip
def test_months_made_another_way_are_told_at_the_worst_one(
    way: str, months: list[float], cell: str
) -> None:
    assert found(way, months) == [("XLP431", cell)]


def test_a_plan_that_takes_effect_after_the_period_is_told() -> None:
    assert found(BY_HAND, [100] * 12, dt.date(2026, 7, 1)) == [("XLP432", "F6")]
