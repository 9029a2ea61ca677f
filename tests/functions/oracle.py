"""A second implementation of the functions' contract, in exact fractions, to compare with.

Written from the table of names, values and order of decisions, with none of xlplan's arithmetic:
numbers are `Fraction`s of the doubles given; decisions are taken in the documented order.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

DIV0, NA, VALUE = "#DIV/0!", "#N/A", "#VALUE!"


class Err(str):
    """An error value, apart from texts."""


class Answer(Exception):
    def __init__(self, value: Any) -> None:
        self.value = value


def is_number(v: Any) -> bool:
    return isinstance(v, (bool, int, float))


def blank(v: Any) -> bool:
    return v is None or v == ""


def frac(v: Any) -> Fraction:
    return Fraction(float(v))


def decimal(v: Any) -> Fraction:
    """The number as it prints: 0.95 is 95/100."""
    return Fraction(repr(float(v)))


def stop(value: Any) -> Any:
    raise Answer(value)


def err(text: str) -> Any:
    raise Answer(Err(text))


def base(v: Fraction) -> Fraction:
    if v == 0:
        err(DIV0)
    return v if v > 0 else err(NA)


def whole(v: Any, high: Any = None) -> int:
    f = frac(v)
    if f.denominator != 1 or f < 0 or (high is not None and f > high):
        err(VALUE)
    return int(f)


def one_division(a: Any, b: Any) -> float:
    base(frac(b))
    return float(a) / float(b)


# --- a row's own rule: goes before everything -------------------------------------------------


def own_months(args: list[Any]) -> Any:
    months, upto = args[0], args[1]
    counts = is_number(upto) and float(upto).is_integer() and 0 <= upto <= len(months)
    if counts and any(blank(m) for m in months[: int(upto)]):
        stop("")


def own_headcount(args: list[Any]) -> Any:
    months, upto = args[0], args[1]
    counts = is_number(upto) and float(upto).is_integer() and 0 <= upto <= len(months)
    if counts and all(blank(m) for m in months[: int(upto)]):
        stop("")


def own_pace(args: list[Any]) -> Any:
    periods = 12 if blank(args[3]) else args[3]
    if is_number(args[2]) and is_number(periods) and frac(periods) - frac(args[2]) <= 0:
        err(DIV0)


def own_forecast(args: list[Any]) -> Any:
    if args[2] is not None and any(blank(m) for m in args[2]):
        stop("")
    if is_number(args[1]) and args[1] == 0:
        err(DIV0)


def own_implied(args: list[Any]) -> Any:
    rate, places, bound = args[1], *(0 if blank(a) else a for a in args[2:4])
    known = is_number(rate) and is_number(places) and bound in (0, 1, -1)
    if known and decimals_fit(places) and decimal(rate) - half(places, bound) <= 0:
        err(NA)


def decimals_fit(places: Any) -> bool:
    return float(places).is_integer() and -12 <= places <= 300


def half(places: Any, bound: Any) -> Fraction:
    return Fraction(1, 2) / Fraction(10) ** (int(places) + 2) if bound else Fraction(0)


def own_cagr(args: list[Any]) -> Any:
    if any(is_number(v) and v <= 0 for v in args[:2]):
        err(NA)
    if is_number(args[2]) and args[2] <= 0:
        err(DIV0)


def own_weighted(args: list[Any]) -> Any:
    revenues, coefficients = args
    if all(blank(r) for r in revenues):
        stop("")
    for n, revenue in enumerate(revenues):
        if is_number(revenue) and (n >= len(coefficients) or blank(coefficients[n])):
            err(NA)


# --- the arithmetic, on converted arguments ------------------------------------------------------


def ytd(months: list[Any], upto: Any, rule: Any = "sum") -> Any:
    n = whole(upto, len(months))
    if not isinstance(rule, str) or rule not in ("sum", "last", "mean"):
        err(VALUE)
    taken = [frac(m) for m in months[:n]]
    if rule == "sum":
        return sum(taken, Fraction(0))
    if not taken:
        stop("")
    return taken[-1] if rule == "last" else sum(taken) / n


def pace(plan: Any, done: Any, upto: Any, periods: Any = 12.0) -> Any:
    whole(upto)
    return (frac(plan) - frac(done)) / (frac(periods) - frac(upto))


def forecast(done: Any, upto: Any, prior: Any = None) -> Any:
    n = whole(upto, 12)
    if prior is None:
        return frac(done) / n * 12
    if len(prior) != 12:
        err(VALUE)
    return frac(done) * sum(map(frac, prior)) / base(sum(map(frac, prior[:n]), Fraction(0)))


def rating(a: Any, direction: Any = 1.0, amber: Any = 0.05) -> Any:
    if direction not in (1, 0, -1):
        err(VALUE)
    value, slack = decimal(float(f"{a:.11e}")), decimal(amber)  # 12 significant digits
    if direction == 0:
        return "Theo dõi"
    good = value >= 1 if direction == 1 else value <= 1
    near = value >= 1 - slack if direction == 1 else value <= 1 + slack
    return "Đạt" if good else "Theo dõi" if near else "Chưa đạt"


def implied(amount: Any, rate: Any, places: Any = 0.0, bound: Any = 0.0) -> Any:
    if bound not in (0, 1, -1) or not decimals_fit(places):
        err(VALUE)
    ends = [frac(amount) / (frac(rate) + sign * half(places, bound)) for sign in (1, -1)]
    return max(ends) if bound == 1 else min(ends)


def per_point(revenue: Any, points: Any, months: Any = 1.0) -> Any:
    return frac(revenue) / base(frac(points) * frac(months))


def productivity(revenue: Any, heads: Any, months: Any = None) -> Any:
    yearly = frac(revenue) / base(frac(heads))
    return yearly if months is None else yearly * 12 / base(frac(months))


def headcount(months: list[Any], upto: Any) -> Any:
    entered = [frac(m) for m in months[: whole(upto, len(months))] if not blank(m)]
    return sum(entered) / len(entered)


def weighted(revenues: list[Any], coefficients: list[Any]) -> Any:
    if len(revenues) != len(coefficients):
        err(NA)
    pairs = zip(revenues, coefficients, strict=True)
    return sum(frac(r) * frac(c) for r, c in pairs if not blank(r))


def score(a: Any, weight: Any, floor: Any = 0.0, cap: Any = 1.2, direction: Any = 1.0) -> Any:
    if direction not in (1, 0, -1):
        err(VALUE)
    value = 2 - frac(a) if direction == -1 else frac(a)
    return frac(weight) * min(frac(cap), max(frac(floor), value))


def round_parts(parts: list[Any], unit: Any) -> Any:
    if unit <= 0:
        err(VALUE)
    step = decimal(unit)
    shares = {n: decimal(p) / step for n, p in enumerate(parts) if not blank(p)}
    total = sum(shares.values(), Fraction(0))
    target = (abs(total) + Fraction(1, 2)).__floor__() * (1 if total >= 0 else -1)
    given = {n: s.__floor__() for n, s in shares.items()}
    for n in sorted(shares, key=lambda n: (given[n] - shares[n], n))[
        : target - sum(given.values())
    ]:
        given[n] += 1
    return [given[n] * step if n in given else "" for n in range(len(parts))]


def growth_a_year(first: Any, last: Any, years: Any) -> Any:
    try:
        return Fraction((float(last) / float(first)) ** (1 / float(years)) - 1)
    except (OverflowError, ValueError):
        return err("#NUM!")


def flex(cost: Any, volume: Any, actual: Any, variable: Any = 1.0) -> Any:
    share = frac(variable)
    return frac(cost) * (1 - share + share * frac(actual) / base(frac(volume)))


Rule = tuple[Callable[..., Any], Callable[[list[Any]], Any] | None, str]

# Kinds of arguments: n required number, N optional number, l required list, L optional list,
# T optional text.
RULES: dict[str, Rule] = {
    "ATTAINMENT": (one_division, None, "nn"),
    "EXCESS": (lambda a, b: one_division(a, b) - 1, None, "nn"),
    "VARIANCE": (lambda a, b: frac(a) - frac(b), None, "nn"),
    "REMAINING": (lambda a, b: frac(a) - frac(b), None, "nn"),
    "PLAN_TO_DATE": (ytd, own_months, "ln"),
    "YTD": (ytd, own_months, "lnT"),
    "REQUIRED_PACE": (pace, own_pace, "nnnN"),
    "FORECAST": (forecast, own_forecast, "nnL"),
    "RATING": (rating, None, "nNN"),
    "IMPLIED_PLAN": (implied, own_implied, "nnNN"),
    "IMPLIED_PRIOR": (implied, own_implied, "nnNN"),
    "GROWTH": (lambda a, b: one_division(a, b) - 1, None, "nn"),
    "GROWTH_INDEX": (one_division, None, "nn"),
    "POINT_CHANGE": (lambda a, b: (frac(a) - frac(b)) * 100, None, "nn"),
    "CONTRIBUTION": (lambda a, b, t: (frac(a) - frac(b)) / base(frac(t)) * 100, None, "nnn"),
    "CAGR": (growth_a_year, own_cagr, "nnn"),
    "PER_POINT": (per_point, None, "nnN"),
    "PRODUCTIVITY": (productivity, None, "nnN"),
    "AVG_HEADCOUNT": (headcount, own_headcount, "ln"),
    "WEIGHTED_REVENUE": (weighted, own_weighted, "ll"),
    "FLEX_PLAN": (flex, None, "nnnN"),
    "SHARE": (one_division, None, "nn"),
    "SCORE": (score, None, "nnNNN"),
    "ROUND_PARTS": (round_parts, None, "ln"),
    "EX_VAT": (lambda a, r: frac(a) / base(frac(1.0 + float(r))), None, "nn"),
}


def answer(name: str, args: list[Any]) -> Any:
    """What the contract says: a float or Fraction, a text, an Err, or a list for ROUND_PARTS."""
    arithmetic, own, kinds = RULES[name]
    args = args + [None] * (len(kinds) - len(args))
    try:
        if own:
            own(args)
        for arg in args:
            for cell in arg if isinstance(arg, list) else [arg]:
                if isinstance(cell, Err):
                    return cell
        for arg, kind in zip(args, kinds, strict=True):
            for cell in arg if isinstance(arg, list) else [arg]:
                if kind != "T" and isinstance(cell, str) and cell != "":
                    return Err(VALUE)
        if any(kind == "n" and blank(arg) for arg, kind in zip(args, kinds, strict=True)):
            return ""
        given = {n: arg for n, arg in enumerate(args) if not (blank(arg) and kinds[n] in "NTL")}
        for n, arg in given.items():
            if kinds[n] == "T" and not isinstance(arg, str):
                return Err(VALUE)
        names = arithmetic.__code__.co_varnames[: arithmetic.__code__.co_argcount]
        return arithmetic(**{names[n]: arg for n, arg in given.items()})
    except Answer as decided:
        return decided.value
