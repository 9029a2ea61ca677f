"""The forms that published reports really print, and what is printed reads back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

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

MONEY = ("đồng", "nghìn đồng", "triệu đồng", "tỷ đồng", "nghìn tỷ đồng")
AMOUNTS = st.decimals(
    allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9
)


@pytest.mark.parametrize(
    ("text", "value", "dimension", "hedge"),
    [
        ("113 tỷ 298 triệu đồng", "113298000000", "đồng", ""), ("113 tỷ 033 triệu", "113033000000", "đồng", ""),
        ("2,37triệu", "2370000", "đồng", ""), ("107 %", "1.07", "tỷ lệ", ""), ("gần 500", "500", "", "gần"),
        ("1.234 tỷ", "1234000000000", "đồng", ""), ("1.234,5 tỉ đồng", "1234500000000", "đồng", ""),
        ("1,234 tỷ", "1234000000", "đồng", ""), ("2 nghìn tỷ", "2000000000000", "đồng", ""),
        ("1,2 ngàn tỷ đồng", "1200000000000", "đồng", ""), ("3,5 nghìn lượt", "3500", "lượt", ""),
        ("12 ngàn lượt người", "12000", "lượt", ""), ("1,2 triệu bưu gửi", "1200000", "bưu gửi", ""),
        ("6,8 triệu/điểm/tháng", "6800000", "đồng/điểm/tháng", ""), ("82 điểm / ngày", "82", "điểm/ngày", ""),
        ("trên 40.000 hồ sơ", "40000", "hồ sơ", "trên"), ("500 khách hàng trở lên", "500", "khách", "trở lên"),
        ("ước đạt 1.500 triệu đồng", "1500000000", "đồng", "ước đạt"), ("âm 3,2 triệu đồng", "-3200000", "đồng", ""),
        ("(1.234,5) triệu", None, "", ""), ("(5 tỷ)", "-5000000000", "đồng", ""), ("1.234.567 đ", "1234567", "đồng", ""),
        ("113\u00a0tỷ 298\u00a0triệu", "113298000000", "đồng", ""), ("1 234 567 đồng", "1234567", "đồng", ""),
        ("1,27 điểm phần trăm", "1.27", "điểm phần trăm", ""), ("-4,69%", "-0.0469", "tỷ lệ", ""),
        ("5 tỷ 300", None, "", ""), ("300 triệu 5 tỷ", None, "", ""), ("5 tỷ 3 lượt", None, "", ""),
        ("5 km", None, "", ""), ("hàng chục", None, "", ""), ("1 2", None, "", ""),
    ],
)  # fmt: skip
def test_an_amount_as_printed(text: str, value: str | None, dimension: str, hedge: str) -> None:
    if value is None:
        with pytest.raises(UnreadableNumber):
            parse_amount(text)
        return
    read = parse_amount(text)
    assert (read.value, read.dimension, read.hedge) == (Decimal(value), dimension, hedge)


@pytest.mark.parametrize("text", ["6.8 triệu", "0.234 triệu", "1.5 tỷ", "1.23%", "0.95"])
def test_a_decimal_dot_stays_ambiguous_beside_a_unit(text: str) -> None:
    with pytest.raises(AmbiguousNumber):
        parse_amount(text)


def test_a_fraction_keeps_its_hedge() -> None:
    done, plan = parse_fraction("gần 1/4")
    assert (done.value, plan.value, done.hedge) == (1, 4, "gần")
    assert [a.dimension for a in parse_fraction("15.959 / 19.668 lượt người")] == ["lượt", "lượt"]


@given(AMOUNTS, st.sampled_from(MONEY))
def test_money_told_reads_back_in_its_unit(amount: Decimal, unit: str) -> None:
    assert parse_amount_in(amount_text(amount, unit), unit) == amount


@given(AMOUNTS, st.sampled_from(["lượt người", "hồ sơ", "điểm", "%", "triệu đồng/điểm/tháng"]))
def test_other_units_read_back(amount: Decimal, unit: str) -> None:
    assert parse_amount_in(amount_text(amount, unit), unit) == amount


@given(AMOUNTS)
def test_every_number_printed_beside_a_unit_reads_back(value: Decimal) -> None:
    assert parse_number(format_number(value), with_unit=True) == value
    assert parse_amount(f"{format_number(value)} triệu").value == value * 10**6
