"""Figures as messages show them."""

from __future__ import annotations

from decimal import Decimal

from xlplan.domain.numerals import format_number


def shown(value: Decimal, decimals: int | None = None) -> str:
    """A figure in a message: rounded to `decimals`, else as exact as needed, three at most."""
    if decimals is None:
        places = -int(value.normalize().as_tuple().exponent)
        decimals = max(0, min(places, 3))
        if decimals == 3 and abs(value) >= 1000:
            decimals = 1
    return format_number(value, decimals)


def percent(value: Decimal, decimals: int = 2) -> str:
    """A ratio in a message."""
    return format_number(value * 100, decimals) + "%"
