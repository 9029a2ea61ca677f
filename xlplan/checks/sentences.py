"""Published sentences read as texts are: growth, shares, points, units and periods against their row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import partial

from xlplan.checks.context import Context
from xlplan.checks.inputs import ZERO
from xlplan.checks.published import RATE, mixed_verb, rate_in_sentence, rate_said, rows_told
from xlplan.checks.relations import Figure, Relation, Violation, figure
from xlplan.checks.rules import RelationCheck, Rule, check
from xlplan.checks.wording import percent, shown
from xlplan.domain.amounts import find_unit
from xlplan.domain.findings import Finding
from xlplan.text import rules as text_rules
from xlplan.text.against import workbook_remarks
from xlplan.text.claims import (
    DIFFERENCE,
    EXCESS,
    GROWTH,
    INDEX,
    LEVEL,
    PLAN,
    PRIOR_YEAR,
    SHARE,
    Claim,
)
from xlplan.text.figures import POINTS
from xlplan.text.reader import read_claims

_MORE = re.compile(
    r"tăng|giảm|vượt|hơn|kém|hụt|cùng kỳ|chiếm|tỷ trọng|tỉ trọng|điểm phần trăm|tháng|quý|năm|\btấn\b|lượt|nghìn",
    re.IGNORECASE,
)
"""Words without which a sentence tells an amount and its share of the plan only, which XLP702 and
XLP703 hold against the row; reading costs more than looking for them."""
_FIGURES = ("actual", "actual_ytd", "plan_year", "plan_ytd", "prior_ytd", "unit", "sentence",
            "published_rate", "published_index")  # fmt: skip
_HALF = Decimal("0.5")


@check(
    "XLP704",
    "error",
    title="Chỉ tiêu, đơn vị hoặc kỳ trong lời văn khác số liệu",
    why="Chỉ tiêu, đơn vị và kỳ trong lời văn phải là của chính số liệu ở dòng đó; người đọc báo cáo chỉ đọc lời "
    "văn.",
    bad="«Sản lượng đi 735.665 tấn» ở dòng tính bằng cái; «so với năm 2021» bên số so với năm 2022.",
    good="«Sản lượng đi 735.665 cái»; «so với năm 2022».",
    remedy="Sửa lời văn theo số liệu, hoặc sửa số liệu.",
)
def sentence_against_row(rule: Rule, context: Context) -> Iterable[Finding]:
    """One finding a sentence whose unit or period is not its row's; whose growth, excess, share or
    points are not (that is XLP702 as well). None where a figure of the row, or the sentence, has a
    finding already."""
    table = context.tables.get("ChiTieu")
    sentences = {
        code: text
        for code, row in context.main_rows.items()
        if isinstance(text := row.value("sentence"), str) and _MORE.search(text)
    }
    if table is None or not sentences:
        return
    mixed = {finding.cell for finding in mixed_verb(context)}
    for code, text in sentences.items():
        row = context.main_rows[code]
        if context.untyped_in(table, row, _FIGURES):
            continue
        claims = _claims(context, code, text)
        rates = [message for claim in claims for message in _rates(context, code, claim)]
        rest = [m for claim in claims if claim.code == code for m in _others(context, code, claim)]
        rest += [m for claim in claims for m in _per(context, code, claim)]
        which = rate_in_sentence.rule if rates else rule
        message = " ".join(dict.fromkeys([*rates, *rest]))
        finding = which.on(table, row, "sentence", message, sentence=text)
        if message and finding.cell not in mixed:
            yield finding


def _claims(context: Context, code: str, text: str) -> list[Claim]:
    """The claims of a sentence; what it names no subject for is about its row."""
    claims = read_claims(text, context.indicators)
    for claim in claims:
        claim.code = claim.code or code
    return claims


def _rates(context: Context, code: str, claim: Claim) -> Iterator[str]:
    if claim.figure.kind == POINTS:
        yield from _points(context, code, claim)
    elif claim.verb in (GROWTH, INDEX, EXCESS, SHARE):
        known = _differs(context, claim)
        own = code == claim.code or _differs(context, _about(claim, code))
        if known and own:
            yield known


def _others(context: Context, code: str, claim: Claim) -> Iterator[str]:
    if claim.verb == LEVEL and (known := _differs(context, claim, _UNIT_ONLY)):
        yield known
    yield from _unit(context, code, claim)
    yield from _period(context, code, claim)


def _about(claim: Claim, code: str) -> Claim:
    claim.code = code
    return claim


_WRONG = (text_rules.DIFFERS.code, text_rules.UNIT.code)
_UNIT_ONLY = (text_rules.UNIT.code,)


def _differs(context: Context, claim: Claim, wrong: tuple[str, ...] = _WRONG) -> str:
    """How a claim departs from the workbook; "" where it agrees, or is about nothing it has. An index
    against the plan is XLP702's."""
    if claim.verb == INDEX and claim.base == PLAN and "lũy kế" not in claim.base_said:
        return ""
    for remark in workbook_remarks([claim], context):
        if remark.finding.code in wrong:
            return remark.finding.message.replace("Văn bản ghi", "Lời văn ghi")
    return ""


