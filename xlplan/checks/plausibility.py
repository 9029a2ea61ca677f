"""What can't well be: units of amount, tax left in, parts above totals, outliers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from statistics import median

from xlplan.checks.context import Context
from xlplan.checks.departures import Departure
from xlplan.checks.inputs import MONTHS
from xlplan.checks.relations import Figure, Place, figure
from xlplan.checks.rules import Rule, check
from xlplan.checks.sums import columns
from xlplan.checks.wording import shown
from xlplan.domain.amounts import UNITS, find_unit
from xlplan.domain.findings import Finding, Severity
from xlplan.workbook.tables import Row, TableData

_JUMPS = (Decimal(1000), Decimal(1_000_000))
_LEAST = Decimal(250)
"""The least ratio that may be a jump: a quarter of the smallest one."""
_RATES = (Decimal("1.08"), Decimal("1.1"))

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
VAT = Rule(
    "XLP504",
    "vat_left_in",
    Severity.ERROR,
    title="Có thể còn thuế giá trị gia tăng",
    why="Hai nơi phải bằng nhau mà tỷ lệ đúng 1,08 hoặc 1,10 thì một nơi còn thuế. Doanh thu các dịch "
    "vụ ở DichVu cũng được so với tổng doanh thu của tháng: lệch đúng tỷ lệ thuế thì báo, lệch khác "
    "thì không, vì DichVu có thể không kê đủ dịch vụ.",
    bad="Tổng 108, các phần cộng 100.",
    good="Cả hai nơi đều trước thuế.",
    remedy="Đưa cả hai về doanh thu trước thuế (XLPLAN_CHUATHUE).",
)
RULES = (JUMP,)


def tax_rate(times: Decimal) -> Decimal | None:
    """1.08 or 1.1 where two amounts are that far apart; None for any other ratio."""
    return next((r for r in _RATES if abs(times - r) <= Decimal("0.0005")), None)


class Jump(Departure):
    """A departure that is a factor of 1,000 or 10^6."""


def jumps(context: Context) -> Iterator[tuple[Figure, Decimal, Finding]]:
    """Figures that are about 1,000 or 10^6 times their references, or as much smaller: each with
    what it should be."""
    told: set[Place] = set()
    for family in _families(context):
        for entry, likely, reference in _jumped(family):
            if entry.place in told:
                continue
            told.add(entry.place)
            yield entry, likely, jump(context, entry, likely, reference)


def jump(context: Context, entry: Figure, likely: Decimal, reference: Decimal) -> Finding:
    """The finding of a figure in a wrong unit."""
    value = entry.value or Decimal(0)
    times = max(value, likely) / min(value, likely)
    step = min(_JUMPS, key=lambda j: abs(j - times))
    word = "lớn gấp" if value > likely else "nhỏ chỉ bằng một phần"
    return JUMP.on(
        entry.table, entry.row, entry.column,
        f"{entry.header} ({' / '.join(entry.row.key)}) là {shown(value)}, {word} khoảng "
        f"{shown(step)} lần số tham chiếu {shown(reference)}"
        f"{_as_unit(context, entry, step, value > likely)}; theo đơn vị của dòng là {shown(likely)}.",
        value=float(value), reference=float(reference), likely=float(likely),
    )  # fmt: skip


def _as_unit(context: Context, entry: Figure, step: Decimal, larger: bool) -> str:
    """The unit in which the figure was probably typed, for money."""
    code = next((part for part in entry.row.key if part in context.indicators), "")
    text = context.indicators[code].unit if code else "triệu đồng"
    shown_unit = str(context.setting("shown_unit") or "triệu đồng")
    unit = find_unit(shown_unit if text == "triệu đồng" else text)
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
    return next((j for j in _JUMPS if Decimal("0.25") <= times / j <= 4), None)


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
    if not context.by_month:
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


def _kin(context: Context, table: TableData, code: str, found: list[Figure]) -> list[Figure]:
    indicator = context.indicators.get(code)
    total = (indicator.parent if indicator else "") or code
    family = [total, *context.parts_of(total)]
    rows = [context.main_rows[c] for c in family if c != code and c in context.main_rows]
    return [f for r in rows for e in found if (f := figure(context, table, r, e.column))]


def reworded(context: Context, departure: Departure, default: Finding) -> Finding:
    """A departure's finding, as tax left in or as a wrong unit where the ratio says so."""
    value, wanted = departure.figure.value, departure.wanted
    if not value or not wanted or value <= 0 or wanted <= 0:
        return default
    times = max(value, wanted) / min(value, wanted)
    if any(abs(times - step) <= step / 1000 for step in _JUMPS):
        return jump(context, departure.figure, wanted, wanted)
    rate = tax_rate(times)
    if rate is None or not _taxed(context, departure.figure):
        return default
    return VAT.on(
        departure.figure.table, departure.figure.row, departure.figure.column,
        f"{departure.violation.message} Hai số lệch đúng tỷ lệ thuế {shown(rate, 2)}.",
        value=float(value), other=float(wanted), rate=float(rate),
    )  # fmt: skip


