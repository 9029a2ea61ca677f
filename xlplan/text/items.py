"""The parts of a text that matter for its claims, in order: figures, verbs, bases, marks."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from xlplan.text.claims import PLAN, PRIOR_PERIOD, PRIOR_YEAR
from xlplan.text.figures import RATE, TIMES, Figure, Scanner
from xlplan.text.grammar import Grammar, words_of
from xlplan.text.lexer import LETTERS, NUMBER, Token, phrase_at
from xlplan.text.normal import Normal
from xlplan.text.skips import Skips

FIGURE, VERB, HEDGE, BASE, NOUN, INDICATOR, MARK, DETAILS, RESPECT, EQUAL, STOP = (
    "figure", "verb", "hedge", "base", "noun", "indicator", "mark", "details", "respectively",
    "equal_to", "stop",
)  # fmt: skip


class Base(NamedTuple):
    """What is compared with: its kind, its wording, its year; `led` when "so với" stands before."""

    kind: str
    said: str
    year: str = ""
    led: bool = False


class Item(NamedTuple):
    """One part: tokens `first` to `last` (exclusive), with what belongs to its kind."""

    kind: str
    first: int
    last: int
    values: dict[str, str]
    figure: Figure | None = None
    base: Base | None = None

    def value(self, kind: str) -> str:
        """What it means as a verb, hedge, noun or indicator, several by spaces; "" for none."""
        return self.values.get(kind, "")


_YEAR = re.compile(r"(?:19|20)\d\d")
_QUARTER = re.compile(r"i{1,3}|iv|[1-4]")


class Itemizer:
    """Reads the items of one text; `list()` gives them in order."""

    def __init__(self, normal: Normal, tokens: list[Token], grammar: Grammar) -> None:
        self.normal, self.tokens, self.grammar = normal, tokens, grammar
        self.scanner = Scanner(tokens, grammar)
        self.skips = Skips(tokens, normal.text, grammar)
        bases = grammar.raw["bases"]
        self.leads: dict[str, list[tuple[str, ...]]] = {}
        for lead in sorted((words_of(text) for text in bases["leads"]), key=len, reverse=True):
            self.leads.setdefault(lead[0], []).append(lead)
        self.fillers: dict[str, list[tuple[str, ...]]] = {}
        for filler in sorted((words_of(text) for text in bases["fillers"]), key=len, reverse=True):
            self.fillers.setdefault(filler[0], []).append(filler)
        self.multiples: dict[str, int] = grammar.raw["words"]["multiples"]
        self.starts = {"và", "năm", *grammar.phrases, *self.leads, *self.fillers, *self.multiples}
        self.need_lead = {words_of(text) for text in bases["need_lead"]}

    def items(self) -> list[Item]:
        """All items of the text."""
        result: list[Item] = []
        tokens, starts = self.tokens, self.starts
        at, count = 0, len(tokens)
        while at < count:
            token = tokens[at]
            if token.kind == LETTERS and token.text not in starts:
                at += 1
                continue
            item = None
            if result and result[-1].last == at:
                item = self._bare_base(at, result[-1], result) or self._multiple(at)
            item = item or self._item(at)
            if item is None:
                at += 1
                continue
            result.append(item)
            at = item.last
        return result

    def _item(self, at: int) -> Item | None:
        token = self.tokens[at]
        if token.kind == NUMBER:
            figure = None if self.skips.names(at) else self.scanner.figure(at)
            return figure and Item(FIGURE, at, figure.last, {}, figure)
        if token.kind != LETTERS:
            return self._mark(at)
        if token.text in self.leads and (found := self._led(at)):
            return found
        hit = phrase_at(self.tokens, at, self.grammar.phrases)
        if hit is None:
            return Item(MARK, at, at + 1, {"mark": "và"}) if token.text == "và" else None
        last, values = hit
        if "base" in values:
            return self._base(at, last, values)
        for kind in (VERB, HEDGE, INDICATOR, NOUN, DETAILS, RESPECT, EQUAL):
            if kind in values:
                return Item(kind, at, last, values)
        return None

    def _bare_base(self, at: int, last: Item, result: list[Item]) -> Item | None:
        """What stands right behind a multiple or a rate is compared with, though no "so với" says
        so: "gấp 1,5 lần năm 2022", "bằng 113% thực hiện năm 2023", "hoàn thành 47% mục tiêu"."""
        before = last.figure
        if before is None or before.kind not in (TIMES, RATE):
            return None
        verb = result[-2].value(VERB).split() if len(result) > 1 else []
        core = self._past_fillers(at)
        if self._word(core) == "năm" and _YEAR.fullmatch(self._word(core + 1)):
            if before.kind == TIMES or "times" in verb:  # "bằng", not "đạt"
                return self._as_base(at, core + 2, at, PRIOR_YEAR, self._word(core + 1), led=True)
            return None
        hit = phrase_at(self.tokens, at, self.grammar.phrases) if "index" in verb else None
        if hit and hit[1].get(BASE) == PLAN:
            end, year = self._year_after(hit[0])
            return self._as_base(at, end, at, PLAN, year, led=False)
        return None

    def _multiple(self, at: int) -> Item | None:
        """ "gấp đôi", "tăng gấp ba lần": a multiple told in a word."""
        tenths = self.multiples.get(self.tokens[at].text)
        if tenths is None or self._word(at - 1) != "gấp":
            return None
        last = at + 2 if self._word(at + 1) == "lần" else at + 1
        value = Decimal(tenths) / 10
        figure = Figure(TIMES, at, last, value, Decimal("0.1"), "lần", printed="lần")
        return Item(FIGURE, at, last, {}, figure)

    def _mark(self, at: int) -> Item | None:
        token = self.tokens[at]
        if token.text == "\n":
            return Item(STOP, at, at + 1, {"mark": "\n"})
        if token.text in ",;:()":
            return Item(MARK, at, at + 1, {"mark": token.text})
        if token.text in ".!?…" and self._ends_sentence(at):
            return Item(STOP, at, at + 1, {"mark": "."})
        return None

    def _ends_sentence(self, at: int) -> bool:
        if at + 1 >= len(self.tokens):
            return True
        follower = self.tokens[at + 1]
        if follower.start == self.tokens[at].end:
            return False
        before = self.tokens[at - 1] if at else None
        if (
            before
            and before.kind == LETTERS
            and len(before.text) <= 2
            and before.text in ("tp", "tx", "tt")
        ):
            return False
        first = self.normal.original[self.normal.places[follower.start]]
        return not first.islower()

    def _base(self, at: int, last: int, values: dict[str, str]) -> Item | None:
        words = tuple(token.text for token in self.tokens[at:last] if token.kind == LETTERS)
        if words in self.need_lead:
            return None
        if values["base"] == PLAN and self._is_a_name(at, last):
            return None
        end, year = self._year_after(last)
        return self._as_base(at, end, at, values["base"], year, led=False)

    def _is_a_name(self, at: int, last: int) -> bool:
        """ "Phòng Kế hoạch", "kế hoạch số 12", "Kế hoạch – Tài chính" compare nothing."""
        before = self.tokens[at - 1].text if at else ""
        after = self.tokens[last].text if last < len(self.tokens) else ""
        then = self.tokens[last + 1].text if last + 1 < len(self.tokens) else ""
        return (
            before in ("phòng", "vụ", "sở", "ban", "bộ")
            or after == "số"
            or (after in ("-", "và") and then in ("tài", "đầu"))
        )

    def _led(self, at: int) -> Item | None:
        """A base behind "so với" and its like, what lies between skipped."""
        for lead in self.leads[self.tokens[at].text]:
            place = self._past(at, lead)
            if place is None:
                continue
            core = self._past_fillers(place)
            if core < len(self.tokens) and (found := self._core(at, core)):
                return found
        return None

    def _core(self, at: int, core: int) -> Item | None:
        hit = phrase_at(self.tokens, core, self.grammar.phrases)
        strong = self.tokens[at].text in ("so", "svới")
        if hit and "base" in (values := hit[1]):
            weak = tuple(token.text for token in self.tokens[core : hit[0]]) in self.need_lead
            if (weak and not strong and self.tokens[at].text != "với") or (
                values["base"] == PLAN and self._is_a_name(core, hit[0])
            ):
                return None
            if self.tokens[at].text == "bằng":
                return None
            last, year = self._year_after(hit[0])
            return self._as_base(at, last, core, values["base"], year, led=strong)
        return (self._dated(at, core) or self._season(at, core)) if strong else None

    def _season(self, at: int, core: int) -> Item | None:
        """ "so với vụ hè thu năm trước", "so với dịp Tết năm 2022": the year ends it."""
        for place in range(core + 1, min(core + 6, len(self.tokens))):
            if self.tokens[place].kind != LETTERS:
                return None
            if self._word(place) == "năm":
                last, year = self._year_after(place)
                return (
                    self._as_base(at, last, core, PRIOR_YEAR, year, led=True)
                    if last > place
                    else None
                )
        return None

    def _dated(self, at: int, core: int) -> Item | None:
        """ "so với năm 2022", "… tháng 12 năm trước", "… quý I năm 2022", "… 31/12"."""
        word = self.tokens[core].text
        after = self.tokens[core + 1].text if core + 1 < len(self.tokens) else ""
        if _YEAR.fullmatch(word):
            return self._as_base(at, core + 1, core, PRIOR_YEAR, word, led=True)
        if word == "năm" and _YEAR.fullmatch(after):
            return self._as_base(at, core + 2, core, PRIOR_YEAR, after, led=True)
        if word in ("tháng", "quý") and (after.isdigit() or _QUARTER.fullmatch(after)):
            last, year = self._year_after(core + 2)
            far = last > core + 2 and after != "12"
            return self._as_base(
                at, last, core, PRIOR_YEAR if far else PRIOR_PERIOD, year, led=True
            )
        if core in self.skips.inside or word == "ngày":
            last = core + 1
            while last < len(self.tokens) and (
                last in self.skips.inside or self.tokens[last].text in "/.-"
            ):
                last += 1
            return self._as_base(at, last, core, PRIOR_PERIOD, "", led=True)
        return None

    def _as_base(self, at: int, last: int, core: int, kind: str, year: str, *, led: bool) -> Item:
        said = self.normal.text[self.tokens[core].start : self.tokens[last - 1].end]
        return Item(BASE, at, last, {}, None, Base(kind, said, year, led))

    def _year_after(self, at: int) -> tuple[int, str]:
        """Past "năm 2022", "năm trước", "của năm trước" behind a base; the year or ""."""
        place = at + 1 if self._word(at) in ("của", "/") else at
        if self._word(at) == "/" and _YEAR.fullmatch(self._word(place)):  # "quý III/2022"
            return place + 1, self._word(place)
        place = place + 1 if self._word(place) == "cả" else place
        if self._word(place) == "năm":
            if _YEAR.fullmatch(self._word(place + 1)):
                return place + 2, self._word(place + 1)
            if self._word(place + 1) in ("trước", "ngoái", "nay"):
                return place + 2, ""
        if _YEAR.fullmatch(self._word(at)):
            return at + 1, self._word(at)
        return at, ""

    def _word(self, at: int) -> str:
        return self.tokens[at].text if at < len(self.tokens) else ""

    def _past(self, at: int, words: tuple[str, ...]) -> int | None:
        for n, word in enumerate(words):
            if self._word(at + n) != word:
                return None
        return at + len(words)

    def _past_fillers(self, at: int) -> int:
        for _ in range(2):
            for words in self.fillers.get(self._word(at), ()):
                if words == ("cùng",) and self._word(at + 1) in (
                    "kỳ",
                    "thời",
                    "giai",
                    "tháng",
                    "quý",
                ):
                    continue
                if (place := self._past(at, words)) is not None:
                    at = place
                    break
            else:
                return at
        return at
