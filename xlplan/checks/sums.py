"""Totals and balances, wherever indicators stand below one another: parts and total, CLTC."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from xlplan.checks.context import Context
from xlplan.checks.gaps import gaps
from xlplan.checks.inputs import MONTHS, ONE, ZERO
from xlplan.checks.relations import Figure, Relation, figure, finest, linear
from xlplan.checks.rules import Rule, check, relation
from xlplan.checks.wording import percent, shown
from xlplan.domain.amounts import Interval, sum_tolerance
from xlplan.domain.findings import Finding
from xlplan.domain.terms import BALANCE
from xlplan.workbook.tables import Row, TableData


class Column(NamedTuple):
    """One column of figures of all indicators: of ChiTieu, of a plan's version, of a unit."""

    table: TableData
    rows: dict[str, Row]
    column: str
    where: str

    def totals(self, context: Context) -> list[str]:
        """The codes of its rows that are totals of others."""
        return [code for code in self.rows if context.parts_of(code)]


def columns(context: Context) -> Iterator[Column]:
    """Every column of typed figures in which totals stand beside their parts."""
    main = context.tables.get("ChiTieu")
    if main and not context.by_month:
        for column in ("actual", "plan_year", "prior_ytd"):
            yield Column(main, context.main_rows, column, "")
    if main and any(row.value("estimate") is not None for row in context.main_rows.values()):
        yield Column(main, context.main_rows, "estimate", "")
    groups = (
        ("KeHoach", ("level", "version"), ("year", *MONTHS)),
        ("Thang", ("kind",), MONTHS),
        ("ChiTieuDonVi", ("unit",), ("plan_year", "plan_ytd", "actual_ytd", "prior_ytd")),
    )
    for name, by, keys in groups:
        table = context.tables.get(name)
        for group, rows in _grouped(table, by) if table else ():
            for key in keys:
                if table and key in table.columns:
                    yield Column(table, rows, key, f" ({', '.join(group)})")


def _grouped(
    table: TableData, by: Sequence[str]
) -> Iterable[tuple[tuple[str, ...], dict[str, Row]]]:
    spec = table.spec
    found: dict[tuple[str, ...], dict[str, Row]] = {}
    code = spec.key.index("indicator")
    for row in table.rows:
        group = tuple(row.key[spec.key.index(key)] for key in by)
        found.setdefault(group, {}).setdefault(row.key[code], row)
    return found.items()


def _figures(context: Context, at: Column, codes: Sequence[str]) -> list[Figure | None]:
    return [
        figure(context, at.table, at.rows[code], at.column) if code in at.rows else None
        for code in codes
    ]


def _room(
    context: Context, at: Column, codes: Sequence[str], figures: list[Figure]
) -> list[Interval]:
    """How far implied plans and prior years may be from their number; empty where none is."""
    kinds = {"plan_year": context.plan_interval, "prior_ytd": context.prior_interval}
    interval = kinds.get(at.column) if at.table.spec.name == "ChiTieu" else None
    if interval is None:
        return []
    found = []
    for code, entry in zip(codes, figures, strict=True):
        here = interval(code)
        value = entry.value or ZERO
        found.append(
            Interval(here.low - value, here.high - value) if here else Interval(ZERO, ZERO)
        )
    return found


class Sum(NamedTuple):
    """A total with its parts, all entered; `room` as in `relations.linear`."""

    at: Column
    code: str
    figures: list[Figure]
    room: list[Interval]
    slack: Decimal


def totals(context: Context) -> list[Sum]:
    """Every total beside its parts: the total's figure leads."""
    key = 0, "totals"
    if key not in context.known:
        context.known[key] = list(_totals(context))
    return context.known[key]


def _totals(context: Context) -> Iterator[Sum]:
    for at in columns(context):
        for code in at.totals(context):
            parts = context.parts_of(code)
            codes = [code, *parts]
            figures = [f for f in _figures(context, at, codes) if f]
            if len(figures) == len(codes):
                room = _room(context, at, codes, figures)
                implied = any(interval.low != interval.high for interval in room)
                unit = _coarse if at.column == "estimate" else finest
                own = sum((unit([entry]) / 2 for entry in figures), ZERO)
                slack = sum_tolerance(len(parts), ONE) if implied else own
                yield Sum(at, code, figures, room, slack)


def _coarse(figures: Sequence[Figure]) -> Decimal:
    """The unit to which estimates are rounded: their trailing zeros are roundness, not digits."""
    places = [int((f.value or ZERO).normalize().as_tuple().exponent) for f in figures]
    return Decimal(1).scaleb(min(places, default=0))


@relation(
    "XLP301",
    "error",
    title="Các phần không cộng thành tổng",
    why="Tổng doanh thu là tổng các phần; lệch quá mức làm tròn là có số sai. Phần hoặc tổng nào "
    "lệch với các số khác của nó thì lỗi ghi ở ô đó; không phân biệt được thì ghi ở từng ô.",
    bad="100 + 200 + 300 = 650.",
    good="100 + 200 + 300 = 600.",
    remedy="Đối chiếu lại tổng và từng phần với sổ; sửa ô sai.",
)
def parts_and_total(rule: Rule, context: Context) -> Iterable[Relation]:
    """The sum of the parts is the total, within rounding and the intervals of implied plans."""
    for entry in totals(context):
        label = context.indicators[entry.code].label.lower()
        header = entry.figures[0].header

        def tell(
            values: list[Decimal], gap: Decimal, entry: Sum = entry, label: str = label,
            header: str = header,
        ) -> tuple[str, dict[str, Any]]:  # fmt: skip
            total, added = values[0], values[0] - gap
            message = (
                f"{header} của {label}{entry.at.where} là {shown(total)}, các phần cộng lại "
                f"{shown(added)}: lệch {shown(gap)}."
            )
            return message, {"total": float(total), "parts": float(added), "gap": float(gap)}

        signs = [ONE, *[-ONE] * (len(entry.figures) - 1)]
        terms = list(zip(entry.figures, signs, strict=True))
        yield linear(rule, terms, entry.slack, tell, room=entry.room)


