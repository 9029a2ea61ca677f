"""A text held against itself: rates against their own two numbers, differences, verbs."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from xlplan.domain.amounts import Interval
from xlplan.domain.indicators import Registry
from xlplan.text import rules
from xlplan.text.claims import (
    DIFFERENCE,
    EXCESS,
    GROWTH,
    INDEX,
    NONE,
    PLAN,
    PRIOR_PERIOD,
    PRIOR_YEAR,
    Claim,
)
from xlplan.text.facts import Facts, facts
from xlplan.text.figures import FRACTION, TIMES
from xlplan.text.pairs import point_remarks, share_remarks
from xlplan.text.ranges import (
    grown,
    middle,
    number,
    of_amount,
    of_rate,
    percent,
    quotient,
    shifted,
    shown,
)
from xlplan.text.remarks import Remark, remark

_LARGE = Decimal("0.5")
_MOVES = ("tăng", "giảm")
_RISES = ("tăng", "tăng thêm", "gia tăng", "tăng mạnh", "tăng cao")
_PROFITS = ("lợi nhuận", "chênh lệch", "lãi", "thặng dư")
_THOUSANDS = (Decimal(1000), Decimal(1000000))


def inner_remarks(claims: list[Claim], registry: Registry) -> Iterator[Remark]:
    """What a text contradicts in itself, sentence by sentence; mixed verbs are set right in the
    claims as they are found."""
    for group in facts(claims):
        if not group.others:
            continue
        for claim in group.rates():
            yield from _rate(group, claim)
        yield from _twice(group)
        yield from _differences(group)
        yield from _too_much(group)
    yield from share_remarks(claims, registry)
    yield from point_remarks(claims)


def _ratio(group: Facts, base: str, but: Claim) -> tuple[Interval, str] | None:
    """Current ÷ base by the sentence's other figures, with how it is worked out."""
    current = group.current()
    if current is None:
        return None
    told = group.base(base)
    unit = (group.level or group.fraction or but).unit
    if told is not None and (found := quotient(current, told)) is not None:
        return found, f"{shown(middle(current), unit)} / {shown(middle(told), unit)}"
    told_with = group.of(DIFFERENCE, base)
    if not told_with and base != PLAN and but.base == base:
        told_with = group.of(DIFFERENCE, NONE)
    for claim in told_with:
        if claim.amount is None or claim is but or claim.unit != unit:
            continue
        change = of_amount(claim, inner=True)
        if (found := grown(current, change)) is not None:
            past = middle(current) - middle(change)
            return found, f"{shown(middle(current), unit)} / {shown(past, unit)}"
    return None


def _rate(group: Facts, claim: Claim) -> Iterator[Remark]:
    base = PLAN if claim.verb == EXCESS else claim.base
    sure = base != NONE or bool(group.start)
    sure = sure and not (base not in group.known() and group.of(DIFFERENCE, NONE))
    if base == NONE:
        kinds = group.known()
        base = kinds[0] if len(kinds) == 1 else NONE
    found = _ratio(group, base, claim)
    if claim.rate is None or (found is None and not _planned(group, claim)):
        return
    if found is None:
        base, found = PLAN, _ratio(group, PLAN, claim)
        sure = False
    assert found is not None
    index, working = found
    told = of_rate(claim, truncated=claim.figure.kind != TIMES, inner=True)
    right = index if claim.verb == INDEX else shifted(index, -1)
    if told.overlaps(right):
        claim.proved, claim.doubts = True, tuple(d for d in claim.doubts if d != "times")
        return
    if base == PLAN and group.several_plans(claim):  # which one the figures show is not told
        return
    other = shifted(index, -1) if claim.verb == INDEX else index
    if told.overlaps(other) and _settle_times(claim, index):
        return
    if told.overlaps(other):
        yield mixed(claim, middle(index), working)
    elif not sure:
        return
    elif slip := _slip(middle(told), middle(right)):
        yield _unit_slip(group, claim, working, middle(index), slip)
    else:
        yield remark(
            rules.RATE,
            claim,
            f"Văn bản ghi «{claim.text}», tính ra {working} = {_as_told(claim, middle(index))}.",
            said=number(claim.rate), computed=number(middle(right)),
        )  # fmt: skip


