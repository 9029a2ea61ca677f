"""What a claim shows by itself or beside its neighbours: years, units, sums, doubtful words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from xlplan.domain.amounts import find_unit
from xlplan.domain.indicators import Registry, parts_of
from xlplan.domain.terms import BALANCE
from xlplan.text import rules
from xlplan.text.claims import (
    LEVEL,
    PRIOR_PERIOD,
    PRIOR_YEAR,
    SHARE,
    Claim,
)
from xlplan.text.figures import TIMES
from xlplan.text.pairs import base_remarks, run_together
from xlplan.text.ranges import number, of_amount, percent, shown
from xlplan.text.remarks import Remark, remark
from xlplan.text.subjects import dimension

_PER_HEAD = re.compile(r"bình quân|năng suất|thu nhập|tiền lương", re.IGNORECASE)
_PER_HEAD_LIMIT = Decimal(5 * 10**9)
"""No head or point brings or earns so many đồng a year."""

_NO_OFFICE = Decimal(10**15)
"""A million tỷ: no office, nor the whole corporation, takes so much."""


def lone_remarks(claims: list[Claim], sound: list[Claim], registry: Registry) -> Iterator[Remark]:
    """The findings that need no other sentence, then, over the figures that nothing has shown to
    be wrong, those of sums and of the balance."""
    totals = {c.code: c for c in reversed(claims) if c.verb == LEVEL and c.code and not c.role}
    for claim in claims:
        yield from _doubts(claim)
        yield from _same_year(claim)
        yield from _unit(claim, totals, registry)
    yield from run_together(claims)
    yield from base_remarks(claims)
    yield from _sums(sound, registry)
    yield from _balance(sound)


def _doubts(claim: Claim) -> Iterator[Remark]:
    if "points" in claim.doubts and claim.place is None:
        yield remark(
            rules.POINTS, claim,
            f"«{claim.text}»: chênh lệch của một tỷ lệ nên viết bằng điểm phần trăm.",
        )  # fmt: skip
    if "level" in claim.doubts:
        yield remark(
            rules.TWO_WAYS, claim,
            f"«{claim.text}»: không rõ là mức đạt được hay mức tăng thêm.",
        )  # fmt: skip
    if "times" in claim.doubts and claim.figure.kind == TIMES:
        yield remark(
            rules.TWO_WAYS, claim,
            f"«{claim.text}»: không rõ là gấp bấy nhiêu lần hay tăng thêm bấy nhiêu lần.",
        )  # fmt: skip
    if "bases" in claim.doubts:
        yield remark(rules.MIXED_BASES, claim, f"«{claim.text}»: một số mà so với hai gốc.")
    if "percent" in claim.doubts and claim.rate is not None:
        yield remark(
            rules.NO_SIGN, claim, f"«{claim.text}»: thiếu dấu %, có lẽ là {percent(claim.rate)}.",
            said=number(claim.rate),
        )  # fmt: skip
    if "number" in claim.doubts:
        yield remark(
            rules.AMBIGUOUS, claim,
            f"«{claim.text}»: dấu chấm đọc được hai cách; ở đây đọc là dấu thập phân.",
        )  # fmt: skip


def _same_year(claim: Claim) -> Iterator[Remark]:
    if claim.base not in (PRIOR_YEAR, PRIOR_PERIOD) or not claim.base_year:
        return
    if claim.base == PRIOR_PERIOD or not claim.own_year:
        return
    if claim.own_year == claim.base_year:
        yield remark(
            rules.SAME_YEAR, claim,
            f"«{claim.text}»: số của năm {claim.own_year} so với chính năm {claim.base_year}.",
            remedy=f"Sửa thành năm {int(claim.base_year) - 1} nếu đúng là so với năm trước.",
            year=int(claim.base_year),
        )  # fmt: skip


def _unit(claim: Claim, totals: dict[str, Claim], registry: Registry) -> Iterator[Remark]:
    """Money per head told as money of the whole; a part told above its total by thousands."""
    if claim.verb != LEVEL or claim.amount is None or claim.unit != "đồng":
        return
    indicator = registry.get(claim.code)
    per = "/" in dimension(claim.code, registry) if indicator else bool(
        claim.indicator and _PER_HEAD.search(claim.indicator)
    )  # fmt: skip
    total = totals.get("TONG_DT")
    if per and claim.amount >= _PER_HEAD_LIMIT:
        unit = indicator.unit if indicator else "triệu đồng/người"
        factor = find_unit(unit)
        size = claim.figure.printed
        count = claim.amount / (find_unit(size) or find_unit("đồng")).factor  # type: ignore[union-attr]
        likely = f"{shown(count * (factor.factor if factor else 1), 'đồng')}"
        tail = unit.partition("/")[2]
        above = (
            f", lớn hơn cả tổng doanh thu {shown(total.amount, 'đồng')}"
            if total is not None and total.amount is not None and claim.amount > total.amount
            else ""
        )
        yield remark(
            rules.UNIT, claim,
            f"«{claim.text}» không thể là số bình quân{above}; có lẽ là {likely}/{tail}.",
            remedy=f"Sửa đơn vị tính thành {unit}.",
            stated=number(claim.amount), unit=unit,
        )  # fmt: skip
    elif claim.amount >= _NO_OFFICE and _takings(claim):
        yield remark(
            rules.UNIT, claim,
            f"«{claim.text}» lớn hơn doanh thu của cả ngành nhiều lần; có lẽ là "
            f"{shown(claim.amount / 1000, 'đồng')}.",
            stated=number(claim.amount),
        )  # fmt: skip
    elif (
        total is not None
        and total.amount
        and indicator
        and indicator.parent == "TONG_DT"
        and claim.amount >= total.amount * 20
    ):
        yield remark(
                rules.UNIT, claim,
                f"«{claim.text}» lớn hơn tổng doanh thu {shown(total.amount, 'đồng')} nhiều lần; "
                f"có lẽ là {shown(claim.amount / 1000, 'đồng')}.",
                stated=number(claim.amount), total=number(total.amount),
            )  # fmt: skip


def _takings(claim: Claim) -> bool:
    """Whether an office's own revenue or profit is told, not that of a trade or a country."""
    name = f"{claim.indicator or ''} {claim.text}".casefold()
    own = claim.code or "doanh thu" in name or "lợi nhuận" in name
    return bool(own) and not any(word in name for word in ("bán lẻ", "toàn ngành", "cả nước"))


