"""The official paragraph from the figures: right verbs, amounts in words, each number its cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from xlplan.domain.amounts import find_unit, half_up
from xlplan.domain.errors import UsageError
from xlplan.domain.indicators import Indicator, standard
from xlplan.domain.numerals import amount_text, format_number
from xlplan.text.claims import DIFFERENCE, EXCESS, GROWTH, INDEX, LEVEL, PLAN, PRIOR_YEAR, RATIO
from xlplan.text.grammar import data
from xlplan.text.lines import Line, Scope

NONE = "none"
MANY_TIMES = 10
"""An index from here on is told as so many times."""


@dataclass(frozen=True)
class Number:
    """One number of the paragraph, from `start` to `end`: what it tells, out of which cells.

    `value` is what is printed, in base units; `rate` as a ratio; one of them is None, both are
    told by an "a/b", whose second number is `whole`.
    """

    start: int
    end: int
    text: str
    indicator: str
    verb: str
    base: str
    value: Decimal | None
    rate: Decimal | None
    whole: Decimal | None
    cells: tuple[str, ...]

    def fields(self) -> dict[str, Any]:
        """The number as scripts see it."""

        def shown(number: Decimal | None) -> str | None:
            return None if number is None else f"{number:f}"

        return {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "indicator": self.indicator,
            "verb": self.verb,
            "base": self.base,
            "value": shown(self.value),
            "rate": shown(self.rate),
            "cells": list(self.cells),
        }


@dataclass
class Paragraph:
    """The text and its numbers, in order."""

    text: str = ""
    numbers: list[Number] = field(default_factory=list)


@dataclass
class _Piece:
    """A number to be put into a phrase."""

    text: str
    verb: str
    base: str
    value: Decimal | None = None
    rate: Decimal | None = None
    whole: Decimal | None = None
    columns: tuple[str, ...] = ()


def chosen(lines: Sequence[Line], length: str, codes: Sequence[str] = ()) -> list[Line]:
    """The lines of a length or, in the order asked for, of these indicators; UsageError for an
    indicator that has no figure."""
    if codes:
        known = {line.code: line for line in lines}
        if missing := [code for code in codes if code not in known]:
            raise UsageError(
                f"Không có số liệu của chỉ tiêu {', '.join(missing)}.",
                f"Các chỉ tiêu có số: {', '.join(known)}.",
            )
        return [known[code] for code in codes]
    wanted = data()["write"]["lengths"][length]
    return [line for line in lines if not wanted or line.code in wanted]


def write(lines: Sequence[Line], scope: Scope) -> Paragraph:
    """The paragraph of these lines; parts of a total follow it behind "Trong đó". No line gives an
    empty text."""
    writer = _Writer(scope)
    told = {line.code for line in lines}
    for line in lines:
        parent = standard()[line.code].parent
        if parent not in told:
            parts = [part for part in lines if standard()[part.code].parent == line.code]
            writer.sentence(line, parts)
    return writer.paragraph


class _Writer:
    """Appends sentences to a paragraph, keeping the numbers' places."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.words: dict[str, str] = data()["write"]
        self.names: dict[str, str] = data()["write"]["names"]
        self.paragraph = Paragraph()

    def sentence(self, line: Line, parts: Sequence[Line]) -> None:
        """One indicator, then its parts as a sentence of their own."""
        out = self.paragraph
        first = not out.text
        out.text += f"{self._lead()}, " if first else " "
        self._clause(line, small=first)
        out.text += "."
        if parts:
            out.text += f" {self.words['parts']}: "
            for n, part in enumerate(parts):
                out.text += "; " if n else ""
                self._clause(part, small=True)
            out.text += "."

    def _lead(self) -> str:
        months = self.scope.months
        key = {12: "lead_year", 6: "lead_half", 1: "lead_month"}.get(months, "lead_months")
        return self.words[key].format(year=self.scope.year, months=months)

    def _clause(self, line: Line, *, small: bool) -> None:
        indicator = standard()[line.code]
        name = self.names.get(line.code, indicator.label.replace(" – ", " "))
        keep = name[:2].isupper() or name.split()[0].isupper()
        out = self.paragraph
        out.text += name[0].lower() + name[1:] if small and not keep else name
        out.text += " "
        self._put(line, *self._level(line, indicator))
        if line.corrected:
            out.text += f" {self.words['corrected']}"
        for key, pieces in (*self._plan(line), *self._prior(line, indicator)):
            out.text += ", "
            self._put(line, key, pieces)

    def _put(self, line: Line, key: str, pieces: dict[str, _Piece]) -> None:
        """A phrase of the grammar with its numbers in their places."""
        template = self.words[key]
        fillers = {"plan": self._plan_word(key, pieces), "prior": self._prior_word()}
        out = self.paragraph
        while template:
            before, brace, rest = template.partition("{")
            out.text += before
            if not brace:
                break
            slot, _, template = rest.partition("}")
            piece = pieces.get(slot)
            if piece is None:
                out.text += fillers[slot]
                continue
            start = len(out.text)
            out.text += piece.text
            cells = tuple(line.cells[c] for c in piece.columns if c in line.cells)
            out.numbers.append(
                Number(
                    start,
                    len(out.text),
                    piece.text,
                    line.code,
                    piece.verb,
                    piece.base,
                    piece.value,
                    piece.rate,
                    piece.whole,
                    cells,
                )
            )

    def _prior_word(self) -> str:
        key = "prior_year" if self.scope.months == 12 else "prior_part"
        return self.words[key].format(year=self.scope.year - 1)

    def _plan_word(self, key: str, pieces: dict[str, _Piece]) -> str:
        columns = {column for piece in pieces.values() for column in piece.columns}
        if self.scope.months == 12:
            return self.words["plan"]
        return self.words["plan_year" if "plan_year" in columns else "plan_ytd"]

    def _level(self, line: Line, indicator: Indicator) -> tuple[str, dict[str, _Piece]]:
        """The actual; with its plan as "a/b" where people or things are counted."""
        unit, plan = line.unit, line.plan_year
        if _is_count(unit) and indicator.accumulation == "sum" and _whole(line.actual, plan):
            assert plan is not None
            text = f"{format_number(line.actual)}/{format_number(plan)} {unit}"
            rate = half_up(line.actual / plan, 4)
            piece = _Piece(text, RATIO, NONE, line.actual, rate, plan, ("actual_ytd", "plan_year"))
            return "fraction", {"amount": piece}
        value = _rounded(line.actual, indicator)
        text, base = shown(abs(value), unit)
        verb = RATIO if "/" in unit else LEVEL
        piece = _Piece(text, verb, NONE, base.copy_sign(value), columns=("actual_ytd",))
        if value < 0:
            return "level_loss", {"amount": piece}
        return ("level" if indicator.direction == 1 else "level_plain"), {"amount": piece}

    def _plan(self, line: Line) -> list[tuple[str, dict[str, _Piece]]]:
        """Against the year's plan and, before the year is over, the plan to date."""
        if line.plan_year is None and line.plan_ytd is None:
            return []
        if line.plan_year == 0:
            return [("no_plan", {})]
        plans = {"plan_year": line.plan_year}
        if self.scope.months < 12:
            plans["plan_ytd"] = line.plan_ytd
        found = []
        for column, plan in plans.items():
            if plan is not None and plan != 0:
                found.append(self._against(line, column, plan))
        return found

    def _against(self, line: Line, column: str, plan: Decimal) -> tuple[str, dict[str, _Piece]]:
        indicator = standard()[line.code]
        columns = ("actual_ytd", column)
        if plan < 0 or line.actual < 0:
            gap = _rounded(line.actual, indicator) - _rounded(plan, indicator)
            text, base = shown(abs(gap), line.unit)
            piece = _Piece(text, DIFFERENCE, PLAN, base.copy_sign(gap), columns=columns)
            return ("above_plan" if gap >= 0 else "below_plan"), {"amount": piece}
        index = line.actual / plan
        if index >= MANY_TIMES:
            return "times_plan", {"rate": _times(index, PLAN, columns)}
        over = half_up((index - 1) * 100, 1)
        if column == "plan_ytd" and indicator.direction == 1 and over > 0:
            piece = _Piece(percent(over), EXCESS, PLAN, rate=over / 100, columns=columns)
            return "excess", {"rate": piece}
        rate = half_up(index * 100, 1)
        piece = _Piece(percent(rate), INDEX, PLAN, rate=rate / 100, columns=columns)
        return "index_plan", {"rate": piece}

    def _prior(self, line: Line, indicator: Indicator) -> list[tuple[str, dict[str, _Piece]]]:
        """Against the same period of the year before; losses in their own words."""
        prior = line.prior
        if prior is None:
            return []
        columns = ("actual_ytd", "prior_ytd")
        gap = _rounded(line.actual, indicator) - _rounded(prior, indicator)
        text, base = shown(abs(gap), line.unit)
        amount = _Piece(text, DIFFERENCE, PRIOR_YEAR, base.copy_sign(gap), columns=columns)
        if prior < 0 or line.actual < 0 or prior == 0:
            return [(_loss_phrase(line.actual, prior, gap), {"amount": amount})] if gap else []
        many = line.actual / prior >= MANY_TIMES
        if many and not _is_count(line.unit):
            times = _times(line.actual / prior, PRIOR_YEAR, columns)
            return [("times_prior", {"rate": times})]
        rate = half_up((line.actual / prior - 1) * 100, 1)
        growth = _Piece(percent(abs(rate)), GROWTH, PRIOR_YEAR, rate=rate / 100, columns=columns)
        if _is_count(line.unit) and gap:
            if many or not rate:
                return [("difference" if gap > 0 else "difference_fall", {"amount": amount})]
            key = "difference_rate" if gap > 0 else "difference_rate_fall"
            return [(key, {"amount": amount, "rate": growth})]
        if not rate:
            same = _Piece("100%", INDEX, PRIOR_YEAR, rate=Decimal(1), columns=columns)
            return [("same", {"rate": same})]
        return [("growth" if rate > 0 else "fall", {"rate": growth})]


