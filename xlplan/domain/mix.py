"""What a report tells of the coefficients behind DTTL: the range each can have, exactly."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import combinations, product
from typing import List, Sequence, Tuple


def coefficient_ranges(
    actual: Sequence[Decimal],
    plan: Sequence[Decimal],
    weighted_actual: Decimal,
    weighted_plan: Decimal,
) -> List[Tuple[Decimal, Decimal]]:
    """The smallest and largest value of each coefficient c with 0 ≤ c ≤ 1, Σ c·actual =
    weighted_actual and Σ c·plan = weighted_plan; empty when no such coefficients exist.

    The corners of the feasible set have all but two coefficients at 0 or 1; they are solved exactly.
    """
    a, p = [Fraction(v) for v in actual], [Fraction(v) for v in plan]
    goal = Fraction(weighted_actual), Fraction(weighted_plan)
    corners: List[List[Fraction]] = []
    for i, j in combinations(range(len(a)), 2):
        rest = [k for k in range(len(a)) if k not in (i, j)]
        determinant = a[i] * p[j] - a[j] * p[i]
        if not determinant:
            continue
        for fixed in product((Fraction(0), Fraction(1)), repeat=len(rest)):
            left = goal[0] - sum(a[k] * c for k, c in zip(rest, fixed))
            right = goal[1] - sum(p[k] * c for k, c in zip(rest, fixed))
            corner = [Fraction(0)] * len(a)
            for k, c in zip(rest, fixed):
                corner[k] = c
            corner[i] = (left * p[j] - a[j] * right) / determinant
            corner[j] = (a[i] * right - left * p[i]) / determinant
            if 0 <= corner[i] <= 1 and 0 <= corner[j] <= 1:
                corners.append(corner)
    if not corners:
        return []
    return [
        (_decimal(min(c[k] for c in corners)), _decimal(max(c[k] for c in corners)))
        for k in range(len(a))
    ]


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
