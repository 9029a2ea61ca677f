"""What a check looks at: the book, its tables, its typed figures, its fresh values."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from xlplan.domain.amounts import Interval
from xlplan.domain.indicators import Indicator, standard
from xlplan.domain.periods import Period
from xlplan.functions.values import Scalar
from xlplan.workbook.book import Address, Book
from xlplan.workbook.engine import Recalculation, recalculate
from xlplan.workbook.tables import Row, TableData, Tables, read_tables


@dataclass
class Context:
    """One workbook under check. `untyped` holds the places whose value is not of its column's
    type: rules treat them as unknown, since they have a finding of their own."""

    book: Book
    indicators: dict[str, Indicator] = field(default_factory=standard)
    untyped: set[tuple[str, Address]] = field(default_factory=set)

    @cached_property
    def tables(self) -> Tables:
        """The described tables that the book has."""
        return read_tables(self.book)

    @cached_property
    def recalculation(self) -> Recalculation:
        """Every formula's fresh value."""
        return recalculate(self.book)

    def figure(self, table: TableData, row: Row, column: str) -> Decimal | None:
        """A cell's number as shown by the file, exactly; None when blank, text or an error.

        A formula's cached value counts: it is what the accountant sees; a stale one has a finding
        of its own.
        """
        value = row.value(column)
        if (
            self.untyped
            and value is not None
            and ((table.sheet, table.address(row, column)) in self.untyped)
        ):
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return Decimal(repr(value))

    def setting(self, key: str) -> Scalar:
        """A field of ThongTin; None when blank or when the sheet is missing."""
        form = self.tables.get("ThongTin")
        return form.rows[0].value(key) if form and form.rows else None

    @property
    def by_month(self) -> bool:
        """Whether figures come from Thang and KeHoach (else they are typed into ChiTieu)."""
        return self.setting("source") == "tháng"

    @property
    def period(self) -> Period | None:
        """ThongTin's reporting period; None when a part of it is missing or no month."""
        fields = [self.setting(key) for key in ("year", "first_month", "last_month")]
        numbers = [int(n) for n in fields if isinstance(n, float) and n.is_integer()]
        if len(numbers) < 3 or not 1900 <= numbers[0] <= 9998:
            return None
        return Period(*numbers) if 1 <= numbers[1] <= numbers[2] <= 12 else None

    @cached_property
    def main_rows(self) -> dict[str, Row]:
        """ChiTieu's rows by indicator code; empty when the form is missing."""
        table = self.tables.get("ChiTieu")
        return {key[0]: row for key, row in table.by_key().items()} if table else {}

    def main(self, indicator: str, column: str) -> Decimal | None:
        """A figure of ChiTieu; None when the row or the figure is missing."""
        row = self.main_rows.get(indicator)
        return self.figure(self.tables["ChiTieu"], row, column) if row else None

    def plan_interval(self, indicator: str) -> Interval | None:
        """The year's plan as an interval: a point when it was given, the range that the published
        percentage leaves when it was implied; None when there is no plan."""
        return self._interval(indicator, "plan_year", "KH", "plan_low", "plan_high")

    def prior_interval(self, indicator: str) -> Interval | None:
        """The prior year to date as an interval, as `plan_interval`."""
        return self._interval(indicator, "prior_ytd", "CK", "prior_low", "prior_high")

    def _interval(
        self, indicator: str, column: str, mark: str, low: str, high: str
    ) -> Interval | None:
        value = self.main(indicator, column)
        if value is None:
            return None
        implied = str(self.main_rows[indicator].value("implied") or "")
        bounds = self.main(indicator, low), self.main(indicator, high)
        if mark in implied and bounds[0] is not None and bounds[1] is not None:
            interval = Interval(*bounds)
            # The bounds follow the actual: beside a mistyped one they say nothing of the plan.
            if interval.contains(value):
                return interval
        return Interval(value, value)
