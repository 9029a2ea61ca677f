"""Values of plain formulas, in plain Python: cells, operators, comparisons.

It answers only where Excel, LibreOffice and the engine certainly agree, and raises `Unproven` for
the rest: texts in arithmetic, letters that differ in case, truth values beside numbers.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import Any

from xlplan.formulas.syntax import Reference
from xlplan.functions.values import Error, Scalar, Value

Place = tuple[str, int, int]


_TEXT_OR_NUMBER = (float, str)
_CRITERIA_KEPT = 1024


class Unproven(Exception):
    """This value is left to the engine."""


class Failed(Exception):
    """An operand is an error value, which is then the formula's value as well."""

    def __init__(self, error: Error) -> None:
        super().__init__(error)
        self.error = error


class Column:
    """The cells of a one-column range, found by value."""

    def __init__(self, values: list[Scalar]) -> None:
        self.values = values
        kinds = {*map(type, values)}
        if Error in kinds or bool in kinds:
            raise Unproven
        self._met: dict[Scalar, Criterion] = {}

    @cached_property
    def at(self) -> dict[Scalar, list[int]]:
        """Offsets of the cells with a value, by value."""
        found: dict[Scalar, list[int]] = {}
        for offset, value in enumerate(self.values):
            if value is not None and value != "":
                found.setdefault(value, []).append(offset)
        return found

    @cached_property
    def _spellings(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for value in self.at:
            if isinstance(value, str):
                found.setdefault(value.casefold(), set()).add(value)
        return found

    def equal(self, key: Scalar) -> list[int]:
        """Offsets of the cells that equal a text or a number, neither blank nor zero."""
        if isinstance(key, str) and key:
            if self._spellings.get(key.casefold(), {key}) != {key}:
                raise Unproven
        elif not isinstance(key, float) or key == 0:
            raise Unproven
        return self.at.get(key, [])

    def meeting(self, wanted: Value) -> Criterion:
        """`criterion` of this column, remembered: formulas ask for the same ones time and again."""
        if wanted.__class__ not in _TEXT_OR_NUMBER:
            raise Unproven
        known = self._met.get(wanted)
        if known is None:
            if len(self._met) >= _CRITERIA_KEPT:
                self._met.clear()
            known = self._met[wanted] = criterion(self, wanted)
        return known

    @cached_property
    def has_number_texts(self) -> bool:
        """Whether a text of the column reads as a number."""
        return any(isinstance(value, str) and is_number_text(value) for value in self.at)


class Grid(dict[Place, Scalar]):
    """Values by place, blank cells absent; columns are gathered once, when first asked for."""

    def __init__(self, inputs: dict[Place, Scalar], columns: dict[Reference, Column]) -> None:
        super().__init__(inputs)
        self.columns = columns
        self.known: dict[Callable[[Grid], Any], Any] = {}

    def column(self, area: Reference) -> Column:
        """A range of one column, all of whose cells have their value already."""
        known = self.columns.get(area)
        if known is None:
            known = self.columns[area] = Column([*map(self.get, _places(area))])
        return known


@lru_cache(maxsize=1024)
def _places(area: Reference) -> list[Place]:
    """The places of a range of one column."""
    (top, left), (bottom, right) = area.first, area.last
    if left != right:
        raise Unproven
    return [(area.sheet, row, left) for row in range(top, bottom + 1)]


Compiled = Callable[[Grid], Value]
Criterion = tuple[list[int] | None, Callable[[Scalar], bool]]


def is_number_text(text: str) -> bool:
    """Whether a text might count as a number, a date or a percentage in a criterion."""
    return bool(re.fullmatch(r"[\s$€₫+-]*[.,]?[0-9][0-9.,:/\s%eE+-]*", text))


def number(value: Value) -> float:
    """An operand of arithmetic: blank is 0; texts are left to the engine."""
    if isinstance(value, float):
        return value
    if value is None:
        return 0.0
    raise _no_operand(value)


def _no_operand(value: Value) -> Exception:
    return Failed(value) if isinstance(value, Error) else Unproven()


def truth(value: Value) -> bool:
    """A condition."""
    if isinstance(value, bool):
        return value
    return number(value) != 0


def text(value: Value) -> str:
    """An operand of `&`: texts and whole numbers."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    raise _no_operand(value)


_BOTH_NUMBERS = (float, float)


def equal(one: Value, other: Value) -> bool:
    """`one = other`: a blank equals 0 and ""; a text never equals a number."""
    kinds = one.__class__, other.__class__
    if kinds == _BOTH_NUMBERS or (other == "" and kinds[0] in _TEXT_OR_NUMBER):
        return one == other
    for value in (one, other):
        if isinstance(value, bool | Error | list):
            raise _no_operand(value)
    if one is None or other is None:
        return (other if one is None else one) in (None, "", 0.0)
    if isinstance(one, str) and isinstance(other, str) and one != other:
        if one.casefold() == other.casefold():
            raise Unproven
        return False
    return one == other


_ORDER: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def ordered(sign: str) -> Callable[[Value, Value], bool]:
    """`<` and its kin, between numbers."""
    holds = _ORDER[sign]
    return lambda one, other: holds(number(one), number(other))


def divided(one: Value, other: Value) -> Scalar:
    """`one / other`; #DIV/0! where the divisor is 0."""
    dividend, divisor = number(one), number(other)
    return Error.DIV0 if divisor == 0 else finite(dividend / divisor)


def finite(result: float) -> float:
    """A result of arithmetic; one beyond all numbers is left to the engine."""
    if result - result != 0:
        raise Unproven
    return result


OPERATIONS: dict[str, Callable[[Value, Value], Value]] = {
    "=": equal,
    "<>": lambda a, b: not equal(a, b),
    "<": ordered("<"),
    "<=": ordered("<="),
    ">": ordered(">"),
    ">=": ordered(">="),
    "&": lambda a, b: text(a) + text(b),
    "+": lambda a, b: finite(number(a) + number(b)),
    "-": lambda a, b: finite(number(a) - number(b)),
    "*": lambda a, b: finite(number(a) * number(b)),
    "/": divided,
}

NUMBERS_ONLY = frozenset(("+", "-", "*", "/", *_ORDER))
"""The operators that take no text."""

_CRITERION = re.compile(r"(<=|>=|<>|<|>|=)?(.*)", re.DOTALL)
_ORDINAL = dt.date(1899, 12, 30).toordinal()


def criterion(column: Column, wanted: Value) -> Criterion:
    """Offsets that meet a criterion of COUNTIFS (None where all have to be looked at), and a test
    of one cell."""
    if isinstance(wanted, float):
        if column.has_number_texts:
            raise Unproven
        return column.equal(wanted), lambda value: value == wanted
    if not isinstance(wanted, str):
        raise Unproven
    comparison, rest = _comparison(wanted)
    return (None if comparison else column.equal(rest)), comparison or (lambda v: v == rest)


@lru_cache(maxsize=4096)
def _comparison(wanted: str) -> tuple[Callable[[Scalar], bool] | None, str]:
    """A criterion's comparison with a number, or None and the text that a cell must equal."""
    sign, rest = _CRITERION.fullmatch(wanted).groups()  # type: ignore[union-attr]
    if sign in _ORDER:
        if not re.fullmatch(r"-?[0-9]+(E\+[0-9]+)?", rest):
            raise Unproven
        holds, bound = _ORDER[sign], float(rest)
        return (lambda value: isinstance(value, float) and holds(value, bound)), rest
    if sign == "<>" or not rest or is_number_text(rest) or set(rest) & set("*?~"):
        raise Unproven
    return None, rest


def date(year: float, month: float, day: float) -> float:
    """DATE as a serial number; months and days run over into their neighbours."""
    if not 1901 <= year <= 9000 or abs(month) > 1000 or abs(day) > 10_000:
        raise Unproven
    months = int(year) * 12 + int(month) - 1
    first = dt.date(months // 12, months % 12 + 1, 1).toordinal()
    return float(first + int(day) - 1 - _ORDINAL)


def calendar_day(serial: float) -> dt.date:
    """The day of a serial number from March 1900 on, where all programs count alike."""
    if not 61 <= serial < 2_900_000:
        raise Unproven
    return dt.date.fromordinal(int(serial) + _ORDINAL)
