"""The four verbs and their kin on plain numbers; floats in, one double division, floats out.

A base (divisor) of zero raises ZeroBase, below zero NoMeaning; an argument outside its range raises
OutOfRange. None stands for "not entered" in lists and as a result.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor, fsum
from typing import Optional, Tuple

from xlplan.domain.amounts import exact, significant
from xlplan.domain.terms import AMBER, MET, MISSED, WATCH

Months = Sequence[Optional[float]]

RULES = ("sum", "last", "mean")
_NEAR = 1e-9
"""Closer to an edge than this, relative, doubles could decide otherwise than decimals do."""


class MetricError(ValueError):
    """The figure does not exist."""


class OutOfRange(MetricError):
    """An argument is outside its range."""


class ZeroBase(MetricError):
    """Division by a base of zero."""


class NoMeaning(MetricError):
    """The base is below zero, or the figure has no meaning for these numbers."""


def divide(value: float, base: float) -> float:
    """value / base for a base above zero."""
    if base == 0:
        raise ZeroBase
    if base < 0:
        raise NoMeaning
    return value / base


def excess(actual: float, plan: float) -> float:
    """actual / plan − 1: "vượt kế hoạch"."""
    return divide(actual, plan) - 1


def variance(current: float, base: float) -> float:
    """current − base: "tăng N tỷ"; any sign."""
    return current - base


def whole(value: float, low: int = 0, high: Optional[int] = None) -> int:
    """The number as an int; OutOfRange when not whole or outside low..high."""
    if value != int(value) or value < low or (high is not None and value > high):
        raise OutOfRange
    return int(value)


def year_to_date(months: Months, upto: float, rule: str = "sum") -> Optional[float]:
    """Sum, last or mean of the first `upto` months; None when one of them is not entered."""
    count = whole(upto, 0, len(months))
    if rule not in RULES:
        raise OutOfRange
    taken = months[:count]
    entered = [month for month in taken if month is not None]
    if len(entered) < count:
        return None
    if rule == "sum":
        return fsum(entered)
    if not entered:
        return None
    return entered[-1] if rule == "last" else fsum(entered) / count


def required_pace(plan: float, ytd: float, upto: float, periods: float = 12) -> float:
    """What each remaining period needs; ZeroBase when none is left."""
    left = periods - upto
    if left <= 0:
        raise ZeroBase
    whole(upto)
    return (plan - ytd) / left


def forecast(ytd: float, upto: float, prior_months: Optional[Months] = None) -> Optional[float]:
    """The year's estimate from the pace to date, or by last year's shape; None when one of its
    twelve months is not entered."""
    count = whole(upto, 0, 12)
    if prior_months is None:
        if count == 0:
            raise ZeroBase
        return ytd / count * 12
    if len(prior_months) != 12:
        raise OutOfRange
    entered = [month for month in prior_months if month is not None]
    if len(entered) < 12:
        return None
    if count == 0:
        raise ZeroBase
    return divide(ytd * fsum(entered), fsum(entered[:count]))


def rating(attainment: float, direction: float = 1, amber: float = AMBER) -> str:
    """Đạt, Theo dõi or Chưa đạt, compared in decimal; direction 1, −1 (lower is good) or 0.

    The attainment counts to 12 significant digits: a file saved by LibreOffice holds 15 of a
    double's 17, and a value at the very edge must not change its rating by that.
    """
    if direction not in (1, 0, -1):
        raise OutOfRange
    if direction == 0:
        return WATCH
    rough = (1 - attainment) * direction
    if min(abs(rough), abs(rough - amber)) > _NEAR * (1 + abs(attainment) + abs(amber)):
        return MET if rough <= 0 else WATCH if rough <= amber else MISSED
    value, slack = Fraction(significant(attainment)), Fraction(exact(float(amber)))
    short = (1 - value) if direction == 1 else (value - 1)
    return MET if short <= 0 else WATCH if short <= slack else MISSED


def implied_divisors(rate: float, decimals: float = 0, bound: float = 0) -> Tuple[float, ...]:
    """What `implied` divides by: the rate, or with bound −1 or 1 both ends of what its rounding to
    `decimals` of a percent leaves."""
    places = whole(decimals, -12, 300)
    if bound not in (-1, 0, 1):
        raise OutOfRange
    if bound == 0:
        return (rate,)
    half = float(Decimal(5).scaleb(-(places + 3)))
    return rate - half, rate + half


def implied(amount: float, rate: float, decimals: float = 0, bound: float = 0) -> float:
    """amount / rate, rate as an index; with bound −1 or 1 the smaller or larger of what the
    rate's rounding to `decimals` of a percent leaves. NoMeaning for a divisor not above 0."""
    divisors = implied_divisors(rate, decimals, bound)
    if min(divisors) <= 0:
        raise NoMeaning
    quotients = [amount / divisor for divisor in divisors]
    return max(quotients) if bound == 1 else min(quotients)


