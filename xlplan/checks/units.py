"""The units against the province, and each within its dates."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from xlplan.checks.context import Context
from xlplan.checks.gaps import Gap, place
from xlplan.checks.inputs import MONTHS, ONE, Terms, terms
from xlplan.checks.relations import Figure, Relation, figure, finest, linear
from xlplan.checks.rules import Rule, check, relation
from xlplan.checks.wording import shown
from xlplan.domain.amounts import sum_tolerance
from xlplan.domain.findings import Finding
from xlplan.domain.units import Unit, Units, standing_for
from xlplan.workbook.tables import Row, TableData

_EPOCH = dt.date(1899, 12, 30)
_MANY = 3
"""Rows that contradict a unit's date before the date itself is what departs."""


@relation(
    "XLP321",
    "error",
    title="Các đơn vị không cộng thành toàn tỉnh",
    why="Cộng các đơn vị, kể cả «chưa phân bổ» và «loại trừ nội bộ», phải bằng số toàn tỉnh. "
    "Lỗi ghi ở ô của đơn vị hoặc của toàn tỉnh lệch với các số khác; không phân biệt được thì ghi ở "
    "số toàn tỉnh.",
    bad="Các đơn vị cộng 900, toàn tỉnh 1.000.",
    good="Có dòng «chưa phân bổ» 100.",
    remedy="Bổ sung dòng chưa phân bổ, loại trừ nội bộ, hoặc sửa đơn vị sai.",
)
def units_and_province(rule: Rule, context: Context) -> Iterable[Relation]:
    """The units' figures of an indicator add up to ChiTieu's, or to the months behind it."""
    table = context.tables.get("ChiTieuDonVi")
    for code in context.main_rows if table else ():
        indicator = context.indicators.get(code)
        rows = [row for key, row in table.by_key().items() if key[1] == code] if table else []
        if table is None or indicator is None or not rows or indicator.accumulation == "recomputed":
            continue
        lost = any(gap.key[1] == code for gap in lacking(context))
        for column in _COLUMNS:
            if lost:
                continue
            added = _column(rule, context, table, rows, code, column)
            if added:
                yield added


_COLUMNS = ("plan_year", "plan_ytd", "actual_ytd", "prior_ytd")


def _column(
    rule: Rule, context: Context, table: TableData, rows: list[Row], code: str, column: str
) -> Relation | None:
    """The units' sum of one column; None where a figure of it, or the province's, is missing."""
    province = terms(context, code, column)
    if province is None or column not in table.columns:
        return None
    units = [entry for row in rows if (entry := figure(context, table, row, column))]
    return _added(rule, context, province, units, column) if len(units) == len(rows) else None


def lacking(context: Context) -> list[Gap]:
    """Rows that a unit lacks: the units' sums of an indicator are off in every column, and one unit
    alone has no row of it (an office before one of the two that are none), or one whose own total
    is off from its parts by the same."""
    key = 0, "lacking"
    if key not in context.known:
        context.known[key] = list(_lacking(context))
    return context.known[key]


def _lacking(context: Context) -> Iterator[Gap]:
    table = context.tables.get("ChiTieuDonVi")
    if table is None or "unit" not in table.columns:
        return
    units: dict[str, dict[str, Row]] = {}
    for row in table.by_key().values():
        if all(row.key):
            units.setdefault(row.key[0], {})[row.key[1]] = row
    for code in dict.fromkeys(c for rows in units.values() for c in rows):
        without = [unit for unit, rows in units.items() if code not in rows]
        offices = [unit for unit in without if unit not in context.no_offices]
        if not without or len(units) - len(without) < _MANY or len(offices) > 1:
            continue
        gap = _gaps_of(context, table, code)
        if not gap:
            continue
        family = [unit for unit in without if _leaves(context, table, units[unit], code, gap)]
        for unit in (offices or family or without)[:1]:
            if len(offices or family or without) > 1:
                continue
            order = [*next((rows for rows in units.values() if code in rows), {})]
            before = next(
                (units[unit][c] for c in reversed(order[: order.index(code)]) if c in units[unit]),
                None,
            )
            after = next((r for c, r in units[unit].items() if c in order), None)
            at = place(table, before, after, "unit")
            yield Gap(table, (unit, code), at, "các đơn vị cộng lại thiếu so với toàn tỉnh")


def _gaps_of(context: Context, table: TableData, code: str) -> dict[str, Decimal]:
    """Province less units of an indicator by column, where all of them (two at least) are off."""
    rows = [row for key, row in table.by_key().items() if key[1] == code]
    found = {}
    for column in _COLUMNS:
        added = _column(units_and_province.rule, context, table, rows, code, column)
        if added is None:
            continue
        violation = added.test([f.value for f in added.figures])
        if violation is None:
            return {}
        numbers = violation.values
        found[column] = Decimal(str(numbers["province"])) - Decimal(str(numbers["units"]))
    return found if len(found) > 1 else {}


def _leaves(
    context: Context, table: TableData, rows: dict[str, Row], code: str, gap: dict[str, Decimal]
) -> bool:
    """Whether a unit's total less its parts is what the province has more than its units."""
    total = context.indicators[code].parent if code in context.indicators else ""
    if total not in rows:
        return False
    for column, missing in gap.items():
        own = [context.figure(table, rows[c], column) for c in context.parts_of(total) if c in rows]
        whole = context.figure(table, rows[total], column)
        if whole is None or None in own or abs(whole - sum(filter(None, own)) - missing) > 1:
            return False
    return True


