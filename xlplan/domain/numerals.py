"""Numbers as Vietnamese print them: dot for thousands, comma for decimals (Luật Kế toán)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import List, NamedTuple, Optional, Tuple

from xlplan.domain.amounts import Number, exact, find_unit, half_up
from xlplan.domain.labels import cleaned, fold


class AmbiguousNumber(ValueError):
    """A text that reads as two different numbers, such as 1.234 or 6.8."""


class UnreadableNumber(ValueError):
    """A text that reads as no number."""


class Amount(NamedTuple):
    """A number in base units (đồng, lượt, đồng/điểm/tháng); `hedge` as worded ("gần") or ""."""

    value: Decimal
    unit: str
    dimension: str
    hedge: str = ""


def format_number(value: Number, decimals: Optional[int] = None) -> str:
    """1234.5 → "1.234,5"; with `decimals` rounded half up, without the shortest exact form."""
    number = exact(value) if decimals is None else half_up(value, decimals)
    text = f"{abs(number):f}"
    whole, _, rest = text.partition(".")
    if decimals is None:
        rest = rest.rstrip("0")
    sign = "-" if number < 0 and (whole.strip("0") or rest.strip("0")) else ""
    return sign + f"{int(whole):,}".replace(",", ".") + ("," + rest if rest else "")


_PLAIN = re.compile(r"\d+")
_DOTS = re.compile(r"[1-9]\d{0,2}(\.\d{3})+")
_DOTS_COMMA = re.compile(r"[1-9]\d{0,2}(\.\d{3})+,\d+")
_COMMA = re.compile(r"\d+,\d+")
_ENGLISH = re.compile(r"[1-9]\d{0,2}((,\d{3})+\.\d+|(,\d{3}){2,})")
_POINT = re.compile(r"\d+\.\d+")
_SPACED = re.compile(r"[1-9]\d{0,2}( \d{3})+(,\d+)?")


def parse_number(text: str, with_unit: bool = False) -> Decimal:
    """The number that a text shows; AmbiguousNumber or UnreadableNumber.

    `1.234,5`, `1.234.567`, `12,5` and `1,234` (a decimal) are read, spaces as thousands too;
    `1.234` only with a unit word beside it (`with_unit`), when its dots are thousands; `6.8` and
    `0.234` never.
    """
    body, sign = _unsigned(cleaned(text), text)
    return sign * parse_digits(
        body.replace(" ", "") if _SPACED.fullmatch(body) else body, with_unit
    )


def parse_digits(text: str, with_unit: bool = False) -> Decimal:
    """The number of digits, dots and commas alone, as `parse_number` reads them."""
    body = text
    if _PLAIN.fullmatch(body):
        number = body
    elif _DOTS_COMMA.fullmatch(body) or _COMMA.fullmatch(body):
        number = body.replace(".", "").replace(",", ".")
    elif _DOTS.fullmatch(body):
        if body.count(".") == 1 and not with_unit:
            raise AmbiguousNumber(text)
        number = body.replace(".", "")
    elif _ENGLISH.fullmatch(body):
        number = body.replace(",", "")
    elif _POINT.fullmatch(body):
        raise AmbiguousNumber(text)
    else:
        raise UnreadableNumber(text)
    return Decimal(number)


def _unsigned(body: str, text: str) -> Tuple[str, int]:
    """The text without its sign: a minus of any kind, "âm", brackets as accountants print them."""
    if body.startswith("(") and body.endswith(")"):
        return body[1:-1].strip(), -1
    if fold(body).startswith("âm "):
        return body[3:].strip(), -1
    if body[:1] in ("-", "−", "–"):
        return body[1:].strip(), -1
    if not body:
        raise UnreadableNumber(text)
    return (body[1:].strip() if body[0] == "+" else body), 1


_HEDGES = (
    "khoảng", "gần", "hơn", "trên", "ước", "ước đạt", "dự kiến", "tối thiểu", "ít nhất", "xấp xỉ",
)  # fmt: skip
_AT_LEAST = "trở lên"
_PIECE = re.compile(r"(?P<number>\d[\d.,]*(?: \d{3}(?!\d)[\d.,]*)*)\s*(?P<unit>[^\d]*)")


def parse_amount(text: str) -> Amount:
    """ "113 tỷ 298 triệu đồng", "6,8 triệu đồng/điểm/tháng", "gần 500" → an amount in base units.

    A unit word makes dots thousands (`1.234 triệu`); `6.8 triệu` stays ambiguous.
    """
    body, hedge = _hedge(cleaned(text))
    body, sign = _unsigned(body, text)
    pieces = [(m["number"], m["unit"].strip()) for m in _PIECE.finditer(body)]
    if not pieces or not body[:1].isdigit():
        raise UnreadableNumber(text)
    return _added(text, pieces, sign, hedge)


def _hedge(body: str) -> Tuple[str, str]:
    lowered = body.casefold()
    for hedge in sorted(_HEDGES, key=len, reverse=True):
        if lowered.startswith(hedge + " "):
            return body[len(hedge) + 1 :], hedge
    if lowered.endswith(" " + _AT_LEAST):
        return body[: -len(_AT_LEAST) - 1], _AT_LEAST
    return body, ""


def _added(text: str, pieces: List[Tuple[str, str]], sign: int, hedge: str) -> Amount:
    """ "113 tỷ" and "298 triệu" are added, largest unit first, all of one dimension."""
    total, smallest, unit_text, dimension = Decimal(0), None, "", ""
    for number, unit_name in pieces:
        unit = find_unit(unit_name) if unit_name else None
        if (unit_name and unit is None) or (not unit_name and len(pieces) > 1):
            raise UnreadableNumber(text)
        factor = unit.factor if unit else Decimal(1)
        if smallest is not None and factor >= smallest:
            raise UnreadableNumber(text)
        smallest = factor
        total += parse_number(number, with_unit=unit is not None) * factor
        if unit:
            if dimension and unit.dimension.split("/")[0] != dimension.split("/")[0]:
                raise UnreadableNumber(text)
            unit_text, dimension = unit.text, unit.dimension
    return Amount(sign * total, unit_text, dimension, hedge)


def parse_amount_in(text: str, unit: str) -> Decimal:
    """The amount of a text, in that unit; a number without a unit is in it already."""
    target = find_unit(unit)
    if target is None:
        raise UnreadableNumber(unit)
    amount = parse_amount(text)
    if not amount.dimension:
        return amount.value
    if amount.dimension != target.dimension:
        raise UnreadableNumber(text)
    return amount.value / target.factor


_NUMERAL = r"\d[\d.,]*"
_FRACTION = re.compile(rf"({_NUMERAL})\s*/\s*({_NUMERAL})\s*(\D.*)?")


def parse_fraction(text: str) -> Tuple[Amount, Amount]:
    """ "15.959/19.668 lượt người" → both amounts in the unit at the end."""
    body, hedge = _hedge(cleaned(text))
    match = _FRACTION.fullmatch(body)
    if not match:
        raise UnreadableNumber(text)
    tail = f" {match[3]}" if match[3] else ""
    done, plan = parse_amount(match[1] + tail), parse_amount(match[2] + tail)
    return done._replace(hedge=hedge), plan


_STEPS = (("tỷ", 10**9), ("triệu", 10**6), ("nghìn", 10**3), ("", 1))


def amount_text(amount: Number, unit: str = "triệu đồng") -> str:
    """113298 triệu đồng → "113 tỷ 298 triệu đồng"; decimals are kept, a minus reads "âm".

    Money of a thousand of its unit or more is told in the larger unit and the rest; with decimals
    the rest carries them. Other units are the number and the unit. UnreadableNumber for an unknown
    unit.
    """
    known = find_unit(unit)
    if known is None:
        raise UnreadableNumber(unit)
    value = exact(amount)
    sign = "âm " if value < 0 else ""
    value = abs(value)
    if known.dimension != "đồng":
        return f"{sign}{format_number(value)} {known.text}"
    steps = [(name, factor) for name, factor in _STEPS if factor >= known.factor]
    base = known.factor
    if not steps:  # nghìn tỷ and above are told in tỷ
        steps, value, base = [("tỷ", 10**9)], value * base / 10**9, Decimal(10**9)
    rest = value * base
    told = []
    for name, factor in steps[:-1]:
        count = int(rest // factor)
        rest -= count * factor
        if count:
            told.append(f"{format_number(count)} {name}")
    name, factor = steps[-1]
    if rest or not told:
        told.append(f"{format_number(rest / factor)} {name}".rstrip())
    return f"{sign}{' '.join(told)} đồng"
