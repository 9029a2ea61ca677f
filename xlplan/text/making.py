"""From what stands around a figure to the claim."""

from __future__ import annotations

import re
from dataclasses import dataclass

from xlplan.domain.amounts import half_up
from xlplan.text.claims import (
    DIFFERENCE,
    EXCESS,
    FROM,
    LEVEL,
    NONE,
    PLAN,
    PRIOR_YEAR,
    RATIO,
    SHARE,
    WHOLE,
    Claim,
)
from xlplan.text.figures import AMOUNT, FRACTION, PART, POINTS, RATE, Figure
from xlplan.text.grammar import Grammar
from xlplan.text.items import BASE, INDICATOR, NOUN, Base, Item
from xlplan.text.lexer import LETTERS, Token
from xlplan.text.meaning import Setting, meant
from xlplan.text.normal import Normal
from xlplan.text.subjects import Subject


@dataclass
class Draft:
    """A figure of a sentence with its neighbours, before its meaning is settled."""

    item: Item
    figure: Figure
    setting: Setting
    verb_item: Item | None
    hedge: str | None
    hedge_side: str
    hedge_start: int
    base: Base | None
    carried: Base | None
    subject: Subject | None
    place: int
    previous: Draft | None
    group: int
    detail: bool
    sentence: int
    plan_told: bool
    role_base: Base | None
    heading: Base | None
    renamed: bool
    whole: bool = False
    of: str = ""
    base_item: Item | None = None
    partner: Draft | None = None
    claim: Claim | None = None

    @property
    def verb(self) -> tuple[str, ...]:
        """The meanings of the verb that governs the figure."""
        return self.setting.verb

    @property
    def pairs(self) -> bool:
        """Whether, in a bracket, it only restates the figure before it."""
        return not self.verb or self.setting.equal


_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+")
MISSING_SIGN = "percent"


def bare_figure(
    item: Item, tokens: list[Token], verb: Item | None, follower: Item | None, grammar: Grammar
) -> Item | None:
    """A number without a known unit as a figure: a percentage without its sign before a base, a
    count of an unknown thing; None where it claims nothing."""
    figure = item.figure
    assert figure is not None
    verbs = set(verb.value("verb").split()) if verb else set()
    adjacent = follower is not None and follower.first == item.last
    if adjacent and follower is not None and follower.kind == BASE:
        if "index" in verbs and 20 <= figure.value <= 300:
            rate = figure._replace(
                kind=RATE, value=figure.value / 100, step=figure.step / 100, unit="%"
            )
            return item._replace(figure=rate)
        return item._replace(figure=figure._replace(kind=AMOUNT)) if verbs else None
    grouped = bool(_GROUPED.fullmatch(tokens[item.first].text))
    if not verbs and not grouped:
        return None
    known = adjacent and follower is not None and follower.kind not in (INDICATOR, NOUN)
    if item.last < len(tokens) and tokens[item.last].kind == LETTERS and not known:
        word = tokens[item.last].text
        if word not in grammar.raw["words"]["loose"]:
            last = item.last + 1
            counted = figure._replace(kind=AMOUNT, last=last, unit=word, printed=word)
            return item._replace(last=last, figure=counted)
    return item._replace(figure=figure._replace(kind=AMOUNT))


def make_claim(draft: Draft, normal: Normal, tokens: list[Token]) -> Claim | None:
    """The claim of a settled draft; None where its figure claims nothing."""
    setting = draft.setting
    setting.noun = (draft.subject.noun if draft.subject else "") or setting.noun
    setting.explicit = draft.base.kind if draft.base else ""
    setting.led = draft.role_base is not None
    setting.carried = draft.carried.kind if draft.carried else ""
    setting.after = draft.previous.claim if draft.previous else None
    found = meant(setting)
    if found is None:
        return None
    verb, sign = found
    base = draft.base or draft.carried
    past = _tells_the_past(draft)
    if past and draft.previous:
        base = draft.previous.base
    kind = _base_kind(draft, verb, base)
    first, last = _stretch(draft)
    start, end = normal.span(tokens[first].start, tokens[last - 1].end)
    at, until = normal.span(tokens[draft.item.first].start, tokens[draft.item.last - 1].end)
    known = draft.subject.known if draft.subject else {}
    name = draft.subject.at(draft.place, draft.figure.unit) if draft.subject else None
    claim = Claim(
        text=normal.original[start:end], start=start, end=end, at=at, until=until, verb=verb,
        said=_said(draft, normal, tokens), base=kind, figure=draft.figure, step=draft.figure.step,
        unit=draft.figure.unit, indicator=name, code=name if name in known else "",
        hedge=draft.hedge, hedge_side=draft.hedge_side, group=draft.group, detail=draft.detail,
        sentence=draft.sentence, doubts=_doubts(draft), of=draft.of,
    )  # fmt: skip
    if base is not None and kind != NONE:
        claim.base_said, claim.base_year = base.said, base.year
    _fill(claim, draft, sign)
    if past:
        claim.role = PRIOR_YEAR
    return claim


