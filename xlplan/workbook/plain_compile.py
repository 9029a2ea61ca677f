"""Trees of plain formulas as Python functions of a grid."""

from __future__ import annotations

from functools import lru_cache

from xlplan.formulas.syntax import Call, Literal, Node, Operation, Reference
from xlplan.functions.catalogue import find
from xlplan.functions.values import Error, Value
from xlplan.workbook.plain_areas import once, or_error, rows_of
from xlplan.workbook.plain_functions import FUNCTIONS
from xlplan.workbook.plain_ours import caller
from xlplan.workbook.plain_values import (
    NUMBERS_ONLY,
    OPERATIONS,
    Compiled,
    Failed,
    Grid,
    Unproven,
    equal,
)


@lru_cache(maxsize=32_768)
def compiled(tree: Node) -> Compiled:
    """The function that gives a tree's value in a grid; Unproven for what is not supported."""
    if isinstance(tree, Literal):
        value = tree.value
        return lambda grid: value
    if isinstance(tree, Reference):
        if tree.is_range:
            raise Unproven
        place = (tree.sheet, *tree.first)
        return lambda grid: grid.get(place)
    if isinstance(tree, Operation):
        if tree.sign == "=" and isinstance(tree.right, Literal):
            return _equals(compiled(tree.left), tree.right.value)
        return _operation(tree.sign, compiled(tree.left), compiled(tree.right))
    if tree.name.startswith("XLPLAN_"):
        return _ours(tree)
    if tree.name not in FUNCTIONS:
        raise Unproven
    return FUNCTIONS[tree.name](tree.arguments, compiled)


def _operation(sign: str, left: Compiled, right: Compiled) -> Compiled:
    work, no_text = OPERATIONS[sign], sign in NUMBERS_ONLY

    def result(grid: Grid) -> Value:
        one = left(grid)
        try:
            other = right(grid)
        except Failed:
            if no_text and one.__class__ is str:  # its own error comes first
                raise Unproven from None
            raise
        return work(one, other)

    return result


def _equals(left: Compiled, value: float | str) -> Compiled:
    """A comparison with a number or a text that stands in the formula."""
    blank = value in ("", 0.0)

    def result(grid: Grid) -> bool:
        found = left(grid)
        if found is None:
            return blank
        kind = found.__class__
        if kind is float or (kind is str and (found == value or value == "")):
            return found == value
        return equal(found, value)

    return result


def _ours(tree: Call) -> Compiled:
    function = find(tree.name.removeprefix("XLPLAN_"))
    if function is None:
        return lambda grid: Error.NAME
    arguments = [_argument(argument) for argument in tree.arguments]
    call = caller(function, len(arguments))
    return once(lambda grid: call([argument(grid) for argument in arguments]))


def _argument(tree: Node) -> Compiled:
    """An argument of a function of ours: a range comes as rows, an error as any value."""
    if not (isinstance(tree, Reference) and tree.is_range):
        formula = compiled(tree)
        return formula if isinstance(tree, Reference | Literal) else or_error(formula)
    return rows_of(tree)
