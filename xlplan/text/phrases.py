"""Which phrase of the grammar tells a figure, its plan and its prior year, with which numbers.

Each gives the phrase's key in the grammar's `[write]` and the numbers for its slots.
"""

from __future__ import annotations

from decimal import Decimal

from xlplan.domain.amounts import find_unit, half_up
from xlplan.domain.indicators import Indicator
from xlplan.domain.numerals import amount_text, format_number
from xlplan.text.claims import (
    DIFFERENCE,
    EXCESS,
    GROWTH,
    INDEX,
    LEVEL,
    NONE,
    PLAN,
    PRIOR_YEAR,
    RATIO,
)
from xlplan.text.lines import Line, Scope
from xlplan.text.paragraph import Piece

Phrase = tuple[str, dict[str, Piece]]

MANY_TIMES = 10
"""An index from here on is told as so many times."""

_MILLION = 1_000_000


def level(line: Line, indicator: Indicator) -> Phrase:
    """The actual; with its plan as "a/b" where people or things are counted."""
    unit, plan = line.unit, line.plan_year
    if _is_count(unit) and indicator.accumulation == "sum" and _whole(line.actual, plan):
        assert plan is not None
        text = f"{format_number(line.actual)}/{format_number(plan)} {unit}"
        rate = half_up(line.actual / plan, 4)
        piece = Piece(text, RATIO, NONE, line.actual, rate, plan, ("actual_ytd", "plan_year"))
        return "fraction", {"amount": piece}
    value = _rounded(line.actual, indicator)
    text, base = shown(abs(value), unit)
    verb = RATIO if "/" in unit else LEVEL
    piece = Piece(text, verb, NONE, base.copy_sign(value), columns=("actual_ytd",))
    if value < 0:
        return "level_loss", {"amount": piece}
    return ("level" if indicator.direction == 1 else "level_plain"), {"amount": piece}


def against_plan(line: Line, scope: Scope, indicator: Indicator) -> list[Phrase]:
    """Against the year's plan and, before the year is over, the plan to date where that is another
    figure (of a mean or a stock it is the same)."""
    if line.plan_year is None and line.plan_ytd is None:
        return []
    if line.plan_year == 0:
        return [("no_plan", {})]
    plans = {"plan_year": line.plan_year}
    if scope.months < 12 and line.plan_ytd != line.plan_year:
        plans["plan_ytd"] = line.plan_ytd
        if line.plan_ytd is not None and (line.actual < 0 or _loss_planned(line)):
            del plans["plan_year"]  # a half-year's loss less a year's tells nothing
    found = [_against(line, indicator, column, plan) for column, plan in plans.items() if plan]
    if [key for key, _ in found] == ["index_plan", "index_plan"]:
        (_, year), (_, to_date) = found
        return [("index_plans", {"rate": year["rate"], "rate_to_date": to_date["rate"]})]
    return found


def _loss_planned(line: Line) -> bool:
    return any(plan is not None and plan < 0 for plan in (line.plan_year, line.plan_ytd))


def _against(line: Line, indicator: Indicator, column: str, plan: Decimal) -> Phrase:
    columns = ("actual_ytd", column)
    if plan < 0 or line.actual < 0:
        gap = _rounded(line.actual, indicator) - _rounded(plan, indicator)
        if not gap:
            return "same_plan", {}
        text, base = shown(abs(gap), line.unit)
        piece = Piece(text, DIFFERENCE, PLAN, base.copy_sign(gap), columns=columns)
        return ("above_plan" if gap >= 0 else "below_plan"), {"amount": piece}
    index = line.actual / plan
    if index >= MANY_TIMES:
        return "times_plan", {"rate": _times(index, PLAN, columns)}
    over = half_up((index - 1) * 100, 1)
    if column == "plan_ytd" and indicator.direction == 1 and over > 0:
        piece = Piece(percent(over), EXCESS, PLAN, rate=over / 100, columns=columns)
        return "excess", {"rate": piece}
    rate = half_up(index * 100, 1)
    piece = Piece(percent(rate), INDEX, PLAN, rate=rate / 100, columns=columns)
    return "index_plan", {"rate": piece}


def against_prior(line: Line, indicator: Indicator) -> list[Phrase]:
    """Against the same period of the year before; losses in their own words. A change too small
    for a percentage is told as an amount, none at all as "không đổi"."""
    prior = line.prior
    if prior is None:
        return []
    columns = ("actual_ytd", "prior_ytd")
    gap = _rounded(line.actual, indicator) - _rounded(prior, indicator)
    text, base = shown(abs(gap), line.unit)
    amount = Piece(text, DIFFERENCE, PRIOR_YEAR, base.copy_sign(gap), columns=columns)
    if not gap:
        return [("same", {})]
    if prior < 0 or line.actual < 0 or prior == 0:
        return [(_loss_phrase(line.actual, prior, gap), {"amount": amount})]
    many = line.actual / prior >= MANY_TIMES
    if many and not _is_count(line.unit):
        times = _times(line.actual / prior, PRIOR_YEAR, columns)
        return [("times_prior", {"rate": times})]
    rate = half_up((line.actual / prior - 1) * 100, 1)
    growth = Piece(percent(abs(rate)), GROWTH, PRIOR_YEAR, rate=rate / 100, columns=columns)
    if many or not rate:
        return [("difference" if gap > 0 else "difference_fall", {"amount": amount})]
    if _is_count(line.unit):
        key = "difference_rate" if gap > 0 else "difference_rate_fall"
        return [(key, {"amount": amount, "rate": growth})]
    return [("growth" if rate > 0 else "fall", {"rate": growth})]


def _times(index: Decimal, base: str, columns: tuple[str, ...]) -> Piece:
    """ "gấp 12,5 lần": from ten times on a percentage says little."""
    times = half_up(index, 1)
    return Piece(f"{format_number(times)} lần", INDEX, base, rate=times, columns=columns)


def _loss_phrase(actual: Decimal, prior: Decimal, gap: Decimal) -> str:
    if prior < 0 and actual < 0:
        return "less_loss" if gap > 0 else "more_loss"
    if prior < 0:
        return "loss_to_profit"
    if actual < 0 and prior > 0:
        return "profit_to_loss"
    return "difference" if gap > 0 else "difference_fall"


def _is_count(unit: str) -> bool:
    known = find_unit(unit)
    return known is not None and "/" not in known.dimension and known.dimension != "đồng"


def _whole(actual: Decimal, plan: Decimal | None) -> bool:
    """Whether actual and plan read as "a/b"."""
    return plan is not None and plan > 0 and actual >= 0 and not (actual % 1 or plan % 1)


def _rounded(value: Decimal, indicator: Indicator) -> Decimal:
    """To the indicator's decimals; a figure that would vanish keeps its first two digits."""
    rounded = half_up(value, indicator.decimals)
    if not rounded and value:
        return half_up(value, 1 - value.adjusted())
    return rounded


def shown(value: Decimal, unit: str) -> tuple[str, Decimal]:
    """An amount from 0 up as printed, and the value in base units that it shows."""
    known = find_unit(unit)
    if known is None:
        return f"{format_number(value)} {unit}", value
    if unit == "đồng" and value < _MILLION:  # "845.300 đồng"; amount_text parts the thousands
        return f"{format_number(value)} đồng", value
    return amount_text(value, unit), value * known.factor


def percent(rate: Decimal) -> str:
    """A percentage without idle zeros."""
    return format_number(rate) + "%"