def _tells_the_past(draft: Draft) -> bool:
    """ "(cùng kỳ 70%)": a bracket with last year's percentage."""
    before = draft.previous
    return bool(
        draft.setting.led
        and draft.setting.bracket
        and before
        and before.figure.kind == draft.figure.kind == RATE
    )


def _base_kind(draft: Draft, verb: str, base: Base | None) -> str:
    if verb in (LEVEL, SHARE) or (verb == RATIO and (base is None or base.kind != PLAN)):
        return NONE
    if verb == RATIO:
        return PLAN if draft.base and draft.figure.kind == FRACTION else NONE
    if base is not None:
        return base.kind
    if verb == EXCESS or (verb == DIFFERENCE and "excess" in draft.verb):
        return PLAN
    return NONE


def _fill(claim: Claim, draft: Draft, sign: int) -> None:
    """The numbers, signed and in base units."""
    figure = claim.figure
    value = figure.value * sign
    claim.upper = None if figure.upper is None else figure.upper * sign
    if claim.verb == DIFFERENCE and figure.kind == RATE:  # points told as %
        claim.amount, claim.step, claim.unit = value * 100, figure.step * 100, "điểm phần trăm"
        claim.upper = None if claim.upper is None else claim.upper * 100
    elif figure.kind in (AMOUNT, POINTS):
        claim.amount = value
    elif figure.kind == FRACTION:
        claim.amount, claim.whole = value, figure.whole
        if figure.whole:
            claim.rate = half_up(figure.value / figure.whole, 4)
    else:
        claim.rate = half_up(value, 4) if figure.kind == PART else value
    told_of = draft.role_base or draft.heading
    amounts = claim.verb == LEVEL or (claim.verb == RATIO and figure.kind == AMOUNT)
    if amounts and told_of is not None:
        claim.role = told_of.kind
        claim.base_year = told_of.year
    elif claim.verb in (LEVEL, RATIO) and draft.setting.from_word:
        claim.role = FROM
    elif claim.verb == LEVEL and draft.whole:
        claim.role = WHOLE
    elif claim.verb == LEVEL and draft.carried and "loss" in draft.verb:
        claim.role = draft.carried.kind


def _doubts(draft: Draft) -> tuple[str, ...]:
    found = list(draft.setting.doubts)
    figure = draft.figure
    if figure.kind == RATE and not figure.printed:
        found.append(MISSING_SIGN)
    if figure.ambiguous:
        found.append("number")
    level = figure.kind == AMOUNT and not draft.verb_item
    if level and draft.base and draft.base_item and draft.base.kind == PRIOR_YEAR:
        found.append("level")
    return tuple(found)


def _stretch(draft: Draft) -> tuple[int, int]:
    """From the verb (or hedge, or lead) to the figure or the base right behind it."""
    first = draft.hedge_start
    if draft.verb_item is not None and not draft.setting.inherited:
        first = min(first, draft.verb_item.first)
    last = draft.item.last
    if draft.base_item is not None and draft.base_item.first == last:
        last = draft.base_item.last
    return first, max(last, draft.item.last)


def _said(draft: Draft, normal: Normal, tokens: list[Token]) -> str:
    verb = draft.verb_item
    if verb is None:
        return ""
    return normal.text[tokens[verb.first].start : tokens[verb.last - 1].end]