def _taxed(context: Context, entry: Figure) -> bool:
    """Whether a figure is an amount of money, in which tax can have been left: no count, no rate."""
    if entry.column in ("published_rate", "published_index", "coefficient"):
        return False
    code = next((part for part in entry.row.key if part in context.indicators), "")
    unit = find_unit(context.indicators[code].unit) if code else None
    return unit is None or unit.dimension == "đồng"


def likelihood(context: Context, entry: Figure, wanted: Decimal | None) -> Decimal:
    """How much nearer, in factors of e, a figure would come to what its row lets expect if it were
    `wanted`; 0 where nothing is expected, 1 where the two are a wrong unit or a tax apart."""
    value, exact = entry.value, (*_JUMPS, *(_RATES if _taxed(context, entry) else ()))
    if value and wanted and value > 0 and wanted > 0:
        times = max(value, wanted) / min(value, wanted)
        if any(abs(times - step) <= step / 10_000 for step in exact):
            return Decimal(1)
    expected = _expected(context, entry)
    if expected is None or value is None or wanted is None or expected <= 0:
        return Decimal(0)
    far = Decimal(10)
    now = abs((value / expected).ln()) if value > 0 else far
    then = abs((wanted / expected).ln()) if wanted > 0 else far
    return now - then


def _expected(context: Context, entry: Figure) -> Decimal | None:
    """What a figure's own row lets expect: the other row's figure × the usual ratio of the two."""
    name = entry.table.spec.name
    if name in ("Thang", "KeHoach") and entry.column in MONTHS:
        table = context.tables.get("Thang")
        kind = "TH" if name == "Thang" and entry.row.key[1] == "CK" else "CK"
        other = table.by_key().get((entry.row.key[0], kind)) if table else None
        if table is None or other is None:
            return None
        mine = {m: figure(context, entry.table, entry.row, m) for m in MONTHS}
        theirs = {m: figure(context, table, other, m) for m in MONTHS}
        return _by_ratio(
            [(mine[m], theirs[m]) for m in MONTHS if m != entry.column], theirs[entry.column]
        )
    if name == "DichVu":
        rows = [r for r in entry.table.rows if r.key[0] == entry.row.key[0] and r is not entry.row]
        figures = [f.value for r in rows if (f := figure(context, entry.table, r, entry.column))]
        return median(v for v in figures if v is not None) if len(figures) >= 3 else None
    if name == "ChiTieuDonVi":
        return _of_unit(context, entry)
    return None


def _by_ratio(
    pairs: Iterable[tuple[Figure | None, Figure | None]], base: Figure | None
) -> Decimal | None:
    ratios = [
        a.value / b.value for a, b in pairs if a and b and a.value and b.value and b.value > 0
    ]
    if len(ratios) < 3 or base is None or base.value is None:
        return None
    return median(ratios) * base.value


