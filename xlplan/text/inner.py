"""A text held against itself: rates against their own two numbers, differences, verbs."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from xlplan.domain.amounts import Interval
from xlplan.text import rules
from xlplan.text.claims import (
    DIFFERENCE,
    EXCESS,
    GROWTH,
    INDEX,
    PLAN,
    PRIOR_PERIOD,
    PRIOR_YEAR,
    Claim,
)
from xlplan.text.facts import Facts, facts
from xlplan.text.figures import FRACTION, TIMES
from xlplan.text.ranges import number, of_amount, of_rate, percent, quotient, shifted, shown
from xlplan.text.remarks import Remark, remark

QUESTIONED = (Decimal(1), Decimal("1.5"))
"""Growth told between these is more often an index than a growth; beyond, a true growth."""

_THOUSANDS = (Decimal(1000), Decimal(1000000))


def inner_remarks(claims: list[Claim]) -> Iterator[Remark]:
    """What a text contradicts in itself, sentence by sentence; mixed verbs are set right in the
    claims as they are found."""
    for group in facts(claims):
        for claim in group.rates():
            yield from _rate(group, claim)
        yield from _differences(group)


def _ratio(group: Facts, base: str, but: Claim) -> tuple[Interval, str] | None:
    """Current ÷ base by the sentence's other figures, with how it is worked out."""
    current = group.current()
    if current is None:
        return None
    told = group.base(base)
    if told is not None and (found := quotient(current, told)) is not None:
        unit = (group.level or group.fraction or but).unit
        return found, f"{shown(_middle(current), unit)} / {shown(_middle(told), unit)}"
    for claim in group.of(DIFFERENCE, base):
        if claim.amount is None or claim is but or not _same_unit(group, claim):
            continue
        past = current.minus(of_amount(claim))
        if (found := quotient(current, past)) is not None:
            unit = claim.unit
            return found, f"{shown(_middle(current), unit)} / {shown(_middle(past), unit)}"
    return None


def _same_unit(group: Facts, claim: Claim) -> bool:
    level = group.level or group.fraction
    return level is not None and level.unit == claim.unit


def _middle(value: Interval) -> Decimal:
    return (value.low + value.high) / 2


def _rate(group: Facts, claim: Claim) -> Iterator[Remark]:
    base = PLAN if claim.verb == EXCESS else claim.base
    found = _ratio(group, base, claim)
    if found is None or claim.rate is None:
        return
    index, working = found
    told = of_rate(claim, truncated=claim.figure.kind != TIMES)
    right = index if claim.verb == INDEX else shifted(index, -1)
    if told.overlaps(right):
        claim.proved, claim.doubts = True, tuple(d for d in claim.doubts if d != "times")
        return
    if base == PLAN and len(group.of(claim.verb, PLAN)) > 1:  # two plans: which one is not told
        return
    other = shifted(index, -1) if claim.verb == INDEX else index
    if told.overlaps(other) and _settle_times(claim, index):
        return
    if told.overlaps(other):
        yield mixed(claim, _middle(index), working)
    elif slip := _slip(_middle(told), _middle(right)):
        yield _unit_slip(group, claim, working, _middle(index), slip)
    else:
        yield remark(
            rules.RATE,
            claim,
            f"Văn bản ghi «{claim.text}», tính ra {working} = {_as_told(claim, _middle(index))}.",
            said=number(claim.rate), computed=number(_middle(right)),
        )  # fmt: skip


def _settle_times(claim: Claim, index: Interval) -> bool:
    """ "tăng 2 lần" that arithmetic shows to be a growth of 2: no error, read so."""
    if claim.figure.kind == TIMES and "times" in claim.doubts:
        claim.verb, claim.doubts = GROWTH, ()
        return True
    return False


def _as_told(claim: Claim, index: Decimal) -> str:
    """The right rate in the words of the claim."""
    if claim.verb == INDEX:
        return percent(index)
    word = "vượt" if claim.verb == EXCESS else "tăng" if index >= 1 else "giảm"
    return f"{percent(index)}, tức {word} {percent(abs(index - 1))}"


def mixed(claim: Claim, index: Decimal, working: str) -> Remark:
    """An index told as growth, or the reverse; the claim's verb becomes what is meant."""
    assert claim.rate is not None
    rate = percent(abs(claim.rate))
    against = "kế hoạch" if claim.verb == EXCESS or claim.base == PLAN else "cùng kỳ"
    if claim.verb in (GROWTH, EXCESS):
        word = "tăng" if claim.verb == GROWTH else "vượt"
        message = (
            f"Văn bản ghi «{claim.text}» nhưng {rate} là chỉ số ({working} = {percent(index)}), "
            f"{word} là {percent(index - 1)}."
        )
        remedy = f"Viết «bằng {rate} so với {against}» hoặc «{word} {percent(index - 1)}»."
        claim.verb = INDEX
    else:
        message = (
            f"Văn bản ghi «{claim.text}» nhưng {rate} là tốc độ tăng ({working} = "
            f"{percent(index)})."
        )
        remedy = f"Viết «tăng {rate} so với {against}» hoặc «bằng {percent(index)}»."
        claim.verb = EXCESS if claim.base == PLAN else GROWTH
    return remark(
        rules.MIXED, claim, message, remedy=remedy, said=number(claim.rate), index=number(index)
    )


def _slip(told: Decimal, right: Decimal) -> Decimal | None:
    """The power of a thousand between two rates; None when there is none."""
    if not told or not right:
        return None
    ratio = abs(right / told)
    for power in _THOUSANDS:
        for factor in (power, 1 / power):
            if abs(ratio / factor - 1) < Decimal("0.02"):
                return factor
    return None


def _unit_slip(group: Facts, claim: Claim, working: str, index: Decimal, factor: Decimal) -> Remark:
    level = group.level or group.fraction or claim
    assert claim.rate is not None
    return remark(
        rules.UNIT, level,
        f"{working} = {percent(index)}, văn bản ghi {percent(claim.rate)}: lệch đúng "
        f"{'nghìn' if factor in (1000, Decimal(1) / 1000) else 'triệu'} lần, một trong hai số sai "
        "đơn vị tính.",
        said=number(claim.rate), computed=number(index),
    )  # fmt: skip


def _differences(group: Facts) -> Iterator[Remark]:
    """Level, base and difference of one comparison, each told."""
    current = group.current()
    for base in (PLAN, PRIOR_YEAR, PRIOR_PERIOD):
        told = group.base(base)
        for claim in group.of(DIFFERENCE, base):
            if current is None or told is None or claim.amount is None:
                continue
            if not _same_unit(group, claim) or claim.figure.kind == FRACTION:
                continue
            right = current.minus(told)
            if not of_amount(claim).overlaps(right) and abs(claim.amount) != abs(_middle(right)):
                yield remark(
                    rules.DIFFERENCE, claim,
                    f"Văn bản ghi «{claim.text}», tính ra {shown(_middle(current), claim.unit)} − "
                    f"{shown(_middle(told), claim.unit)} = {shown(_middle(right), claim.unit)}.",
                    said=number(claim.amount), computed=number(_middle(right)),
                )  # fmt: skip
