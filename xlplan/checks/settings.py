"""ThongTin against the rest of the workbook: a field that the other sheets contradict together is
the one that is wrong. It gets the finding; what follows is judged by what the sheets say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from xlplan.domain.amounts import find_unit
from xlplan.domain.labels import fold
from xlplan.domain.periods import day_of
from xlplan.domain.plans import Version, in_force
from xlplan.functions.values import Scalar
from xlplan.sheets.main import MONTH, YEAR

if TYPE_CHECKING:
    from xlplan.checks.context import Context
    from xlplan.checks.rules import Rule
    from xlplan.domain.findings import Finding
    from xlplan.workbook.tables import Row, TableData

MONTHS = tuple(f"m{n}" for n in range(1, 13))
_FEW = 3
"""Rows that must agree against a field before it is the field that is wrong."""

AFTER, BEFORE, CONTRADICTED = "after", "before", "contradicted"


class Contradiction(NamedTuple):
    """A field of ThongTin that the other sheets contradict, and what they say instead. `kind` tells
    a reporting month with figures after it, one without figures, any other contradiction."""

    kind: str
    field: str
    found: Scalar
    meant: Scalar
    message: str
    remedy: str


def contradictions(context: Context) -> list[Contradiction]:
    """The contradicted fields, the clearest evidence first."""
    return [
        found
        for find in (_source, _year, _last_month, _shown_unit, _unit_code, _plan_level)
        for found in find(context)
    ]


def told(rule: Rule, context: Context, kind: str) -> Iterator[Finding]:
    """A rule's findings at the contradicted fields of that kind."""
    form = context.tables.get("ThongTin")
    for entry in context.contradicted if form else ():
        if form and entry.kind == kind:
            yield rule.on(
                form, form.rows[0], entry.field, entry.message, remedy=entry.remedy,
                found=entry.found, expected=entry.meant,
            )  # fmt: skip


def _source(context: Context) -> Iterator[Contradiction]:
    """Formulas of ChiTieu that read Thang and KeHoach make a workbook by month, those of its own
    cells one by year."""
    table, stated = context.tables.get("ChiTieu"), context.setting("source")
    if table is None or stated not in (YEAR, MONTH):
        return
    cells = [row.cells[key] for row in table.rows for key in ("plan_period", "plan_ytd")
             if key in row.cells]  # fmt: skip
    by_month = ["KeHoach" in cell.formula for cell in cells if cell.formula]
    if len(by_month) < _FEW or len(set(by_month)) > 1:
        return
    meant = MONTH if by_month[0] else YEAR
    if meant != stated:
        where = "Thang và KeHoach" if by_month[0] else "số nhập ở chính ChiTieu"
        yield Contradiction(
            CONTRADICTED, "source", stated, meant,
            f"«Nguồn số liệu» ghi «{stated}», công thức ở ChiTieu lấy từ {where}.",
            f"Sửa thành «{meant}», hoặc tạo lại tệp theo nguồn «{stated}».",
        )  # fmt: skip


def _year(context: Context) -> Iterator[Contradiction]:
    """The year in which the plans take effect, where all but few say the same."""
    table, stated = context.tables.get("KeHoach"), context.setting("year")
    if table is None or not isinstance(stated, float) or not 2000 <= stated <= 2100:
        return
    days = [row.value("effective") for row in table.rows]
    dates = [day_of(day) for day in days if isinstance(day, float) and 0 < day < 100_000]
    if len(dates) < _FEW:
        return
    fits = sum(d.year == stated or (d.year == stated - 1 and d.month > 10) for d in dates)
    year, count = Counter(d.year for d in dates).most_common(1)[0]
    if fits == 0 and count >= len(dates) * 0.8:
        yield Contradiction(
            CONTRADICTED, "year", stated, float(year),
            f"«Năm kế hoạch» ghi {int(stated)}, {count} kế hoạch ở KeHoach hiệu lực trong năm {year}.",
            f"Sửa thành {year}, hoặc sửa ngày «Hiệu lực từ» của các kế hoạch.",
        )  # fmt: skip


def _last_month(context: Context) -> Iterator[Contradiction]:
    """The last month that most rows of actual figures have."""
    table, stated = context.tables.get("Thang"), context.setting("last_month")
    if table is None or not isinstance(stated, float) or not 1 <= stated <= 12 or stated % 1:
        return
    ends = Counter(
        next((n for n in range(12, 0, -1) if row.value(MONTHS[n - 1]) not in (None, "")), 0)
        for row in table.rows
        if row.key[1:] == ("TH",)
    )
    del ends[0]
    if sum(ends.values()) < _FEW:
        return
    last, count = ends.most_common(1)[0]
    if last == stated or count < sum(ends.values()) * 0.8:
        return
    own = MONTHS[int(stated) - 1]
    moved = [r for r in table.rows if r.key[1:] == ("TH",) and r.value(own) in (None, "")]
    if last == stated + 1 and len(moved) * 2 > count:
        return  # the month's figures stand in the next column
    kind, word = (AFTER, "có số đến") if last > stated else (BEFORE, "chỉ có số đến")
    yield Contradiction(
        kind, "last_month", stated, float(last),
        f"Kỳ báo cáo đến tháng {int(stated)}, {count} chỉ tiêu ở Thang {word} tháng {last}.",
        f"Sửa «Kỳ báo cáo đến tháng» thành {last}, hoặc sửa số các tháng ở Thang.",
    )  # fmt: skip


