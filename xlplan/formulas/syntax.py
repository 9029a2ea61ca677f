"""Formulas as trees: the plain part of the grammar, in which nearly all of a workbook's are.

Numbers, texts, A1 references of one workbook, `+ - * / &`, comparisons and calls. Whatever else a
formula may hold (arrays, names, percent, power, table references) is not plain.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from xlplan.formulas.references import from_a1


class NotPlain(ValueError):
    """The formula is outside this grammar."""


class Literal(NamedTuple):
    """A number or a text."""

    value: float | str


class Reference(NamedTuple):
    """A cell, or with `is_range` a rectangle of cells, both corners included."""

    sheet: str
    first: tuple[int, int]
    last: tuple[int, int]
    is_range: bool


class Operation(NamedTuple):
    """Two operands and what stands between them; a sign before x is 0 + x or 0 − x."""

    sign: str
    left: Node
    right: Node


class Call(NamedTuple):
    """A function by its upper-case name."""

    name: str
    arguments: tuple[Node, ...]


Node = Literal | Reference | Operation | Call

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?![\w.]))
      | (?P<text>"(?:[^"]|"")*")
      | (?P<call>[A-Za-z_][A-Za-z0-9_.]*)\(
      | (?:(?P<sheet>'(?:[^']|'')+'|[^\W\d][\w.]*)!)?
        (?P<first>\$?[A-Za-z]{1,3}\$?[0-9]{1,7})(?::(?P<last>\$?[A-Za-z]{1,3}\$?[0-9]{1,7}))?
        (?![\w(.!:])
      | (?P<sign><>|<=|>=|[-+*/&=<>(),])
    )\s*""",
    re.VERBOSE,
)
_STRENGTH = {"=": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "<>": 1, "&": 2, "+": 3, "-": 3, "*": 4,
             "/": 4}  # fmt: skip
_DEEPEST = 64
"""Excel's limit of nested calls."""


@lru_cache(maxsize=32_768)
def parse(formula: str, sheet: str) -> Node:
    """The tree of a formula (without its `=`) in a cell of that sheet; NotPlain for others."""
    reader = _Reader(formula, sheet)
    tree = reader.expression(0, 0)
    if reader.token is not None:
        raise NotPlain(formula)
    return tree


class _Reader:
    """Precedence climbing over the tokens."""

    def __init__(self, formula: str, sheet: str) -> None:
        self.formula, self.sheet, self.at = formula, sheet, 0
        self.token: re.Match[str] | None = None
        self.next()

    def next(self) -> None:
        if self.at == len(self.formula):
            self.token = None
            return
        self.token = _TOKEN.match(self.formula, self.at)
        if self.token is None:
            raise NotPlain(self.formula)
        self.at = self.token.end()

    def sign(self) -> str | None:
        return self.token["sign"] if self.token else None

    def expect(self, sign: str) -> None:
        if self.sign() != sign:
            raise NotPlain(self.formula)
        self.next()

    def expression(self, least: int, depth: int) -> Node:
        if depth > _DEEPEST:
            raise NotPlain(self.formula)
        left = self.operand(depth)
        while (strength := _STRENGTH.get(self.sign() or "", 0)) > least:
            sign = str(self.sign())
            self.next()
            left = Operation(sign, left, self.expression(strength, depth + 1))
        return left

    def operand(self, depth: int) -> Node:
        token = self.token
        if token is None:
            raise NotPlain(self.formula)
        self.next()
        if token["number"]:
            return Literal(float(token["number"]))
        if token["text"]:
            return Literal(token["text"][1:-1].replace('""', '"'))
        if token["call"]:
            return Call(token["call"].upper(), self.arguments(depth))
        if token["first"]:
            return self.reference(token)
        if token["sign"] == "(":
            inner = self.expression(0, depth + 1)
            self.expect(")")
            return inner
        if token["sign"] in ("-", "+"):
            if depth > _DEEPEST:
                raise NotPlain(self.formula)
            return Operation(token["sign"], Literal(0.0), self.operand(depth + 1))
        raise NotPlain(self.formula)

    def arguments(self, depth: int) -> tuple[Node, ...]:
        found = []
        while self.sign() != ")":
            found.append(self.expression(0, depth + 1))
            if self.sign() == ")":
                break
            self.expect(",")
            if self.sign() == ")":
                raise NotPlain(self.formula)
        self.next()
        return tuple(found)

    def reference(self, token: re.Match[str]) -> Reference:
        sheet = token["sheet"] or self.sheet
        if sheet.startswith("'") and token["sheet"]:
            sheet = sheet[1:-1].replace("''", "'")
        if "[" in sheet:
            raise NotPlain(self.formula)
        try:
            one, other = from_a1(token["first"]), from_a1(token["last"] or token["first"])
        except ValueError:
            raise NotPlain(self.formula) from None
        first = min(one[0], other[0]), min(one[1], other[1])
        last = max(one[0], other[0]), max(one[1], other[1])
        return Reference(sheet, first, last, token["last"] is not None)


def references(tree: Node) -> list[Reference]:
    """The references of a tree, in order."""
    if isinstance(tree, Reference):
        return [tree]
    if isinstance(tree, Operation):
        return references(tree.left) + references(tree.right)
    if isinstance(tree, Call):
        return [found for argument in tree.arguments for found in references(argument)]
    return []
