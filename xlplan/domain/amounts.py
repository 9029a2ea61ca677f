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


def significant(value: float, digits: int = 12) -> Decimal:
    """The number to so many significant digits, half up."""
    with localcontext() as context:
        context.prec, context.rounding = digits, ROUND_HALF_UP
        return +exact(float(value))


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
_COUNTS = {
    "lượt": "lượt", "lượt người": "lượt", "cái": "cái", "khách": "khách", "khách hàng": "khách",
    "hồ sơ": "hồ sơ", "điểm": "điểm", "người": "người", "sản phẩm": "sản phẩm",
    "bưu gửi": "bưu gửi", "xã": "xã", "hộ": "hộ", "ngày": "ngày", "tháng": "tháng", "quý": "quý",
    "năm": "năm", "điểm phần trăm": "điểm phần trăm", "điểm %": "điểm phần trăm",
}  # fmt: skip
"""Counted things as printed, with their base unit."""

_SHORT_MONEY = {"đ": "đồng", "vnđ": "đồng", "vnd": "đồng", "trđ": "triệu đồng"}

UNITS = {
    **{fold(text): Unit(text, Decimal(factor), "đồng") for text, factor in _MONEY.items()},
    **{
        fold(text.replace(" đồng", "")): Unit(text, Decimal(factor), "đồng")
        for text, factor in _MONEY.items()
        if text.endswith(" đồng")
    },
    **{short: Unit(text, Decimal(_MONEY[text]), "đồng") for short, text in _SHORT_MONEY.items()},
    **{fold(text): Unit(text, Decimal(1), base) for text, base in _COUNTS.items()},
    "%": Unit("%", Decimal(1).scaleb(-2), "tỷ lệ"),
}
_SCALES = {fold(word): 10**power for power, words in (
    (3, ("nghìn", "ngàn")), (6, ("triệu",)), (9, ("tỷ", "tỉ")),
) for word in words}  # fmt: skip


@lru_cache(maxsize=4096)
def find_unit(text: str) -> Optional[Unit]:
    """The unit of that spelling, "đồng" dropped or not, spaces around "/" or not; None if unknown.

    "triệu/điểm/tháng" is triệu đồng per điểm and tháng: dimension "đồng/điểm/tháng"; "nghìn lượt"
    is a thousand lượt.
    """
    parts = [fold(part) for part in text.split("/")]
    units = [_scaled(parts[0]), *(UNITS.get(part) for part in parts[1:])]
    known = [unit for unit in units if unit is not None]
    if len(known) < len(units):
        return None
    return Unit(
        "/".join(unit.text for unit in known),
        known[0].factor,
        "/".join(unit.dimension for unit in known),
    )


def _scaled(text: str) -> Optional[Unit]:
    """A unit, or a counted thing by the thousand or million."""
    word, _, rest = text.partition(" ")
    thing = UNITS.get(rest)
    if text in UNITS or word not in _SCALES or thing is None or thing.dimension == "đồng":
        return UNITS.get(text)
    return Unit(text, thing.factor * _SCALES[word], thing.dimension)


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
