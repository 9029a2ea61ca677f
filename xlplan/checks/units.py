"""The units against the province, and each within its dates."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from xlplan.checks.context import Context
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
        for column in ("plan_year", "plan_ytd", "actual_ytd", "prior_ytd"):
            province = terms(context, code, column)
            if province is None or column not in table.columns:
                continue
            units = [entry for row in rows if (entry := figure(context, table, row, column))]
            if len(units) == len(rows):
                yield _added(rule, context, province, units, column)


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
    dates = {r.key[0]: (_date(r, "opened"), _date(r, "closed")) for r in units.rows}
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
