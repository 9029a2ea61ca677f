"""Things that are counted one by one: points, items, customers, dossiers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from xlplan.checks.cells import WRONG_TYPE
from xlplan.checks.context import Context
from xlplan.checks.inputs import MONTHS
from xlplan.checks.plausibility import outlier
from xlplan.checks.relations import Figure, figure
from xlplan.checks.rules import Check, Rule
from xlplan.checks.wording import shown
from xlplan.domain.amounts import find_unit
from xlplan.domain.findings import Finding

_THINGS = ("điểm", "cái", "khách", "hồ sơ", "lượt")


def _not_whole(rule: Rule, context: Context) -> Iterable[Finding]:
    """An actual figure typed with decimals where things are counted one by one (points, items,
    customers); a mean may be broken, so may a plan that was divided. One with another finding is
    left out."""
    broken = broken_counts(context)
    told = {(f.sheet, f.cell) for f in outlier(context)} if broken else ()
    for entry in broken:
        finding = rule.on(
            entry.table, entry.row, entry.column,
            f"{shown(entry.value or Decimal(0))} ở cột «{entry.header}» không phải số nguyên.",
            remedy="Nhập lại số nguyên.", found=float(entry.value or 0),
        )  # fmt: skip
        if (finding.sheet, finding.cell) not in told:
            yield finding


def is_count(text: str) -> bool:
    """Whether a unit counts things one by one, which no reduced unit rounds."""
    unit = find_unit(text)
    return unit is not None and unit.factor == 1 and unit.dimension in _THINGS


def broken_counts(context: Context) -> list[Figure]:
    """The figures with decimals of what is counted one by one."""
    return [entry for entry in _counts(context) if entry.value and entry.value % 1]


def _counts(context: Context) -> Iterator[Figure]:
    """Typed actual figures of indicators that count things, in their own unit."""
    for name, columns_ in (("ChiTieu", ("actual",)), ("Thang", MONTHS)):
        table = context.tables.get(name)
        for row in table.rows if table else ():
            indicator = context.indicators.get(row.key[0])
            if table is None or indicator is None or row.key[1:] not in ((), ("TH",)):
                continue
            text = str(row.value("unit") or "") if name == "ChiTieu" else indicator.unit
            if indicator.accumulation in ("sum", "last") and is_count(text):
                for key in columns_:
                    cell = row.cells.get(key)
                    if cell and cell.formula is None and (e := figure(context, table, row, key)):
                        yield e


CHECKS = (Check(WRONG_TYPE, _not_whole),)
