"""Words of published sentences that need no reading of figures: whom they are about, whether a plan
was reached."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from xlplan.checks.context import Context
from xlplan.checks.published import amounts, rate_in_sentence, rows_told
from xlplan.checks.rules import Check, Rule
from xlplan.checks.sentences import sentence_against_row
from xlplan.checks.wording import percent
from xlplan.domain.amounts import find_unit
from xlplan.domain.findings import Finding
from xlplan.domain.labels import fold
from xlplan.text.rules import NO_SIGN

_FAILED = re.compile(
    r"(?:không|chưa)\s+(?:đạt|hoàn thành)\s+(?:được\s+)?(?:mức\s+)?kế hoạch", re.IGNORECASE
)
_PASSED = re.compile(r"vượt\s+(?:mức\s+)?kế hoạch(?!\s*\d|[^.;]{0,20}%)", re.IGNORECASE)


def _plan_reached(rule: Rule, context: Context) -> Iterable[Finding]:
    """ "không đạt kế hoạch" where the row's attainment is 100% or more, "vượt kế hoạch" where it is
    below, of the year's plan and of the plan to date."""
    table = context.tables.get("ChiTieu")
    for code, sentence in rows_told(context):
        failed, passed = _FAILED.search(sentence), _PASSED.search(sentence)
        if table is None or not (failed or passed):
            continue
        known = [context.main(code, key) for key in ("rate_year", "rate_ytd")]
        rates = [rate for rate in known if rate is not None]
        row, match = context.main_rows[code], failed or passed
        if not rates or not match or context.untyped_in(table, row, ("sentence", "actual")):
            continue
        if (failed and min(rates) >= 1) or (not failed and max(rates) < 1):
            yield rule.on(
                table, row, "sentence",
                f"Lời văn ghi «{match[0]}», số liệu là {percent(rates[-1], 1)} kế hoạch.",
                rate=float(rates[-1]),
            )  # fmt: skip


_NO_SIGN = re.compile(
    r"(?:đạt|bằng|hoàn thành)\s+\d{1,3}(?:,\d+)?\s+(?:so với\s+)?(?:kế hoạch|cùng kỳ)",
    re.IGNORECASE,
)


def _without_sign(rule: Rule, context: Context) -> Iterable[Finding]:
    """A bare number where only a percentage can be meant."""
    table = context.tables.get("ChiTieu")
    for code, sentence in rows_told(context):
        match, row = _NO_SIGN.search(sentence), context.main_rows[code]
        if table and match and not context.untyped_in(table, row, ("sentence",)):
            yield rule.on(
                table, row, "sentence", f"Lời văn ghi «{match[0]}»: thiếu dấu %.", text=match[0]
            )


@lru_cache(maxsize=4096)
def _starts(sentence: str, name: str) -> bool:
    text, start = fold(sentence), fold(name)
    return text.startswith(start) and not text[len(start) :][:1].isalpha()


@lru_cache(maxsize=4096)
def _has(sentence: str, names: tuple[str, ...]) -> bool:
    text = fold(sentence)
    return any(fold(name) in text for name in names)


def _of_another(rule: Rule, context: Context) -> Iterable[Finding]:
    """A sentence that begins with another indicator's name, names its own nowhere, and tells its own
    row's figure."""
    table = context.tables.get("ChiTieu")
    for code, sentence in rows_told(context):
        own = context.indicators.get(code)
        if table is None or own is None or _has(sentence, (own.label, code, *own.aliases)):
            continue
        row, actual = context.main_rows[code], context.main(code, "actual_ytd")
        unit = find_unit(str(row.value("unit") or ""))
        if actual is None or unit is None or context.untyped_in(table, row, ("sentence", "label")):
            continue
        others = (i for c, i in context.indicators.items() if c != code)
        other = next((i for i in others if _starts(sentence, i.label)), None)
        if other and any(said.fits(actual) for said in amounts(sentence, unit)):
            yield rule.on(
                table, row, "sentence",
                f"Lời văn nói về «{other.label}», số liệu là của dòng «{own.label}».",
                found=other.code, expected=code,
            )  # fmt: skip


CHECKS = (
    Check(rate_in_sentence.rule, _plan_reached),
    Check(sentence_against_row.rule, _of_another),
    Check(NO_SIGN, _without_sign),
)
