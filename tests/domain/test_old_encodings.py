"""TCVN3 and VNI text as old files hold it, and labels however they are spelled."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlplan.domain.encodings import TCVN3, decode, detect
from xlplan.domain.labels import cleaned, fold, same

VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
LETTERS = [unicodedata.normalize("NFC", v + t) for v in VOWELS for t in TONES] + [
    "đ",
    "b",
    "n",
    "g",
    "h",
    " ",
]
SENTENCES = st.text(st.sampled_from(LETTERS), min_size=1, max_size=30)

# VNI as its own table prints it: base letter and the sign after it (a font's two columns).
VNI_TONES = {"\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
VNI_HAT = {"": "â", "\u0301": "á", "\u0300": "à", "\u0309": "å", "\u0303": "ã", "\u0323": "ä"}
VNI_BREVE = {"": "ê", "\u0301": "é", "\u0300": "è", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë"}
VNI_I = {"": "i", "\u0301": "í", "\u0300": "ì", "\u0309": "æ", "\u0303": "ó", "\u0323": "ò"}


def to_vni(text: str) -> str:
    written = []
    for letter in text:
        marks = unicodedata.normalize("NFD", letter)
        base, tone = marks[0], next((m for m in marks if m in VNI_TONES), "")
        if letter == "đ":
            written.append("ñ")
        elif base == "i":
            written.append(VNI_I[tone])
        elif base == "y" and tone == "\u0323":
            written.append("î")
        elif "\u0302" in marks:
            written.append(base + VNI_HAT[tone])
        elif "\u0306" in marks:
            written.append(base + VNI_BREVE[tone])
        else:
            plain = {"o": "ô", "u": "ö"}[base] if "\u031b" in marks else base
            written.append(plain + (VNI_TONES[tone] if tone else ""))
    return "".join(written)


@given(SENTENCES)
def test_vni_round_trip(text: str) -> None:
    assert decode(to_vni(text), "vni") == text


@given(SENTENCES)
def test_tcvn3_round_trip(text: str) -> None:
    back = {letter: code for code, letter in TCVN3.items()}
    assert decode("".join(back.get(letter, letter) for letter in text), "tcvn3") == text


@pytest.mark.parametrize(
    ("old", "font", "text"),
    [
        ("B­u ®iÖn tØnh", ".VnTime", "Bưu điện tỉnh"), ("KÕ ho¹ch n¨m", ".VnTime", "Kế hoạch năm"),
        ("Tæng doanh thu", ".VnArial", "Tổng doanh thu"), ("quü tiÒn l­¬ng", ".VnTimeH", "QUỸ TIỀN LƯƠNG"),
        ("§iÓm b­u ®iÖn v¨n hãa x·", ".VnTime", "Điểm bưu điện văn hóa xã"),
        ("Böu ñieän tænh", "VNI-Times", "Bưu điện tỉnh"), ("Keá hoaïch naêm", "VNI-Times", "Kế hoạch năm"),
        ("TOÅNG DOANH THU", "VNI-Helve", "TỔNG DOANH THU"), ("Quyõ tieàn löông", "VNI-Times", "Quỹ tiền lương"),
    ],
)  # fmt: skip
def test_labels_of_old_files(old: str, font: str, text: str) -> None:
    encoding = detect(old, font)
    assert encoding == ("tcvn3" if font.startswith(".Vn") else "vni")
    assert decode(old, encoding, font) == text


@pytest.mark.parametrize(
    ("text", "font"), [("Tổng", "Arial"), ("Total", ".VnTime"), ("café", "Calibri")]
)
def test_nothing_is_guessed_without_a_telling_font(text: str, font: str) -> None:
    assert detect(text, font) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà Bình", "Hòa Bình"), ("Thuỷ lợi", "THỦY LỢI"), ("khoẻ", "khỏe"), ("Ðiểm", "Điểm"),
        (unicodedata.normalize("NFD", "Tổng doanh thu"), "tổng  doanh\u00a0thu"), ("quý I", "Quý I"),
    ],
)  # fmt: skip
def test_the_same_label_however_it_is_spelled(one: str, other: str) -> None:
    assert same(one, other)


@given(SENTENCES)
def test_folding_is_stable_and_keeps_cleaned_text(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(text) == fold(cleaned(text))


@pytest.mark.parametrize(
    ("one", "other"), [("hóa", "hòa"), ("ba", "bà"), ("mua", "mưa"), ("ta", "tạ")]
)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert not same(one, other)
