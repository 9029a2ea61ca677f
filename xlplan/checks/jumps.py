"""Figures in a wrong unit: about 1,000 or 10^6 times their references, or as much smaller."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from statistics import median

from xlplan.checks.context import Context
from xlplan.checks.inputs import MONTHS
from xlplan.checks.relations import Figure, Place, figure
from xlplan.checks.rules import Rule
from xlplan.checks.wording import shown
from xlplan.domain.amounts import UNITS
from xlplan.domain.findings import Finding, Severity
from xlplan.workbook.tables import Row, TableData

JUMPS = (Decimal(1000), Decimal(1_000_000))
_LEAST = Decimal(250)
"""The least ratio that may be a jump: a quarter of the smallest one."""

JUMP = Rule(
    "XLP501",
    "unit_jump",
    Severity.ERROR,
    title="Nghi sai đơn vị tính",
    why="Số lớn gấp hoặc nhỏ bằng một phần 1.000 hay 1.000.000 lần số tham chiếu (kế hoạch, cùng kỳ, "
    "các tháng khác, tổng của nó) thường là nhầm giữa đồng, nghìn đồng, triệu đồng. Không có số tham "
    "chiếu thì không xét.",
    bad="TH kỳ 113.298.000 (nghìn đồng) bên kế hoạch 119.261 (triệu đồng).",
    good="TH kỳ 113.298 (triệu đồng).",
    remedy="Đổi số về đơn vị của dòng.",
)
RULES = (JUMP,)


def jumps(context: Context) -> Iterator[tuple[Figure, Decimal, Finding]]:
    """Figures that are about 1,000 or 10^6 times their references, or as much smaller: each with
    what it should be."""
    told: set[Place] = set()
    for family in _families(context):
        for entry, likely, reference in _jumped(family):
            if entry.place in told or _computed(entry):
                continue
            told.add(entry.place)
            yield entry, likely, jump(context, entry, likely, reference)


def _computed(entry: Figure) -> bool:
    """Whether a formula gives a figure: what it rests on departs, not it."""
    cell = entry.row.cells.get(entry.column)
    return cell is not None and cell.formula is not None


def jump(context: Context, entry: Figure, likely: Decimal, reference: Decimal) -> Finding:
    """The finding of a figure in a wrong unit."""
    value = entry.value or Decimal(0)
    times = max(value, likely) / min(value, likely)
    step = min(JUMPS, key=lambda j: abs(j - times))
    word = "lớn gấp khoảng " if value > likely else "chỉ bằng khoảng 1/"
    return JUMP.on(
        entry.table, entry.row, entry.column,
        f"{entry.header} ({' / '.join(entry.row.key)}) là {shown(value)}, {word}"
        f"{shown(step)}{' lần' if value > likely else ''} số tham chiếu {shown(reference)}"
        f"{_as_unit(context, entry, step, value > likely)}; theo đơn vị của dòng là {shown(likely)}.",
        value=float(value), reference=float(reference), likely=float(likely),
    )  # fmt: skip


def _as_unit(context: Context, entry: Figure, step: Decimal, larger: bool) -> str:
    """The unit in which the figure was probably typed, for money."""
    unit = context.unit_of(entry.row)
    if unit is None or unit.dimension.split("/")[0] != "đồng":
        return ""
    factor = unit.factor / step if larger else unit.factor * step
    names = [u.text for u in UNITS.values() if u.dimension == "đồng" and u.factor == factor]
    return f": có thể đang ghi theo {names[0]}" if names else ""


def _jumped(family: Sequence[Figure]) -> Iterator[tuple[Figure, Decimal, Decimal]]:
    """The members of a family a jump away from the others, which agree; at most a third of it."""
    positive = [entry for entry in family if entry.value is not None and entry.value > 0]
    values = [entry.value for entry in positive if entry.value]
    if len(values) < 3 or max(values) < _LEAST * min(values):
        return  # none is a jump from any other
    centre = median(values)
    odd, even = [], []
    for entry in positive:
        (odd if _step(entry.value or Decimal(1), centre) else even).append(entry)
    spread = [entry.value for entry in even if entry.value]
    if len(odd) * 3 > len(positive) or not spread or max(spread) > 30 * min(spread):
        return
    for entry in odd:
        value = entry.value or Decimal(1)
        step = _step(value, centre) or Decimal(1)
        yield entry, value / step if value > centre else value * step, centre


def _step(value: Decimal, reference: Decimal) -> Decimal | None:
    if value <= 0 or reference <= 0:
        return None
    times = max(value, reference) / min(value, reference)
    if times < _LEAST:
        return None
    return next((j for j in JUMPS if Decimal("0.25") <= times / j <= 4), None)


def _families(context: Context) -> Iterator[list[Figure]]:
    """Groups of figures that are of one size: a row's, a year's months, a service's months."""
    for name, keys in (
        ("ChiTieuDonVi", ("plan_year", "plan_ytd", "actual_ytd", "prior_ytd")),
        ("DiemBDVHX", MONTHS),
        ("KeHoach", MONTHS),
    ):
        table = context.tables.get(name)
        for row in table.rows if table else ():
            if table:
                yield from _wide(context, table, [row], keys)
    for name in ("Thang", "DichVu"):
        table = context.tables.get(name)
        groups: dict[str, list[Row]] = {}
        for row in table.rows if table else ():
            groups.setdefault(row.key[0], []).append(row)
        for rows in groups.values():
            if table:
                yield from _wide(context, table, rows, MONTHS if name == "Thang" else ("revenue",))
    yield from _across_points(context)
    if context.by_month:
        yield from _beside_formulas(context)
    else:
        yield from _of_main(context)


