"""Published sentences against their row: verbs mixed, rates and amounts that differ."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from xlplan.checks.context import Context
from xlplan.checks.inputs import ZERO, Terms, terms
from xlplan.checks.relations import Figure, Relation, Violation, figure
from xlplan.checks.rules import Rule, check, relation
from xlplan.checks.sums import actual_column
from xlplan.checks.wording import percent, shown
from xlplan.domain.amounts import UNITS, Unit, find_unit
from xlplan.domain.findings import Finding
from xlplan.domain.labels import cleaned
from xlplan.domain.numerals import parse_amount, parse_fraction, parse_number

RATE = r"(?P<rate>\d+(?:,\d+)?)\s?%"
_GROWTH = re.compile(rf"(?:tăng trưởng|tăng)\b(?!\s+\d+\s+lượt)[^.;,%]*?cùng kỳ[^.;%]*?{RATE}"
                     rf"|(?:tăng trưởng|tăng)\s+(?P<rate2>\d+(?:,\d+)?)\s?%[^.;]*?cùng kỳ",
                     re.IGNORECASE)  # fmt: skip
_PLAN = re.compile(rf"(?:đạt|bằng|hoàn thành)\s+{RATE}\s+(?:so với\s+)?kế hoạch", re.IGNORECASE)
_EXCESS = re.compile(rf"vượt\s+(?:mức\s+)?(?:kế hoạch\s+)?{RATE}", re.IGNORECASE)
_ABOVE = re.compile(rf"tăng\s+(?:so với\s+)?(?:kế hoạch\s+{RATE}"
                    r"|(?P<rate2>\d+(?:,\d+)?)\s?%\s+(?:so với\s+)?kế hoạch)",
                    re.IGNORECASE)  # fmt: skip


_NUMBER = r"(?:\d[\d.,]*\d|\d)"
_UNIT = "(?:%s)" % "|".join(
    re.escape(text)
    for text in sorted({*UNITS, *(u.text for u in UNITS.values())} - {"%"}, key=len, reverse=True)
)
_AMOUNT = re.compile(
    rf"(?:(?P<hedge>gần|khoảng|hơn|trên|xấp xỉ)\s+)?(?P<text>(?P<number>{_NUMBER}"
    rf"(?:\s*/\s*{_NUMBER})?)\s*{_UNIT}(?:\s*/\s*{_UNIT})*(?:\s+{_NUMBER}\s*{_UNIT})*)(?!\w)",
    re.IGNORECASE,
)
_LAST = re.compile(rf"(?P<number>{_NUMBER})\s*(?P<unit>\D+)$")


class Said(NamedTuple):
    """An amount as a sentence tells it, in the row's unit; `slack` is half its last digit, more
    for "gần", "hơn"; `base` marks the number behind a stroke."""

    text: str
    value: Decimal
    slack: Decimal
    base: bool
    fraction: bool = False

    def fits(self, figure: Decimal) -> bool:
        """Whether a figure may be told so."""
        return abs(figure - self.value) <= self.slack


def amounts(sentence: str, unit: Unit) -> list[Said]:
    """The amounts of a sentence that are of the unit's dimension, each in that unit."""
    found = []
    for match in _AMOUNT.finditer(sentence):
        text = match["text"].strip()
        try:
            both = parse_fraction(text) if "/" in match["number"] else (parse_amount(text),)
        except ValueError:
            continue
        for n, one in enumerate(both):
            if one.dimension == unit.dimension:
                value = one.value / unit.factor
                slack = _half(text) / unit.factor
                slack = max(slack, value / 20) if match["hedge"] else slack
                found.append(Said(text, value, slack, n == 1, len(both) == 2))
    return found


def _half(text: str) -> Decimal:
    """Half a unit of the last digit told, in base units."""
    match = _LAST.search(text)
    unit = find_unit(match["unit"].strip()) if match else None
    if match is None or unit is None:
        return Decimal("0.5")
    decimals = len(match["number"].partition(",")[2])
    return unit.factor * Decimal(5).scaleb(-decimals - 1)


def rows_told(context: Context) -> list[tuple[str, str]]:
    """The codes of ChiTieu's rows that have a sentence, each with it, cleaned."""
    key = 0, "told"
    if key not in context.known:
        sentences = [(code, row.value("sentence")) for code, row in context.main_rows.items()]
        context.known[key] = [
            (code, cleaned(text))
            for code, text in sentences
            if isinstance(text, str) and text.strip()
        ]
    return context.known[key]


def rate_said(match: re.Match[str]) -> tuple[Decimal, Decimal]:
    """The rate as told and half a unit of its last digit, both as ratios."""
    groups = match.groupdict()
    text = groups.get("rate") or groups.get("rate2") or "0"
    rate = parse_number(text)
    places = len(text.partition(",")[2])
    return rate / 100, Decimal(5).scaleb(-places - 3) + Decimal("0.0001")