def _added(
    rule: Rule, context: Context, province: Terms, units: list[Figure], column: str
) -> Relation:
    count = len(units)
    code = units[0].row.key[1]
    label, header = context.indicators[code].label, units[0].header

    def tell(values: list[Decimal], gap: Decimal) -> tuple[str, dict[str, Any]]:
        added = sum(values[:count], Decimal(0))
        total = added - gap
        message = (
            f"{header} {label} toàn tỉnh {shown(total)}, các đơn vị cộng lại {shown(added)}: lệch "
            f"{shown(total - added)}."
        )
        return message, {"province": float(total), "units": float(added)}

    pairs = [(unit, ONE) for unit in units]
    pairs += [(f, -w) for f, w in zip(province.figures, province.weights, strict=True)]
    slack = sum_tolerance(count, finest([*units, *province.figures]))
    return linear(rule, pairs, slack, tell, home=count + len(province.figures) - 1)


def _date(row: Row, column: str) -> dt.date | None:
    value = row.value(column)
    if isinstance(value, float) and 0 < value < 100_000:
        return _EPOCH + dt.timedelta(days=int(value))
    return None


def _report_period(context: Context) -> tuple[dt.date, dt.date] | None:
    year, last = context.setting("year"), context.last_month
    if not isinstance(year, float) or not 1900 < year < 3000 or not last:
        return None
    end = dt.date(int(year) + last // 12, last % 12 + 1, 1) - dt.timedelta(days=1)
    return dt.date(int(year), 1, 1), end


@check(
    "XLP322",
    "error",
    title="Đơn vị có số ngoài thời gian hoạt động",
    why="Đơn vị chưa thành lập hoặc đã sáp nhập thì không thể có số thực hiện; số phải ghi cho đơn "
    "vị kế thừa.",
    bad="Đơn vị đóng ngày 31/8/2025 có TH lũy kế năm 2026.",
    good="Số ghi cho đơn vị kế thừa.",
    remedy="Chuyển số sang đơn vị kế thừa, hoặc sửa «Từ ngày», «Đến ngày» ở DonVi.",
)
def unit_dates(rule: Rule, context: Context) -> Iterable[Finding]:
    """Actual figures of a unit before it opened or after it closed; where many rows of a unit
    contradict its date, the date gets the finding."""
    units, period = context.tables.get("DonVi"), _report_period(context)
    if units is None or period is None:
        return
    outside = list(_outside(context, units, period))
    many = Counter(unit for unit, *_ in outside)
    told = set()
    known = _known(units)
    for unit, at, message, table, row, column in outside:
        heir = standing_for(known, unit, period[1]) if at == "closed" else None
        remedy = (
            f"Chuyển số sang đơn vị kế thừa {heir.code} ({heir.name}), hoặc sửa «Đến ngày» ở DonVi."
            if heir
            else ""
        )
        if many[unit] < _MANY:
            yield rule.on(table, row, column, message, remedy=remedy, unit=unit)
        elif unit not in told:
            told.add(unit)
            place = next(r for r in units.rows if r.key[0] == unit)
            yield rule.on(
                units, place, at, f"{message} {many[unit]} dòng số liệu của đơn vị này cũng vậy.",
                remedy=remedy, unit=unit, rows=many[unit],
            )  # fmt: skip


def _known(units: TableData) -> Units:
    """The units as the workbook's own list has them."""
    found: Units = {}
    for row in units.rows:
        name, kind, heir = (str(row.value(key) or "") for key in ("name", "type", "successor"))
        dates = _date(row, "opened"), _date(row, "closed")
        found.setdefault(row.key[0], Unit(row.key[0], name, kind, *dates, heir))
    return found


def _outside(
    context: Context, units: TableData, period: tuple[dt.date, dt.date]
) -> Iterable[tuple[str, str, str, TableData, Row, str]]:
    """Unit, the date's column, message and place of each row of figures outside the dates."""
    dates = {
        r.key[0]: (_date(r, "opened"), _date(r, "closed"))
        for r in units.rows
        if not context.untyped_in(units, r, ("opened", "closed"))
    }
    table, points = context.tables.get("ChiTieuDonVi"), context.tables.get("DiemBDVHX")
    for row in table.rows if table else ():
        opened, closed = dates.get(row.key[0], (None, None))
        if table is None or not context.figure(table, row, "actual_ytd"):
            continue
        if opened and opened > period[1]:
            yield (row.key[0], "opened", _told(row.key[0], "mới hoạt động từ", opened),
                   table, row, "actual_ytd")  # fmt: skip
        elif closed and closed < period[0]:
            yield (row.key[0], "closed", _told(row.key[0], "đã ngừng từ", closed),
                   table, row, "actual_ytd")  # fmt: skip
    for row in points.rows if points else ():
        unit = str(row.value("unit") or "")
        opened, closed = dates.get(unit, (None, None))
        for n, key in enumerate(MONTHS, 1):
            if points is None or not context.figure(points, row, key):
                continue
            start = dt.date(period[0].year, n, 1)
            end = dt.date(start.year + n // 12, n % 12 + 1, 1) - dt.timedelta(days=1)
            if (opened and opened > end) or (closed and closed < start):
                at, word = ("closed", "đã ngừng từ") if closed and closed < start else (
                    "opened", "mới hoạt động từ")  # fmt: skip
                date = closed if at == "closed" else opened
                assert date is not None
                yield unit, at, _told(unit, word, date), points, row, key
                break


def _told(unit: str, word: str, date: dt.date) -> str:
    return f"Đơn vị {unit} {word} {date:%d/%m/%Y} nhưng có số thực hiện."


RELATIONS = (units_and_province,)
CHECKS = (unit_dates,)
