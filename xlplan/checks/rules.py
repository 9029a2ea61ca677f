"""What a rule is: its code, its weight, its words; a check function carries its rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xlplan.domain.findings import Finding, Severity
from xlplan.formulas.references import to_a1

if TYPE_CHECKING:  # reviewing a text needs rules, not the reading of workbooks
    from xlplan.checks.context import Context
    from xlplan.checks.relations import Relation
    from xlplan.workbook.book import Address
    from xlplan.workbook.tables import Row, TableData


@dataclass(frozen=True)
class Rule:
    """One kind of finding. `title` is its name for people, `why` the reason behind it, `bad` and
    `good` an example each, `remedy` what to do; all Vietnamese. XLP1 structure, XLP2 cells, XLP3
    arithmetic, XLP4 plan and closing, XLP5 plausibility, XLP6 formulas, XLP7 published sentences,
    XLP8 reviewed texts, XLP9 files."""

    code: str
    name: str
    severity: Severity
    title: str
    why: str
    bad: str
    good: str
    remedy: str

    def at(
        self,
        sheet: str,
        address: Address | None,
        message: str,
        *,
        subject: tuple[str, ...] = (),
        remedy: str = "",
        **values: Any,
    ) -> Finding:
        """A finding at a place of a sheet; `values` are the numbers the judgement rests on."""
        return Finding(
            code=self.code,
            severity=self.severity,
            message=message,
            remedy=remedy or self.remedy,
            sheet=sheet,
            cell=to_a1(*address) if address else "",
            values=values,
            subject=subject,
        )

    def on(
        self,
        table: TableData,
        row: Row,
        column: str,
        message: str,
        *,
        remedy: str = "",
        **values: Any,
    ) -> Finding:
        """A finding at a described table's cell; its subject survives moved rows and columns."""
        return self.at(
            table.sheet,
            table.address(row, column),
            message,
            subject=(table.spec.name, *row.key, column),
            remedy=remedy,
            **values,
        )


@dataclass(frozen=True)
class Check:
    """A rule with the function that finds its faults in a workbook's context."""

    rule: Rule
    function: Callable[[Rule, Context], Iterable[Finding]]

    def __call__(self, context: Context) -> Iterable[Finding]:
        """The findings of this rule in one workbook."""
        return self.function(self.rule, context)


@dataclass(frozen=True)
class RelationCheck:
    """A rule with the function that gives the relations which must hold in a workbook."""

    rule: Rule
    function: Callable[[Rule, Context], Iterable[Relation]]

    def __call__(self, context: Context) -> Iterable[Relation]:
        """The relations of this rule in one workbook."""
        return self.function(self.rule, context)


def relation(
    code: str, severity: str, *, title: str, why: str, bad: str, good: str, remedy: str
) -> Callable[[Callable[[Rule, Context], Iterable[Relation]]], RelationCheck]:
    """As `check`, for a function `(rule, context) -> relations`; where one is broken, the figure
    that departs gets the finding (see `checks.relations`)."""

    def wrap(function: Callable[[Rule, Context], Iterable[Relation]]) -> RelationCheck:
        rule = Rule(code, function.__name__, Severity(severity), title, why, bad, good, remedy)
        return RelationCheck(rule, function)

    return wrap


def check(
    code: str, severity: str, *, title: str, why: str, bad: str, good: str, remedy: str
) -> Callable[[Callable[[Rule, Context], Iterable[Finding]]], Check]:
    """Makes a check of a function `(rule, context) -> findings`; its name becomes the rule's."""

    def wrap(function: Callable[[Rule, Context], Iterable[Finding]]) -> Check:
        rule = Rule(code, function.__name__, Severity(severity), title, why, bad, good, remedy)
        return Check(rule, function)

    return wrap