def _points(context: Context, code: str, claim: Claim) -> Iterator[str]:
    """Points above or below the plan are the attainment less 100."""
    rates = [context.main(code, key) for key in ("rate_ytd", "rate_year")]
    given = [(rate - 1) * 100 for rate in rates if rate is not None]
    if claim.verb != DIFFERENCE or claim.base != PLAN or claim.amount is None or not given:
        return
    if all(abs(abs(claim.amount) - abs(points)) > claim.step * _HALF for points in given):
        yield f"Lời văn ghi «{claim.text}», số liệu là {shown(given[0], 1)} điểm phần trăm."


def _figure(context: Context, code: str, column: str, claim: Claim) -> Decimal | None:
    """A figure of the row in base units, of its own unit whatever the claim's is."""
    value = context.main(code, column)
    unit = find_unit(str(context.main_rows[code].value("unit") or ""))
    return None if value is None or unit is None else value * unit.factor


def _unit(context: Context, code: str, claim: Claim) -> Iterator[str]:
    """The row's number with a unit of another kind behind it."""
    row_unit = str(context.main_rows[code].value("unit") or "")
    unit = find_unit(row_unit)
    if claim.verb != LEVEL or claim.role or claim.amount is None or not unit or not claim.unit:
        return
    kinds = claim.unit.split("/")[0], unit.dimension.split("/")[0]
    same = kinds[0].startswith(kinds[1]) or kinds[1].startswith(kinds[0])
    if not same and claim.amount == context.main(code, "actual_ytd"):
        yield f"Lời văn ghi «{claim.text}», đơn vị của dòng là «{row_unit}»."


def _per(context: Context, code: str, claim: Claim) -> Iterator[str]:
    """The row's amount per head or point with another period behind it ("/năm" for "/tháng")."""
    row_unit = str(context.main_rows[code].value("unit") or "")
    unit = find_unit(row_unit)
    if unit is None or claim.amount is None or claim.unit == unit.dimension:
        return
    said, own = claim.unit.split("/"), unit.dimension.split("/")
    same = len(said) == len(own) > 1 and said[:-1] == own[:-1]
    if same and claim.amount == _figure(context, code, "actual_ytd", claim):
        yield f"Lời văn ghi «{claim.text}», đơn vị của dòng là «{row_unit}»."


def _period(context: Context, code: str, claim: Claim) -> Iterator[str]:
    """The figures of this year told of another, or of fewer months."""
    year, last = context.setting("year"), context.last_month
    if not isinstance(year, float) or (claim.amount is None and claim.rate is None):
        return
    actual = _figure(context, code, "actual_ytd", claim)
    if claim.verb == LEVEL and not claim.role and actual is not None and claim.amount is not None:
        if abs(claim.amount - actual) > claim.step * _HALF:
            return
        if claim.own_year.isdecimal() and int(claim.own_year) != year:
            yield f"Lời văn ghi «năm {claim.own_year}» bên số của năm {int(year)}."
        months = re.fullmatch(r"(\d{1,2}) tháng(?: đầu năm)?(?: \d{4})?", claim.period or "")
        if months and last and int(months[1]) != last:
            yield f"Lời văn ghi «{claim.period}», số liệu là lũy kế {last} tháng."
    other = claim.base_year.isdecimal() and int(claim.base_year) != year - 1
    if claim.base == PRIOR_YEAR and other and _of_last_year(context, code, claim):
        yield f"Lời văn so với năm {claim.base_year}, số liệu là so với năm {int(year) - 1}."


def _of_last_year(context: Context, code: str, claim: Claim) -> bool:
    """Whether a change is that from the prior year."""
    actual, prior = (_figure(context, code, key, claim) for key in ("actual_ytd", "prior_ytd"))
    if actual is None or not prior:
        return False
    if claim.verb == DIFFERENCE and claim.amount is not None:
        return abs(abs(claim.amount) - abs(actual - prior)) <= claim.step * _HALF
    if claim.rate is None:
        return False
    rate = actual / prior - (1 if claim.verb == GROWTH else 0)
    return percent(rate, 0) == percent(claim.rate, 0)


_INDEX = re.compile(rf"cùng kỳ\D{{0,12}}{RATE}|(?P<rate2>\d+(?:,\d+)?)\s?%\s+(?:so với\s+)?cùng kỳ",
                    re.IGNORECASE)  # fmt: skip


def _index_in_sentence(rule: Rule, context: Context) -> Iterable[Relation]:
    """A percentage beside "cùng kỳ" is the row's published index, or that less 100."""
    table = context.tables.get("ChiTieu")
    for code, sentence in rows_told(context):
        match = _INDEX.search(sentence)
        row = context.main_rows[code]
        rate = figure(context, table, row, "published_index") if table and match else None
        if table is None or match is None or rate is None:
            continue
        said, slack = rate_said(match)
        if re.search(r"giảm|hụt|kém|thấp hơn", sentence[: match.end()]):
            continue
        text = Figure(table, row, "sentence", None, -1)
        yield Relation(rule, (text, rate), partial(_as_index, said, slack), home=0)


def _as_index(said: Decimal, slack: Decimal, values: list[Decimal | None]) -> Violation | None:
    rate = values[1] or ZERO
    room = slack + Decimal("0.005")  # the published index is rounded too
    if abs(rate - said) <= room or abs(rate - 1 - said) <= room:
        return None
    message = f"Lời văn ghi {percent(said, 0)} cùng kỳ, % cùng kỳ công bố là {percent(rate, 1)}."
    return Violation(message, {"said": float(said), "rate": float(rate)}, (None, said))


RELATIONS = (RelationCheck(rate_in_sentence.rule, _index_in_sentence),)
CHECKS = (sentence_against_row,)
