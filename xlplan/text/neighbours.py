"""What stands right before and behind a figure: signs, hedges, prepositions, names."""

from __future__ import annotations

from functools import lru_cache

from xlplan.text.figures import AMOUNT, Figure
from xlplan.text.grammar import ESTIMATE, data, words_of
from xlplan.text.items import FIGURE, HEDGE, INDICATOR, MARK, VERB, Item
from xlplan.text.lexer import LETTERS, Token
from xlplan.text.normal import Normal

_PREPOSITIONS = frozenset(("qua", "tại", "ở", "trên", "theo", "cho", "cùng", "với", "từ", "bằng"))


@lru_cache(maxsize=1)
def _saving() -> tuple[tuple[str, ...], ...]:
    return tuple(words_of(text) for text in data()["words"]["saved"])


class Neighbours:
    """Looks around the figures of one sentence, which ends before token `last`."""

    def __init__(self, normal: Normal, tokens: list[Token], items: list[Item], last: int) -> None:
        self.normal, self.tokens, self.items, self.last = normal, tokens, items, last
        self.kinds = {item.first: item.kind for item in items}

    def next(self, n: int) -> Item | None:
        """The item behind; None at the end."""
        return self.items[n + 1] if n + 1 < len(self.items) else None

    def word(self, at: int) -> str:
        """The token's text; "" outside."""
        return self.tokens[at].text if 0 <= at < len(self.tokens) else ""

    def in_passing(self, figure: Figure, item: Item) -> bool:
        """ "qua 3 kênh", "tại 2 xã": a small count behind a preposition tells no result."""
        small = figure.kind == AMOUNT and figure.value < 10 and "," not in self.word(item.first)
        return small and self.word(item.first - 1) in _PREPOSITIONS

    def sign(self, item: Item) -> str:
        """A plus or minus right before the digits."""
        at = item.first - 1
        if self.word(at) in ("+", "-") and self.tokens[at].end == self.tokens[item.first].start:
            before = self.word(at - 1)
            if before in ("(", ":", "") or self.tokens[at - 1].end < self.tokens[at].start:
                return self.word(at)
        return ""

    def saved(self, start: int) -> bool:
        """Whether "tiết kiệm" stands right before: saved against a plan, not a deposit."""
        return any(
            tuple(self.word(at) for at in range(start - len(words), start)) == words
            for words in _saving()
        )

    def goes_to(self, n: int) -> bool:
        """Whether "lên", "còn" follows: the first of two levels."""
        follower = self.next(n)
        return bool(follower and "level" in follower.value("verb").split())

    def followed_by_name(self, item: Item) -> bool:
        """Whether a word that is no verb, base or joint follows the figure."""
        after = item.last
        if after >= self.last or self.tokens[after].kind != LETTERS:
            return False
        return self.kinds.get(after, INDICATOR) in (INDICATOR, "noun", HEDGE)

    def hedge(self, n: int, item: Item) -> tuple[str | None, str, int]:
        """The hedge before (or behind) a figure, its side, and the token where both begin."""
        side, hedge, start = "", None, item.first
        for place in range(n - 1, -1, -1):
            before = self.items[place]
            if before.last != start or before.kind not in (HEDGE, VERB):
                break
            if value := before.value("hedge"):
                start = before.first
                if hedge is None:
                    hedge, side = self.said(before), value.split()[0]
            else:
                break
        after = self.next(n)
        if (
            hedge is None
            and after
            and after.first == item.last
            and (value := after.value("hedge")).startswith("after_")
        ):
            return self.said(after), value.removeprefix("after_"), start
        if hedge is None and (estimate := self.estimate(n)):
            return self.said(estimate), ESTIMATE, start
        return hedge, side, start

    def estimate(self, n: int) -> Item | None:
        """An "ước" that opens the clause or the sentence: "Ước cả năm 2023, doanh thu đạt …"."""
        for place in range(n - 1, -1, -1):
            before = self.items[place]
            if before.kind == FIGURE or (before.kind == MARK and before.value("mark") != ","):
                return None
            if before.value("hedge") == ESTIMATE:
                return before
        return None

    def said(self, item: Item) -> str:
        """An item's words, folded."""
        first, last = self.tokens[item.first], self.tokens[item.last - 1]
        return self.normal.text[first.start : last.end]
