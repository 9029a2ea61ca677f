"""From broken relations to findings: wrong units first, then the figures that depart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial

from xlplan.checks.closing import closed_months
from xlplan.checks.context import Context
from xlplan.checks.counts import broken_counts
from xlplan.checks.departures import Departure, departures
from xlplan.checks.jumps import jumps
from xlplan.checks.keys import code_and_label, misplaced
from xlplan.checks.plausibility import likelihood, reworded
from xlplan.checks.relations import Place
from xlplan.checks.rules import RelationCheck
from xlplan.checks.swapped import settle_swapped
from xlplan.domain.findings import Finding
from xlplan.workbook.book import Address


def diagnose(context: Context, checks: Sequence[RelationCheck]) -> list[Finding]:
    """The findings of all relations, one a departing figure. Its place joins `context.untyped`, so
    that the rules that follow don't judge by a number which is known to be wrong."""
    found: list[Finding] = []
    known = {}
    for entry, likely, finding in jumps(context):
        known[entry.place] = likely
        found.append(finding)
    for departure in _departures(context, checks, known, found):
        entry, relation = departure.figure, departure.relation
        if entry.place in known:
            continue
        finding = relation.rule.on(
            entry.table, entry.row, entry.column, departure.violation.message,
            remedy=relation.remedy, **departure.violation.values,
        )  # fmt: skip
        found.append(reworded(context, departure, finding))
    for finding in context.knows(found):
        context.untyped |= set(_dependents(context, finding))
    return _once(found)


_SHOWN = {
    "TH": ("actual", "actual_ytd"), "CK": ("prior_ytd", "prior_year"),
    "actual": ("actual_ytd",), "prior_ytd": ("prior_year",),
    "plan_year": ("plan_year", "plan_period", "plan_ytd"),
}  # fmt: skip


def _departures(
    context: Context, checks: Sequence[RelationCheck], known: dict[Place, Decimal],
    found: list[Finding],
) -> list[Departure]:  # fmt: skip
    """The departing figures; where many depart because two rows have changed codes, these get the
    findings, and the rest is judged as if they stood right. A closed month with a figure that has
    its finding for another reason is not added up: what the figure should be is known about only."""
    doubtful = known.keys() | {entry.place for entry in broken_counts(context)}
    relations = [
        relation
        for check in checks
        for relation in check(context)
        if check is not closed_months or not doubtful & relation.places
    ]
    departing = departures(relations, known, partial(likelihood, context))
    if len(departing) < _MANY or not (swapped := settle_swapped(context)):
        return departing
    found += [misplaced(code_and_label.rule, mistake) for mistake in swapped]
    context.known.clear()
    relations = [relation for check in checks for relation in check(context)]
    return departures(relations, known, partial(likelihood, context))


_MANY = 4
"""Departing figures from which on two rows with each other's codes may be behind them."""


def _dependents(context: Context, finding: Finding) -> Iterator[tuple[str, Address]]:
    """The cells of ChiTieu that show a departing figure: rules on them would be echoes."""
    main = context.tables.get("ChiTieu")
    table, code, *rest = (*finding.subject, "", "")
    row = context.main_rows.get(code)
    if main is None or row is None:
        return
    side = {"ChiTieu": rest[0], "Thang": rest[0], "KeHoach": "plan_year"}.get(table, "")
    for column in _SHOWN.get(side, ()):
        if column in main.columns:
            yield main.sheet, main.address(row, column)


def _once(found: list[Finding]) -> list[Finding]:
    """One finding a cell: the first, with the others' messages behind its own."""
    first: dict[tuple[str, str], Finding] = {}
    for finding in found:
        place = finding.sheet, finding.cell
        if place not in first:
            first[place] = finding
        elif finding.message not in first[place].message:
            first[place] = replace(
                first[place], message=f"{first[place].message} {finding.message}"
            )
    return list(first.values())
