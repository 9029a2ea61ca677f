"""Revenue by service × dated coefficients against DTTL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from xlplan.checks.context import Context
from xlplan.checks.gaps import lacks
from xlplan.checks.inputs import ZERO, of_months, terms
from xlplan.checks.relations import Figure, Relation, Violation, figure, finest
from xlplan.checks.rules import Rule, check, relation
from xlplan.checks.wording import shown
from xlplan.domain.findings import Finding
from xlplan.domain.periods import day_of
from xlplan.workbook.tables import Row

_EPOCH = dt.date(1899, 12, 30)


def _month_end(year: int, month: int) -> float:
    end = dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)
    return float((end - _EPOCH).days)


def _coefficient(context: Context, service: str, month: int) -> Figure | None:
    """The service's coefficient in force at the end of a month of the plan's year."""
    table, year = context.tables.get("HeSo"), context.setting("year")
    if table is None or not isinstance(year, float) or not 1900 < year < 3000:
        return None
    rows = [r for r in table.rows if r.key[0] == service]
    if len({r.key for r in rows}) < len(rows):
        return None
    dated = [(d, r) for r in rows if isinstance(d := r.value("effective"), float)]
    in_force = [(d, r) for d, r in dated if d <= _month_end(int(year), month)]
    if not in_force or any(
        context.untyped_in(table, r, ("effective", "coefficient")) for r in rows
    ):
        return None
    return figure(context, table, max(in_force, key=lambda pair: pair[0])[1], "coefficient")


def services_by_month(context: Context) -> dict[int, list[Row]]:
    """The rows of DichVu by month, a doubled one once; no month that may lack a row whose month is
    not known or lies after the period."""
    table = context.tables.get("DichVu")
    found: dict[int, list[Row]] = {}
    lost = set()
    for row in table.by_key().values() if table else ():
        month = context.figure(table, row, "month") if table else None
        if month is not None and 1 <= month <= (context.last_month or 12):
            found.setdefault(int(month), []).append(row)
        else:
            lost.add(row.key[0])
    return {
        n: rows
        for n, rows in found.items()
        if lost <= {row.key[0] for row in rows} and not lacks(context, "DichVu", month=str(n))
    }


@relation(
    "XLP324",
    "error",
    title="Doanh thu tính lương khác dịch vụ × hệ số",
    why="DTTL = tổng doanh thu trước thuế của từng dịch vụ × hệ số đang hiệu lực của dịch vụ đó.",
    bad="Các dịch vụ × hệ số cho ra 97.603, DTTL ghi 79.603.",
    good="DTTL ghi 97.603.",
    remedy="Đối chiếu doanh thu dịch vụ, hệ số và DTTL; sửa ô sai.",
)
def weighted_revenue(rule: Rule, context: Context) -> Iterable[Relation]:
    """Services × coefficients of each month against Thang's DTTL; of all months of the period
    against ChiTieu's where Thang has none."""
    table, months = context.tables.get("DichVu"), services_by_month(context)
    if table is None or not months:
        return
    thang, last = context.tables.get("Thang"), context.last_month or 12
    row = thang.by_key().get(("DTTL", "TH")) if thang else None
    monthly = thang and row and of_months(context, "DTTL", "TH", last)
    if thang and row and monthly:
        for month, rows in sorted(months.items()):
            stated = figure(context, thang, row, f"m{month}")
            if stated is not None:
                yield from _weighted(rule, context, {month: rows}, stated, f"tháng {month}")
    elif not context.by_month and set(months) >= set(range(1, last + 1)):
        typed = terms(context, "DTTL", "actual_ytd")
        if typed:
            within = {n: rows for n, rows in months.items() if n <= last}
            yield from _weighted(rule, context, within, typed.figures[0], "trong kỳ")


def _weighted(
    rule: Rule, context: Context, months: dict[int, list[Row]], stated: Figure, when: str
) -> Iterable[Relation]:
    """DTTL, then revenue and coefficient of each service and month; none where one is missing."""
    table = context.tables["DichVu"]
    figures = [stated]
    for month, rows in months.items():
        for row in rows:
            revenue = figure(context, table, row, "revenue")
            coefficient = _coefficient(context, row.key[0], month)
            if revenue is None or coefficient is None:
                return
            figures += [revenue, coefficient]
    slack = finest([stated]) / 2 + sum(
        (finest([revenue]) / 2 * (coefficient.value or ZERO)
         for revenue, coefficient in zip(figures[1::2], figures[2::2], strict=True)
         if finest([stated]) < 1),
        ZERO,
    )  # fmt: skip

    def test(values: list[Decimal | None]) -> Violation | None:
        known = [value or ZERO for value in values]
        pairs = list(zip(known[1::2], known[2::2], strict=True))
        given = sum((revenue * coefficient for revenue, coefficient in pairs), ZERO)
        gap = known[0] - given
        if abs(gap) <= slack:
            return None
        wanted: list[Decimal | None] = [given]
        for revenue, coefficient in pairs:
            wanted += [
                revenue + gap / coefficient if coefficient else None,
                coefficient + gap / revenue if revenue else None,
            ]
        message = (
            f"Doanh thu tính lương {when} ghi {shown(known[0])}, các dịch vụ × hệ số cho ra "
            f"{shown(given)}."
        )
        return Violation(message, {"stated": float(known[0]), "weighted": float(given)}, wanted)

    yield Relation(rule, tuple(figures), test, home=0)


