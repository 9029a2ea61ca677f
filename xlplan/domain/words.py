"""Amounts in words, for vouchers: "Một trăm mười ba tỷ hai trăm chín mươi tám triệu đồng"."""

from __future__ import annotations

from decimal import Decimal

from xlplan.domain.amounts import Number, exact, find_unit

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_LIMIT = 10**21
STYLES = ("lẻ", "ngàn", "chẵn")


def amount_words(amount: Number, unit: str = "đồng", style: str = "") -> str:
    """The amount in words, first letter capital, the unit at the end.

    `style` holds words by spaces: "lẻ" for linh, "ngàn" for nghìn, "chẵn" after whole đồng.
    ValueError for an unknown style or unit, or an amount of 10^21 đồng or more.
    """
    wanted = style.split()
    if any(word not in STYLES for word in wanted):
        raise ValueError(f"unknown style: {style}")
    known = find_unit(unit)
    if known is None:
        raise ValueError(f"unknown unit: {unit}")
    value, name = exact(amount), known.text
    if known.dimension == "đồng" and known.factor > 1 and _whole(value * known.factor):
        value, name = value * known.factor, "đồng"
    if abs(value) >= _LIMIT:
        raise ValueError("too large")
    text = number_words(value, linh="lẻ" if "lẻ" in wanted else "linh")
    if "ngàn" in wanted:
        text = text.replace("nghìn", "ngàn")
    whole = " chẵn" if "chẵn" in wanted and _whole(value) and name == "đồng" else ""
    text = f"{text} {name}{whole}"
    return text[0].upper() + text[1:]


def _whole(value: Decimal) -> bool:
    return value == value.to_integral_value()


def number_words(value: Decimal, linh: str = "linh") -> str:
    """A number in words; decimals digit by digit after "phẩy", a minus as "âm"."""
    whole, _, rest = f"{abs(value):f}".partition(".")
    rest = rest.rstrip("0")
    words = [integer_words(int(whole), linh)]
    if rest:
        words.append("phẩy")
        words += [_DIGITS[int(digit)] for digit in rest]
    zero = not int(whole) and not rest
    return ("âm " if value < 0 and not zero else "") + " ".join(words)


def integer_words(number: int, linh: str = "linh") -> str:
    """A whole number from 0 in words; above tỷ: nghìn tỷ, triệu tỷ, tỷ tỷ."""
    if number == 0:
        return _DIGITS[0]
    return " ".join(_billions(number, linh, leading=True))


def _billions(number: int, linh: str, leading: bool) -> list[str]:
    above, below = divmod(number, 10**9)
    words: list[str] = []
    if above:
        words += [*_billions(above, linh, leading), "tỷ"]
    if below:
        words += _groups(below, linh, leading and not above)
    return words


def _groups(number: int, linh: str, leading: bool) -> list[str]:
    """Below 10^9: triệu, nghìn, units; zero groups are not read, gaps are ("không trăm")."""
    words: list[str] = []
    for size, name in ((10**6, "triệu"), (10**3, "nghìn"), (1, "")):
        group, number = divmod(number, size)
        if group:
            words += _hundreds(group, linh, leading and not words)
            words += [name] if name else []
    return words


def _hundreds(number: int, linh: str, leading: bool) -> list[str]:
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words: list[str] = []
    if hundreds or not leading:
        words += [_DIGITS[hundreds], "trăm"]
    if tens == 0:
        if ones:
            words += ([linh] if words else []) + [_DIGITS[ones]]
        return words
    words += ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    if ones == 1 and tens > 1:
        words.append("mốt")
    elif ones == 4 and tens > 1:
        words.append("tư")
    elif ones == 5:
        words.append("lăm")
    elif ones:
        words.append(_DIGITS[ones])
    return words