def _times(index: Decimal, base: str, columns: tuple[str, ...]) -> _Piece:
    """ "gấp 12,5 lần": from ten times on a percentage says little."""
    times = half_up(index, 1)
    return _Piece(f"{format_number(times)} lần", INDEX, base, rate=times, columns=columns)


def _loss_phrase(actual: Decimal, prior: Decimal, gap: Decimal) -> str:
    if prior < 0 and actual < 0:
        return "less_loss" if gap > 0 else "more_loss"
    if prior < 0:
        return "loss_to_profit"
    if actual < 0 and prior > 0:
        return "profit_to_loss"
    return "difference" if gap > 0 else "difference_fall"


def _is_count(unit: str) -> bool:
    known = find_unit(unit)
    return known is not None and "/" not in known.dimension and known.dimension != "đồng"


def _whole(actual: Decimal, plan: Decimal | None) -> bool:
    """Whether actual and plan read as "a/b"."""
    return plan is not None and plan > 0 and actual >= 0 and not (actual % 1 or plan % 1)


def _rounded(value: Decimal, indicator: Indicator) -> Decimal:
    """To the indicator's decimals; a figure that would vanish keeps its first two digits."""
    rounded = half_up(value, indicator.decimals)
    if not rounded and value:
        return half_up(value, 1 - value.adjusted())
    return rounded


def shown(value: Decimal, unit: str) -> tuple[str, Decimal]:
    """An amount from 0 up as printed, and the value in base units that it shows."""
    known = find_unit(unit)
    if known is None:
        return f"{format_number(value)} {unit}", value
    return amount_text(value, unit), value * known.factor


def percent(rate: Decimal) -> str:
    """A percentage without idle zeros."""
    return format_number(rate) + "%"
