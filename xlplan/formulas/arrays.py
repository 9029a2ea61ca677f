"""Formulas that mean another thing as plain ones than as array formulas: an operator that meets
several cells takes, in a plain formula, the one of its own row or column."""

from __future__ import annotations

from xlplan.formulas.tokens import Unreadable, tokens

_BY_THEMSELVES = frozenset({
    "SUMPRODUCT", "MMULT", "MDETERM", "MINVERSE", "LOOKUP", "INDEX", "AGGREGATE", "FREQUENCY",
    "PROB", "LINEST", "LOGEST", "TREND", "GROWTH", "SUMX2MY2", "SUMX2PY2", "SUMXMY2",
})  # fmt: skip
"""Functions that calculate their arguments as arrays in any formula."""
_PARTS = ("prefix", "cell", "name", "columns")


def cut_to_one_cell(formula: str) -> list[str]:
    """The areas of a formula (file form, without `=`) of which an operator, or the cell itself,
    takes one cell only. None for what isn't read, and none that a name or a calculation stands
    for."""
    if ":" not in formula:
        return []
    try:
        return _met([*tokens(formula), ("end", "")])
    except Unreadable:
        return []


def _met(pieces: list[tuple[str, str]]) -> list[str]:
    found: list[str] = []
    calls: list[str] = []
    operand, several, after = "", False, False
    for kind, text in pieces:
        if kind == "space":
            continue
        if kind in _PARTS or text == ":":
            operand += text
            several = several or (kind != "prefix" and ":" in text)
            continue
        is_sign = kind == "sign" or text == "%"
        alone = kind == "end" and not calls
        if several and (after or is_sign or alone) and _BY_THEMSELVES.isdisjoint(calls):
            found.append(operand)
            several = False
        if kind == "call":
            calls.append(text[:-1].upper())
            after = False
        elif text == "(":
            calls.append("")  # what stands before it meets what is inside
        elif text == ")" and calls:
            if not calls.pop():
                continue  # what follows meets what was inside
            after = False
        else:
            after = is_sign
        operand, several = "", False
    return found