@check(
    "XLP701",
    "warning",
    title="Lẫn chỉ số với tốc độ tăng",
    why="«tăng 121%» nghĩa là gấp 2,21 lần; «bằng 121%» là gấp 1,21 lần. Lẫn hai cách làm sai năm gốc.",
    bad="tăng so với cùng kỳ 121% (trong khi chỉ số là 121%).",
    good="bằng 121% so với cùng kỳ, hoặc tăng 21%.",
    remedy="Viết lại: «bằng …% so với cùng kỳ» hoặc «tăng …%».",
)
def mixed_verb(rule: Rule, context: Context) -> Iterable[Finding]:
    """A sentence that says "tăng" with the row's index, or "vượt", "tăng" with its attainment."""
    table = context.tables.get("ChiTieu")
    for code, sentence in rows_told(context):
        row = context.main_rows[code]
        actual = context.main(code, actual_column(context))
        index = context.main(code, "index") or context.main(code, "published_index")
        match = _GROWTH.search(sentence)
        if table and match and index is not None and actual:
            rate, slack = rate_said(match)
            if abs(rate - index) <= slack and abs(rate - (index - 1)) > slack:
                told = percent(rate, 0)
                prior = context.prior_interval(code)
                bounds = (
                    f" [{shown(prior.low, 0)}–{shown(prior.high, 0)}]"
                    if prior and prior.low < prior.high
                    else ""
                )
                yield rule.on(
                    table, row, "sentence",
                    f"Lời văn ghi «tăng … {told}» nhưng {told} là chỉ số so cùng kỳ: cùng kỳ là "
                    f"{shown(actual / index, 0)}{bounds}; đọc là mức tăng thì cùng kỳ chỉ còn "
                    f"{shown(actual / (1 + rate), 0)}.",
                    remedy=f"Viết «bằng {told} so với cùng kỳ» hoặc «tăng {percent(rate - 1, 0)} "
                    "so với cùng kỳ».",
                    said=float(rate), index=float(index), actual=float(actual),
                )  # fmt: skip
        plan_rate = context.main(code, "rate_year")
        match = _EXCESS.search(sentence) or _ABOVE.search(sentence)
        if table and match and plan_rate is not None:
            rate, slack = rate_said(match)
            if abs(rate - plan_rate) <= slack and abs(rate - (plan_rate - 1)) > slack:
                yield rule.on(
                    table, row, "sentence",
                    f"Lời văn ghi «{match[0].split()[0].lower()} {percent(rate, 0)}» nhưng đó là tỷ lệ hoàn thành; vượt kế "
                    f"hoạch là {percent(plan_rate - 1, 1)}.",
                    said=float(rate), attainment=float(plan_rate),
                )  # fmt: skip


@relation(
    "XLP702",
    "error",
    title="Tỷ lệ trong lời văn khác số liệu",
    why="Lời văn và bảng phải nói cùng một tỷ lệ.",
    bad="«bằng 85% kế hoạch» bên % KH năm 95,0%.",
    good="«bằng 95% kế hoạch».",
    remedy="Sửa lời văn hoặc sửa số liệu.",
)
def rate_in_sentence(rule: Rule, context: Context) -> Iterable[Relation]:
    """ "đạt/bằng N% kế hoạch" is the row's published rate, or what its own two numbers give."""
    table = context.tables.get("ChiTieu")
    for code, sentence in rows_told(context):
        match = _PLAN.search(sentence)
        row = context.main_rows[code]
        actual, plan = terms(context, code, "actual_ytd"), terms(context, code, "plan_year")
        if table is None or not match or not actual or not plan:
            continue
        said, slack = rate_said(match)
        text = Figure(table, row, "sentence", None)
        rate = figure(context, table, row, "published_rate")
        if rate is not None:
            yield Relation(rule, (text, rate), partial(_as_published, said, slack), home=0)
        else:
            other = terms(context, code, "plan_ytd")
            figures = (text, *actual.figures, *plan.figures)
            test = partial(_as_computed, said, slack, actual, plan, other)
            yield Relation(rule, figures, test, home=0)


def _as_published(said: Decimal, slack: Decimal, values: list[Decimal | None]) -> Violation | None:
    rate = values[1] or ZERO
    if abs(rate - said) <= slack:
        return None
    message = f"Lời văn ghi {percent(said, 0)} kế hoạch, % KH công bố là {percent(rate, 1)}."
    return Violation(message, {"said": float(said), "rate": float(rate)}, (None, said))


