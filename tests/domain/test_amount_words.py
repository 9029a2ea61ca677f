"""Amounts in words: read back by an independent reader, and as people write them on vouchers."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlplan.domain.words import amount_words
from xlplan.functions.call import call
from xlplan.functions.values import Error

DIGITS = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5,
    "sáu": 6, "bảy": 7, "tám": 8, "chín": 9,
}  # fmt: skip


def read(words: list[str]) -> int:
    """The number that words say: whatever stands before the largest scale multiplies it."""
    for scale, size in (("tỷ", 10**9), ("triệu", 10**6), ("nghìn", 10**3)):
        if scale in words:
            at = len(words) - 1 - words[::-1].index(scale)
            return read(words[:at]) * size + read(words[at + 1 :])
    total, last = 0, 0
    for word in words:
        if word == "trăm":
            total, last = last * 100, 0
        elif word == "mươi":
            total, last = total + last * 10, 0
        elif word == "mười":
            total, last = total + 10, 0
        elif word not in ("linh", "lẻ"):
            last = DIGITS[word]
    return total + last


NUMBERS = st.one_of(
    st.integers(0, 10**18), st.integers(0, 10**6),
    st.lists(st.sampled_from([0, 1, 4, 5, 10, 11, 14, 15, 21, 24, 25, 100, 101, 104, 115, 999]),
             min_size=1, max_size=6).map(lambda groups: int("".join(f"{g:03}" for g in groups))),
)  # fmt: skip


@given(NUMBERS)
@settings(max_examples=500)
def test_words_read_back(number: int) -> None:
    text = amount_words(number)
    assert text.endswith(" đồng")
    assert text[0].isupper()
    assert read(text.removesuffix(" đồng").lower().split()) == number


@given(NUMBERS)
@settings(max_examples=500)
def test_no_word_stands_where_vietnamese_has_another(number: int) -> None:
    text = amount_words(number).lower()
    assert not re.search(
        r"mươi (một|bốn|năm)\b|mười (mốt|tư|năm)\b|(linh|trăm|nghìn|tỷ) (mốt|lăm|tư)\b", text
    )
    assert not re.search(r"(không|một) mươi|không trăm (nghìn|triệu|tỷ|đồng)|linh mười|  ", text)
    assert not re.search(r"(nghìn|triệu|tỷ) (linh|mươi)", text)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "Không"), (1, "Một"), (4, "Bốn"), (5, "Năm"), (10, "Mười"), (11, "Mười một"), (14, "Mười bốn"),
        (15, "Mười lăm"), (20, "Hai mươi"), (21, "Hai mươi mốt"), (24, "Hai mươi tư"), (25, "Hai mươi lăm"),
        (55, "Năm mươi lăm"), (100, "Một trăm"), (101, "Một trăm linh một"), (105, "Một trăm linh năm"),
        (110, "Một trăm mười"), (115, "Một trăm mười lăm"), (121, "Một trăm hai mươi mốt"),
        (1000, "Một nghìn"), (1001, "Một nghìn không trăm linh một"), (1010, "Một nghìn không trăm mười"),
        (1100, "Một nghìn một trăm"), (10_005, "Mười nghìn không trăm linh năm"), (21_000, "Hai mươi mốt nghìn"),
        (1_000_001, "Một triệu không trăm linh một"), (1_005_000, "Một triệu không trăm linh năm nghìn"),
        (113_298_000_000, "Một trăm mười ba tỷ hai trăm chín mươi tám triệu"),
        (1_000_000_015, "Một tỷ không trăm mười lăm"), (1_113_298_000_000, "Một nghìn một trăm mười ba tỷ hai trăm chín mươi tám triệu"),
        (10**12, "Một nghìn tỷ"), (5 * 10**15 + 10**9, "Năm triệu không trăm linh một tỷ"), (10**18, "Một tỷ tỷ"),
    ],
)  # fmt: skip
def test_as_vouchers_write_them(number: int, words: str) -> None:
    assert amount_words(number) == words + " đồng"


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ([113298.0, "triệu đồng"], "Một trăm mười ba tỷ hai trăm chín mươi tám triệu đồng"),
        ([6.8, "triệu đồng"], "Sáu triệu tám trăm nghìn đồng"), ([-3.2, "triệu đồng"], "Âm ba triệu hai trăm nghìn đồng"),
        ([12.5], "Mười hai phẩy năm đồng"), ([0.05], "Không phẩy không năm đồng"), ([-0.0], "Không đồng"),
        ([15959.0, "lượt người"], "Mười lăm nghìn chín trăm năm mươi chín lượt người"),
        ([1105.0, None, "lẻ ngàn chẵn"], "Một ngàn một trăm lẻ năm đồng chẵn"), ([1105.0, "", "lẻ"], "Một nghìn một trăm lẻ năm đồng"),
        ([12.5, "đồng", "chẵn"], "Mười hai phẩy năm đồng"), ([True], "Một đồng"), ([None], ""), ([""], ""),
        (["mười"], Error.VALUE), ([1.0, "lạ"], Error.VALUE), ([1.0, "đồng", "đẹp"], Error.VALUE),
        ([1.0, 5.0], Error.VALUE), ([Error.NA, "lạ"], Error.NA), ([1e22], Error.VALUE),
    ],
)  # fmt: skip
def test_the_function_of_the_cell(args: list, words: object) -> None:
    assert call("AMOUNT_WORDS", args) == words


@pytest.mark.parametrize(
    ("args", "answer"),
    [
        (["113 tỷ 298 triệu đồng"], 113298.0), (["1,5 tỷ", "đồng"], 1.5e9), (["1.234.567"], 1234567.0),
        (["1.234"], Error.VALUE), (["6.8 triệu"], Error.VALUE), (["abc"], Error.VALUE), (["12"], 12.0),
        ([12.0], 12.0), ([True], 1.0), ([""], ""), ([None], ""), (["5 lượt"], Error.VALUE), ([5.0, "lạ"], Error.VALUE),
        (["107 %", "%"], 107.0), ([Error.REF], Error.REF), (["15.959 lượt người", "lượt"], 15959.0),
        ([[["1 tỷ"], ["x"], [None]]], [[1000.0], [Error.VALUE], [""]]),
    ],
)  # fmt: skip
def test_text_to_number_in_a_cell(args: list, answer: object) -> None:
    assert call("PARSE_AMOUNT", args) == answer


@pytest.mark.parametrize(
    ("args", "answer"),
    [
        ([1234.5], "1 tỷ 234,5 triệu đồng"), ([0.0], "0 triệu đồng"), ([1500.0, "đồng"], "1 nghìn 500 đồng"),
        ([113298456789.0, "đồng"], "113 tỷ 298 triệu 456 nghìn 789 đồng"), ([1.5, "tỷ đồng"], "1,5 tỷ đồng"),
        ([2.0, "nghìn tỷ đồng"], "2.000 tỷ đồng"), ([15959.0, "lượt người"], "15.959 lượt người"),
        ([6.8, "triệu đồng/điểm/tháng"], "6,8 triệu đồng/điểm/tháng"), ([None], ""), (["5"], Error.VALUE),
        ([5.0, "lạ"], Error.VALUE), ([5.0, ""], "5 triệu đồng"), ([False], "0 triệu đồng"),
    ],
)  # fmt: skip
def test_number_to_text_in_a_cell(args: list, answer: object) -> None:
    assert call("AMOUNT_TEXT", args) == answer
