"""A text held against the workbook: each claim finds its cell, or shows how it differs."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from xlplan.domain.amounts import Interval, find_unit
from xlplan.formulas.references import to_a1
from xlplan.text import rules
from xlplan.text.claims import (
    DIFFERENCE,
    EXCESS,
    FROM,
    GROWTH,
    INDEX,
    PLAN,
    PRIOR_PERIOD,
    PRIOR_YEAR,
    RATIO,
    SHARE,
    Claim,
)
from xlplan.text.figures import FRACTION, POINTS
from xlplan.text.inner import mixed
from xlplan.text.ranges import interval, number, of_amount, of_rate, percent, point, shifted, shown
from xlplan.text.remarks import Remark, remark
from xlplan.text.timing import same_time

if TYPE_CHECKING:
    from xlplan.checks.context import Context

_TINY = Decimal("1e-9")
_SLIPS = {
    Decimal(1000): "nghìn",
    Decimal(1000000): "triệu",
    Decimal("0.001"): "nghìn",
    Decimal("0.000001"): "triệu",
}


class Candidate(NamedTuple):
    """A figure of the workbook that a claim may tell: its column, in base units or as a ratio."""

    column: str
    value: Interval


def workbook_remarks(claims: list[Claim], context: Context) -> Iterator[Remark]:
    """Where the text departs from the workbook; claims that agree get their cell and figure."""
    for claim in claims:
        if claim.code not in context.main_rows or not same_time(claim, context):
            continue
        candidates = _candidates(claim, context)
        if candidates:
            yield from _held(claim, candidates, context)
            yield from _whole(claim, context)


def _held(claim: Claim, candidates: list[Candidate], context: Context) -> Iterator[Remark]:
    told = _told(claim)
    for candidate in candidates:
        if told.overlaps(candidate.value.widened(_slack(candidate.value))):
            _place(claim, candidate, context)
            yield from _year_plan(claim, candidate, context)
            return
    first = candidates[0]
    _place(claim, first, context)
    if claim.verb in (INDEX, GROWTH, EXCESS) and (other := _turned(claim, told, candidates)):
        _place(claim, other, context)
        index = other.value.low if claim.verb != INDEX else other.value.low + 1
        yield mixed(claim, index, f"ô {claim.place[1] if claim.place else ''}")
        return
    middle = _middle(first.value)
    for factor, word in _SLIPS.items():
        if told.overlaps(_times(first.value, factor)):
            yield remark(
                rules.UNIT, claim,
                f"«{claim.text}» lệch {word} lần; số trong tệp là {shown(middle, claim.unit)}.",
                said=number(_number(claim)), known=number(middle),
            )  # fmt: skip
            return
    unit = claim.unit if claim.rate is None or claim.verb == RATIO else "%"
    yield remark(
        rules.DIFFERS, claim,
        f"Văn bản ghi «{claim.text}», số trong tệp là {_known(first, unit)}.",
        said=number(_number(claim)), known=number(middle),
    )  # fmt: skip


def _slack(value: Interval) -> Decimal:
    return max(abs(value.low), abs(value.high)) * _TINY


def _times(value: Interval, factor: Decimal) -> Interval:
    ends = sorted((value.low * factor, value.high * factor))
    return Interval(ends[0], ends[1]).widened(abs(ends[1]) * _TINY)


def _middle(value: Interval) -> Decimal:
    return (value.low + value.high) / 2


def _known(candidate: Candidate, unit: str) -> str:
    low, high = candidate.value
    if low == high:
        return percent(low) if unit == "%" else shown(low, unit)
    return f"từ {shown(low, unit)} đến {shown(high, unit)}"


def _number(claim: Claim) -> Decimal:
    if claim.amount is not None:
        return claim.amount
    return claim.rate if claim.rate is not None else Decimal(0)


def _told(claim: Claim) -> Interval:
    if claim.verb in (INDEX, GROWTH, EXCESS, SHARE):
        return of_rate(claim, truncated=False)
    return of_amount(claim)


def _turned(claim: Claim, told: Interval, candidates: list[Candidate]) -> Candidate | None:
    """The figure that fits once the index is read as growth, or the reverse; verbs mixed."""
    by = -1 if claim.verb == INDEX else 1
    for candidate in candidates:
        other = shifted(candidate.value, by)
        if told.overlaps(other.widened(_slack(other))):
            return candidate._replace(value=other)
    return None


def _place(claim: Claim, candidate: Candidate, context: Context) -> None:
    table = context.tables["ChiTieu"]
    row = context.main_rows[claim.code]
    if candidate.column in table.columns:
        claim.place = table.sheet, to_a1(*table.address(row, candidate.column))
    if "unit" in table.columns:
        claim.unit_place = table.sheet, to_a1(*table.address(row, "unit"))
    claim.known = _middle(candidate.value)


def _year_plan(claim: Claim, candidate: Candidate, context: Context) -> Iterator[Remark]:
    """A bare "kế hoạch" that turns out to be the year's, told before the year is over."""
    last = context.setting("last_month")
    partial = isinstance(last, float) and last < 12
    bare = claim.base == PLAN and "năm" not in claim.base_said
    to_date = context.main(claim.code, "rate_ytd")
    if partial and bare and candidate.column == "rate_year" and to_date is not None:
        yield remark(
            rules.YEAR_PLAN, claim,
            f"«{claim.text}» là so với kế hoạch cả năm; so với kế hoạch lũy kế là "
            f"{percent(to_date, 1)}.",
            rate_ytd=number(to_date),
        )  # fmt: skip


