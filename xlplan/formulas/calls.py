"""Calls of our functions inside a formula, replaced from the inside out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from xlplan.formulas.names import canonical

_CALL = re.compile(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'|(XLPLAN_([A-Z_]+))\s*\(')
_TOKEN = re.compile(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'|[(){},]|[^"\'(){},]+')

Replacement = Callable[[str, Sequence[str]], "str | None"]
"""Gets a canonical name and the arguments as written; gives what stands there instead."""


def replaced(formula: str, replacement: Replacement) -> str | None:
    """The formula (file form, without `=`) with each call of ours exchanged; None as soon as one
    has no replacement. Arguments that hold calls of ours are replaced first."""
    formula = canonical(formula)
    written, at = [], 0
    while (match := _next(formula, at)) is not None:
        arguments, end = _arguments(formula, match.end())
        inner = [replaced(argument, replacement) for argument in arguments]
        if any(argument is None for argument in inner):
            return None
        new = replacement(match[2], [argument or "" for argument in inner])
        if new is None:
            return None
        written += [formula[at : match.start()], new]
        at = end
    return "".join([*written, formula[at:]])


def _next(formula: str, at: int) -> re.Match[str] | None:
    for match in _CALL.finditer(formula, at):
        if match[1]:
            return match
    return None


def _arguments(formula: str, at: int) -> tuple[list[str], int]:
    """The arguments from behind the opening parenthesis, and where the call ends."""
    arguments, depth = [""], 1
    for token in _TOKEN.finditer(formula, at):
        text = token[0]
        if text in "({":
            depth += 1
        elif text in ")}":
            depth -= 1
            if not depth:
                return [argument.strip() for argument in arguments], token.end()
        elif text == "," and depth == 1:
            arguments.append("")
            continue
        arguments[-1] += text
    return [argument.strip() for argument in arguments], len(formula)
