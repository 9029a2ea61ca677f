"""The order of decisions in a cell: own rule, error, text, blank, range, base."""

from __future__ import annotations

from fractions import Fraction
from math import isclose, nextafter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlplan.functions.call import call
from xlplan.functions.values import Error, Value

DIV0, NA, VALUE = Error.DIV0, Error.NA, Error.VALUE


@pytest.mark.parametrize(
    ("name", "args", "expected"),
    [
        ("HTKH", [121.0, 100.0], 1.21), ("XLPLAN.ATTAINMENT", [1.0, 0.0], DIV0),
        ("HTKH", [1.0, -1.0], NA), ("HTKH", [None, 100.0], ""), ("HTKH", ["", 100.0], ""),
        ("HTKH", ["chữ", 100.0], VALUE), ("HTKH", [NA, "chữ"], NA), ("HTKH", [True, 2.0], 0.5),
        ("HTKH", [0.0, 5.0], 0.0), ("HTKH", [1.0], VALUE), ("KHONGCO", [1.0], Error.NAME),
        ("CONLAI", [100.0, 120.0], -20.0), ("CHENHLECH", [1.0, -5.0], 6.0),
        ("LUYKE", [[[1.0, 2.0, None]], 2.0], 3.0), ("LUYKE", [[[1.0, None, 3.0]], 3.0], ""),
        ("LUYKE", [[[1.0, 2.0, 3.0]], 3.0, "last"], 3.0), ("LUYKE", [[[1.0, 2.0]], 3.0], VALUE),
        ("LUYKE", [[[1.0, 3.0]], 2.0, "mean"], 2.0), ("LUYKE", [[[1.0, 3.0]], 2.0, "khác"], VALUE),
        ("MUCCANDAT", [1200.0, 900.0, 10.0], 150.0), ("MUCCANDAT", [1.0, 1.0, 12.0], DIV0),
        ("UOCNAM", [900.0, 9.0], 1200.0), ("UOCNAM", [1.0, 0.0], DIV0),
        ("DANHGIA", [0.95], "Theo dõi"), ("DANHGIA", [1.0], "Đạt"), ("DANHGIA", [0.94], "Chưa đạt"),
        ("DANHGIA", [1.05, -1.0], "Theo dõi"), ("DANHGIA", [2.0, 0.0], "Theo dõi"),
        ("DANHGIA", [1.0, 2.0], VALUE), ("KHSUY", [1.0, 0.0], NA), ("TTBQ", [100.0, 121.0, 2.0], 0.1),
        ("TTBQ", [0.0, 1.0, 1.0], NA), ("TTBQ", [1.0, 1.0, 0.0], DIV0),
        ("BQDIEM", [12240.0, 150.0, 12.0], 6.8), ("BQDIEM", [30.0, [[1.0], [None], [2.0]]], 10.0),
        ("LDBQ", [[[450.0, None, 0.0]], 3.0], 225.0), ("LDBQ", [[[None]], 1.0], ""),
        ("DTTL", [[[100.0, 200.0]], [[1.0, 0.5]]], 200.0), ("DTTL", [[[1.0, 2.0]], [[1.0, None]]], NA),
        ("DTTL", [[[None, 2.0]], [[None, 1.0]]], 2.0), ("CHAMDIEM", [1.5, 10.0], 12.0),
        ("CHUATHUE", [108.0, 0.08], 100.0), ("CHUATHUE", [1.0, -1.0], DIV0),
        ("SOTIEN", ["6.8 triệu"], VALUE), ("SOTIEN", [5.0], 5.0), ("VIETTIEN", [1.0, "lạ"], VALUE),
    ],
)  # fmt: skip
def test_decisions(name: str, args: list[Value], expected: Value) -> None:
    result = call(name, args)
    if isinstance(expected, float):
        assert isinstance(result, float)
        assert isclose(result, expected, rel_tol=1e-12)
    else:
        assert result == expected


def test_single_arguments_broadcast_and_shapes_must_meet() -> None:
    assert call("HTKH", [[[1.0], [2.0]], 2.0]) == [[0.5], [1.0]]
    assert call("HTKH", [[[1.0], [2.0]], [[1.0], [2.0], [3.0]]]) is NA
    assert call("HTKH", [[[1.0, NA]], 2.0]) == [[0.5, NA]]


@pytest.mark.parametrize(("direction", "edge"), [(1, 0.95), (1, 1.0), (-1, 1.0), (-1, 1.05)])
def test_a_rating_at_the_edge_does_not_hang_on_the_last_digits(direction: int, edge: float) -> None:
    """A file saved by LibreOffice holds 15 significant digits."""
    expected = call("RATING", [edge, direction])
    for near in (nextafter(edge, 0), nextafter(edge, 2), edge - 4e-15, edge + 4e-15):
        assert call("RATING", [near, direction]) == expected
        assert call("RATING", [float(f"{near:.15g}"), direction]) == expected
    below, above = (call("RATING", [edge + step, direction]) for step in (-1e-9, 1e-9))
    assert below != above


def test_bounds_of_the_implied_plan() -> None:
    low, high = (call("KHSUY", [113298.0, 0.95, 0.0, side]) for side in (-1.0, 1.0))
    assert (round(float(low)), round(float(high))) == (118637, 119892)


@given(st.floats(-1e12, 1e12), st.floats(1e-6, 1e12))
def test_ratios_are_one_division(value: float, base: float) -> None:
    assert call("ATTAINMENT", [value, base]) == value / base
    assert call("EXCESS", [value, base]) == value / base - 1


@given(st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), min_size=1, max_size=12))
def test_rounded_parts_add_up_to_the_rounded_total(parts: list[float | None]) -> None:
    rounded = call("ROUND_PARTS", [[parts], 1.0])
    row = rounded[0] if isinstance(rounded, list) else [rounded]
    entered = [p for p in parts if p is not None]
    exact = sum((Fraction(repr(p)) for p in entered), Fraction(0))
    total = int(abs(exact) + Fraction(1, 2)) * (1 if exact >= 0 else -1)
    assert sum(r for r in row if r != "") == total
    assert [r == "" for r in row] == [p is None for p in parts]
