"""Numbers that are no figures: dates, times, document numbers, years, list marks."""

from __future__ import annotations

import re

from xlplan.text.grammar import Grammar
from xlplan.text.lexer import LETTERS, NUMBER, Token, phrase_at

_SHAPE = re.compile(
    r"""
      (?<![\d.,/])\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?:19|20)?\d\d(?![\d%])(?!\s?%) # 28/12/2023
    | (?<![\d.,/])\d{1,2}[/.-](?:19|20)\d\d(?![\d.,]|\s?(?:%|tỷ|tỉ|triệu))    # 8.2023
    | (?<![\d.,/])(?:19|20)\d\d\s?[-/]\s?(?:19|20)\d\d(?![\d.,]|\s?%)          # 2021-2025
    | (?<!\w)\d+(?:/(?:19|20)\d\d)?/[a-zđ]+\d*(?:-[a-zđ&]+)+\d*               # 35/2016/TT-BTTTT
    | (?<!\w)\d{1,2}(?::|h)\d{2}(?!\d)                                           # 19:34
    | (?<!\w)\d+=\d+[/-]\d+ | (?<![\d.,])\d{1,2}/\d{1,2}\s?\(%\)               # 4=3/2
    | 24/(?:7|24)\b
    """,
    re.VERBOSE,
)
_DAY = re.compile(r"\d{1,2}[/.-]\d{1,2}(?![\d%,]|\s?%|[/.-]\d|\s?(?:tỷ|tỉ|triệu|điểm|lượt|người))")
_DAY_WORDS = frozenset(
    ("ngày", "tháng", "đến", "từ", "sáng", "chiều", "tối", "hết", "tới", "trước", "sau", "đêm")
)
_NUMBERED = re.compile(r"\d+[/-]\d*[a-zđ/-]*")
_LIST_MARK = re.compile(
    r"^[ ]{0,40}(?:[-+*•]?[ ]{0,8}(?:\(?\d{1,2}(?:\.\d{1,2})*[.)/:](?!\d)"
    r"|\d{1,2}(?:\.\d{1,2})+(?=\s[^\W\d]))|\(\d+\)|[a-zđ]\d?\))",
    re.MULTILINE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_JOINTS = frozenset("/-:=.hH ")


def skipped_stretches(text: str, found: list[Token]) -> list[tuple[int, int]]:
    """Stretches of the normalised text whose digits are no figures, in order: list marks, dates,
    times, numbers of documents."""
    stretches = [hit.span() for hit in _LIST_MARK.finditer(text)]
    for n, token in enumerate(found):
        if token.kind != NUMBER:
            continue
        if token.end < len(text) and text[token.end] not in _JOINTS and "." not in token.text:
            continue
        word = found[n - 1].text if n else ""
        hit = _SHAPE.match(text, token.start)
        if hit is None and word in _DAY_WORDS:
            hit = _DAY.match(text, token.start)
        if hit is None and (word == "số" or (word == ":" and n > 1 and found[n - 2].text == "số")):
            hit = _NUMBERED.match(text, token.start)
        if hit is not None:
            stretches.append(hit.span())
    return sorted(stretches)


class Skips:
    """Tells numbers that name something from numbers that count."""

    def __init__(self, found: list[Token], text: str, grammar: Grammar) -> None:
        self.tokens = found
        self.units = grammar.units
        words = grammar.raw["words"]
        self.references = {word.split()[-1] for word in words["references"]}
        self.every = frozenset(words["every"])
        self.times = frozenset(grammar.raw["units"]["time"])
        self.inside = _covered(found, skipped_stretches(text, found))

    def names(self, at: int) -> bool:
        """Whether the number at a token is no figure."""
        if at in self.inside:
            return True
        token = self.tokens[at]
        after = phrase_at(self.tokens, at + 1, self.units) if at + 1 < len(self.tokens) else None
        kind = next(iter(after[1])) if after else ""
        before = self.tokens[at - 1] if at else None
        if before and before.text == "/" and at > 2 and self.tokens[at - 3].text == "thứ":
            return True  # "đứng thứ 12/34"
        word = before.text if before and before.kind == LETTERS else ""
        if word in self.references and not (word == "mã" and kind):
            return not self._counted(at, word, kind)
        if _YEAR.fullmatch(token.text) and kind in ("", "time"):
            return True
        if kind == "time":
            return self.tokens[after[0] - 1].text != "lần" if after else False
        return self._glued(at)

    def _counted(self, at: int, word: str, kind: str) -> bool:
        """A reference's word may stand before a true figure: "mỗi ngày 50 lượt", "cả năm 5 tỷ"."""
        if kind in ("", "time"):
            return False
        if kind in ("percent", "points", "scale"):
            return True
        if word in self.times and not _YEAR.fullmatch(self.tokens[at].text):
            before = self.tokens[at - 2].text if at > 1 else ""
            many = "." in self.tokens[at].text or len(self.tokens[at].text) > 2
            return before in self.every or many
        return word not in self.times

    def _glued(self, at: int) -> bool:
        """Digits that are part of a name: "F5", "QR25", "A4"."""
        if not at or self.tokens[at - 1].kind == NUMBER:
            return False
        before = self.tokens[at - 1]
        return (
            before.kind == LETTERS
            and before.end == self.tokens[at].start
            and (len(before.text) < 3)
        )


def _covered(found: list[Token], stretches: list[tuple[int, int]]) -> set[int]:
    """Indices of number tokens within the stretches."""
    inside: set[int] = set()
    numbers = [(n, token) for n, token in enumerate(found) if token.kind == NUMBER]
    at = 0
    for start, end in stretches:
        while at and at < len(numbers) and numbers[at][1].start >= start:
            at -= 1
        while at < len(numbers) and numbers[at][1].start < start:
            at += 1
        place = at
        while place < len(numbers) and numbers[place][1].start < end:
            inside.add(numbers[place][0])
            place += 1
    return inside