def point_change(rate1: float, rate0: float) -> float:
    """The difference of two rates in percentage points."""
    return (rate1 - rate0) * 100


def contribution(part1: float, part0: float, total0: float) -> float:
    """Points of the total's growth that come from a part."""
    return divide(part1 - part0, total0) * 100


def cagr(first: float, last: float, years: float) -> float:
    """Average growth a year."""
    if first <= 0 or last <= 0:
        raise NoMeaning
    if years <= 0:
        raise ZeroBase
    return float((last / first) ** (1 / years) - 1)


def per_point(revenue: float, points: float, months: float = 1) -> float:
    """Revenue per point and month."""
    return divide(revenue, points * months)


def productivity(revenue: float, headcount: float, months: Optional[float] = None) -> float:
    """Revenue per head; with months, brought to a year."""
    if months is None:
        return divide(revenue, headcount)
    return divide(divide(revenue, headcount) * 12, months)


def average_headcount(months: Months, upto: float) -> Optional[float]:
    """Mean of the entered ones among the first `upto`; 0 counts; None when none is entered."""
    taken = months[: whole(upto, 0, len(months))]
    entered = [month for month in taken if month is not None]
    return fsum(entered) / len(entered) if entered else None


def weighted_revenue(revenues: Months, coefficients: Months) -> Optional[float]:
    """Sum of products; a blank revenue is skipped, one without coefficient raises NoMeaning, as do
    lists of unequal length; None when no revenue is entered."""
    if len(revenues) != len(coefficients):
        raise NoMeaning
    products = []
    for revenue, coefficient in zip(revenues, coefficients):
        if revenue is None:
            continue
        if coefficient is None:
            raise NoMeaning
        products.append(revenue * coefficient)
    return fsum(products) if products else None


def flex_plan(
    plan_cost: float, plan_volume: float, actual_volume: float, variable: float = 1
) -> float:
    """The plan of costs at the volume really reached; `variable` is the share that moves."""
    return plan_cost * (1 - variable + variable * divide(actual_volume, plan_volume))


def score(
    attainment: float, weight: float, floor: float = 0, cap: float = 1.2, direction: float = 1
) -> float:
    """weight × attainment within floor and cap; 2 − attainment where lower is good."""
    if direction not in (1, 0, -1):
        raise OutOfRange
    value = 2 - attainment if direction == -1 else attainment
    return weight * min(cap, max(floor, value))


def round_parts(parts: Months, unit: float) -> list[Optional[float]]:
    """Multiples of `unit` that add up to the half-up rounded total: largest remainder above the
    floor, in decimal, ties to the earlier part; None stays None."""
    if unit <= 0:
        raise OutOfRange
    step = Fraction(exact(float(unit)))
    shares = [None if part is None else Fraction(exact(float(part))) / step for part in parts]
    entered = [share for share in shares if share is not None]
    total = sum(entered, Fraction(0))
    target = floor(abs(total) + Fraction(1, 2)) * (1 if total >= 0 else -1)
    floors = [floor(share) for share in entered]
    order = sorted(range(len(entered)), key=lambda n: (floors[n] - entered[n], n))
    for n in order[: target - sum(floors)]:
        floors[n] += 1
    rounded = iter(floors)
    return [None if share is None else float(next(rounded) * step) for share in shares]


def ex_vat(amount: float, rate: float) -> float:
    """The amount before tax."""
    return divide(amount, 1 + rate)
