"""Our functions as formulas of native ones that Excel 2010 has, for workbooks handed over.

Each form gives what the function gives for numbers and blanks, zero and negative bases included.
Where it would not (texts, functions left out here), the caller finds out by calculating both, and
keeps the value. A range where one cell is due has no form: only an array formula reads it as we do,
though the engine that compares takes it for one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from xlplan.formulas.references import from_a1
from xlplan.functions.catalogue import LIST, find

_SIMPLE = re.compile(r"""[\w.$!:]+|'[^']+'![\w$:]+|"[^"]*\"""")
"""A reference, a number, a name or a text: needs no parentheses."""

_LITERAL = re.compile(r"""-?[0-9.]+|"[^"]*\"""")

_QUOTED, _CALL = re.compile(r"""'[^']+'|"[^"]*\""""), re.compile(r"[\w.]+\([^()]*\)")
_AREA = re.compile(r"[$\w]+:[$\w]+")

_NO_DIVISION = "1/0"
"""An expression whose value is #DIV/0!."""


def native(name: str, arguments: Sequence[str]) -> str | None:
    """The expression for a call, in parentheses; None where there is no native form of it."""
    function, form = find(name), _FORMS.get(name)
    if function is None or form is None or len(arguments) > len(function.arguments):
        return None
    if any(
        argument.kind != LIST and _ranges(text)
        for text, argument in zip(arguments, function.arguments, strict=False)
    ):
        return None
    written = [a if not a or _SIMPLE.fullmatch(a) else f"({a})" for a in arguments]
    written += [""] * (len(function.arguments) - len(written))
    filled = [
        text if argument.required else _or_default(text, argument.default)
        for text, argument in zip(written, function.arguments, strict=True)
    ]
    required = [t for t, a in zip(filled, function.arguments, strict=True) if a.required]
    if not all(required):
        return None
    body = form(*filled)
    return None if body is None else f"({body})"


def _ranges(argument: str) -> bool:
    """Whether the value is a range, or is calculated from one cell by cell: A1:A3, -B:B."""
    left = _QUOTED.sub("q", argument)
    while (without := _CALL.sub("f", left)) != left:
        left = without
    return any(_size(found[0]) != (1, 1) for found in _AREA.finditer(left))


def _or_default(text: str, default: object) -> str:
    """An optional argument: its default when it is left out or its cell is blank."""
    if default is None:
        return text
    told = f'"{default}"' if isinstance(default, str) else repr(default)
    if not text:
        return told
    return text if _LITERAL.fullmatch(text) else f'IF({text}="",{told},{text})'


def _guarded(body: str, *single: str) -> str:
    blanks = ",".join(f'{argument}=""' for argument in single)
    return f'IF(OR({blanks}),"",{body})'


def _first_of_all(condition: str, told: str, body: str, entered: str) -> str:
    """A function's own rule, which goes before blanks; it counts where its argument is entered."""
    return f'IF(IF({entered}="",FALSE,{condition}),{told},{body})'


def _ratio(top: str, base: str, rest: str = "") -> str:
    return f"IF({base}<0,NA(),{top}/{base}{rest})"


def _first(months: str, upto: str) -> str:
    return f"INDEX({months},1):INDEX({months},{upto})"


def _sum_of_first(months: str, upto: str) -> str:
    cells = _first(months, upto)
    body = f'IF({upto}=0,0,IF(COUNT({cells})<{upto},"",SUM({cells})))'
    return _guarded(body, upto)


def _ytd(months: str, upto: str, rule: str) -> str:
    cells = _first(months, upto)
    if rule == '"sum"':
        return _sum_of_first(months, upto)
    nothing = '""' if _LITERAL.fullmatch(rule) else f'IF({rule}="sum",0,"")'
    last, mean = f"INDEX({months},{upto})", f"SUM({cells})/{upto}"
    chosen = {'"last"': last, '"mean"': mean}.get(rule)
    if chosen is None:  # a rule that is calculated
        chosen = f'IF({rule}="last",{last},IF({rule}="mean",{mean},"?"+1))'
        chosen = f'IF({rule}="sum",SUM({cells}),{chosen})'
    return _guarded(f'IF({upto}=0,{nothing},IF(COUNT({cells})<{upto},"",{chosen}))', upto)


def _pace(plan: str, ytd: str, upto: str, periods: str) -> str:
    body = _guarded(f"({plan}-{ytd})/({periods}-{upto})", plan, ytd, upto)
    return _first_of_all(f"{periods}-{upto}<=0", _NO_DIVISION, body, upto)


def _forecast(ytd: str, upto: str, prior: str) -> str | None:
    if prior and ":" not in prior:
        return None
    body = f"{ytd}/{upto}*12"
    if prior:
        body = _ratio(f"{ytd}*SUM({prior})", f"SUM({_first(prior, upto)})")
        body = f'IF(COUNT({prior})<12,"",{body})'
    return _first_of_all(f"{upto}=0", _NO_DIVISION, _guarded(body, ytd, upto), upto)


