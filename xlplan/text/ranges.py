"""What a printed figure may really be: its rounding and its hedge as an interval."""

from __future__ import annotations

from decimal import Decimal

from xlplan.domain.amounts import Interval
from xlplan.domain.numerals import amount_text, format_number
from xlplan.text.claims import Claim, plain
from xlplan.text.grammar import ABOVE, AROUND, AT_MOST, BELOW, ESTIMATE

_LOOSE = Decimal("0.05")
"""How far a hedged figure may lie on the hedge's side, as a part of it."""


def interval(
    claim: Claim, number: Decimal, *, truncated: bool = False, inner: bool = False
) -> Interval:
    """Where the figure behind a printed number may lie.

    `truncated` also allows for digits that were cut off instead of rounded, as offices do when
    they work out a percentage. `inner` is for a text held against itself: what it estimates, it
    reckons with as printed, and a count of people or things is exact.
    """
    exact = inner and claim.step == 1 and claim.unit not in ("đồng", "USD", "")
    half = Decimal(0) if exact else claim.step / 2
    low, high = number - half, number + half
    if truncated:
        low, high = (low, number + claim.step) if number >= 0 else (number - claim.step, high)
    room = max(abs(number) * _LOOSE, claim.step)
    loose = AROUND if claim.hedge_side == ESTIMATE and not inner else claim.hedge_side
    if loose in (BELOW, AT_MOST, AROUND):
        low = number - room
    if loose in (ABOVE, AROUND):
        high = number + room
    if claim.upper is not None:
        low, high = min(low, claim.upper - half), max(high, claim.upper + half)
    return Interval(low, high)


def of_rate(claim: Claim, *, truncated: bool = True, inner: bool = False) -> Interval:
    """The interval of a claim's rate."""
    assert claim.rate is not None
    return interval(claim, claim.rate, truncated=truncated, inner=inner)


def of_amount(claim: Claim, *, inner: bool = False) -> Interval:
    """The interval of a claim's amount."""
    assert claim.amount is not None
    return interval(claim, claim.amount, inner=inner)


def point(value: Decimal) -> Interval:
    """A figure known exactly."""
    return Interval(value, value)


def quotient(one: Interval, other: Interval) -> Interval | None:
    """All quotients of a number of each; None where the divisor may be 0 or less."""
    if other.low <= 0:
        return None
    ends = [a / b for a in one for b in other]
    return Interval(min(ends), max(ends))


def grown(current: Interval, by: Interval) -> Interval | None:
    """Current ÷ (current − difference), the same current in both; None where the base may be 0
    or less."""
    if current.low - by.high <= 0 or current.high - by.low <= 0:
        return None
    ends = [a / (a - b) for a in current for b in by if a - b > 0]
    return Interval(min(ends), max(ends))


def middle(value: Interval) -> Decimal:
    """Halfway between the ends."""
    return (value.low + value.high) / 2


def shifted(one: Interval, by: int) -> Interval:
    """The interval moved by a whole number: an index as a growth rate."""
    return Interval(one.low + by, one.high + by)


def shown(value: Decimal, unit: str) -> str:
    """A figure in a message: money in the usual words, counts with their unit."""
    if unit == "%":
        return percent(value)
    head, _, per = unit.partition("/")
    tail = f"/{per}" if per else ""
    if head == "đồng":
        text = amount_text(value.quantize(Decimal(1)) if abs(value) >= 1 else value, "đồng")
        return text + tail
    return f"{format_number(value)} {unit}".strip()


def percent(value: Decimal, decimals: int = 2) -> str:
    """A ratio as a percentage, without idle zeros."""
    text = format_number(value * 100, decimals)
    return (text.rstrip("0").rstrip(",") if "," in text else text) + "%"


def number(value: Decimal) -> float:
    """A figure as it goes into a finding's values."""
    return float(plain(value))
