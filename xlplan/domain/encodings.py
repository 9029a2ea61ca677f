"""Text of before Unicode: TCVN3 (fonts .Vn…) and VNI (fonts VNI-…), recognised and decoded."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Optional

_TCVN3_CODES = (
    0xB5, 0xB6, 0xB7, 0xB8, 0xB9, 0xA8, 0xBB, 0xBC, 0xBD, 0xBE, 0xC6, 0xA9, 0xC7, 0xC8, 0xC9, 0xCA,
    0xCB, 0xAE, 0xCC, 0xCE, 0xCF, 0xD0, 0xD1, 0xAA, 0xD2, 0xD3, 0xD4, 0xD5, 0xD6, 0xD7, 0xD8, 0xDC,
    0xDD, 0xDE, 0xDF, 0xE1, 0xE2, 0xE3, 0xE4, 0xAB, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9, 0xAC, 0xEA, 0xEB,
    0xEC, 0xED, 0xEE, 0xEF, 0xF1, 0xF2, 0xF3, 0xF4, 0xAD, 0xF5, 0xF6, 0xF7, 0xF8, 0xF9, 0xFA, 0xFB,
    0xFC, 0xFD, 0xFE, 0xA1, 0xA2, 0xA7, 0xA3, 0xA4, 0xA5, 0xA6,
)  # fmt: skip
_TCVN3_LETTERS = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂĐÊÔƠƯ"
TCVN3 = dict(zip((chr(code) for code in _TCVN3_CODES), _TCVN3_LETTERS))

_VNI_MARKS = {
    "ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323",
    "â": "\u0302", "ê": "\u0306", "á": "\u0302\u0301", "à": "\u0302\u0300", "å": "\u0302\u0309",
    "ã": "\u0302\u0303", "ä": "\u0302\u0323", "é": "\u0306\u0301", "è": "\u0306\u0300",
    "ú": "\u0306\u0309", "ü": "\u0306\u0303", "ë": "\u0306\u0323",
}  # fmt: skip
_VNI_SINGLE = {
    "ñ": "đ", "Ñ": "Đ", "ô": "ơ", "Ô": "Ơ", "ö": "ư", "Ö": "Ư", "í": "í", "ì": "ì", "æ": "ỉ",
    "ó": "ĩ", "ò": "ị", "î": "ỵ", "Í": "Í", "Ì": "Ì", "Æ": "Ỉ", "Ó": "Ĩ", "Ò": "Ị", "Î": "Ỵ",
}  # fmt: skip


_MARKS = "".join(char for char in TCVN3 if not char.isalpha() and char not in "«»²³")
_IN_WORDS = re.compile(f"[A-Za-zÀ-ÿ]([{re.escape(_MARKS)}])|([{re.escape(_MARKS)}])[A-Za-zÀ-ÿ]")
"""Symbols (®, ¬, the soft hyphen) inside words, which no language writes there."""


@lru_cache(maxsize=65536)
def detect(text: str, font: str = "") -> Optional[str]:
    """ "tcvn3" or "vni" by the font, when the text has letters that differ; None otherwise.

    Without a telling font only symbols inside words tell TCVN3 (three, two kinds at least): its
    other letters, and those of VNI, are plain French or German.
    """
    if text.isascii():
        return None
    lowered = font.lower()
    if lowered.startswith(".vn") and any(char in TCVN3 for char in text):
        return "tcvn3"
    if lowered.startswith("vni-") and any(
        char in _VNI_SINGLE or char.lower() in _VNI_MARKS for char in text
    ):
        return "vni"
    if max(text) < "\u0100":
        found = [one or two for one, two in _IN_WORDS.findall(text)]
        if len(found) > 2 and len(set(found)) > 1:
            return "tcvn3"
    return None


def decode(text: str, encoding: str, font: str = "") -> str:
    """The text in Unicode (NFC); a .Vn…H font shows everything in capitals."""
    if encoding == "tcvn3":
        decoded = "".join(TCVN3.get(char, char) for char in text)
        return decoded.upper() if font.lower().startswith(".vn") and font.endswith("H") else decoded
    letters = []
    for char in text:
        mark = _VNI_MARKS.get(char.lower())
        if mark and letters and letters[-1].isalpha():
            letters.append(mark)
        else:
            letters.append(_VNI_SINGLE.get(char, char))
    return unicodedata.normalize("NFC", "".join(letters))