def _planned(group: Facts, claim: Claim) -> bool:
    """Whether large growth may be a plan's index: "kế hoạch 86 tỷ, thực hiện 80 tỷ, tăng 92,5%"."""
    large = claim.verb == GROWTH and claim.rate is not None and claim.rate >= _LARGE
    return large and _ratio(group, PLAN, claim) is not None


def _twice(group: Facts) -> Iterator[Remark]:
    """ "đạt 102,3%, vượt 2,3% kế hoạch": one comparison told as an index and as a change."""
    if len(group.others) < 2:
        return
    for base in (PLAN, PRIOR_YEAR, PRIOR_PERIOD):
        indexes = group.of(INDEX, base)
        changes = group.of(EXCESS, base) if base == PLAN else group.of(GROWTH, base)
        if len(indexes) != 1 or len(changes) != 1:
            continue
        index, change = indexes[0], changes[0]
        said = {index.base_said, change.base_said} - {""}
        years = {index.base_year, change.base_year} - {""}
        if index.proved or change.proved or len(said) > 1 or len(years) > 1:
            continue
        if TIMES in (index.figure.kind, change.figure.kind) or not index.rate or not change.rate:
            continue
        wide = index.step + change.step
        right = shifted(of_rate(index, inner=True), -1).widened(wide / 2)
        if not of_rate(change, inner=True).overlaps(right):
            later = max(index, change, key=lambda claim: claim.start)
            yield remark(
                rules.RATE, later,
                f"«{index.text}» là {percent(abs(index.rate - 1))} "
                f"{'trên' if index.rate >= 1 else 'dưới'} số gốc, văn bản lại ghi «{change.text}».",
                said=number(change.rate), computed=number(index.rate - 1),
            )  # fmt: skip


def _too_much(group: Facts) -> Iterator[Remark]:
    """An increase above the figure it led to, where that can't have been negative before."""
    level = group.level
    if level is None or level.amount is None or _may_be_negative(level):
        return
    for claim in group.others:
        if claim.verb != DIFFERENCE or claim.unit != level.unit or claim.amount is None:
            continue
        if level.amount < claim.amount and claim.said in _RISES and not claim.proved:
            slip = any(claim.amount / power < level.amount for power in _THOUSANDS)
            yield remark(
                rules.UNIT if slip and level.unit == "đồng" else rules.DIFFERENCE, claim,
                f"Văn bản ghi «{claim.text}», lớn hơn cả số đạt được "
                f"{shown(level.amount, level.unit)}.",
                remedy="Kiểm tra lại đơn vị tính của hai số.",
                said=number(claim.amount), level=number(level.amount),
            )  # fmt: skip


def _may_be_negative(level: Claim) -> bool:
    name = (level.indicator or "").casefold()
    return level.code == "CLTC" or any(word in name for word in _PROFITS) or level.amount <= 0  # type: ignore[operator]


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
    if current is None:
        return
    for base in dict.fromkeys(claim.base for claim in group.others if claim.verb == DIFFERENCE):
        told = group.base(base)
        for claim in group.of(DIFFERENCE, base):
            if told is None or claim.amount is None:
                continue
            if not _same_unit(group, claim) or claim.figure.kind == FRACTION:
                continue
            right = current.minus(told)
            turned = abs(claim.amount) == abs(middle(right)) and claim.said not in _MOVES
            if not of_amount(claim, inner=True).overlaps(right) and not turned:
                claim.proved = True
                yield remark(
                    rules.DIFFERENCE, claim,
                    f"Văn bản ghi «{claim.text}», tính ra {shown(middle(current), claim.unit)} − "
                    f"{shown(middle(told), claim.unit)} = {shown(middle(right), claim.unit)}.",
                    said=number(claim.amount), computed=number(middle(right)),
                )  # fmt: skip


def _same_unit(group: Facts, claim: Claim) -> bool:
    level = group.level or group.fraction
    return level is not None and level.unit == claim.unit
