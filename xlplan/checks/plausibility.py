"""What can't well be: tax left in, parts above totals, outliers; how likely a figure is."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from statistics import median

from xlplan.checks.context import Context
from xlplan.checks.departures import Departure
from xlplan.checks.inputs import MONTHS
from xlplan.checks.jumps import JUMPS, jump, jumps
from xlplan.checks.relations import Figure, figure
from xlplan.checks.rules import Rule, check
from xlplan.checks.sums import columns
from xlplan.checks.wording import shown
from xlplan.domain.amounts import find_unit
from xlplan.domain.findings import Finding, Severity
from xlplan.workbook.tables import Row, TableData

_RATES = (Decimal("1.08"), Decimal("1.1"))

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


def tax_rate(times: Decimal) -> Decimal | None:
    """1.08 or 1.1 where two amounts are that far apart; None for any other ratio."""
    return next((r for r in _RATES if abs(times - r) <= Decimal("0.0005")), None)


def reworded(context: Context, departure: Departure, default: Finding) -> Finding:
    """A departure's finding, as tax left in or as a wrong unit where the ratio says so."""
    value, wanted = departure.figure.value, departure.wanted
    if not value or not wanted or value <= 0 or wanted <= 0:
        return default
    times = max(value, wanted) / min(value, wanted)
    if any(abs(times - step) <= step / 1000 for step in JUMPS):
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
    value, exact = entry.value, (*JUMPS, *(_RATES if _taxed(context, entry) else ()))
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
    "khác; của một điểm: hai mươi lần) thường là gõ thừa, thiếu chữ số hoặc nhầm dòng.",
    bad="Sản lượng các tháng khoảng 61.000, tháng 5 ghi 6.100.",
    good="Tháng 5 ghi 61.000.",
    remedy="Đối chiếu với sổ; nếu đúng thì giải trình.",
)
def outlier(rule: Rule, context: Context) -> Iterable[Finding]:
    """A month of Thang over three times, or under a third of, what its row lets expect: by the
    usual ratio to the other year's row and by the row's own other months; of a point twenty times."""
    for name, times in (("Thang", _TIMES), ("DiemBDVHX", _TIMES_OF_POINTS)):
        table = context.tables.get(name)
        for row in table.rows if table else ():
            if table:
                yield from _outliers(rule, context, table, row, times)


_TIMES, _TIMES_OF_POINTS = 3, 20
"""How many times its row's usual figure a month must be; a point's revenue goes up and down more."""


def _outliers(
    rule: Rule, context: Context, table: TableData, row: Row, times: int
) -> Iterable[Finding]:
    figures = [f for m in MONTHS if (f := figure(context, table, row, m))]
    numbers = [f.value for f in figures if f.value is not None]
    if not numbers or 0 < max(numbers) <= min(times, _LEAST_SLIP) * min(numbers):
        return  # none is far from any other
    steady = _steady(figures) if times > _TIMES else None
    times = times if steady is None else _TIMES
    for entry in figures if steady is None else [steady]:
        others = [f.value for f in figures if f is not entry and f.value is not None]
        if entry.value is None or len(others) < 4 or min(others) <= 0:
            continue
        usual = median(others)
        if not _far(entry.value, usual, times) or (times > _TIMES and not entry.value):
            continue
        expected = _expected(context, entry) or usual
        if max(others) > times * min(others) and expected is usual:
            continue
        if _far(entry.value, expected, times):
            yield rule.on(
                entry.table, entry.row, entry.column,
                f"{' / '.join(entry.row.key)} {entry.header.lower()} là {shown(entry.value)}, mức "
                f"thường của dòng khoảng {shown(expected, 0 if expected >= 100 else 1)}.",
                value=float(entry.value), expected=float(expected),
            )  # fmt: skip


def _steady(figures: list[Figure]) -> Figure | None:
    """The one month of a row that is about ten times, or a tenth of, the others, which are all of
    one size: a digit or a decimal comma too many or too few."""
    ranked = sorted((f for f in figures if f.value), key=lambda f: f.value or 0)
    for entry, others in ((ranked[-1:], ranked[:-1]), (ranked[:1], ranked[1:])):
        values = [f.value for f in others if f.value]
        if len(values) < 5 or not 0 < values[-1] <= values[0] * Decimal("1.5"):
            continue
        times = (entry[0].value or Decimal(0)) / median(values)
        if any(near <= times <= far for near, far in _SLIPS):
            return entry[0]
    return None


_SLIPS = ((Decimal(8), Decimal(12)), (Decimal("0.083"), Decimal("0.125")))
_LEAST_SLIP = 8


def _far(value: Decimal, expected: Decimal, times: int) -> bool:
    return value > times * expected or value * times < expected


@check(
    "XLP506",
    "warning",
    title="Ước cả năm thấp hơn số đã thực hiện",
    why="Số cộng dồn không giảm: ước cả năm lập giữa năm không thể thấp hơn lũy kế đã đạt.",
    bad="TH lũy kế 9 tháng 83.231, ước TH năm 80.000.",
    good="Ước TH năm 114.500.",
    remedy="Cập nhật ước thực hiện năm.",
)
def estimate_below_actual(rule: Rule, context: Context) -> Iterable[Finding]:
    """Before the year's last month: an estimate of what adds up, below what was reached to date; one
    in a wrong unit is told as such."""
    table, wrong = context.tables.get("ChiTieu"), None
    for code, row in context.main_rows.items() if (context.last_month or 12) < 12 else ():
        indicator = context.indicators.get(code)
        estimate = context.figure(table, row, "estimate") if table else None
        if table is None or estimate is None or indicator is None or indicator.signed:
            continue
        reached = context.figure(table, row, "actual_ytd")
        if indicator.accumulation != "sum" or reached is None or estimate >= reached:
            continue
        wrong = {entry.place for entry, *_ in jumps(context)} if wrong is None else wrong
        if (table.sheet, table.address(row, "estimate"), 0) not in wrong:
            yield rule.on(
                table, row, "estimate",
                f"Ước TH năm {indicator.label} {shown(estimate)} thấp hơn TH lũy kế {shown(reached)}.",
                estimate=float(estimate), reached=float(reached),
            )  # fmt: skip


CHECKS = (part_above_total, outlier, estimate_below_actual)
