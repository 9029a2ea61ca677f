"""Published sentences against their row: verbs mixed, rates and amounts that differ."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from xlplan.checks.context import Context
from xlplan.checks.identities import actual_column, percent, shown
from xlplan.checks.rules import Rule, check
from xlplan.domain.findings import Finding
from xlplan.domain.labels import cleaned
from xlplan.domain.numerals import parse_number

_RATE = r"(?P<rate>\d+(?:,\d+)?)\s?%"
_GROWTH = re.compile(rf"(?:tăng trưởng|tăng)\b(?!\s+\d+\s+lượt)[^.;,%]*?cùng kỳ[^.;%]*?{_RATE}"
                     rf"|(?:tăng trưởng|tăng)\s+(?P<rate2>\d+(?:,\d+)?)\s?%[^.;]*?cùng kỳ",
                     re.IGNORECASE)  # fmt: skip
_PLAN = re.compile(rf"(?:đạt|bằng|hoàn thành)\s+{_RATE}\s+(?:so với\s+)?kế hoạch", re.IGNORECASE)
_EXCESS = re.compile(rf"vượt\s+(?:mức\s+)?(?:kế hoạch\s+)?{_RATE}", re.IGNORECASE)


def _rows(context: Context) -> Iterable[tuple[str, str]]:
    for code, row in context.main_rows.items():
        sentence = row.value("sentence")
        if isinstance(sentence, str) and sentence.strip():
            yield code, cleaned(sentence)


def _said(match: re.Match[str]) -> tuple[Decimal, Decimal]:
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
    """A sentence that says "tăng" with the row's index, or "vượt" with its attainment."""
    table = context.tables.get("ChiTieu")
    for code, sentence in _rows(context):
        row = context.main_rows[code]
        actual = context.main(code, actual_column(context))
        index = context.main(code, "index") or context.main(code, "published_index")
        match = _GROWTH.search(sentence)
        if table and match and index is not None and actual:
            rate, slack = _said(match)
            if abs(rate - index) <= slack and abs(rate - (index - 1)) > slack:
                told = percent(rate, 0)
                prior = context.prior_interval(code)
                bounds = f" [{shown(prior.low)}–{shown(prior.high)}]" if prior else ""
                yield rule.on(
                    table, row, "sentence",
                    f"Lời văn ghi «tăng … {told}» nhưng {told} là chỉ số so cùng kỳ: cùng kỳ là "
                    f"{shown(actual / index)}{bounds}; đọc là mức tăng thì cùng kỳ chỉ còn "
                    f"{shown(actual / (1 + rate))}.",
                    remedy=f"Viết «bằng {told} so với cùng kỳ» hoặc «tăng {percent(rate - 1, 0)} "
                    "so với cùng kỳ».",
                    said=float(rate), index=float(index), actual=float(actual),
                )  # fmt: skip
        plan_rate = context.main(code, "rate_year")
        match = _EXCESS.search(sentence)
        if table and match and plan_rate is not None:
            rate, slack = _said(match)
            if abs(rate - plan_rate) <= slack and abs(rate - (plan_rate - 1)) > slack:
                yield rule.on(
                    table, row, "sentence",
                    f"Lời văn ghi «vượt {percent(rate, 0)}» nhưng đó là tỷ lệ hoàn thành; vượt kế "
                    f"hoạch là {percent(plan_rate - 1, 1)}.",
                    said=float(rate), attainment=float(plan_rate),
                )  # fmt: skip


@check(
    "XLP702",
    "error",
    title="Tỷ lệ trong lời văn khác số liệu",
    why="Lời văn và bảng phải nói cùng một tỷ lệ.",
    bad="«bằng 85% kế hoạch» bên % KH năm 95,0%.",
    good="«bằng 95% kế hoạch».",
    remedy="Sửa lời văn hoặc sửa số liệu.",
)
def rate_in_sentence(rule: Rule, context: Context) -> Iterable[Finding]:
    """ "đạt/bằng N% kế hoạch" against the row's own rate."""
    table = context.tables.get("ChiTieu")
    for code, sentence in _rows(context):
        rates = [context.main(code, key) for key in ("rate_year", "rate_ytd")]
        match = _PLAN.search(sentence)
        known = [rate for rate in rates if rate is not None]
        if table and match and known:
            rate, slack = _said(match)
            published = context.main(code, "published_rate")
            if published is not None and abs(rate - published) <= slack:
                continue  # the published rate has a finding of its own
            if all(abs(rate - have) > slack for have in known):
                yield rule.on(
                    table, context.main_rows[code], "sentence",
                    f"Lời văn ghi {percent(rate, 0)} kế hoạch, số liệu là {percent(known[0], 1)}.",
                    said=float(rate), rate=float(known[0]),
                )  # fmt: skip


CHECKS = (mixed_verb, rate_in_sentence)
