"""A plan is never one number: its level, its version, the decision in force, its phasing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Iterable, List, NamedTuple, Optional, Sequence

from xlplan.domain.amounts import half_up

REMAINDER_MONTH = 12
"""Where the rounding of a phased plan goes: the year's last month."""


class Version(NamedTuple):
    """One plan of an indicator: who gave it, which issue it is, the first day it counts."""

    indicator: str
    level: str
    name: str
    effective: date


def in_force(versions: Iterable[Version], level: str, day: date) -> Optional[Version]:
    """The version of that level that counts on a day: the latest one effective by then, the later
    one of two of the same day; None before the first."""
    begun = [v for v in versions if v.level == level and v.effective <= day]
    return max(reversed(begun), key=lambda version: version.effective, default=None)


def phased(
    year: Decimal, decimals: int = 0, shape: Optional[Sequence[Decimal]] = None
) -> Optional[List[Decimal]]:
    """Twelve months that add up to a summed indicator's year: even, or in the shape of twelve other
    months; each rounded half up, the remainder in REMAINDER_MONTH. None for a shape that adds up to
    nothing or less."""
    shares = [Decimal(1)] * 12 if shape is None else list(shape)
    total = sum(shares, Decimal(0))
    if len(shares) != 12 or total <= 0:
        return None
    months = [half_up(year * share / total, decimals) for share in shares]
    months[REMAINDER_MONTH - 1] += year - sum(months, Decimal(0))
    return months