@check(
    "XLP302",
    "note",
    title="Lệch do làm tròn",
    why="Tổng các số đã làm tròn có thể khác số tổng đã làm tròn một vài đơn vị; không phải lỗi.",
    bad="Tự sửa một phần cho khớp.",
    good="Ghi «lệch 1 triệu do làm tròn».",
    remedy="Không phải sửa; khi in có thể ghi chú lệch do làm tròn.",
)
def rounding_difference(rule: Rule, context: Context) -> Iterable[Finding]:
    """Total and parts agree within rounding but not to the unit."""
    for entry in totals(context):
        if any(interval.low != interval.high for interval in entry.room):
            continue
        total, *parts = (f.value or ZERO for f in entry.figures)
        gap = total - sum(parts, ZERO)
        if gap and abs(gap) <= entry.slack:
            first = entry.figures[0]
            yield rule.on(
                first.table, first.row, first.column,
                f"Các phần cộng lại {shown(total - gap)}, tổng ghi {shown(total)}: "
                f"lệch {shown(abs(gap))} do làm tròn.",
                total=float(total), parts=float(total - gap), gap=float(gap),
            )  # fmt: skip


@relation(
    "XLP303",
    "error",
    title="Chênh lệch thu chi không khớp",
    why="CLTC = tổng doanh thu − chi phí không lương − quỹ tiền lương + các khoản điều chỉnh.",
    bad="113.298 − 56.223 − 28.392 = 28.683 nhưng ghi 25.412.",
    good="Khoản chênh 3.271 ghi ở dòng điều chỉnh, có tên.",
    remedy="Giải trình khoản chênh, hoặc ghi vào dòng «Các khoản điều chỉnh chênh lệch».",
)
def balance(rule: Rule, context: Context) -> Iterable[Relation]:
    """CLTC is what revenue, costs, wages and declared adjustments give."""
    for at in columns(context):
        codes = list(BALANCE)
        figures = _figures(context, at, codes)
        if any(entry is None for entry in figures[:4]):
            continue
        if figures[4] is None and (at.column == "estimate" or _adjustment_unknown(context, at)):
            continue  # an estimate may be told before its adjustments
        if figures[4] is None:
            codes, figures = codes[:4], figures[:4]
        known = [entry for entry in figures if entry]
        room = _room(context, at, codes, known)
        implied = any(interval.low != interval.high for interval in room)
        unit = ONE if implied or at.table.spec.name == "ChiTieu" else finest(known)
        unit = max(map(_coarse, zip(known))) if at.column == "estimate" else unit
        signs = [Decimal(BALANCE[code]) for code in codes]
        yield linear(
            rule, list(zip(known, signs, strict=True)), sum_tolerance(len(known) - 1, unit),
            lambda values, gap, at=at: _told_balance(at, values, gap), home=0, room=room,
        )  # fmt: skip


def _adjustment_unknown(context: Context, at: Column) -> bool:
    """Whether the row of adjustments is missing or its figure not of its type, which has a finding
    of its own."""
    row = at.rows.get("DC_CLTC")
    if row is not None and context.untyped_in(at.table, row, (at.column,)):
        return True
    one = next(iter(at.rows.values()))
    name, group = at.table.spec.name, one.key[1:] if at.table.spec.name != "ChiTieuDonVi" else ()
    return any(
        gap.table.spec.name == name and gap.key == ("DC_CLTC", *group) for gap in gaps(context)
    )


def _told_balance(at: Column, values: list[Decimal], gap: Decimal) -> tuple[str, dict[str, Any]]:
    stated, revenue, cost, wages = values[:4]
    adjusted = values[4] if len(values) > 4 else ZERO
    share = abs(gap) / revenue if revenue else ZERO
    terms = f"{shown(revenue)} − {shown(cost)} − {shown(wages)}"
    if adjusted:
        terms += f" {'+' if adjusted > 0 else '−'} {shown(abs(adjusted))}"
    message = (
        f"Chênh lệch thu chi{at.where} tính ra {shown(stated - gap)} ({terms}), ghi "
        f"{shown(stated)}: chênh {shown(-gap)}, bằng {percent(share, 1)} doanh thu."
    )
    return message, {
        "revenue": float(revenue), "cost": float(cost), "wages": float(wages),
        "adjustments": float(adjusted), "computed": float(stated - gap),
        "stated": float(stated), "gap": float(-gap),
    }  # fmt: skip


def actual_column(context: Context) -> str:
    """Where the actual to date is typed, or shown when it comes from the months."""
    return "actual_ytd" if context.by_month else "actual"


RELATIONS = (parts_and_total, balance)
CHECKS = (rounding_difference,)
