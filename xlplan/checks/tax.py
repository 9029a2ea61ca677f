"""Revenue by service against total revenue: apart by exactly a tax rate, one of them holds the tax."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from xlplan.checks.context import Context
from xlplan.checks.inputs import MONTHS, ZERO, terms
from xlplan.checks.plausibility import VAT, tax_rate
from xlplan.checks.relations import Figure, figure, finest
from xlplan.checks.rules import Check, Rule
from xlplan.checks.services import services_by_month
from xlplan.checks.wording import shown
from xlplan.domain.amounts import sum_tolerance
from xlplan.domain.findings import Finding
from xlplan.domain.terms import TOTAL_REVENUE


def _services_and_total(rule: Rule, context: Context) -> Iterable[Finding]:
    """Services of a month (by the year: of the period) whose sum is total revenue with tax, or the
    other way round; at the first figure of the larger side. A workbook need not list every service,
    so any other difference says nothing; a total that its own parts contradict is no measure."""
    for when, services, total in _pairs(context):
        added = sum((entry.value or ZERO for entry in services), ZERO)
        stated = total.value or ZERO
        if added <= 0 or stated <= 0:
            continue
        rate = tax_rate(max(added, stated) / min(added, stated))
        if rate is None:
            continue
        entry = services[0] if added > stated else total
        yield rule.on(
            entry.table, entry.row, entry.column,
            f"Doanh thu các dịch vụ {when} cộng {shown(added)}, tổng doanh thu {shown(stated)}. Hai "
            f"số lệch đúng tỷ lệ thuế {shown(rate, 2)}.",
            services=float(added), total=float(stated), rate=float(rate),
        )  # fmt: skip


def _pairs(context: Context) -> Iterator[tuple[str, list[Figure], Figure]]:
    """When, the services' figures, total revenue; only where none is missing."""
    table, months = context.tables.get("DichVu"), services_by_month(context)
    if table is None or not months:
        return
    known = {
        month: [entry for row in rows if (entry := figure(context, table, row, "revenue"))]
        for month, rows in months.items()
    }
    whole = {n: found for n, found in known.items() if len(found) == len(months[n])}
    thang, last = context.tables.get("Thang"), context.last_month or 12
    row = thang.by_key().get((TOTAL_REVENUE, "TH")) if thang else None
    if thang and row:
        for month, services in sorted(whole.items()):
            total = figure(context, thang, row, MONTHS[month - 1])
            if total and _agrees(context, total, MONTHS[month - 1]):
                yield f"tháng {month}", services, total
    elif not context.by_month and set(whole) >= set(range(1, last + 1)):
        typed = terms(context, TOTAL_REVENUE, "actual_ytd")
        if typed and _agrees(context, typed.figures[0], "actual"):
            within = [entry for n in range(1, last + 1) for entry in whole[n]]
            yield "trong kỳ", within, typed.figures[0]


def _agrees(context: Context, total: Figure, column: str) -> bool:
    """Whether the total is the sum of its parts, or a part is not entered."""
    rows, kind = total.table.by_key(), total.row.key[1:]
    parts = [rows.get((code, *kind)) for code in context.parts_of(TOTAL_REVENUE)]
    found = [figure(context, total.table, row, column) if row else None for row in parts]
    known = [entry for entry in found if entry]
    if len(known) < len(found) or not known:
        return True
    gap = sum((entry.value or ZERO for entry in known), ZERO) - (total.value or ZERO)
    return abs(gap) <= Decimal(sum_tolerance(len(known), finest([total, *known])))


CHECKS = (Check(VAT, _services_and_total),)
