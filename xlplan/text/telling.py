"""What the figures of one sentence are told of: the subject before them, or what they count."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache
from typing import NamedTuple

from xlplan.text.figures import AMOUNT, FRACTION
from xlplan.text.grammar import Grammar, data, words_of
from xlplan.text.items import BASE, FIGURE, HEDGE, INDICATOR, MARK, RESPECT, VERB, Base, Item
from xlplan.text.lexer import LETTERS, Token
from xlplan.text.normal import Normal
from xlplan.text.subjects import Subject, Subjects

_LONGEST = 8
"""Words behind a share that may name its whole."""


class Sources(NamedTuple):
    """What every sentence of a text shares."""

    normal: Normal
    tokens: list[Token]
    subjects: Subjects
    grammar: Grammar


def _is_led(item: Item) -> bool:
    return item.base is not None and item.base.led


@lru_cache(maxsize=1)
def _growths() -> frozenset[tuple[str, ...]]:
    return frozenset(words_of(text) for text in data()["nouns"]["growth"])


class Telling:
    """Finds subjects among the items of one sentence, which ends before token `last`."""

    def __init__(self, sources: Sources, items: list[Item], last: int) -> None:
        self.sources, self.items, self.last = sources, items, last
        self.tokens = sources.tokens
        self.firsts = [item.first for item in items]

    def named(self, first: int, last: int) -> Subject | None:
        """The subject up to the first verb, hedge, base or figure; where nothing is named before
        a "là" or "còn", or where a hedge or a plan opens ("dự kiến tổng doanh thu …", "chỉ tiêu
        doanh thu …"), what stands behind it."""
        read = self.sources.subjects.subject
        inside = self.between(first, last)
        for item in inside:
            if item.kind in (VERB, HEDGE, BASE, FIGURE, RESPECT):
                found = read(first, item.first, inside)
                opens = item.kind in (HEDGE, BASE) and item.first == first and not _is_led(item)
                level = item.kind == VERB and "level" in item.value("verb").split()
                if found is None and (opens or level):
                    first = item.last
                    continue
                return found
        return read(first, last, inside)

    def between(self, first: int, last: int) -> list[Item]:
        """The items that begin at tokens `first` to `last` (exclusive)."""
        return self.items[bisect_left(self.firsts, first) : bisect_left(self.firsts, last)]

    def whose(self, named: Subject, before: Subject | None, clause: int, *, first: bool) -> Subject:
        """The subject that a name stands for behind another one. "Tỷ lệ tăng" is the growth of
        what was told of; a bare "doanh thu" is that of the thing told of, not the office's total:
        "chuyển phát 3 triệu tờ báo, doanh thu 2,4 tỷ đồng"."""
        if first or before is None:
            return named
        if named.name and words_of(named.name) in _growths():
            return before._replace(noun="growth")
        words = [token.text for token in self.tokens[clause : clause + 2]]
        if words != ["doanh", "thu"] or named.codes != ("TONG_DT",) or before.codes == named.codes:
            return named
        shared = any(" " in codes for codes in before.codes)
        return before if shared else Subject((), "doanh thu", "", named.registry)

    def told_of(
        self, item: Item, named: Subject | None, subject: Subject | None, *, plain: bool
    ) -> Subject | None:
        """The subject of a figure; a count without verb or base (`plain`) and name tells of what
        it counts."""
        figure = item.figure
        if figure is None or figure.kind not in (AMOUNT, FRACTION):
            return subject
        if named is not None:  # "vận động mới 1.240 người tham gia BHXH tự nguyện"
            after = self.between(item.last, item.last + 1)
            counts = after and after[0].value(INDICATOR)
            own = counts and not named.codes
            return Subject((counts,), registry=named.registry) if counts and own else subject
        if not plain or figure.unit.split("/")[0] in ("đồng", "%", "USD", ""):
            return subject
        unit = item.last - len(words_of(figure.printed))
        behind = self.between(item.last, item.last + _LONGEST)
        counted = self.sources.subjects.counted(unit, item.last, self.last, behind)
        fits = subject is not None and subject.fits(figure.unit)
        return subject if fits and not (counted and counted.codes) else counted

    def bracketed(self, n: int, verb: Item | None) -> Base | None:
        """The base that a bracket right behind it gives the figure of: "so với cùng kỳ (66,5 tỷ
        đồng)", "vượt 10% kế hoạch (86 tỷ đồng)"; None where no base stands there."""
        figure = self.items[n].figure
        place = n - 1
        while place >= 0 and self.items[place].kind == HEDGE:
            place -= 1
        if verb is not None or place < 1 or figure is None or figure.kind != AMOUNT:
            return None
        mark, base = self.items[place], self.items[place - 1]
        opens = mark.kind == MARK and mark.value("mark") == "("
        return base.base if opens and base.kind == BASE and base.last == mark.first else None

    def behind(self, item: Item) -> str:
        """The words right behind a figure, up to the next verb, base, figure or mark: what a share
        is of."""
        end = item.last
        stops = {one.first for one in self.between(item.last, item.last + _LONGEST)
                 if one.kind in (VERB, BASE, FIGURE, HEDGE, MARK)}  # fmt: skip
        while end < min(self.last, item.last + _LONGEST) and end not in stops:
            if self.tokens[end].kind != LETTERS:
                break
            end += 1
        return " ".join(token.text for token in self.tokens[item.last : end])
