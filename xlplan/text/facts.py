"""Claims that tell of one thing together: a level with its plan, its prior year and its rates."""

from __future__ import annotations

from dataclasses import dataclass, field

from xlplan.domain.amounts import Interval
from xlplan.text.claims import (
    DIFFERENCE,
    EXCESS,
    GROWTH,
    INDEX,
    LEVEL,
    PLAN,
    PRIOR_YEAR,
    RATIO,
    Claim,
)
from xlplan.text.figures import FRACTION, POINTS
from xlplan.text.ranges import interval, of_amount


@dataclass
class Facts:
    """What a sentence tells of one indicator. `level` is the actual; `plan` and `prior` are levels
    told beside it; `fraction` is an "a/b" claim."""

    level: Claim | None = None
    plan: Claim | None = None
    prior: Claim | None = None
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
        if self.level is not None:
            return of_amount(self.level)
        return of_amount(self.fraction) if self.fraction is not None else None

    def base(self, kind: str) -> Interval | None:
        """The figure compared with, as told; None when it isn't."""
        if kind == PLAN and self.fraction is not None and self.fraction.whole is not None:
            return interval(self.fraction, self.fraction.whole)
        told = self.plan if kind == PLAN else self.prior if kind == PRIOR_YEAR else None
        return of_amount(told) if told is not None else None


def facts(claims: list[Claim]) -> list[Facts]:
    """The claims of a text grouped; a new level of an indicator begins a new group."""
    found: list[Facts] = []
    current: dict[str, Facts] = {}
    sentence = -1
    for claim in claims:
        if claim.sentence != sentence:
            current, sentence = {}, claim.sentence
        name = claim.indicator or ""
        group = current.get(name)
        if group is None or (_begins(claim) and (group.level or group.fraction)):
            group = current[name] = Facts()
            found.append(group)
        _put(group, claim)
    return found


def _begins(claim: Claim) -> bool:
    """Whether a claim tells an actual figure."""
    level = claim.verb == LEVEL or (claim.verb == RATIO and claim.amount is not None)
    return level and not claim.role


def _put(group: Facts, claim: Claim) -> None:
    if claim.upper is not None and claim.verb in (LEVEL, RATIO):
        return
    if claim.figure.kind == FRACTION:
        group.fraction = claim
    elif claim.role == PLAN and claim.verb == LEVEL:
        group.plan = claim
    elif claim.role == PRIOR_YEAR and claim.verb == LEVEL:
        group.prior = claim
    elif _begins(claim):
        group.level = claim
    elif claim.verb in (INDEX, GROWTH, EXCESS, DIFFERENCE) and not claim.role:
        group.others.append(claim)
