"""Labels that people typed: compared without regard to spelling habits, kept as they are."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_PAIRS = ("oa", "oe", "uy")


def _tone_last(text: str) -> str:
    """Moves the tone of oa, oe, uy to one place: hoà and hòa, thuỷ and thủy become the same."""
    letters = unicodedata.normalize("NFD", text)
    for pair in _PAIRS:
        for tone in _TONES:
            letters = letters.replace(pair[0] + tone + pair[1], pair + tone)
    return unicodedata.normalize("NFC", letters)


def cleaned(text: str) -> str:
    """NFC, Ð (U+00D0) as Đ, single spaces; case and tones as typed."""
    return " ".join(unicodedata.normalize("NFC", text).replace("\u00d0", "\u0110").split())


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """The form in which labels are compared: cleaned, one tone placement, no case."""
    return _tone_last(cleaned(text).casefold())


def same(one: str, other: str) -> bool:
    """Whether two labels say the same."""
    return fold(one) == fold(other)


@lru_cache(maxsize=65536)
def is_untidy(text: str) -> bool:
    """Whether a text is not clean: decomposed, Ð for Đ, non-breaking, doubled or outer spaces."""
    if text.isascii() and "  " not in text and text == text.strip():
        return False
    inner = "\n".join(" ".join(line.split(" ")) for line in text.split("\n"))
    return (
        text != unicodedata.normalize("NFC", text)
        or "\u00d0" in text
        or "\u00a0" in text
        or "  " in inner
        or text != text.strip()
    )