def _rating(value: str, direction: str, amber: str) -> str:
    kept = f"ROUND({value},12-(ABS({value})>=1))"  # 12 significant digits about 1
    short = f"ROUND(IF({direction}=1,1-{kept},{kept}-1),12)"
    told = f'IF({short}<=0,"Đạt",IF({short}<={amber},"Theo dõi","Chưa đạt"))'
    return _guarded(f'IF({direction}=0,"Theo dõi",{told})', value)


def _implied(amount: str, rate: str, decimals: str, bound: str) -> str:
    half = f"0.5*10^-({decimals}+2)"
    ends = ",".join(f"{amount}/({rate}{sign}{half})" for sign in "-+")
    bounded = f"IF({bound}<0,MIN({ends}),MAX({ends}))"
    body = _guarded(f"IF({bound}=0,{amount}/{rate},{bounded})", amount, rate)
    return _first_of_all(f"{rate}-IF({bound}=0,0,{half})<=0", "NA()", body, rate)


def _per_point(revenue: str, points: str, months: str) -> str:
    return _guarded(_ratio(revenue, f"({points}*{months})"), revenue, points)


def _productivity(revenue: str, headcount: str, months: str) -> str:
    body = _ratio(revenue, headcount)
    if months:
        yearly = _ratio(f"{revenue}/{headcount}*12", months)
        yearly = f"IF({headcount}=0,{_NO_DIVISION},IF({headcount}<0,NA(),{yearly}))"
        body = f'IF({months}="",{body},{yearly})'
    return _guarded(body, revenue, headcount)


def _cagr(first: str, last: str, years: str) -> str:
    body = _guarded(f"({last}/{first})^(1/{years})-1", first, last, years)
    body = _first_of_all(f"{years}<=0", _NO_DIVISION, body, years)
    body = _first_of_all(f"{last}<=0", "NA()", body, last)
    return _first_of_all(f"{first}<=0", "NA()", body, first)


def _headcount(months: str, upto: str) -> str:
    cells = _first(months, upto)
    return _guarded(f'IF({upto}=0,"",IF(COUNT({cells})=0,"",AVERAGE({cells})))', upto)


def _weighted(revenues: str, coefficients: str) -> str | None:
    if _size(revenues) is None or _size(revenues) != _size(coefficients):
        return None
    missing = f'SUMPRODUCT(({revenues}<>"")*({coefficients}=""))'
    body = f"IF({missing}>0,NA(),SUMPRODUCT({revenues},{coefficients}))"
    return f'IF(COUNT({revenues})=0,"",{body})'


def _size(area: str) -> tuple[int, int] | None:
    """Rows and columns of a range such as Sheet!$B$2:$B$9; None for anything else."""
    first, _, last = area.rpartition("!")[2].partition(":")
    try:
        (top, left), (bottom, right) = from_a1(first), from_a1(last)
    except ValueError:
        return None
    return bottom - top + 1, right - left + 1


def _score(value: str, weight: str, floor: str, cap: str, direction: str) -> str:
    turned = f"IF({direction}=-1,2-{value},{value})"
    return _guarded(f"{weight}*MIN({cap},MAX({floor},{turned}))", value, weight)


def _two(body: Callable[[str, str], str]) -> Callable[..., str]:
    return lambda one, other: _guarded(body(one, other), one, other)


_DIVIDED, _GROWN = _two(_ratio), _two(lambda top, base: _ratio(top, base, "-1"))
_LESS = _two(lambda one, other: f"{one}-{other}")

_FORMS: dict[str, Callable[..., str | None]] = {
    "ATTAINMENT": _DIVIDED, "GROWTH_INDEX": _DIVIDED, "SHARE": _DIVIDED,
    "EXCESS": _GROWN, "GROWTH": _GROWN, "VARIANCE": _LESS, "REMAINING": _LESS,
    "PLAN_TO_DATE": _sum_of_first, "YTD": _ytd, "REQUIRED_PACE": _pace, "FORECAST": _forecast,
    "RATING": _rating, "IMPLIED_PLAN": _implied, "IMPLIED_PRIOR": _implied,
    "POINT_CHANGE": _two(lambda one, other: f"({one}-{other})*100"),
    "CONTRIBUTION": lambda one, other, total: _guarded(
        _ratio(f"({one}-{other})", total, "*100"), one, other, total
    ),
    "CAGR": _cagr,
    "PER_POINT": _per_point, "PRODUCTIVITY": _productivity, "AVG_HEADCOUNT": _headcount,
    "WEIGHTED_REVENUE": _weighted,
    "FLEX_PLAN": lambda cost, plan, actual, variable: _guarded(
        f"IF({plan}<0,NA(),{cost}*(1-{variable}+{variable}*({actual}/{plan})))", cost, plan, actual
    ),
    "SCORE": _score,
    "EX_VAT": _two(lambda amount, rate: _ratio(amount, f"(1+{rate})")),
}  # fmt: skip
