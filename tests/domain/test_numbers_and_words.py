"""Vietnamese numbers both ways, amounts in words, rounding."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlplan.domain.amounts import half_up, sum_tolerance
from xlplan.domain.labels import fold, is_untidy, same
from xlplan.domain.numerals import (
    AmbiguousNumber,
    UnreadableNumber,
    amount_text,
    format_number,
    parse_amount,
    parse_amount_in,
    parse_fraction,
    parse_number,
)
from xlplan.domain.words import amount_words


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,5", "1234.5"), ("1.234.567", "1234567"), ("12,5", "12.5"), ("1234", "1234"),
        ("1,234", "1.234"), ("-5", "-5"), ("(1.234,5)", "-1234.5"), ("1\u00a0234", "1234"),
    ],
)  # fmt: skip
def test_a_plain_number_is_read_as_vietnamese_print_it(text: str, value: str) -> None:
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["1.234", "6.8", "0.95"])
def test_a_bare_dot_is_ambiguous_never_guessed(text: str) -> None:
    with pytest.raises(AmbiguousNumber):
        parse_number(text)


@pytest.mark.parametrize("text", ["", "abc", "1..2", "12a"])
def test_what_is_no_number_is_unreadable(text: str) -> None:
    with pytest.raises(UnreadableNumber):
        parse_number(text)


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=3, min_value=-(10**12), max_value=10**12
    )
)
def test_what_is_printed_with_a_comma_reads_back(value: Decimal) -> None:
    text = format_number(value, 2)
    assert parse_number(text) == half_up(value, 2)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("113 tỷ 298 triệu đồng", 113_298_000_000), ("1.234 triệu", 1_234_000_000),
        ("6,8 triệu đồng / điểm / tháng", 6_800_000), ("gần 500", 500), ("1,5 tỉ", 1_500_000_000),
    ],
)  # fmt: skip
def test_amounts_of_prose(text: str, value: int) -> None:
    assert parse_amount(text).value == value


def test_a_unit_does_not_settle_a_decimal_dot() -> None:
    with pytest.raises(AmbiguousNumber):
        parse_amount("6.8 triệu")


def test_done_over_plan() -> None:
    done, plan = parse_fraction("15.959/19.668 lượt người")
    assert (done.value, plan.value, plan.dimension) == (15959, 19668, "lượt")


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (113298, "113 tỷ 298 triệu đồng"), (113000, "113 tỷ đồng"), (113033, "113 tỷ 33 triệu đồng"),
        (6.8, "6,8 triệu đồng"), (-3.2, "âm 3,2 triệu đồng"), (1113298, "1.113 tỷ 298 triệu đồng"),
        (0, "0 triệu đồng"),
    ],
)  # fmt: skip
def test_amount_text(amount: float, text: str) -> None:
    assert amount_text(amount) == text


@given(st.integers(-(10**9), 10**9))
def test_amount_text_reads_back(amount: int) -> None:
    assert parse_amount_in(amount_text(amount), "triệu đồng") == amount


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (21, "Hai mươi mốt đồng"), (24, "Hai mươi tư đồng"), (25, "Hai mươi lăm đồng"),
        (15, "Mười lăm đồng"), (14, "Mười bốn đồng"), (11, "Mười một đồng"), (105, "Một trăm linh năm đồng"),
        (1005, "Một nghìn không trăm linh năm đồng"), (0, "Không đồng"), (10**9, "Một tỷ đồng"),
        (10**12, "Một nghìn tỷ đồng"), (10**18, "Một tỷ tỷ đồng"), (-7, "Âm bảy đồng"),
        (1_000_001, "Một triệu không trăm linh một đồng"),
    ],
)  # fmt: skip
def test_amount_in_words(amount: int, words: str) -> None:
    assert amount_words(amount) == words


def test_styles_of_words() -> None:
    assert amount_words(1105, style="lẻ ngàn chẵn") == "Một ngàn một trăm lẻ năm đồng chẵn"
    with pytest.raises(ValueError, match="style"):
        amount_words(1, style="đẹp")


def test_half_up_is_away_from_zero_in_decimal() -> None:
    assert [half_up(v, 1) for v in (0.25, -0.25, 2.675)] == [
        Decimal("0.3"),
        Decimal("-0.3"),
        Decimal("2.7"),
    ]
    assert half_up(2.5) == 3
    assert sum_tolerance(3, 1) == 2


def test_labels_that_people_typed_are_the_same() -> None:
    assert same("hoà bình", "Hòa  Bình")
    assert same("thuỷ", "thủy")
    assert same("Ðồng", "đồng")
    assert fold("Tổng\u00a0doanh thu") == "tổng doanh thu"
    assert is_untidy("Tổng  doanh thu")
    assert not is_untidy("Tổng doanh thu")
