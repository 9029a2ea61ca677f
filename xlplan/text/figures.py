"""Numbers of a text with what they count: percentages, amounts, fractions, ranges, times."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from xlplan.domain.numerals import AmbiguousNumber, UnreadableNumber, parse_digits
from xlplan.text.grammar import Grammar, Phrases
from xlplan.text.lexer import LETTERS, NUMBER, Token, phrase_at

RATE, POINTS, AMOUNT, TIMES, FRACTION, PART, BARE = (
    "rate", "points", "amount", "times", "fraction", "part", "bare",
)  # fmt: skip


class Figure(NamedTuple):
    """One figure: tokens `first` to `last` (exclusive).

    `value` is in base units (a rate as a ratio, points as points); `upper` ends a range; `whole` is
    what a fraction is of. `step` is one unit of the last printed place, in the same units. `unit`
    is the base unit; `printed` the unit as printed. `ambiguous` marks a decimal point such as 6.8.
    """

    kind: str
    first: int
    last: int
    value: Decimal
    step: Decimal
    unit: str = ""
    upper: Decimal | None = None
    whole: Decimal | None = None
    printed: str = ""
    ambiguous: bool = False
    signed: bool = False


class Read(NamedTuple):
    """A number as printed: its value, one unit of its last place, whether it reads two ways."""

    value: Decimal
    step: Decimal
    ambiguous: bool = False


_POINT_BESIDE_GROUPS = re.compile(r"(\d{1,3}(?:\.\d{3})+)\.(\d+)")


@lru_cache(maxsize=4096)
def read_number(text: str, *, rate: bool = False) -> Read | None:
    """The number that digits, dots and commas show beside a unit, as the whole project reads it;
    None when they show none.

    A percentage has no thousands, so that "1.234%" is a decimal; elsewhere "6.8" is read as one
    and marked as ambiguous. A decimal dot beside thousands dots, a slip, is survived.
    """
    ambiguous = False
    try:
        value = parse_digits(text, with_unit=not rate)
    except AmbiguousNumber:
        value, ambiguous = Decimal(text), not rate
    except UnreadableNumber:
        slip = _POINT_BESIDE_GROUPS.fullmatch(text)
        if slip is None:
            return None
        value = Decimal(f"{slip[1].replace('.', '')}.{slip[2]}")
    exponent = value.as_tuple().exponent
    step = Decimal(1).scaleb(exponent) if isinstance(exponent, int) and exponent < 0 else Decimal(1)
    return Read(value, step, ambiguous)


class _Unit(NamedTuple):
    """What stands after a number: where it ends, its kind, factor, base unit, printed form."""

    last: int
    kind: str
    factor: Decimal
    base: str
    printed: str


class Scanner:
    """Reads figures at tokens of one text."""

    def __init__(self, found: list[Token], grammar: Grammar) -> None:
        self.tokens = found
        self.units: Phrases = grammar.units
        self.scales: dict[str, int] = grammar.raw["units"]["scales"]
        self.verbs = frozenset(
            word
            for name in ("growth", "fall", "index", "times")
            for word in grammar.raw["verbs"][name]
        )

    def figure(self, at: int) -> Figure | None:
        """The figure that starts at a number; None where no unit, sign or form makes it one."""
        token = self.tokens[at]
        unit = self._unit(at + 1)
        if found := self._fraction(at, unit):
            return found
        if found := self._range(at, unit):
            return found
        if unit is None:
            number = read_number(token.text)
            return number and Figure(BARE, at, at + 1, number.value, number.step)
        if unit.kind == "time":
            return self._times(at, unit) if unit.printed == "lần" else None
        number = read_number(token.text, rate=unit.kind in ("percent", "points"))
        if number is None:
            return None
        if unit.kind == "percent":
            return self._percentage(at, unit.last, number)
        if unit.kind == "points":
            return Figure(
                POINTS, at, unit.last, number.value, number.step, "điểm phần trăm",
                printed=unit.printed, ambiguous=number.ambiguous,
            )  # fmt: skip
        return self._amount(at, unit, number)

    def _text(self, at: int) -> str:
        return self.tokens[at].text if 0 <= at < len(self.tokens) else ""

    def _percentage(self, at: int, last: int, number: Read) -> Figure:
        """A rate; "%/năm" belongs to it, since that is how growth a year is printed."""
        if self._text(last) == "/" and (per := self._unit(last + 1)):
            last = per.last
        return Figure(RATE, at, last, number.value / 100, number.step / 100, "%", printed="%")

    def _times(self, at: int, unit: _Unit) -> Figure | None:
        number = read_number(self.tokens[at].text)
        return number and Figure(
            TIMES, at, unit.last, number.value, number.step, "lần", printed="lần"
        )

    def _unit(self, at: int) -> _Unit | None:
        """The unit at a token: a scale and what it counts, a plain unit, per other units."""
        if at >= len(self.tokens):
            return None
        hit = phrase_at(self.tokens, at, self.units)
        if hit is None:
            return None
        last, meanings = hit
        kind, name = next(iter(meanings.items()))
        if kind in ("percent", "points", "time"):
            return _Unit(last, kind, Decimal(1), name, name)
        factor, base = Decimal(1), name
        if kind == "scale":
            factor, base = Decimal(self.scales[name]), "đồng"
            counted = phrase_at(self.tokens, last, self.units) if last < len(self.tokens) else None
            if counted and (of := counted[1].get("unit")) and of != "điểm":
                last, base = counted[0], of
        printed = " ".join(token.text for token in self.tokens[at:last])
        return self._per(_Unit(last, "unit", factor, base, printed))

    def _per(self, unit: _Unit) -> _Unit:
        """With its "/điểm/tháng", spaces around the slashes or not."""
        while self._text(unit.last) == "/" and unit.last + 1 < len(self.tokens):
            hit = phrase_at(self.tokens, unit.last + 1, self.units)
            name = (hit[1].get("unit") or hit[1].get("time")) if hit else None
            if hit is None or name is None:
                break
            unit = unit._replace(
                last=hit[0], base=f"{unit.base}/{name}", printed=f"{unit.printed}/{name}"
            )
        return unit

    def _amount(self, at: int, unit: _Unit, number: Read) -> Figure:
        """An amount, its smaller parts added: "113 tỷ 298 triệu đồng"."""
        value, step, last = number.value * unit.factor, number.step * unit.factor, unit.last
        factor, base, printed, doubt = unit.factor, unit.base, unit.printed, number.ambiguous
        while (
            factor > 1
            and base.split("/")[0] == "đồng"
            and last + 1 < len(self.tokens)
            and self.tokens[last].kind == NUMBER
        ):
            smaller = self._unit(last + 1)
            part = read_number(self.tokens[last].text)
            if (
                smaller is None or part is None or smaller.kind != "unit"
                or smaller.base.split("/")[0] != "đồng" or smaller.factor >= factor
                or part.value * smaller.factor >= factor
            ):  # fmt: skip
                break
            value += part.value * smaller.factor
            step, last, factor, base = (
                part.step * smaller.factor, smaller.last, smaller.factor, smaller.base,
            )  # fmt: skip
            printed = smaller.printed
        return Figure(AMOUNT, at, last, value, step, base, printed=printed, ambiguous=doubt)

    def _fraction(self, at: int, unit: _Unit | None) -> Figure | None:
        """ "15.959/19.668 lượt người", "1/4" after a verb; None for anything else with a slash."""
        slash = at + 1 if self._text(at + 1) == "/" else unit.last if unit else -1
        if slash < 0 or self._text(slash) != "/" or slash + 1 >= len(self.tokens):
            return None
        if self.tokens[slash + 1].kind != NUMBER:
            return None
        after = self._unit(slash + 2)
        one = read_number(self.tokens[at].text)
        whole = read_number(self.tokens[slash + 1].text)
        if not one or not whole or not whole.value or (after and after.kind != "unit"):
            return None
        if after is None:
            return self._bare_fraction(at, slash, one, whole)
        first = unit if unit and slash != at + 1 else after
        if first.base != after.base:
            return None
        return Figure(
            FRACTION, at, after.last, one.value * first.factor, one.step * first.factor, after.base,
            whole=whole.value * after.factor, printed=after.printed,
        )  # fmt: skip

    def _bare_fraction(self, at: int, slash: int, one: Read, whole: Read) -> Figure | None:
        """ "1/4" as a part after a verb; "14/16 nhà máy": a word that is no known unit counts."""
        last = slash + 2
        before = self._text(at - 1)
        small = one.value < whole.value <= 10
        hedged = before in ("gần", "hơn", "khoảng", "trên")
        if small and (before in self.verbs or (hedged and self._text(at - 2) in self.verbs)):
            return Figure(PART, at, last, one.value / whole.value, Decimal("0.0001"), "")
        if (
            last < len(self.tokens)
            and self.tokens[last].kind == LETTERS
            and one.value <= whole.value
        ):
            unit = self._text(last)
            return Figure(
                FRACTION, at, last + 1, one.value, one.step, unit, whole=whole.value, printed=unit
            )
        return None

    def _range(self, at: int, unit: _Unit | None) -> Figure | None:
        """ "20 - 25%", "từ 5% đến 7%", "82-125 điểm/ngày" as one figure."""
        dash = unit.last if unit else at + 1
        if self._text(dash) not in ("-", "đến", "tới") or dash + 1 >= len(self.tokens):
            return None
        end = dash + 2 if self._text(dash + 1) in ("dưới", "gần", "trên") else dash + 1
        if end >= len(self.tokens) or self.tokens[end].kind != NUMBER:
            return None
        after = self._unit(end + 1)
        if after is None or after.kind == "time" or (unit and unit.base != after.base):
            return None
        if self._text(dash) != "-" and not unit and self._text(at - 1) != "từ":
            return None
        rate = after.kind in ("percent", "points")
        low = read_number(self.tokens[at].text, rate=rate)
        high = read_number(self.tokens[end].text, rate=rate)
        if not low or not high or high.value * after.factor < low.value * (unit or after).factor:
            return None
        scale = Decimal(1) / 100 if after.kind == "percent" else after.factor
        low_scale = unit.factor if unit and after.kind == "unit" else scale
        last = after.last
        if after.kind == "percent" and self._text(last) == "/" and (per := self._unit(last + 1)):
            last = per.last
        kind = {"percent": RATE, "points": POINTS}.get(after.kind, AMOUNT)
        base = {"percent": "%", "points": "điểm phần trăm"}.get(after.kind, after.base)
        return Figure(
            kind, at, last, low.value * low_scale, high.step * scale, base,
            upper=high.value * scale, printed=after.printed,
        )  # fmt: skip
