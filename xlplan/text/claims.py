"""A claim: what a text says of one figure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xlplan.text.figures import Figure

INDEX, GROWTH, EXCESS, DIFFERENCE, LEVEL, RATIO, SHARE = (
    "index", "growth", "excess", "difference", "level", "ratio", "share",
)  # fmt: skip
VERBS = (INDEX, GROWTH, EXCESS, DIFFERENCE, LEVEL, RATIO, SHARE)
PLAN, PRIOR_YEAR, PRIOR_PERIOD, NONE = "plan", "prior_year", "prior_period", "none"
FROM, WHOLE = "from", "whole"
BASES = (PLAN, PRIOR_YEAR, PRIOR_PERIOD, NONE)


@dataclass
class Claim:
    """One figure of a text with its meaning. `indicator` is a registered one's code, then `code`
    as well, or the words that name it.

    `start` and `end` are offsets of the text as given, `at` and `until` those of the figure
    alone. `amount` is signed, in base units, for levels, differences and per-unit ratios; `rate`
    is signed, as a ratio, for percentages and multiples; either is None where it doesn't apply;
    `upper` ends a range, `whole` is what a fraction is of. `step` is one unit of the last printed
    place. `role` tells of a level whether it is a base's (PLAN, PRIOR_YEAR, PRIOR_PERIOD), where a
    change began (FROM), or what a share before it is of (WHOLE); "" = the actual. `of` holds the
    words behind a percentage, which may name what it is a share of.
    `hedge_side` is the hedge's kind of grammar.toml. `detail` marks a part listed behind "trong
    đó" or "gồm"; a claim with `lists_all` is in a sentence that lists all the parts. `own_year`
    is the year told of in the same sentence. `proved` is true where the text's own figures bear
    it out; `doubts` names what can be read two ways. `place` and `known` are the workbook's cell
    and figure that the claim was held against, once it was; `unit_place` is the cell of its row's
    unit.
    """

    text: str
    start: int
    end: int
    at: int
    until: int
    verb: str
    said: str
    base: str
    figure: Figure
    amount: Decimal | None = None
    rate: Decimal | None = None
    upper: Decimal | None = None
    whole: Decimal | None = None
    step: Decimal = Decimal(1)
    unit: str = ""
    indicator: str | None = None
    code: str = ""
    period: str | None = None
    hedge: str | None = None
    hedge_side: str = ""
    base_said: str = ""
    base_year: str = ""
    role: str = ""
    of: str = ""
    group: int = 0
    sentence: int = 0
    detail: bool = False
    lists_all: bool = False
    own_year: str = ""
    proved: bool = False
    doubts: tuple[str, ...] = ()
    place: tuple[str, str] | None = None
    unit_place: tuple[str, str] | None = None
    known: Decimal | None = None

    def fields(self) -> dict[str, Any]:
        """The claim as scripts see it; numbers as decimal strings."""
        return {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "indicator": self.indicator,
            "value": self._value(),
            "unit": self.unit or None,
            "verb": self.verb,
            "said": self.said,
            "base": self.base,
            "rate": self._rate(),
            "period": self.period,
            "hedge": self.hedge,
        }

    def _value(self) -> str | None:
        if self.whole is not None and self.amount is not None:
            return f"{plain(self.amount)}/{plain(self.whole)}"
        return self._ranged(self.amount)

    def _rate(self) -> str | None:
        if self.rate is None or self.amount is not None:
            return None if self.rate is None else plain(self.rate)
        return self._ranged(self.rate)

    def _ranged(self, number: Decimal | None) -> str | None:
        if number is None:
            return None
        return plain(number) if self.upper is None else f"{plain(number)}..{plain(self.upper)}"


def plain(number: Decimal) -> str:
    """The shortest decimal text, without exponent: 0.95, 113298000000."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text
