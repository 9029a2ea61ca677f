"""What a check looks at: the book, its tables, its typed figures, its fresh values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from xlplan.checks.identity import Mistake, settle
from xlplan.checks.settings import Contradiction, contradictions
from xlplan.domain.amounts import Interval, Unit, find_unit
from xlplan.domain.findings import Finding
from xlplan.domain.indicators import Indicator, standard
from xlplan.domain.labels import fold
from xlplan.domain.periods import Period, day_of, is_day
from xlplan.domain.plans import Version
from xlplan.formulas.references import from_a1
from xlplan.functions.values import Scalar
from xlplan.sheets import SHEETS
from xlplan.sheets.main import MONTH, YEAR
from xlplan.sheets.model import Column
from xlplan.workbook.book import Address, Book
from xlplan.workbook.engine import Recalculation, recalculate
from xlplan.workbook.tables import Row, TableData, Tables, read_tables


@lru_cache(maxsize=65_536, typed=True)
def _exact(value: float) -> Decimal:
    whole = isinstance(value, float) and value.is_integer() and abs(value) < 1e15
    return Decimal(int(value)) if whole else Decimal(repr(value))


@dataclass
class Context:
    """One workbook under check. `untyped` holds the places whose value is not of its column's
    type: rules treat them as unknown, since they have a finding of their own."""

    book: Book
    indicators: dict[str, Indicator] = field(default_factory=standard)
    untyped: set[tuple[str, Address]] = field(default_factory=set)
    uncached: int = 0
    mistakes: list[Mistake] = field(default_factory=list, repr=False)
    contradicted: list[Contradiction] = field(default_factory=list, repr=False)
    believed: dict[str, Scalar] = field(default_factory=dict, repr=False)
    _known: dict[tuple[int, str], Any] = field(default_factory=dict, repr=False)
    _known_at: int = 0

    @cached_property
    def tables(self) -> Tables:
        """The described tables that the book has."""
        return read_tables(self.book)

    @cached_property
    def recalculation(self) -> Recalculation:
        """Every formula's fresh value."""
        return recalculate(self.book)

    def complete(self) -> None:
        """Before the rules: fills formula cells that the file keeps no value for with calculated
        ones, on a copy, so that the rules judge what Excel will show (`uncached` counts them); finds
        the fields of ThongTin that the sheets contradict (`contradicted`; what they say instead is
        `believed`) and the wrong codes and labels of rows (`mistakes`)."""
        missing = [
            (name, place)
            for name, sheet in self.book.sheets.items()
            for place, cell in sheet.cells.items()
            if cell.formula is not None and cell.value is None
        ]
        self.uncached = len(missing)
        if missing:
            self._fill(missing)
        self.mistakes = settle(self)
        self.contradicted = contradictions(self)
        self.believed = {entry.field: entry.meant for entry in self.contradicted}
        self.__dict__.pop("source", None)

    def _fill(self, missing: list[tuple[str, Address]]) -> None:
        fresh = self.recalculation.values
        sheets = {n: replace(s, cells=dict(s.cells)) for n, s in self.book.sheets.items()}
        for name, place in missing:
            value = fresh.get((name, *place))
            sheets[name].cells[place] = sheets[name].cells[place]._replace(value=value)
        self.book = replace(self.book, sheets=sheets)
        for read in ("tables", "source", "main_rows", "no_offices"):
            self.__dict__.pop(read, None)

    @property
    def known(self) -> dict[tuple[int, str], Any]:
        """What was gathered from figures and holds until another cell turns out to be untyped: the
        figures by row and column, and what stands under a key of its own."""
        if self._known_at == len(self.untyped):
            return self._known
        self._known_at = len(self.untyped)
        self._known = {}
        return self._known

    def figure(self, table: TableData, row: Row, column: str) -> Decimal | None:
        """A cell's number as shown by the file, exactly; None when blank, text or an error.

        A formula's cached value counts: it is what the accountant sees; a stale one has a finding
        of its own.
        """
        cell = row.cells.get(column)
        if cell is None or cell.value.__class__ not in (float, int):
            return None
        if self.untyped and (table.sheet, table.address(row, column)) in self.untyped:
            return None
        return _exact(cell.value)

    def version(self, table: TableData, row: Row) -> Version | None:
        """The version of a plan that a row of KeHoach is; None without a day that can be one."""
        day = self.day(table, row, "effective")
        return Version(*row.key[:3], day_of(day)) if day is not None else None

    def day(self, table: TableData, row: Row, column: str) -> float | None:
        """A cell's day as its serial number; None without one that can be a day."""
        serial = self.figure(table, row, column)
        return float(serial) if serial is not None and is_day(serial) else None

    def knows(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings, their cells unknown to the rules that follow."""
        found = list(findings)
        self.untyped |= {(f.sheet, from_a1(f.cell)) for f in found if f.cell}
        return found

    def computed(self, column: Column, row: Row) -> str:
        """The formula that computes a row's cell; "" for an input, or where ThongTin doesn't say
        whether figures come by year or by month."""
        source = self.source
        if source is None or not column.computable:
            return column.formula
        return column.computed_by(source, row.key[0] if row.key else "")

    @cached_property
    def source(self) -> str | None:
        """Whether figures come by year or by month, as ThongTin says; None when it says neither."""
        value = self.setting("source")
        return value if value in (YEAR, MONTH) else None  # type: ignore[return-value]

    def leads_nowhere(self, formula: str) -> bool:
        """Whether a formula names a required sheet of the template that the book has no more."""
        gone = [s.name for s in SHEETS if s.required and s.name not in self.book.sheets]
        return bool(gone) and ("#REF!" in formula or any(f"{name}!" in formula for name in gone))

    def blank(self, table: TableData, row: Row, column: str) -> bool:
        """Whether a cell that the table has is empty, and has no finding that says so."""
        if column not in table.columns or row.value(column) not in (None, ""):
            return False
        return (table.sheet, table.address(row, column)) not in self.untyped

    def untyped_in(self, table: TableData, row: Row, columns: Iterable[str]) -> bool:
        """Whether one of a row's cells in these columns has a finding of its own."""
        return any(
            (table.sheet, table.address(row, key)) in self.untyped
            for key in columns
            if key in table.columns
        )

    def setting(self, key: str) -> Scalar:
        """A field of ThongTin, or what the other sheets say together against it; None when blank,
        when it has a finding of its own or when the sheet is missing."""
        if key in self.believed:
            return self.believed[key]
        form = self.tables.get("ThongTin")
        if form is None or not form.rows:
            return None
        row = form.rows[0]
        known = self.untyped and key in form.field_rows
        return (
            None
            if known and (form.sheet, form.address(row, key)) in self.untyped
            else row.value(key)
        )

    @property
    def last_month(self) -> int | None:
        """The reporting month, 1 to 12; None when it is blank or no month."""
        value = self.setting("last_month")
        return int(value) if isinstance(value, float) and 1 <= value <= 12 else None

    @property
    def by_month(self) -> bool:
        """Whether figures come from Thang and KeHoach (else they are typed into ChiTieu)."""
        return self.source == MONTH

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
        return {key[0]: r for key, r in table.by_key().items() if key[0]} if table else {}

    @cached_property
    def no_offices(self) -> set[str]:
        """Codes of the two rows of DonVi that are no office, whose figures may be negative."""
        table = self.tables.get("DonVi")
        kinds = (fold("chưa phân bổ"), fold("loại trừ nội bộ"))
        return (
            {r.key[0] for r in table.rows if fold(str(r.value("type") or "")) in kinds}
            if table
            else set()
        )

    def is_office(self, unit: str) -> bool:
        """Whether a code is one of DonVi's that stands for an office."""
        table = self.tables.get("DonVi")
        return table is not None and (unit,) in table.by_key() and unit not in self.no_offices

    def parts_of(self, total: str) -> tuple[str, ...]:
        """Codes of the direct parts of a total, in printed order; empty when it has none."""
        return self._parts.get(total, ())

    @cached_property
    def _parts(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for code, entry in self.indicators.items():
            if entry.parent:
                found[entry.parent] = (*found.get(entry.parent, ()), code)
        return found

    def unit_of(self, row: Row) -> Unit | None:
        """The unit in which a row's figures are typed: its indicator's, and for money, with no
        indicator as well, the unit that ThongTin declares; None when that is no unit."""
        code = next((part for part in row.key if part in self.indicators), "")
        text = self.indicators[code].unit if code else "triệu đồng"
        declared = str(self.setting("shown_unit") or "triệu đồng")
        return find_unit(declared if text == "triệu đồng" else text)

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
