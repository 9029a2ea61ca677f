"""Cases made from the catalogue: every function with every kind of value in every argument.

A case names values of one pool, each of which stands in its own block of one data sheet, so that
every host reads the same cells.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations
from typing import NamedTuple

from xlplan.formulas.references import to_a1
from xlplan.functions.call import call
from xlplan.functions.catalogue import CATALOGUE, LIST, NUMBER, Function
from xlplan.functions.values import Error, Range, Value

SINGLES: dict[str, Value] = {
    "blank": None, "empty": "", "zero": 0.0, "one": 1.0, "minus one": -1.0, "three": 3.0,
    "twelve": 12.0, "thirteen": 13.0, "half": 0.5, "tenth": 0.1, "negative": -1234.5,
    "amount": 113298.0, "rate": 0.95, "big": 1e15, "huge": 1e300, "tiny": 1e-300,
    "date": 46000.0, "true": True, "false": False, "text": "chữ", "digits": "12",
    "ambiguous": "6.8 triệu", "money": "113 tỷ 298 triệu đồng", "unit": "triệu đồng",
    "rule": "last", "style": "lẻ ngàn", "#DIV/0!": Error.DIV0, "#N/A": Error.NA,
    "#VALUE!": Error.VALUE, "#NUM!": Error.NUM,
}  # fmt: skip

RANGES: dict[str, Range] = {
    "cell": [[7.0]], "blank cell": [[None]], "row": [[10.0, 20.0, 30.0]],
    "column": [[10.0], [20.0], [30.0]], "short": [[4.0], [5.0]],
    "gaps": [[10.0, None, 30.0]], "blanks": [[None, None, None]], "signs": [[-1.0, 0.0, 1.0]],
    "block": [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], "mixed": [[1.0, "chữ", None], [True, "", -2.0]],
    "error inside": [[1.0, Error.NA, 3.0]], "fractions": [[1.4, 1.4, 1.2]],
    "year": [[9.0, 8.0, 10.0, 9.0, 11.0, 10.0, 9.0, 8.0, 12.0, 10.0, 11.0, 13.0]],
    "year with a gap": [[9.0, 8.0, None, 9.0, 11.0, 10.0, 9.0, 8.0, 12.0, 10.0, 11.0, 13.0]],
}  # fmt: skip

POOL: dict[str, Value] = {**SINGLES, **RANGES}

_PAIRED = (
    "blank",
    "zero",
    "minus one",
    "text",
    "#N/A",
    "#DIV/0!",
    "error inside",
    "column",
    "short",
)
_USUAL = {
    "plan_months": "row", "months": "three", "prior_months": "year", "parts": "fractions",
    "revenues": "row", "coefficients": "signs", "upto": "three", "rule": "rule", "unit": "unit",
    "style": "style", "text": "money", "rate": "rate", "amount": "amount", "attainment": "rate",
    "direction": "one", "amber": "tenth", "decimals": "zero", "bound": "minus one",
    "periods": "twelve", "variable": "half", "floor": "zero", "cap": "one", "weight": "twelve",
}  # fmt: skip


class Case(NamedTuple):
    """A call: the name as typed (function or alias), and names of pool values."""

    name: str
    args: tuple[str, ...]

    @property
    def values(self) -> list[Value]:
        """The arguments themselves."""
        return [POOL[arg] for arg in self.args]

    def formula(self, prefix: str) -> str:
        """The call as it stands in a cell, without `=`."""
        return f"{prefix}{self.name}({','.join(PLACES[arg] for arg in self.args)})"


def _placed() -> dict[str, str]:
    """Every pool value's address on the sheet `D`: two rows apart, from row 1, column A."""
    places, row = {}, 1
    for name, value in POOL.items():
        if isinstance(value, list):
            last = to_a1(row + len(value) - 1, len(value[0]))
            places[name] = f"D!A{row}:{last}"
            row += len(value) + 1
        else:
            places[name] = f"D!A{row}"
            row += 1
    return places


PLACES = _placed()


def data_cells() -> dict[tuple[int, int], Value]:
    """The data sheet: (row, column) → single value; blank ones are left out."""
    cells = {}
    for name, value in POOL.items():
        top = int(PLACES[name].partition("!A")[2].partition(":")[0])
        rows = value if isinstance(value, list) else [[value]]
        for down, row in enumerate(rows):
            for right, cell in enumerate(row):
                if cell is not None:
                    cells[(top + down, 1 + right)] = cell
    return cells


def all_cases() -> list[Case]:
    """Every case once, in a fixed order; names and aliases take turns."""
    found: dict[tuple[str, tuple[str, ...]], None] = {}
    for entry in CATALOGUE:
        for args in _arguments(entry):
            found[(entry.name, args)] = None
    aliases = {entry.name: entry.alias for entry in CATALOGUE}
    return [Case(name if n % 2 else aliases[name], args) for n, (name, args) in enumerate(found)]


def _arguments(entry: Function) -> list[tuple[str, ...]]:
    usual = tuple(_usual(argument.name, argument.kind) for argument in entry.arguments)
    least = sum(argument.required for argument in entry.arguments)
    found = [usual[:count] for count in range(1, len(usual) + 1)]
    for at in range(len(usual)):
        for length in {max(least, at + 1), len(usual)}:
            found += [(*usual[:at], value, *usual[at + 1 : length]) for value in POOL]
    for one, other in combinations(range(len(usual)), 2):
        for first in _PAIRED:
            for second in _PAIRED:
                args = list(usual)
                args[one], args[other] = first, second
                found.append(tuple(args))
    return found


def _usual(name: str, kind: str) -> str:
    if kind == LIST and name == "months":
        return "row"
    return _USUAL.get(name, "amount" if kind == NUMBER else "text")


@cache
def expected(case: Case) -> Value:
    """What plain Python says; every host asks for it."""
    return call(case.name, case.values)