@check(
    "XLP323",
    "error",
    title="Dịch vụ chưa có hệ số",
    why="Doanh thu của dịch vụ không có hệ số đang hiệu lực thì không tính được DTTL.",
    bad="Dịch vụ «PP03» có doanh thu, bảng hệ số không có «PP03».",
    good="Bảng hệ số có dòng PP03, hiệu lực từ đầu năm.",
    remedy="Thêm hệ số của dịch vụ, hoặc sửa mã dịch vụ.",
)
def missing_coefficient(rule: Rule, context: Context) -> Iterable[Finding]:
    """The first row of a service that has revenue and no coefficient in force; a code of HeSo that
    no service has, where that tells."""
    table, other = context.tables.get("DichVu"), context.tables.get("HeSo")
    if table is None or other is None or not other.rows:
        return
    if not isinstance(context.setting("year"), float):
        return
    known = {row.key[0] for row in other.rows}
    used = {row.key[0] for row in table.rows}
    lost = [row for row in other.rows if row.key[0] not in used]
    told: set[str] = set()
    for row in table.rows:
        service, month = row.key[0], context.figure(table, row, "month")
        if service in told or month is None or not 1 <= month <= 12:
            continue
        if (
            _coefficient(context, service, int(month))
            or context.figure(table, row, "revenue") is None
        ):
            continue
        rows = [r for r in other.rows if r.key[0] == service]
        if any(context.untyped_in(other, r, ("effective", "coefficient")) for r in rows):
            continue
        if any(context.blank(other, r, key) for r in rows for key in ("effective", "coefficient")):
            continue
        if len({r.key for r in rows}) < len(rows):
            continue  # a doubled row: which coefficient holds is unknown
        told.add(service)
        many = sum(1 for r in table.rows if r.key[0] == service) > 1
        if service not in known and many and len(lost) == 1:
            yield rule.on(
                other, lost[0], "service",
                f"Hệ số của «{lost[0].key[0]}» không dùng cho dịch vụ nào; «{service}» chưa có hệ số.",
                found=lost[0].key[0], service=service,
            )  # fmt: skip
            continue
        dated = [r for r in rows if isinstance(r.value("effective"), float)]
        place = (
            (other, dated[0], "effective") if len(dated) == 1 and many else (table, row, "service")
        )
        yield rule.on(
            *place, f"Dịch vụ «{service}» tháng {int(month)} chưa có hệ số đang hiệu lực.",
            service=service, month=int(month),
        )  # fmt: skip


@check(
    "XLP326",
    "warning",
    title="Hệ số có hiệu lực sau năm kế hoạch",
    why="Hệ số hiệu lực quá năm kế hoạch không dùng cho tháng nào của tệp; thường là gõ nhầm năm, và "
    "các tháng sau đó tính theo hệ số cũ.",
    bad="Tệp năm 2026, hệ số BC01 0,9 hiệu lực từ 01/07/2027.",
    good="Hiệu lực từ 01/07/2026.",
    remedy="Sửa ngày «Hiệu lực từ» của hệ số.",
)
def coefficient_after_year(rule: Rule, context: Context) -> Iterable[Finding]:
    """A coefficient in force from after the first quarter of the next year; what was decided at the
    end of a year for the next is none."""
    table, year = context.tables.get("HeSo"), context.setting("year")
    if table is None or not isinstance(year, float) or not 1900 < year < 3000:
        return
    latest = _month_end(int(year) + 1, 3)
    for row in table.rows:
        effective = context.figure(table, row, "effective")
        if effective is not None and latest < effective < 100_000:
            day = day_of(float(effective))
            yield rule.on(
                table, row, "effective",
                f"Hệ số của {row.key[0]} hiệu lực từ {day:%d/%m/%Y}, sau năm kế hoạch {int(year)}.",
                effective=float(effective),
            )  # fmt: skip


FIRST = (coefficient_after_year,)
"""Told before the relations: which coefficient holds is unknown."""
RELATIONS = (weighted_revenue,)
CHECKS = (missing_coefficient,)