def _sums(claims: list[Claim], registry: Registry) -> Iterator[Remark]:
    """Totals with parts: the registry's, then those that a sentence lists."""
    actual = [c for c in claims if c.verb == LEVEL and not c.role and c.upper is None]
    for code in dict.fromkeys(entry.parent for entry in registry.values() if entry.parent):
        found = {c: [k for k in actual if k.code == c] for c in (code, *parts_of(code, registry))}
        if all(len(told) == 1 for told in found.values()):
            total, *parts = (told[0] for told in found.values())
            yield from _sum(total, parts, exhaustive=True)
    for number_ in dict.fromkeys(claim.sentence for claim in actual if claim.detail):
        here = [c for c in actual if c.sentence == number_]
        listed = [c for c in here if c.detail and c.unit == here[0].unit]
        names = {c.indicator for c in listed}
        total = here[0]
        if total.detail:  # "…đạt 180 tỷ đồng. Trong đó: …"
            before = [c for c in actual if c.sentence == number_ - 1 and not c.detail]
            if not before or before[0].unit != total.unit or before[0].period != total.period:
                continue
            total = before[0]
        if len(listed) < 2 or len(names) < len(listed):
            continue
        if any(registry[c.code].parent for c in listed if c.code):
            continue
        yield from _sum(total, listed, exhaustive=here[0].lists_all)
    yield from _shares(claims)


