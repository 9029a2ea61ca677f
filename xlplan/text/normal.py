"""A text in the form in which it is matched, with the way back to its own characters."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from xlplan.domain.labels import fold

_PLAIN = str.maketrans(
    {
        "\u00a0": " ", "\u202f": " ", "\u2007": " ", "\u2009": " ", "\u200a": " ", "\t": " ",
        "\r": " ", "\u000b": "\n", "\u2028": "\n", "\u2029": "\n", "\u0085": "\n",
        "\u00d0": "đ", "\u00f0": "đ", "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "％": "%",
        "⁄": "/", "∕": "/", "“": '"', "”": '"', "\ufeff": " ", "\u200b": " ",
    }
)  # fmt: skip
_CLUSTER = re.compile("[^\u0300-\u036f][\u0300-\u036f]+")
_TONED = re.compile("[oôơ]?[òóỏõọ][ae]|o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ]|[ùúủũụ]y")


@dataclass(frozen=True)
class Normal:
    """`text` is folded: NFC, no case, one tone placement, plain spaces and dashes; `places` holds
    for each of its characters, and for its end, the offset in the text as given."""

    text: str
    places: list[int]
    original: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the given text that a stretch of `text` stands for."""
        return self.places[start], self.places[end]


def normalised(text: str) -> Normal:
    """The text as it is matched; every offset of it leads back to the text as given."""
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        composed, places = text, list(range(len(text) + 1))
    else:
        composed, places = _composed(text)
    lowered = composed.translate(_PLAIN).lower()
    if len(lowered) != len(composed):  # a letter whose small form is longer, such as İ
        lowered = "".join(
            small if len(small := letter.lower()) == 1 else letter for letter in composed
        ).translate(_PLAIN)
    return Normal(_TONED.sub(lambda found: fold(found[0]), lowered), places, text)


def _composed(text: str) -> tuple[str, list[int]]:
    """NFC with the offsets of each letter; a cluster that stays longer than one keeps its start."""
    letters: list[str] = []
    places: list[int] = []
    at = 0
    for found in _CLUSTER.finditer(text):
        letters.append(text[at : found.start()])
        places.extend(range(at, found.start()))
        one = unicodedata.normalize("NFC", found[0])
        letters.append(one)
        places.extend([found.start()] * len(one))
        at = found.end()
    letters.append(text[at:])
    places.extend(range(at, len(text) + 1))
    return "".join(letters), places