def _shown_unit(context: Context) -> Iterator[Contradiction]:
    """The unit that all amounts of ChiTieu carry."""
    stated = context.setting("shown_unit")
    want = find_unit(str(stated or ""))
    if want is None:
        return
    texts = [
        str(row.value("unit") or "")
        for code, row in context.main_rows.items()
        if code in context.indicators and context.indicators[code].unit == "triệu đồng"
    ]
    units = {unit for text in texts if (unit := find_unit(text))}
    if len(texts) < _FEW or len(units) != 1:
        return
    (have,) = units
    if have.dimension == want.dimension == "đồng" and have.factor != want.factor:
        yield Contradiction(
            CONTRADICTED, "shown_unit", stated, have.text,
            f"«Đơn vị tính số tiền» ghi «{stated}», các dòng tiền ở ChiTieu đều ghi «{have.text}».",
            f"Sửa thành «{have.text}», hoặc đổi ĐVT và số của các dòng.",
        )  # fmt: skip


def _unit_code(context: Context) -> Iterator[Contradiction]:
    """The code under which every month was closed, where DonVi doesn't have it."""
    table, stated = context.tables.get("KhoaSo"), context.setting("unit_code")
    if table is None or not isinstance(stated, str) or not stated.strip():
        return
    codes = Counter(row.key[1] for row in table.rows if row.key[1])
    units = context.tables.get("DonVi")
    if len(codes) != 1 or (units and (next(iter(codes)),) in units.by_key()):
        return
    code, count = codes.most_common(1)[0]
    if count >= _FEW and fold(code) != fold(stated):
        yield Contradiction(
            CONTRADICTED, "unit_code", stated, code,
            f"«Mã đơn vị» ghi «{stated}», {count} tháng ở KhoaSo ghi «{code}».",
            f"Sửa thành «{code}», hoặc sửa mã ở KhoaSo.",
        )  # fmt: skip


def _plan_level(context: Context) -> Iterator[Contradiction]:
    """The level whose plans the figures typed elsewhere repeat: the year's plans of ChiTieu, or by
    month the sums of the units, where those of the level stated are others."""
    table, stated = context.tables.get("KeHoach"), context.setting("plan_level")
    period = context.period
    if table is None or period is None or not isinstance(stated, str):
        return
    levels = dict.fromkeys(row.key[1] for row in table.rows if all(row.key))
    if len(levels) < 2 or stated not in levels:
        return
    shown = _plans_shown(context)
    fits: dict[str, int] = {}
    for level in levels:
        given = _given(context, table, level, period.end)
        same = [abs(given[code] - shown[code]) <= 1 for code in given if code in shown]
        fits[level] = sum(same) if all(same) else -same.count(False)
    best = max(fits, key=lambda level: fits[level])
    if fits[stated] <= -_FEW and fits[best] >= _FEW:
        yield Contradiction(
            CONTRADICTED, "plan_level", stated, best,
            f"«Cấp kế hoạch» ghi «{stated}», {fits[best]} chỉ tiêu ở "
            f"{'ChiTieuDonVi' if context.by_month else 'ChiTieu'} theo kế hoạch của cấp «{best}».",
            f"Sửa thành «{best}», hoặc sửa KH theo cấp «{stated}».",
        )  # fmt: skip


def _plans_shown(context: Context) -> dict[str, Decimal]:
    """The year's plans as the other sheets have them, by indicator."""
    name, code = ("ChiTieuDonVi", 1) if context.by_month else ("ChiTieu", 0)
    table, found = context.tables.get(name), {}
    for row in table.rows if table else ():
        value = context.figure(table, row, "plan_year") if table else None
        if value is not None:
            found[row.key[code]] = found.get(row.key[code], Decimal(0)) + value
    return found


def _given(context: Context, table: TableData, level: str, day: date) -> dict[str, Decimal]:
    """The year's plans of a level in force on a day, by indicator."""
    rows: dict[str, dict[Version, Row]] = {}
    for row in table.rows:
        version = context.version(table, row)
        if version is not None and version.level == level:
            rows.setdefault(version.indicator, {})[version] = row
    found = {}
    for code, versions in rows.items():
        version = in_force(versions, level, day)
        year = context.figure(table, versions[version], "year") if version else None
        if year is not None:
            found[code] = year
    return found
