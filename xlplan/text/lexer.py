"""Words, numbers and marks of a normalised text, and the phrases of the grammar among them."""

from __future__ import annotations

import re
from typing import NamedTuple

from xlplan.text.grammar import Meanings, Phrases

NUMBER, LETTERS, MARK = "number", "word", "mark"


class Token(NamedTuple):
    """A number, a word or a mark, from `start` to `end` of the normalised text."""

    kind: str
    text: str
    start: int
    end: int


_TOKEN = re.compile(r"(\d+(?:[.,]\d+)*)|([^\W\d_]+)|([^\s\w]|_)")
_FIGURE = re.compile(r"\d|gấp")
_SLIP = re.compile(r"(?<![\d.,%/])(\d{1,3}), (\d{1,2})(?=\s?%)")
_GLUED = re.compile(r"(?<=[^\W\d_]{2})(?=(?:vượt|đạt|tăng|giảm|bằng|chiếm)\b)")
_LONGEST_SYLLABLE = 7
_JOINTS = ("-", ":")
_KINDS = ("", NUMBER, LETTERS, MARK)


def tokens(text: str) -> list[Token]:
    """The text's tokens; "74, 19%" is one number, words run together before a verb are parted.

    A line that can hold no figure gives its end alone: half of a report is such lines.
    """
    result: list[Token] = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if _FIGURE.search(line):
            _line(text, start, end, result)
        if end < len(text):
            result.append(Token(MARK, "\n", end, end + 1))
        start = end + 1
    return result


def _line(text: str, first: int, last: int, result: list[Token]) -> None:
    """Appends the tokens of one line."""
    slips = {found.start(): found for found in _SLIP.finditer(text, first, last)}
    make, add = tuple.__new__, result.append  # the plain constructor costs a third of the reading
    skip = 0
    for found in _TOKEN.finditer(text, first, last):
        start, end = found.span()
        if start < skip:
            continue
        group = found.lastindex or 1
        if group == 1 and start in slips:
            slip = slips[start]
            skip = slip.end()
            add(Token(NUMBER, f"{slip[1]},{slip[2]}", start, skip))
        elif group == 2 and end - start > _LONGEST_SYLLABLE:
            result.extend(_parted(found[0], start))
        else:
            add(make(Token, (_KINDS[group], found[0], start, end)))


def _parted(word: str, start: int) -> list[Token]:
    cut = _GLUED.search(word)
    if not cut:
        return [Token(LETTERS, word, start, start + len(word))]
    at = start + cut.start()
    return [
        Token(LETTERS, word[: cut.start()], start, at),
        Token(LETTERS, word[cut.start() :], at, start + len(word)),
    ]


def phrase_at(found: list[Token], at: int, phrases: Phrases) -> tuple[int, Meanings] | None:
    """The longest phrase that starts at a token: the index after its last token, its meanings.

    Dashes and single spaces between its words don't count; a line's end does.
    """
    by_second = phrases.get(found[at].text)
    if by_second is None:
        return None
    follower = found[at + 1].text if at + 1 < len(found) else ""
    candidates = None if follower in _JOINTS else by_second.get(follower)
    if candidates is None:
        candidates = by_second[""] if follower in _JOINTS else by_second[""][-1:]
    for words, meanings in candidates:
        if len(words) == 1:
            return at + 1, meanings
        end = _end_of(found, at, words)
        if end is not None:
            return end, meanings
    return None


def _end_of(found: list[Token], at: int, words: tuple[str, ...]) -> int | None:
    place = at + 1
    count = len(found)
    for word in words[1:]:
        if place < count and found[place].text in "-:" and found[place].kind == MARK:
            place += 1
        if place >= count or found[place].text != word:
            return None
        place += 1
    return place