def _factor(context: Context, claim: Claim) -> Decimal | None:
    """Base units in one unit of the row; None where the claim counts something else."""
    row = context.main_rows[claim.code]
    unit = find_unit(str(row.value("unit") or ""))
    if unit is None:
        return None
    counts = claim.unit.split("/")[0], unit.dimension.split("/")[0]
    if counts[0] != counts[1] and not counts[0].startswith(counts[1]):
        return None
    return unit.factor


def _candidates(claim: Claim, context: Context) -> list[Candidate]:
    """The workbook's figures that the claim may mean, the likeliest first."""
    if claim.figure.kind == POINTS or (claim.upper is not None and claim.verb == DIFFERENCE):
        return []
    if claim.role in (FROM, PRIOR_PERIOD):
        return []
    if claim.verb in (INDEX, GROWTH, EXCESS):
        return _rates(claim, context)
    if claim.verb == SHARE:
        return _share(claim, context)
    factor = _factor(context, claim)
    if factor is None:
        return []
    if claim.verb == DIFFERENCE:
        return _differences(claim, context, factor)
    if claim.figure.kind == FRACTION:
        return _fraction(claim, context, factor)
    return _columns(claim, context, _level_columns(claim), factor)


def _level_columns(claim: Claim) -> tuple[str, ...]:
    if claim.role == PLAN:
        return "plan_year", "plan_ytd", "plan_period"
    if claim.role == PRIOR_YEAR:
        return "prior_ytd", "prior_year"
    return "actual_ytd", "actual"  # to date, or the month alone


def _columns(
    claim: Claim, context: Context, columns: tuple[str, ...], factor: Decimal = Decimal(1)
) -> list[Candidate]:
    found = []
    for column in columns:
        value = context.main(claim.code, column)
        if value is not None:
            column = "actual" if column == "actual_ytd" and not context.by_month else column
            found.append(Candidate(column, point(value * factor)))
    return found


def _rates(claim: Claim, context: Context) -> list[Candidate]:
    against_plan = claim.base == PLAN or claim.verb == EXCESS
    if against_plan:
        if "lũy kế" in claim.base_said or "luỹ kế" in claim.base_said:
            columns: tuple[str, ...] = ("rate_ytd",)
        elif "năm" in claim.base_said:
            columns = ("rate_year", "published_rate")
        else:
            columns = ("rate_ytd", "rate_year", "published_rate")
    elif claim.base == PRIOR_YEAR or claim.verb == GROWTH:
        columns = ("index", "published_index")
    else:
        return []
    found = _columns(claim, context, columns)
    if claim.verb == INDEX:
        return found
    return [c._replace(value=shifted(c.value, -1)) for c in found]


def _share(claim: Claim, context: Context) -> list[Candidate]:
    parent = context.indicators[claim.code].parent if claim.code in context.indicators else ""
    part = context.main(claim.code, "actual_ytd")
    total = context.main(parent, "actual_ytd") if parent else None
    if part is None or not total:
        return []
    return [Candidate("actual" if not context.by_month else "actual_ytd", point(part / total))]


def _differences(claim: Claim, context: Context, factor: Decimal) -> list[Candidate]:
    actual = context.main(claim.code, "actual_ytd")
    if actual is None:
        return []
    bases: list[tuple[str, Interval | None]] = []
    if claim.base == PLAN:
        to_date = context.main(claim.code, "plan_ytd")
        bases = [
            ("variance", point(to_date) if to_date is not None else None),
            ("plan_year", context.plan_interval(claim.code)),
        ]
    elif claim.base == PRIOR_YEAR:
        bases = [("prior_ytd", context.prior_interval(claim.code))]
    return [
        Candidate(column, _times(point(actual).minus(base), factor))
        for column, base in bases
        if base is not None
    ]


def _fraction(claim: Claim, context: Context, factor: Decimal) -> list[Candidate]:
    """ "a/b" by its first number, the actual."""
    return _columns(claim, context, ("actual_ytd", "actual"), factor)


def _whole(claim: Claim, context: Context) -> Iterator[Remark]:
    """ "a/b" by its second number, the plan, where the first one is right."""
    factor = _factor(context, claim)
    if claim.whole is None or factor is None:
        return
    plans = _columns(claim, context, ("plan_year", "plan_ytd"), factor)
    told = interval(claim, claim.whole)
    if not plans or any(told.overlaps(plan.value.widened(_slack(plan.value))) for plan in plans):
        return
    _place(claim, plans[0], context)
    yield remark(
        rules.DIFFERS, claim,
        f"Văn bản ghi «{claim.text}», kế hoạch trong tệp là {_known(plans[0], claim.unit)}.",
        said=number(claim.whole), known=number(plans[0].value.low),
    )  # fmt: skip