def _sum(total: Claim, parts: list[Claim], *, exhaustive: bool) -> Iterator[Remark]:
    amounts = [part.amount for part in parts if part.amount is not None]
    if total.amount is None or len(amounts) < len(parts) or total.amount <= 0:
        return
    if any(part.hedge for part in (total, *parts)) or any(p.unit != total.unit for p in parts):
        return
    added = sum(amounts, Decimal(0))
    slack = sum((part.step for part in (total, *parts)), Decimal(0)) / 2
    gap = added - total.amount
    if abs(gap) > slack and (exhaustive or gap > 0):
        yield remark(
            rules.PARTS, total,
            f"Các phần cộng lại {shown(added, total.unit)}, tổng ghi "
            f"{shown(total.amount, total.unit)}: lệch {shown(abs(gap), total.unit)}.",
            total=number(total.amount), parts=number(added), gap=number(-gap),
        )  # fmt: skip
    elif gap and abs(gap) <= slack and exhaustive:
        yield remark(
            rules.ROUNDED, total,
            f"Các phần cộng lại {shown(added, total.unit)}, tổng ghi "
            f"{shown(total.amount, total.unit)}: lệch {shown(abs(gap), total.unit)} do làm tròn.",
            total=number(total.amount), parts=number(added), gap=number(-gap),
        )  # fmt: skip


def _shares(claims: list[Claim]) -> Iterator[Remark]:
    """Shares of one whole, three or more in a row, that come near 100% and miss it."""
    for sentence in dict.fromkeys(c.sentence for c in claims if c.verb == SHARE):
        told = [c for c in claims if c.sentence == sentence and c.verb == SHARE and c.said]
        rates = [c.rate for c in told if c.rate is not None and not c.hedge and c.upper is None]
        if len(told) < 3 or len(rates) < len(told) or len({c.indicator for c in told}) < len(told):
            continue
        added = sum(rates, Decimal(0))
        slack = sum((c.step for c in told), Decimal(0)) / 2
        if slack < abs(added - 1) <= Decimal("0.05"):
            yield remark(
                rules.PARTS, told[-1],
                f"Các tỷ trọng cộng lại {percent(added)}, không phải 100%.",
                total=1.0, parts=number(added), gap=number(1 - added),
            )  # fmt: skip


def _balance(claims: list[Claim]) -> Iterator[Remark]:
    """CLTC against revenue, costs, wages and the adjustments told."""
    told = {}
    for code in BALANCE:
        levels = [c for c in claims if c.code == code and c.verb == LEVEL and not c.role]
        if len(levels) > 1 or (not levels and code != "DC_CLTC"):
            return
        told[code] = levels[0] if levels else None
    stated, parts = told["CLTC"], [claim for code, claim in told.items() if code != "CLTC"]
    revenue, cost, wages, adjusted = parts
    if stated is None or revenue is None or cost is None or wages is None:
        return
    if {c.unit for c in (stated, revenue, cost, wages)} != {"đồng"}:
        return
    if len({c.period for c in (stated, revenue, cost, wages)}) > 1:
        return
    computed = of_amount(revenue).minus(of_amount(cost)).minus(of_amount(wages))
    if adjusted is not None:
        computed = computed.plus(of_amount(adjusted))
    if of_amount(stated).overlaps(computed):
        return
    middle = (computed.low + computed.high) / 2
    if stated.amount is None or not revenue.amount:
        return
    gap = middle - stated.amount
    yield remark(
        rules.BALANCE, stated,
        f"Chênh lệch thu chi tính từ văn bản là {shown(middle, 'đồng')}, ghi "
        f"{shown(stated.amount, 'đồng')}: chênh {shown(gap, 'đồng')}, bằng "
        f"{percent(abs(gap) / revenue.amount, 1)} doanh thu.",
        computed=number(middle), stated=number(stated.amount), gap=number(gap),
    )  # fmt: skip
