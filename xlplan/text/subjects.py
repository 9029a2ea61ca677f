"""What a figure is told of: the indicator's code, or the words that name it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from xlplan.domain.amounts import find_unit
from xlplan.domain.indicators import Registry, standard
from xlplan.text.grammar import Grammar, data, words_of
from xlplan.text.items import INDICATOR, NOUN, Item
from xlplan.text.lexer import LETTERS, NUMBER, Token, phrase_at
from xlplan.text.normal import Normal

LONGEST = 14
"""Words of a name beyond which a stretch is prose, not a name."""


_AUXILIARIES = frozenset(("sẽ", "đã", "chỉ", "cũng", "đều", "vẫn", "được", "mới", "hiện", "đang"))


class Subject(NamedTuple):
    """`codes` of the indicators named, `name` as worded ("" when only codes), `noun` the kind of
    noun that changes what a percentage means ("" = a plain amount); `registry` the indicators, None
    for the standard ones."""

    codes: tuple[str, ...] = ()
    name: str = ""
    noun: str = ""
    registry: Registry | None = None

    @property
    def known(self) -> Registry:
        """The indicators that it may be one of."""
        return self.registry or standard()

    def at(self, place: int, unit: str) -> str | None:
        """The indicator of the figure at a place of an enumeration: code, name or None.

        A name that several indicators share ("TMĐT"), or that lacks what it is per ("doanh thu
        bình quân 6,8 triệu đồng/điểm/tháng"), is settled by the figure's unit.
        """
        if not self.codes:
            return self._by_unit(unit) or self.name or None
        codes = self.codes[min(place, len(self.codes) - 1)].split()
        known = self.known
        fitting = [code for code in codes if dimension(code, known) == unit]
        if not fitting and "/" in unit and "/" not in dimension(codes[0], known):
            fitting = [code for code in known if dimension(code, known) == unit]
        return fitting[0] if fitting else codes[0]

    def _by_unit(self, unit: str) -> str | None:
        """ "Doanh thu mạng lưới điểm BĐ-VHX … 6,8 triệu đồng/điểm/tháng": the one indicator per
        that unit whose label begins like the name, if the name has what it is per."""
        per = unit.split("/")[1] if "/" in unit else ""
        words = words_of(self.name)
        if not per or per not in words:
            return None
        found = [
            code
            for code, one in self.known.items()
            if dimension(code, self.known) == unit and words_of(one.label)[:1] == words[:1]
        ]
        return found[0] if len(found) == 1 else None

    def fits(self, unit: str) -> bool:
        """Whether one of its indicators is counted in that unit."""
        codes = [code for several in self.codes for code in several.split()]
        return any(dimension(code, self.known) == unit for code in codes)


def dimension(code: str, registry: Registry) -> str:
    """The base unit of an indicator: "đồng", "lượt", "đồng/điểm/tháng"; "" when unknown."""
    indicator = registry.get(code)
    return _dimension(indicator.unit) if indicator else ""


@lru_cache(maxsize=256)
def _dimension(text: str) -> str:
    unit = find_unit(text)
    same = data()["units"]["same"]
    return "/".join(same.get(part, part) for part in unit.dimension.split("/")) if unit else ""


class Subjects:
    """Names subjects out of stretches of tokens."""

    def __init__(self, normal: Normal, tokens: list[Token], grammar: Grammar) -> None:
        self.normal, self.tokens = normal, tokens
        words = grammar.raw["words"]
        self.loose = frozenset(word for text in words["loose"] for word in words_of(text))
        self.phrases, self.registry = grammar.phrases, grammar.registry
        self.lead_in: dict[str, list[tuple[str, ...]]] = {}
        for lead in sorted((words_of(text) for text in words["lead_in"]), key=len, reverse=True):
            self.lead_in.setdefault(lead[0], []).append(lead)

    def subject(self, first: int, last: int, items: list[Item]) -> Subject | None:
        """The subject that tokens `first` to `last` name; None when they name none."""
        named = [item for item in items if item.kind == INDICATOR and first <= item.first < last]
        nouns = [item for item in items if item.kind == NOUN and first <= item.first < last]
        noun = nouns[-1].value(NOUN).split()[-1] if nouns else ""
        covered = {n for item in named for n in range(item.first, item.last)}
        rest = [
            token.text
            for n, token in enumerate(self.tokens[first:last], first)
            if token.kind == LETTERS and n not in covered
        ]
        strange = [word for word in rest if word not in self.loose]
        if named and not strange:
            return Subject(_codes(named), "", noun, self.registry)
        if not strange and rest != ["dịch", "vụ"]:  # alone it names the sector
            return Subject((), "", noun, self.registry) if noun else None
        name = self._name(first, last)
        return Subject((), name, noun, self.registry) if name else None

    def counted(self, unit: int, last: int, end: int, items: list[Item]) -> Subject | None:
        """What a count counts: the indicator that begins with its unit ("150 điểm BĐ-VHX"), else
        the unit with the words behind it, up to the first of `items`."""
        hit = phrase_at(self.tokens, unit, self.phrases) if unit < len(self.tokens) else None
        if hit and (codes := hit[1].get(INDICATOR)):
            return Subject((codes,), registry=self.registry)
        counts = next((i for i in items if i.kind == INDICATOR and i.first == last), None)
        if counts is not None:  # "1.240 người tham gia BHXH tự nguyện"
            return Subject((counts.value(INDICATOR),), registry=self.registry)
        stop = items[0].first if items else end
        name = self._name(unit, max(last, min(stop, last + 6)))
        return Subject((), name, registry=self.registry) if name else None

    def _past_leads(self, first: int, last: int) -> int:
        """Past the words that lead into a name ("trong đó", "riêng"), if some name is left."""
        while first < last:
            for words in self.lead_in.get(self.tokens[first].text, ()):
                after = first + len(words)
                have = tuple(token.text for token in self.tokens[first:after])
                if have == words and after < last:
                    first = after
                    break
            else:
                return first
        return first

    def _name(self, first: int, last: int) -> str:
        """The words as printed, without what leads into them and without times."""
        while first < last and self.tokens[first].kind != LETTERS:
            first += 1
        first = self._past_leads(first, last)
        kept = first
        while (kept < last and self.tokens[kept].kind in (LETTERS, NUMBER)) or (
            kept < last and self.tokens[kept].text in '-&/"'
        ):
            kept += 1
        while kept > first and self.tokens[kept - 1].text in _AUXILIARIES:
            kept -= 1
        kept = min(kept, first + LONGEST)
        if kept <= first:
            return ""
        start, end = self.normal.span(self.tokens[first].start, self.tokens[kept - 1].end)
        return re.sub(r"\s+", " ", self.normal.original[start:end])


def _codes(named: list[Item]) -> tuple[str, ...]:
    """Codes in order; a total's name before its part's ("doanh thu TCBC") is the part's."""
    found = list(dict.fromkeys(item.value(INDICATOR) for item in named))
    if len(found) > 1 and found[0] == "TONG_DT":
        found = found[1:]
    if len(found) > 1 and found[0] == "NSLD":
        found = found[:1]
    return tuple(found)