def _as_computed(
    said: Decimal, slack: Decimal, actual: Terms, plan: Terms, other: Terms | None,
    values: list[Decimal | None],
) -> Violation | None:  # fmt: skip
    count = len(actual.figures)
    above, below = values[1 : count + 1], values[count + 1 :]
    total, goals = actual.value(above), [plan.value(below)]
    if other:
        goals.append(other.value([f.value for f in other.figures]))
    rates = [total / goal for goal in goals if goal > 0]
    if any(abs(rate - said) <= slack for rate in rates) or not said:
        return None
    have = percent(rates[0], 1) if rates else "không có kế hoạch"
    message = f"Lời văn ghi {percent(said, 0)} kế hoạch, số liệu là {have}."
    wanted = [None, *actual.wanted(above, said * goals[0]), *plan.wanted(below, total / said)]
    return Violation(
        message, {"said": float(said), "rate": float(rates[0]) if rates else None}, wanted
    )


@relation(
    "XLP703",
    "error",
    title="Số trong lời văn khác số liệu của dòng",
    why="Lời văn công bố và bảng phải nói cùng một số: thực hiện, kế hoạch, cùng kỳ, hoặc chênh lệch "
    "giữa chúng, làm tròn như lời văn.",
    bad="«đạt 131 tỷ 298 triệu đồng» bên TH 113.298 triệu đồng.",
    good="«đạt 113 tỷ 298 triệu đồng».",
    remedy="Đối chiếu với sổ, sửa lời văn hoặc sửa số.",
)
def amount_in_sentence(rule: Rule, context: Context) -> Iterable[Relation]:
    """Each amount of the sentence in the row's kind of unit is one of the row's figures."""
    table = context.tables.get("ChiTieu")
    for code, sentence in rows_told(context):
        row = context.main_rows[code]
        indicator = context.indicators.get(code)
        own = find_unit(indicator.unit) if indicator else None
        unit = find_unit(str(row.value("unit") or "")) or own
        sides = {c: t for c in _SIDES if (t := terms(context, code, c))}
        if table is None or unit is None or "actual_ytd" not in sides:
            continue
        if context.untyped_in(table, row, ("unit",)):
            continue
        label = context.indicators[code].label if code in context.indicators else code
        estimate = context.main(code, "estimate")
        for number, said in enumerate(amounts(sentence, unit), 1):
            if estimate is not None and said.fits(estimate):
                continue
            about = _about(said, number, sides)
            if about:
                text = Figure(table, row, "sentence", None, number)
                figures = (text, *(f for side in about for f in side.figures))
                yield Relation(rule, figures, partial(_told, said, about, label))


_SIDES = ("actual_ytd", "plan_year", "prior_ytd", "plan_ytd")


def _about(said: Said, number: int, sides: dict[str, Terms]) -> list[Terms]:
    """The figure that an amount tells, or the two whose difference it is: what it fits, else by
    its place in the sentence (the actual first, the plan behind a stroke)."""
    values = {name: t.value([f.value for f in t.figures]) for name, t in sides.items()}
    if said.fraction and not said.base:
        return [sides["actual_ytd"]]
    if said.base:
        plans = [name for name in ("plan_year", "plan_ytd") if name in sides]
        fits = (name for name in plans if said.fits(values[name]))
        return [sides[next(fits, plans[0])]] if plans else []
    for name, value in values.items():
        if said.fits(value):
            return [sides[name]]
    actual = values["actual_ytd"]
    for name in ("prior_ytd", "plan_year"):
        if name in values and said.fits(abs(actual - values[name])):
            return [sides["actual_ytd"], sides[name]]
    if number == 1:
        return [sides["actual_ytd"]]
    return [sides["actual_ytd"], sides["prior_ytd"]] if "prior_ytd" in sides else []


def _told(
    said: Said, about: list[Terms], label: str, values: list[Decimal | None]
) -> Violation | None:
    count = len(about[0].figures)
    cells = [values[1 : count + 1], values[count + 1 :]]
    totals = [side.value(cell) for side, cell in zip(about, cells, strict=False)]
    if said.fits(totals[0]) or (len(totals) > 1 and said.fits(abs(totals[0] - totals[1]))):
        return None
    if len(totals) == 1:
        wanted = about[0].wanted(cells[0], said.value)
        told = shown(totals[0])
    else:
        sign = 1 if totals[0] >= totals[1] else -1
        wanted = about[0].wanted(cells[0], totals[1] + sign * said.value)
        wanted += about[1].wanted(cells[1], totals[0] - sign * said.value)
        told = f"{shown(totals[0])} và {shown(totals[1])}"
    message = f"Lời văn ghi «{said.text}», số liệu của {label} là {told}."
    numbers = {"said": float(said.value), "figure": float(totals[0])}
    return Violation(message, numbers, [None, *wanted])


RELATIONS = (rate_in_sentence, amount_in_sentence)
CHECKS = (mixed_verb,)
