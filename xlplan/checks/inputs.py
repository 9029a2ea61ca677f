"""From a figure of ChiTieu to the typed cells it comes from, in either mode."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from xlplan.checks.context import Context
from xlplan.checks.gaps import lacks
from xlplan.checks.relations import Figure, figure
from xlplan.checks.settings import MONTHS as MONTHS
from xlplan.domain.plans import in_force
from xlplan.workbook.tables import Row, TableData

ONE, ZERO = Decimal(1), Decimal(0)


class Terms(NamedTuple):
    """Typed cells whose weighted sum is the figure: one cell by year, months by month."""

    figures: tuple[Figure, ...]
    weights: tuple[Decimal, ...]

    def value(self, values: list[Decimal | None]) -> Decimal:
        """The figure that these values of the cells give."""
        pairs = zip(self.weights, values, strict=True)
        return sum((w * (v or ZERO) for w, v in pairs), ZERO)

    def wanted(self, values: list[Decimal | None], goal: Decimal) -> list[Decimal]:
        """What each cell would be, alone, for the figure to be `goal`."""
        gap = goal - self.value(values)
        return [(v or ZERO) + gap / w for w, v in zip(self.weights, values, strict=True)]


def terms(context: Context, code: str, column: str) -> Terms | None:
    """The inputs behind `actual_ytd`, `prior_ytd`, `plan_year` or `plan_ytd` of an indicator; None
    when one is missing or the indicator is recomputed from others."""
    main = context.tables.get("ChiTieu")
    row = context.main_rows.get(code)
    if main is None or row is None:
        return None
    if not context.by_month:
        typed = {"actual_ytd": "actual", "plan_ytd": "plan_year"}.get(column, column)
        entry = figure(context, main, row, typed)
        return Terms((entry,), (ONE,)) if entry else None
    if column in ("plan_year", "plan_ytd"):
        return _of_plan(context, code, column)
    return of_months(context, code, "TH" if column == "actual_ytd" else "CK", context.last_month)


def rows_in_force(context: Context, table: TableData, code: str) -> list[Row]:
    """The plan's row in force, as its column says; by the dates where ThongTin's month, year or
    level, on which that column rests, is not the one that is believed."""
    rows = [row for row in table.rows if row.key[0] == code]
    period, level = context.period, str(context.setting("plan_level") or "")
    if not context.believed.keys() & {"last_month", "year", "plan_level"} or period is None:
        return [row for row in rows if row.value("in_force") == 1]
    versions = {}
    for row in rows:
        if dated := context.version(table, row):
            versions[dated] = row
    version = in_force(versions, level, period.end)
    return [versions[version]] if version else []


def _of_plan(context: Context, code: str, column: str) -> Terms | None:
    table = context.tables.get("KeHoach")
    rows = rows_in_force(context, table, code) if table else []
    if table is None or len(rows) != 1 or lacks(context, "KeHoach", indicator=code):
        return None
    dated = [row for row in table.rows if row.key[0] == code]
    if any(context.untyped_in(table, row, (*table.spec.key, "effective")) for row in dated):
        return None
    if column == "plan_year":
        entry = figure(context, table, rows[0], "year")
        return Terms((entry,), (ONE,)) if entry else None
    indicator = context.indicators.get(code)
    rule = indicator.accumulation if indicator else "sum"
    return _weighted(context, table, rows[0], rule, context.last_month)


def of_months(context: Context, code: str, kind: str, upto: int | None) -> Terms | None:
    """Thang's months of an indicator up to one, weighted as it accumulates; None when one of them
    is missing."""
    table = context.tables.get("Thang")
    row = table.by_key().get((code, kind)) if table else None
    indicator = context.indicators.get(code)
    if table is None or row is None or indicator is None:
        return None
    return _weighted(context, table, row, indicator.accumulation, upto)


def _weighted(
    context: Context, table: TableData, row: Row, rule: str, upto: int | None
) -> Terms | None:
    if not upto or rule == "recomputed":
        return None
    keys = MONTHS[upto - 1 : upto] if rule == "last" else MONTHS[:upto]
    found = tuple(entry for key in keys if (entry := figure(context, table, row, key)))
    if len(found) < len(keys):
        return None
    weight = ONE / len(keys) if rule == "mean" else ONE
    return Terms(found, (weight,) * len(found))
