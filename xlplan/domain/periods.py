"""Reporting periods: months of one year, what they are called, how much of the year is gone."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

_QUARTERS = ("I", "II", "III", "IV")
_EPOCH = date(1899, 12, 30)


def day_of(serial: float) -> date:
    """The day of a spreadsheet's serial number (1900 system), time of day dropped."""
    return _EPOCH + timedelta(days=int(serial))


def is_day(serial: float | Decimal) -> bool:
    """Whether a serial number can be a day, from 1899-12-31 to the year 9839."""
    return 0 < serial < 2_900_000


class Period(NamedTuple):
    """Months `first` to `last` (1–12, both included) of a year."""

    year: int
    first: int
    last: int

    @property
    def end(self) -> date:
        """Its last day: the plan in force then is the plan of the period."""
        following = date(self.year + self.last // 12, self.last % 12 + 1, 1)
        return following - timedelta(days=1)

    @property
    def to_date(self) -> Period:
        """From January to the period's last month."""
        return self._replace(first=1)

    @property
    def same_of_prior_year(self) -> Period:
        """The same months a year before: "cùng kỳ"."""
        return self._replace(year=self.year - 1)

    @property
    def elapsed(self) -> Decimal:
        """The share of the year that is gone at its end; an even pace has reached as much."""
        return Decimal(self.last) / 12

    def __str__(self) -> str:
        """As reports call it: "Quý III năm 2023", "9 tháng đầu năm 2023"."""
        first, last = self.first, self.last
        if (first, last) == (1, 12):
            return f"Năm {self.year}"
        if first == last:
            name = f"Tháng {last}"
        elif last - first == 2 and last % 3 == 0:
            name = f"Quý {_QUARTERS[last // 3 - 1]}"
        elif first == 1:
            return f"{last} tháng đầu năm {self.year}"
        else:
            name = f"Từ tháng {first} đến tháng {last}"
        return f"{name} năm {self.year}"
