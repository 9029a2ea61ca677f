"""Amounts: units, half-up rounding, intervals and the tolerance of rounded sums, in decimal."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache
from typing import NamedTuple, Optional, Union

from xlplan.domain.labels import fold

Number = Union[Decimal, int, float]


def exact(value: Number) -> Decimal:
    """The decimal that a number prints as: 0.1 is one tenth."""
    return value if isinstance(value, Decimal) else Decimal(repr(value))


def half_up(value: Number, decimals: int = 0) -> Decimal:
    """Rounded half up, away from zero (Nghị định 174/2016/NĐ-CP, điều 4: from 5 up)."""
    with localcontext() as context:
        context.prec = 400
        return exact(value).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


class Unit(NamedTuple):
    """A unit as printed; `factor` base units make one of it, `dimension` is the base unit."""

    text: str
    factor: Decimal
    dimension: str


_MONEY = {
    "đồng": 1,
    "nghìn đồng": 10**3,
    "ngàn đồng": 10**3,
    "triệu đồng": 10**6,
    "tỷ đồng": 10**9,
    "tỉ đồng": 10**9,
    "nghìn tỷ đồng": 10**12,
    "ngàn tỷ đồng": 10**12,
}
_COUNTS = (
    "lượt", "lượt người", "cái", "khách", "khách hàng", "hồ sơ", "điểm", "người", "sản phẩm",
    "bưu gửi", "tháng", "năm",
)  # fmt: skip

UNITS = {
    **{fold(text): Unit(text, Decimal(factor), "đồng") for text, factor in _MONEY.items()},
    **{
        fold(text.replace(" đồng", "")): Unit(text, Decimal(factor), "đồng")
        for text, factor in _MONEY.items()
        if text.endswith(" đồng")
    },
    **{fold(text): Unit(text, Decimal(1), text.split()[0]) for text in _COUNTS},
    "%": Unit("%", Decimal(1).scaleb(-2), "tỷ lệ"),
}


@lru_cache(maxsize=4096)
def find_unit(text: str) -> Optional[Unit]:
    """The unit of that spelling, "đồng" dropped or not, spaces around "/" or not; None if unknown.

    "triệu/điểm/tháng" is triệu đồng per điểm and tháng: dimension "đồng/điểm/tháng".
    """
    parts = [fold(part) for part in text.split("/")]
    units = [UNITS.get(part) for part in parts]
    head = units[0]
    if head is None or any(unit is None for unit in units):
        return None
    per = [unit for unit in units[1:] if unit is not None]
    return Unit(
        "/".join([head.text, *(unit.text for unit in per)]),
        head.factor,
        "/".join([head.dimension, *(unit.dimension for unit in per)]),
    )


class Interval(NamedTuple):
    """What a number may really be: from `low` to `high`, both included."""

    low: Decimal
    high: Decimal

    def contains(self, value: Decimal) -> bool:
        """Whether a number lies within."""
        return self.low <= value <= self.high

    def overlaps(self, other: Interval) -> bool:
        """Whether the two can be the same number."""
        return self.low <= other.high and other.low <= self.high

    def plus(self, other: Interval) -> Interval:
        """All sums of a number of each."""
        return Interval(self.low + other.low, self.high + other.high)

    def minus(self, other: Interval) -> Interval:
        """All differences of a number of each."""
        return Interval(self.low - other.high, self.high - other.low)

    def widened(self, slack: Decimal) -> Interval:
        """The interval with so much room on either side."""
        return Interval(self.low - slack, self.high + slack)


def rounding_interval(value: Number, decimals: int) -> Interval:
    """What a number shown with so many decimals may have been."""
    half = Decimal(1).scaleb(-decimals) / 2
    return Interval(exact(value) - half, exact(value) + half)


def sum_tolerance(parts: int, unit: Number) -> Decimal:
    """How far the sum of `parts` rounded numbers may be from their rounded total: half a unit for
    each of them and for the total."""
    return exact(unit) * (parts + 1) / 2