def _of_unit(context: Context, entry: Figure) -> Decimal | None:
    sides = {"actual_ytd": "plan_ytd", "plan_ytd": "plan_year", "plan_year": "plan_ytd",
             "prior_ytd": "actual_ytd"}  # fmt: skip
    other = sides.get(entry.column)
    if other is None:
        return None
    rows = [r for r in entry.table.rows if r.key[1] == entry.row.key[1] and r is not entry.row]
    pairs = [
        (figure(context, entry.table, r, entry.column), figure(context, entry.table, r, other))
        for r in rows
    ]
    return _by_ratio(pairs, figure(context, entry.table, entry.row, other))


@check(
    "XLP503",
    "error",
    title="Phần lớn hơn tổng",
    why="Một phần không thể lớn hơn tổng khi các phần khác không âm.",
    bad="BCCP 195.240 trong tổng 113.298.",
    good="BCCP 19.524 trong tổng 113.298.",
    remedy="Kiểm tra lại số của phần này.",
)
def part_above_total(rule: Rule, context: Context) -> Iterable[Finding]:
    """A part above its total where not all parts are entered, so that they can't be added up."""
    for at in columns(context):
        for code in at.totals(context):
            row, parts = at.rows[code], [p for p in context.parts_of(code) if p in at.rows]
            figures = [figure(context, at.table, at.rows[p], at.column) for p in parts]
            total = figure(context, at.table, row, at.column)
            if total is None or total.value is None or all(figures):
                continue
            for part, entry in zip(parts, figures, strict=True):
                if entry and entry.value is not None and entry.value > max(total.value, 0):
                    yield rule.on(
                        entry.table, entry.row, entry.column,
                        f"{context.indicators[part].label}{at.where} {shown(entry.value)} lớn hơn "
                        f"{context.indicators[code].label.lower()} {shown(total.value)}.",
                        part=float(entry.value), total=float(total.value),
                    )  # fmt: skip


@check(
    "XLP505",
    "warning",
    title="Số tháng khác hẳn các tháng khác",
    why="Một tháng lệch quá ba lần so với mức thường của chính dòng đó (so cùng kỳ và so các tháng "
    "khác) thường là gõ thừa, thiếu chữ số hoặc nhầm dòng.",
    bad="Sản lượng các tháng khoảng 61.000, tháng 5 ghi 6.100.",
    good="Tháng 5 ghi 61.000.",
    remedy="Đối chiếu với sổ; nếu đúng thì giải trình.",
)
def outlier(rule: Rule, context: Context) -> Iterable[Finding]:
    """A month of Thang over three times, or under a third of, what its row lets expect: by the
    usual ratio to the other year's row and by the row's own other months."""
    table = context.tables.get("Thang")
    for row in table.rows if table else ():
        figures = [f for m in MONTHS if table and (f := figure(context, table, row, m))]
        numbers = [f.value for f in figures if f.value is not None]
        if not numbers or 0 < max(numbers) <= 3 * min(numbers):
            continue  # none is far from any other
        for entry in figures:
            others = [f.value for f in figures if f is not entry and f.value is not None]
            if entry.value is None or len(others) < 4 or min(others) <= 0:
                continue
            usual = median(others)
            if not _far(entry.value, usual):
                continue
            expected = _expected(context, entry) or usual
            if max(others) > 3 * min(others) and expected is usual:
                continue
            if _far(entry.value, expected):
                yield rule.on(
                    entry.table, entry.row, entry.column,
                    f"{entry.row.key[0]} ({entry.row.key[1]}) {entry.header.lower()} là "
                    f"{shown(entry.value)}, mức thường của dòng khoảng {shown(expected, 0)}.",
                    value=float(entry.value), expected=float(expected),
                )  # fmt: skip


def _far(value: Decimal, expected: Decimal) -> bool:
    return value > 3 * expected or value * 3 < expected


CHECKS = (part_above_total, outlier)
