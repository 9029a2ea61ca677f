"""Ratios that are stated beside their two numbers: published percentages, productivity."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from xlplan.checks.context import Context
from xlplan.checks.inputs import ZERO, Terms, terms
from xlplan.checks.relations import Figure, Relation, Violation, figure
from xlplan.checks.rules import Rule, relation
from xlplan.checks.wording import percent, shown

_HALF = Decimal("0.51")
"""Half a unit of the last digit shown, and a little for a double's last bits."""


@relation(
    "XLP304",
    "error",
    title="Năng suất lao động không khớp",
    why="NSLĐ = doanh thu tính lương chia lao động bình quân.",
    bad="97.603 ÷ 450 = 216,9 nhưng ghi 317.",
    good="97.603 ÷ 450 = 216,9.",
    remedy="Kiểm tra lao động bình quân, doanh thu tính lương và NSLĐ.",
)
def productivity(rule: Rule, context: Context) -> Iterable[Relation]:
    """NSLĐ is DTTL over headcount, to date or brought to a year."""
    table = context.tables.get("ChiTieu")
    if table is None or context.by_month:
        return
    months = Decimal(context.last_month or 12)
    rows = [context.main_rows.get(code) for code in ("NSLD", "DTTL", "LDBQ")]
    for column in ("actual", "prior_ytd"):
        figures = [figure(context, table, row, column) if row else None for row in rows]
        known = tuple(entry for entry in figures if entry and entry.value and entry.value > 0)
        if len(known) < 3:
            continue

        def test(values: list[Decimal | None]) -> Violation | None:
            stated, revenue, people = (v or Decimal(0) for v in values)
            if not people or not revenue:
                return None
            to_date = revenue / people
            slack = Decimal("0.5") + abs(stated) / 1000
            if min(abs(stated - to_date), abs(stated - to_date * 12 / months)) <= slack:
                return None
            times = (
                Decimal(1)
                if abs(stated - to_date) < abs(stated - to_date * 12 / months)
                else 12 / months
            )
            message = (
                f"NSLĐ ghi {shown(stated, 1)}, tính ra {shown(revenue)} ÷ {shown(people, 1)} = "
                f"{shown(to_date, 1)}."
            )
            wanted = (to_date * times, stated * people / times, revenue * times / stated)
            return Violation(message, {"stated": float(stated), "computed": float(to_date)}, wanted)

        yield Relation(rule, known, test, home=0)


@relation(
    "XLP306",
    "error",
    title="Tỷ lệ công bố không khớp hai số của nó",
    why="Tỷ lệ in ra phải bằng thực hiện chia kế hoạch (hoặc chia cùng kỳ) của chính dòng đó.",
    bad="15.959/19.668 ghi 91%.",
    good="15.959/19.668 ghi 81%.",
    remedy="Tính lại tỷ lệ; sửa tỷ lệ hoặc sửa số sai.",
)
def published_rates(rule: Rule, context: Context) -> Iterable[Relation]:
    """A typed percentage is what its own two numbers give, within its rounding."""
    table = context.tables.get("ChiTieu")
    for code, row in context.main_rows.items() if table else ():
        for key, base_key, word in (
            ("published_rate", "plan_year", "kế hoạch"),
            ("published_index", "prior_ytd", "cùng kỳ"),
        ):
            rate = figure(context, table, row, key) if table else None
            if rate is None:
                continue
            actual, base = terms(context, code, "actual_ytd"), terms(context, code, base_key)
            if actual and base:
                mark = "KH" if base_key == "plan_year" else "CK"
                implied = mark in str(row.value("implied") or "")
                yield _published(rule, rate, actual, base, word, implied)


def _published(
    rule: Rule, rate: Figure, actual: Terms, base: Terms, word: str, implied: bool
) -> Relation:
    """The relation of a published rate. An `implied` base was solved back from rate and actual: it
    is an unrounded number that still tells the actual it came from, or has been typed over; so one
    of the two departs and not both."""
    count = len(actual.figures)

    def test(values: list[Decimal | None]) -> Violation | None:
        stated, above, below = values[0] or ZERO, values[1 : count + 1], values[count + 1 :]
        total, against = actual.value(above), base.value(below)
        places = max(2, -min(0, int(stated.normalize().as_tuple().exponent)))
        if against <= 0 or abs(total / against - stated) <= _HALF.scaleb(-places):
            return None
        message = (
            f"Công bố bằng {percent(stated, places - 2)} {word}, tính ra "
            f"{shown(total)}/{shown(against)} = {percent(total / against)}."
        )
        numbers = {"published": float(stated), "actual": float(total), "base": float(against)}
        back = base.wanted(below, total / stated) if stated else [None] * len(below)
        front = actual.wanted(above, stated * against)
        kept, solved = not _is_typed(against), _is_typed(stated * against)
        if implied and kept and solved:
            back = [None] * len(below)
        elif implied and not kept and not solved:
            front = [None] * len(above)
        wanted = [total / against, *front, *back]
        return Violation(message, numbers, wanted)

    return Relation(rule, (rate, *actual.figures, *base.figures), test, home=0)


def _is_typed(value: Decimal) -> bool:
    """Whether a product is, but for a double's last bits, a number of one decimal at most."""
    return abs(value - round(value, 1)) < Decimal("1e-6")


RELATIONS = (productivity, published_rates)