def _wide(
    context: Context, table: TableData, rows: Sequence[Row], keys: Sequence[str]
) -> Iterator[list[Figure]]:
    found = [f for row in rows for key in keys if (f := figure(context, table, row, key))]
    if table.spec.name == "KeHoach":
        year = figure(context, table, rows[0], "year")
        yield [year, *found] if year and len(found) > 2 else found
    else:
        yield found


def _of_main(context: Context) -> Iterator[list[Figure]]:
    """A row's actual, plan, prior year and estimate; where a row has two of them, those of the
    total's family in its column tell which."""
    table = context.tables.get("ChiTieu")
    for code, row in context.main_rows.items() if table else ():
        if table and context.untyped_in(table, row, ("unit",)):
            continue  # the unit itself is wrong
        keys = ("actual", "plan_year", "prior_ytd", "estimate")
        found = [f for key in keys if table and (f := figure(context, table, row, key))]
        if len(found) == 2 and table:
            found += _kin(context, table, code, found)
        yield found


def _beside_formulas(context: Context) -> Iterator[list[Figure]]:
    """By month: what is typed into a row of ChiTieu beside what the row's formulas give, figures of
    the period and to date apart; the year's plan of KeHoach beside what its indicator reached."""
    table, plans = context.tables.get("ChiTieu"), context.tables.get("KeHoach")
    for row in context.main_rows.values() if table else ():
        for keys in _BESIDE:
            cells = [row.cells.get(key) for key in keys]
            if table and any(c is not None and c.formula is None and c.value for c in cells):
                yield [f for key in keys if (f := figure(context, table, row, key))]
    for row in plans.rows if table and plans else ():
        main = context.main_rows.get(row.key[0])
        year = figure(context, plans, row, "year") if plans else None
        if table and main and year:
            keys = ("actual_ytd", "prior_year", "prior_ytd")
            yield [year, *(f for key in keys if (f := figure(context, table, main, key)))]


_BESIDE = (
    ("plan_year", "actual_ytd", "prior_year", "prior_ytd", "estimate"),
    ("plan_year", "actual", "prior_year"),
)


def _across_points(context: Context) -> Iterator[list[Figure]]:
    """A point whose every month is a jump above the other points: each month beside theirs. Small
    points are no jump down."""
    table = context.tables.get("DiemBDVHX")
    rows = table.rows if table else []
    first = [next((v for m in MONTHS if (v := row.value(m)) is not None), None) for row in rows]
    known = [value for value in first if isinstance(value, float) and value > 0]
    if table is None or not known or max(known) < _LEAST * Decimal(median(known)):
        return
    sizes = {}
    for row in rows:
        found = [f for key in MONTHS if (f := figure(context, table, row, key))]
        values = [f.value for f in found if f.value]
        if values and min(values) > 0:
            sizes[id(row)] = found, min(values)
    usual = median(size for _, size in sizes.values()) if len(sizes) > 3 else None
    for found, size in sizes.values() if usual else ():
        if usual and size >= _LEAST * usual:
            for entry in found:
                yield [entry, *(f for own, least in sizes.values() if least < _LEAST * usual
                                for f in own if f.column == entry.column)]  # fmt: skip


def _kin(context: Context, table: TableData, code: str, found: list[Figure]) -> list[Figure]:
    indicator = context.indicators.get(code)
    total = (indicator.parent if indicator else "") or code
    family = [total, *context.parts_of(total)]
    rows = [context.main_rows[c] for c in family if c != code and c in context.main_rows]
    return [f for r in rows for e in found if (f := figure(context, table, r, e.column))]
