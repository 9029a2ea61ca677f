"""The checks by name: one tuple of functions, one tuple of all rules."""

from __future__ import annotations

from xlplan.checks import (
    cells,
    files,
    formulas,
    identities,
    phasing,
    plan,
    plausibility,
    published,
    schema,
    structure,
    units,
)
from xlplan.checks.rules import Check, Rule

CHECKS: tuple[Check, ...] = (
    *structure.CHECKS,
    *formulas.CHECKS,
    *identities.CHECKS,
    *units.CHECKS,
    *plan.CHECKS,
    *phasing.CHECKS,
    *plausibility.CHECKS,
    *published.CHECKS,
    *files.CHECKS,
)

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (*files.RULES, *cells.RULES, *schema.RULES, *(check.rule for check in CHECKS)),
        key=lambda rule: rule.code,
    )
)
