"""Figures that stand in pairs: a share with its part and its whole, two rates and their points,
an amount run into another one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from xlplan.domain.amounts import Interval
from xlplan.domain.indicators import Registry
from xlplan.text import rules
from xlplan.text.claims import DIFFERENCE, FROM, LEVEL, PRIOR_YEAR, RATIO, SHARE, WHOLE, Claim
from xlplan.text.figures import POINTS, RATE
from xlplan.text.grammar import words_of
from xlplan.text.ranges import (
    interval,
    middle,
    number,
    of_amount,
    of_rate,
    percent,
    quotient,
    shown,
)
from xlplan.text.remarks import Remark, remark

_NEAR = 2
"""How many sentences back the whole of a share is looked for."""

_BESIDE = 2
"""How many sentences away figures are still read side by side."""


def share_remarks(claims: list[Claim], registry: Registry) -> Iterator[Remark]:
    """Shares whose part and whole are told: "80 tỷ đồng, chiếm 71,4% tổng doanh thu (112 tỷ)"."""
    for n, claim in enumerate(claims):
        if claim.verb != SHARE or claim.rate is None or claim.upper is not None:
            continue
        part, whole = _part(claims, n), _whole(claims, n, registry)
        if part is None or whole is None or part.unit != whole.unit:
            continue
        right = quotient(of_amount(part, inner=True), of_amount(whole, inner=True))
        if right is None or of_rate(claim, inner=True).overlaps(right):
            continue
        yield remark(
            rules.RATE, claim,
            f"Văn bản ghi «{claim.text}», tính ra {shown(part.amount or Decimal(0), part.unit)} / "
            f"{shown(whole.amount or Decimal(0), whole.unit)} = {percent(middle(right))}.",
            said=number(claim.rate), computed=number(middle(right)),
        )  # fmt: skip


def _part(claims: list[Claim], n: int) -> Claim | None:
    """The level that the share is of, right before it in its sentence."""
    share = claims[n]
    for claim in reversed(claims[:n]):
        if claim.sentence != share.sentence or claim.indicator != share.indicator:
            return None
        if claim.verb == LEVEL:
            return claim if not claim.role and claim.upper is None else None
    return None


def _whole(claims: list[Claim], n: int, registry: Registry) -> Claim | None:
    """The level that the words behind the share name: right behind it, or told before."""
    share = claims[n]
    follower = claims[n + 1] if n + 1 < len(claims) else None
    if follower and follower.role == WHOLE and follower.sentence == share.sentence:
        return follower
    wanted = words_of(share.of)
    if len(wanted) < 2:
        return None
    for claim in reversed(claims[:n]):
        if share.sentence - claim.sentence > _NEAR:
            return None
        told = claim.verb == LEVEL and not claim.role and claim.upper is None
        if told and claim.period == share.period and wanted in _names(claim, registry):
            return claim
    return None


def _names(claim: Claim, registry: Registry) -> list[tuple[str, ...]]:
    if not claim.code:
        return [words_of(claim.indicator or "")]
    indicator = registry.get(claim.code)
    names = (indicator.label, *indicator.aliases) if indicator else ()
    return [words_of(name) for name in names]


def point_remarks(claims: list[Claim]) -> Iterator[Remark]:
    """Two rates with the points between them: "từ 5,4% xuống còn 4,1%, giảm 1,3 điểm phần trăm"."""
    for first, second, change in zip(claims, claims[1:], claims[2:], strict=False):
        rates = first.role == FROM and all(
            claim.verb in (RATIO, SHARE) and claim.figure.kind == RATE and claim.rate is not None
            for claim in (first, second)
        )
        points = change.verb == DIFFERENCE and change.figure.kind in (POINTS, RATE)
        same = {claim.sentence for claim in (first, second, change)} == {change.sentence}
        if not (rates and points and same) or first.rate is None or second.rate is None:
            continue
        one, other = (interval(c, c.rate or Decimal(0), inner=True) for c in (first, second))
        right = Interval((other.low - one.high) * 100, (other.high - one.low) * 100)
        if change.amount is not None and not of_amount(change, inner=True).overlaps(right):
            told = (second.rate - first.rate) * 100
            yield remark(
                rules.DIFFERENCE, change,
                f"Văn bản ghi «{change.text}», từ {percent(first.rate)} đến {percent(second.rate)} "
                f"là {shown(told, change.unit)}.",
                said=number(change.amount), computed=number(told),
            )  # fmt: skip


def run_together(claims: list[Claim]) -> Iterator[Remark]:
    """ "113 tỷ 298 tỷ đồng": the second amount can't belong to the first."""
    for one, other in pairwise(claims):
        both = one.verb == other.verb == LEVEL and one.unit == other.unit == "đồng"
        if both and 0 < other.at - one.until <= 1 and other.amount and one.amount:
            yield remark(
                rules.UNIT, other,
                f"«{other.text}» đứng liền sau «{one.text}»: một trong hai số sai đơn vị tính.",
                said=number(other.amount),
            )  # fmt: skip


def base_remarks(claims: list[Claim]) -> Iterator[Remark]:
    """Figures of one period, most of them compared with one year and one with another."""
    compared: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        own = claim.own_year
        if claim.base == PRIOR_YEAR and claim.base_year and claim.base_year != own:
            compared.setdefault((claim.period or "", own), []).append(claim)
    for told in compared.values():
        years = Counter(claim.base_year for claim in told)
        usual, most = years.most_common(1)[0]
        if len(years) != 2 or most < 2 or len(told) - most != 1:
            continue
        odd = next(claim for claim in told if claim.base_year != usual)
        beside = [c for c in told if abs(c.sentence - odd.sentence) <= _BESIDE and c is not odd]
        if len(beside) > 1 and all(claim.indicator != odd.indicator for claim in beside):
            yield remark(
                rules.MIXED_BASES, odd,
                f"«{odd.text}» so với năm {odd.base_year}, các số khác cùng kỳ so với năm {usual}.",
                year=int(odd.base_year), usual=int(usual),
            )  # fmt: skip
