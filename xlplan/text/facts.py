"""Claims that tell of one thing together: a level with its plan, its prior year and its rates."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from xlplan.domain.amounts import Interval
from xlplan.text.claims import (
    DIFFERENCE,
    EXCESS,
    FROM,
    GROWTH,
    INDEX,
    LEVEL,
    NONE,
    PLAN,
    PRIOR_PERIOD,
    PRIOR_YEAR,
    RATIO,
    Claim,
)
from xlplan.text.figures import FRACTION, POINTS
from xlplan.text.ranges import interval, of_amount


@dataclass
class Facts:
    """What a sentence tells of one indicator. `level` is the actual; `bases` holds the figures that
    it is compared with, by kind, as told beside it; `start` is where a change began; `fraction` is
    an "a/b" claim."""

    level: Claim | None = None
    bases: dict[str, Claim] = field(default_factory=dict)
    start: Claim | None = None
    fraction: Claim | None = None
    others: list[Claim] = field(default_factory=list)

    def of(self, verb: str, base: str) -> list[Claim]:
        """Its claims of a verb against a base, ranges and points left out."""
        return [
            claim
            for claim in self.others
            if claim.verb == verb
            and claim.base == base
            and claim.upper is None
            and claim.figure.kind != POINTS
        ]

    def rates(self) -> list[Claim]:
        """Index, growth and excess claims."""
        return [c for c in self.others if c.verb in (INDEX, GROWTH, EXCESS) and c.upper is None]

    def current(self) -> Interval | None:
        """The actual figure; None when it isn't told."""
        told = self.level or self.fraction
        return of_amount(told, inner=True) if told is not None else None

    def base(self, kind: str) -> Interval | None:
        """The figure compared with, as told; None when it isn't."""
        if kind == PLAN and self.fraction is not None and self.fraction.whole is not None:
            return interval(self.fraction, self.fraction.whole, inner=True)
        told = self.bases.get(kind)
        if told is None and kind != PLAN:
            told = self.start
        if told is None or (self.level is not None and told.unit != self.level.unit):
            return None
        return of_amount(told, inner=True)

    def against_plan(self) -> bool:
        """Whether a rate of it is told against a plan."""
        return any(claim.base == PLAN for claim in self.rates())

    def several_plans(self, claim: Claim) -> bool:
        """Whether a rate beside it is told against another plan, or the same verb twice."""
        beside = [c for c in self.rates() if c is not claim and c.base == PLAN]
        return any(c.verb == claim.verb or c.base_said != claim.base_said for c in beside)

    def known(self) -> list[str]:
        """The kinds of base with a figure: told, or reckoned from a difference."""
        kinds = [PLAN] if self.fraction is not None else []
        kinds += [*self.bases] or ([PRIOR_YEAR] if self.start else [])
        kinds += [c.base for c in self.others if c.verb == DIFFERENCE and c.base != NONE]
        return list(dict.fromkeys(kinds))


def facts(claims: list[Claim]) -> list[Facts]:
    """The claims of a text grouped; a new level of an indicator begins a new group."""
    found: list[Facts] = []
    current: dict[str, Facts] = {}
    sentence = -1
    for claim in claims:
        if claim.sentence != sentence:
            _share_plan(list(current.values()))
            current, sentence = {}, claim.sentence
        name = claim.indicator or ""
        group = current.get(name)
        if group is None or (_begins(claim) and (group.level or group.fraction)):
            group = current[name] = Facts()
            found.append(group)
        _put(group, claim)
    _share_plan(list(current.values()))
    return found


def _share_plan(groups: list[Facts]) -> None:
    """ "Kinh phí được giao 1.105 tỷ đồng, đã giải ngân 642,7 tỷ đồng, đạt 58,2% kế hoạch": a plan
    alone, then its actual under another name."""
    for one, other in pairwise(groups):
        lone = PLAN in one.bases and not (one.level or one.fraction or one.others)
        told = other.level is not None and PLAN not in other.bases and other.against_plan()
        if lone and told and other.level and not (other.level.code and one.bases[PLAN].code):
            other.bases[PLAN] = one.bases[PLAN]


def _begins(claim: Claim) -> bool:
    """Whether a claim tells an actual figure."""
    return _amounts(claim) and not claim.role


def _amounts(claim: Claim) -> bool:
    return claim.verb == LEVEL or (claim.verb == RATIO and claim.amount is not None)


def _put(group: Facts, claim: Claim) -> None:
    if claim.upper is not None and claim.verb in (LEVEL, RATIO):
        return
    if claim.figure.kind == FRACTION:
        group.fraction = claim
    elif claim.role in (PLAN, PRIOR_YEAR, PRIOR_PERIOD) and _amounts(claim):
        group.bases[claim.role] = claim
    elif claim.role == FROM and _amounts(claim):
        group.start = claim
    elif _begins(claim):
        group.level = claim
    elif claim.verb in (INDEX, GROWTH, EXCESS, DIFFERENCE) and not claim.role:
        group.others.append(claim)
