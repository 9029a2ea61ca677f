"""What a function's own row of the contract decides before errors, texts and blanks do.

Each rule gets the arguments as a cell hands them over (see `values`) and returns the answer, or
None where it decides nothing. A condition counts only where its cells are numbers: a text or an
error in them is left to the common order of decisions in `call`.
"""

from __future__ import annotations

from typing import Callable, List, Optional, Sequence

from xlplan.domain import metrics
from xlplan.functions.values import Error, Scalar, Value, cells, is_blank, number

OwnRule = Callable[[Sequence[Value]], Optional[Scalar]]


def _first(months: Value, upto: Value) -> Optional[List[Scalar]]:
    """The first `upto` cells; None when `upto` is no whole number among them."""
    count, given = number(upto), cells(months)
    if count is None or count != int(count) or not 0 <= count <= len(given):
        return None
    return given[: int(count)]


def blank_month(args: Sequence[Value]) -> Optional[Scalar]:
    """(months, upto, …): a blank among the first `upto` months leaves the answer blank."""
    taken = _first(args[0], args[1])
    return "" if taken and (None in taken or "" in taken) else None


def none_entered(args: Sequence[Value]) -> Optional[Scalar]:
    """(months, upto): nothing entered among the first `upto` months leaves the answer blank."""
    taken = _first(args[0], args[1])
    return "" if taken is not None and all(is_blank(month) for month in taken) else None


def none_left(args: Sequence[Value]) -> Optional[Scalar]:
    """(plan, ytd, upto, periods): no period left, or fewer, is #DIV/0!."""
    upto, periods = number(args[2]), 12.0 if is_blank(args[3]) else number(args[3])
    decided = upto is not None and periods is not None and periods - upto <= 0
    return Error.DIV0 if decided else None


def last_year_shape(args: Sequence[Value]) -> Optional[Scalar]:
    """(ytd, upto, prior_months): a blank among the twelve is blank; upto 0 is #DIV/0!."""
    if not is_blank(args[2]) and any(is_blank(month) for month in cells(args[2])):
        return ""
    return Error.DIV0 if number(args[1]) == 0 else None


def divisor_above_zero(args: Sequence[Value]) -> Optional[Scalar]:
    """(amount, rate, decimals, bound): a divisor that is not above 0 is #N/A."""
    rate, decimals, bound = (
        0.0 if is_blank(a) and n else number(a) for n, a in enumerate(args[1:])
    )
    if rate is None or decimals is None or bound is None:
        return None
    try:
        divisors = metrics.implied_divisors(rate, decimals, bound)
    except metrics.OutOfRange:
        return None
    return Error.NA if min(divisors) <= 0 else None


def positive_ends(args: Sequence[Value]) -> Optional[Scalar]:
    """(first, last, years): an end not above 0 is #N/A; else years not above 0 are #DIV/0!."""
    first, last, years = (number(arg) for arg in args)
    if (first is not None and first <= 0) or (last is not None and last <= 0):
        return Error.NA
    return Error.DIV0 if years is not None and years <= 0 else None


def revenue_and_coefficient(args: Sequence[Value]) -> Optional[Scalar]:
    """(revenues, coefficients): all blank is blank; a revenue without coefficient is #N/A."""
    revenues, coefficients = cells(args[0]), cells(args[1])
    if all(is_blank(revenue) for revenue in revenues):
        return ""
    for n, revenue in enumerate(revenues):
        lacking = n >= len(coefficients) or is_blank(coefficients[n])
        if lacking and number(revenue) is not None:
            return Error.NA
    return None
