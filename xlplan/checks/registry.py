"""The checks by name: one tuple of functions, one tuple of all rules."""

from __future__ import annotations

from xlplan.checks import (
    cells,
    closing,
    copied,
    counts,
    decisions,
    error_values,
    files,
    formulas,
    indicator_units,
    jumps,
    keys,
    labels,
    ledger,
    locks,
    missing,
    months,
    notes,
    phasing,
    plan,
    plausibility,
    points,
    published,
    rates,
    register,
    requests,
    rows,
    schema,
    sentence_words,
    sentences,
    services,
    structure,
    sums,
    tabs,
    tax,
    units,
)
from xlplan.checks.rules import Check, RelationCheck, Rule
from xlplan.text.rules import RULES as TEXT_RULES

RELATIONS: tuple[RelationCheck, ...] = (
    *sums.RELATIONS,
    *rates.RELATIONS,
    *services.RELATIONS,
    *units.RELATIONS,
    *points.RELATIONS,
    *plan.RELATIONS,
    *months.RELATIONS,
    *closing.RELATIONS,
    *published.RELATIONS,
    *sentences.RELATIONS,
)

FIRST: tuple[Check, ...] = (*keys.CHECKS, *tabs.CHECKS, *structure.CHECKS, *plan.CHECKS, *decisions.CHECKS,
                            *register.CHECKS, *copied.FIRST, *tax.CHECKS,
                            *indicator_units.CHECKS, *locks.FIRST, *closing.FIRST, *services.FIRST, *points.FIRST)  # fmt: skip
"""What the figures rest on: a relation over a row whose key or date is wrong is unknown."""

CHECKS: tuple[Check, ...] = (
    *formulas.CHECKS,
    *missing.CHECKS,
    *rows.CHECKS,
    *labels.CHECKS,
    *sums.CHECKS,
    *notes.CHECKS,
    *units.CHECKS,
    *services.CHECKS,
    *points.CHECKS,
    *months.CHECKS,
    *closing.CHECKS,
    *locks.CHECKS,
    *requests.CHECKS,
    *phasing.CHECKS,
    *plausibility.CHECKS,
    *published.CHECKS,
    *sentences.CHECKS,
    *sentence_words.CHECKS,
    *counts.CHECKS,
    *files.CHECKS,
)

RULES: tuple[Rule, ...] = tuple(
    sorted(
        {
            *files.RULES,
            *cells.RULES,
            *error_values.RULES,
            *schema.RULES,
            *TEXT_RULES,
            *jumps.RULES,
            *ledger.RULES,
            *(check.rule for check in (*RELATIONS, *FIRST, *CHECKS)),
        },
        key=lambda rule: rule.code,
    )
)
