"""Growth above 100% that neither the text nor the workbook bears out: an index, or true growth?

A true growth of 170% or 306% does occur, so the figure alone asks nothing. What asks is the wording
("tăng so với cùng kỳ 121%", "tăng trưởng đạt 151%"), the plan beside it (growth that would have
made the plan a multiple of the year before), or an indicator of the office's own plan, which
doubles in no year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from xlplan.text import rules
from xlplan.text.claims import EXCESS, GROWTH, INDEX, PLAN, PRIOR_PERIOD, Claim
from xlplan.text.figures import RATE
from xlplan.text.grammar import data, words_of
from xlplan.text.ranges import number, percent
from xlplan.text.remarks import Remark, remark

_FROM = Decimal(1)
_TO, _TO_ODD = Decimal("1.5"), Decimal(3)
"""Up to where a rate may be an index: usually; where the wording is odd or the plan improbable."""

_PLANNED = Decimal("1.8")
"""A plan is hardly ever above so many times the year before."""

_NEW = ("TMDT_KH", "TMDT_DT")
"""Indicators that do grow by multiples."""

_MONTHS = re.compile(r"(\d{1,2}) tháng")


def verb_questions(claims: list[Claim]) -> Iterator[Remark]:
    """Growth that looks like an index and can't be told: asked once the rest is settled."""
    indexes = set(data()["verbs"]["index"])
    for claim in claims:
        asked = claim.verb in (GROWTH, EXCESS) and claim.figure.kind == RATE
        settled = claim.proved or claim.place is not None or claim.upper is not None
        if not asked or settled or claim.rate is None or claim.base == PRIOR_PERIOD:
            continue
        if _FROM < claim.rate < _limit(claim, claims, indexes):
            rate = percent(claim.rate)
            yield remark(
                rules.QUESTION, claim,
                f"«{claim.text}»: nếu {rate} là chỉ số thì phải viết «bằng {rate}», mức tăng là "
                f"{percent(claim.rate - 1)}; nếu đúng là tăng {rate} thì số này gấp "
                f"{percent(claim.rate + 1)} số gốc.",
                said=number(claim.rate),
            )  # fmt: skip


def _limit(claim: Claim, claims: list[Claim], indexes: set[str]) -> Decimal:
    """Up to which rate this growth is questioned; 0 = never."""
    before = words_of(claim.text[: claim.at - claim.start])
    if claim.verb == GROWTH and (claim.said in indexes or "so" in before):
        return _TO_ODD
    if claim.verb == EXCESS:
        return _TO
    attained = _attained(claim, claims)
    if attained is not None and claim.rate is not None:
        share = _share_of_year(claim)
        as_growth = (claim.rate + 1) / attained * share
        return (
            Decimal(0)
            if as_growth <= _PLANNED or claim.rate / attained * share > _PLANNED
            else _TO_ODD
        )
    return _TO if claim.code and claim.code not in _NEW else Decimal(0)


def _attained(claim: Claim, claims: list[Claim]) -> Decimal | None:
    """Actual ÷ plan of the same indicator, as the same sentence tells it."""
    for other in claims:
        same = other.sentence == claim.sentence and other.indicator == claim.indicator
        if same and other.rate and other.rate > 0 and other.upper is None:
            if other.verb == INDEX and other.base == PLAN:
                return other.rate
            if other.verb == EXCESS and other is not claim:
                return other.rate + 1
    return None


def _share_of_year(claim: Claim) -> Decimal:
    """How much of its year the claim covers, where the period says it by months."""
    found = _MONTHS.match(claim.period or "")
    return Decimal(found[1]) / 12 if found and 0 < int(found[1]) <= 12 else Decimal(1)
