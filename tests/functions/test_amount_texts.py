"""Amounts as text and back, over thousands of made amounts; in words against a reader of its own."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from xlplan.functions.call import call

UNITS = ("đồng", "nghìn đồng", "triệu đồng", "tỷ đồng")
DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]


def made(source: random.Random) -> float:
    """Whole, round, negative, broken, large: what accountants have in cells."""
    kind = source.randrange(6)
    if kind == 0:
        return float(source.randint(-(10**6), 10**9))
    if kind == 1:
        return source.randint(0, 999) * 1000.0
    if kind == 2:
        return round(source.uniform(-1000, 10**6), source.randint(0, 3))
    if kind == 3:
        return round(source.uniform(0, 10), 1)
    return float(source.randint(1, 10 ** source.randint(1, 12)))


@pytest.mark.parametrize("unit", UNITS)
def test_a_written_amount_reads_back(unit: str) -> None:
    source = random.Random(unit)
    for _ in range(1000):
        amount = made(source)
        text = call("AMOUNT_TEXT", [amount, unit])
        back = call("PARSE_AMOUNT", [text, unit])
        assert isinstance(back, float), (amount, text, back)
        gap = abs(Fraction(back) - Fraction(amount))
        assert gap <= Fraction(1, 10**12) * abs(Fraction(amount)), (amount, text, back)


def three(value: int, full: bool) -> list[str]:
    """A group of three digits, with its hundreds where digits stand before it."""
    hundreds, tens, ones = value // 100, value // 10 % 10, value % 10
    words = [DIGITS[hundreds], "trăm"] if full or hundreds else []
    if tens:
        words += ["mười"] if tens == 1 else [DIGITS[tens], "mươi"]
        special = {1: "mốt" if tens > 1 else "một", 4: "tư" if tens > 1 else "bốn", 5: "lăm"}
        return words + ([special.get(ones, DIGITS[ones])] if ones else [])
    return words + (["linh"] if ones and words else []) + ([DIGITS[ones]] if ones else [])


def spelled(number: int) -> list[str]:
    if number == 0:
        return ["không"]
    billions, rest = divmod(number, 10**9)
    words = [*spelled(billions), "tỷ"] if billions else []
    for size, name in ((10**6, ["triệu"]), (1000, ["nghìn"]), (1, [])):
        if group := rest // size % 1000:
            words += [*three(group, bool(words)), *name]
    return words


def test_words_of_thousands_of_amounts() -> None:
    source = random.Random("chữ")
    for _ in range(3000):
        number = source.randint(0, 10 ** source.randint(1, 15))
        if source.random() < 0.3:
            number = number // 10 ** source.randint(0, 9) * 10 ** source.randint(0, 3)
        text = " ".join(spelled(number)) + " đồng"
        assert call("AMOUNT_WORDS", [float(number)]) == text[0].upper() + text[1:], number
