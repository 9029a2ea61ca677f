"""Every function over thousands of made arguments against exact arithmetic and the contract."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest
from functions import oracle
from hypothesis import given, settings
from hypothesis import strategies as st

from xlplan.functions.call import call
from xlplan.functions.catalogue import CATALOGUE
from xlplan.functions.values import ERRORS, Error

TEXT_FUNCTIONS = {"AMOUNT_TEXT", "AMOUNT_WORDS", "PARSE_AMOUNT"}
"""Tested by their own cases (test_amount_texts)."""

CELLS: list[Any] = [
    None, "", "chữ", "12", True, False, 0.0, 1.0, -1.0, 2.0, 3.0, 12.0, 13.0, 2.5, -0.05, 0.05, 0.95,
    1.05, 0.1, 0.3, 1.21, 100.0, 113298.0, 119261.05, 1e-9, 1e15, 45292.0, 0.005,
    oracle.Err("#N/A"), oracle.Err("#DIV/0!"), oracle.Err("#REF!"),
]  # fmt: skip
UPTO = [0.0, 1.0, 2.0, 3.0, 5.0, 12.0, 2.5, -1.0, 13.0, True, None, "", "chữ", oracle.Err("#NUM!")]
UPTO_AT = {"PLAN_TO_DATE": 1, "YTD": 1, "AVG_HEADCOUNT": 1, "FORECAST": 1, "REQUIRED_PACE": 2}
NUMBERS = st.one_of(
    st.floats(-1e12, 1e12).filter(lambda x: not x or abs(x) > 1e-12), st.floats(0.001, 2), st.integers(-(10**6), 10**6).map(float), st.booleans(),
    st.sampled_from(CELLS),
)  # fmt: skip


def test_every_function_has_an_oracle() -> None:
    assert {entry.name for entry in CATALOGUE} - TEXT_FUNCTIONS == set(oracle.RULES)


def as_cell(value: Any) -> Any:
    if isinstance(value, oracle.Err):
        return ERRORS[str(value)]
    return [[as_cell(cell) for cell in value]] if isinstance(value, list) else value


def agrees(result: Any, expected: Any, scale: float) -> bool:
    if isinstance(expected, oracle.Err):
        return result is ERRORS[str(expected)]
    if isinstance(expected, list):
        row = result[0] if isinstance(result, list) else [result]
        return len(row) == len(expected) and all(
            agrees(r, e, scale) for r, e in zip(row, expected, strict=True)
        )
    if isinstance(expected, str):
        return isinstance(result, str) and result == expected
    if not isinstance(result, float):
        return False
    if isinstance(expected, float):
        return result == expected
    room = Fraction(1, 10**12) * max(abs(expected), Fraction(scale) / 1000)
    return abs(Fraction(result) - expected) <= room


def compare(name: str, args: list[Any]) -> None:
    expected = oracle.answer(name, args)
    result = call(name, [as_cell(arg) for arg in args])
    numbers = [
        abs(float(cell))
        for arg in args
        for cell in (arg if isinstance(arg, list) else [arg])
        if isinstance(cell, (int, float))
    ]
    scale = max(numbers, default=0.0) if name in ("VARIANCE", "REMAINING", "YTD") else 0.0
    assert agrees(result, expected, scale), (name, args, result, expected)


def made(kind: str, position: int, name: str, source: random.Random) -> Any:
    if kind in "lL":
        if kind == "L" and source.random() < 0.3:
            return None
        size = 12 if kind == "L" and source.random() < 0.8 else source.choice([2, 3, 5, 12])
        odd = source.random() < 0.4
        return [
            source.choice(CELLS) if odd and source.random() < 0.3 else source.uniform(0, 1000)
            for _ in range(size)
        ]
    if kind == "T":
        return source.choice(["sum", "last", "mean", None, "", "khác", 1.0, oracle.Err("#N/A")])
    if source.random() < 0.6:
        if position == UPTO_AT.get(name):
            return source.choice(UPTO)
        if source.random() < 0.3:
            return source.choice([1.0, 0.0, -1.0])
        return round(source.uniform(-10, 10) * 10 ** source.randint(-2, 6), source.randint(0, 6))
    return source.choice(CELLS)


@pytest.mark.parametrize("name", sorted(oracle.RULES))
def test_a_grid_of_made_arguments(name: str) -> None:
    source = random.Random(name)
    kinds = oracle.RULES[name][2]
    least = sum(kind in "nl" for kind in kinds)
    for _ in range(1500):
        count = source.randint(least, len(kinds))
        compare(name, [made(k, n, name, source) for n, k in enumerate(kinds[:count])])


@pytest.mark.parametrize("name", sorted(oracle.RULES))
@given(data=st.data())
@settings(max_examples=60)
def test_hypothesis_finds_no_difference(name: str, data: st.DataObject) -> None:
    args = []
    for kind in oracle.RULES[name][2]:
        if kind in "lL":
            size = 12 if kind == "L" else data.draw(st.integers(2, 6))
            args.append(data.draw(st.lists(NUMBERS, min_size=size, max_size=size)))
        elif kind == "T":
            args.append(data.draw(st.sampled_from(["sum", "last", "mean", "", None])))
        else:
            args.append(data.draw(st.one_of(NUMBERS, st.sampled_from(UPTO))))
    compare(name, args)


def test_broadcasting_is_the_function_of_each_pair() -> None:
    row, column = [[1.0, None, 3.0]], [[2.0], [0.0]]
    assert call("HTKH", [row, column]) == [
        [call("HTKH", [a, b[0]]) for a in row[0]] for b in column
    ]
    square = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
    assert call("HTKH", [square, [[2.0, 4.0, 5.0]]]) == [[0.5, 0.5, 0.6], [2.0, 1.25, 1.2]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([[1.0], [2.0]], [[1.0], [2.0], [3.0]]), ([[1.0, 2.0]], [[1.0, 2.0, 3.0]]),
        ([[1.0, 2.0], [3.0]], [[1.0]]), ([[1.0, 2.0], [3.0, 4.0]], [[1.0], [2.0], [3.0]]),
    ],
)  # fmt: skip
def test_shapes_that_do_not_meet(one: Any, other: Any) -> None:
    assert call("HTKH", [one, other]) is Error.NA


def test_points_are_summed_beside_one_revenue_and_matched_beside_a_range() -> None:
    assert call("BQDIEM", [30.0, [[1.0, None], ["", 2.0]]]) == 10.0
    assert call("BQDIEM", [[[30.0], [40.0]], [[1.0], [2.0]]]) == [[30.0], [20.0]]
    assert call("BQDIEM", [30.0, [[None, ""]]]) == ""
    assert call("BQDIEM", [30.0, [[1e308, 1e308]]]) is Error.NUM
    assert call("BQDIEM", [30.0, [["chữ", 1.0]], Error.REF]) is Error.REF
    assert call("BQDIEM", [Error.DIV0, [[Error.NA, 1.0]]]) is Error.DIV0


def test_an_empty_range_is_blank() -> None:
    assert call("HTKH", [[[]], 1.0]) == ""
    assert call("HTKH", [[[5.0]], 2.0]) == 2.5
