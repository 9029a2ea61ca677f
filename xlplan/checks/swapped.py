"""Two rows that have changed their codes, told by the sums: all columns of a unit or a plan are off,
and hold again when the two rows change places."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import combinations
from typing import TYPE_CHECKING

from xlplan.checks.identity import CODE, Mistake, believe
from xlplan.checks.inputs import MONTHS
from xlplan.domain.terms import BALANCE

if TYPE_CHECKING:
    from xlplan.checks.context import Context
    from xlplan.workbook.tables import Row, TableData

Rows = dict[str, "Row"]
Holds = Callable[[Rows], "bool | None"]

_TABLES = (
    ("ChiTieuDonVi", "unit", ("plan_year", "plan_ytd", "actual_ytd", "prior_ytd")),
    ("KeHoach", "version", ("year", *MONTHS)),
    ("Thang", "kind", MONTHS),
)
_SLACK = Decimal(3)


def settle_swapped(context: Context) -> list[Mistake]:
    """The swapped codes of units and plans; their rows get the keys that are meant."""
    found: list[Mistake] = []
    for name, part, columns in _TABLES:
        table = context.tables.get(name)
        if table is None or "indicator" not in table.columns:
            continue
        at = table.spec.key.index("indicator")
        groups: dict[tuple[str, ...], Rows] = {}
        for row in table.by_key().values():
            group = (*row.key[:at], *row.key[at + 1 :])
            groups.setdefault(group, {})[row.key[at]] = row
        known = [column for column in columns if column in table.columns]
        holds = _judge(context, table, known)
        off = {
            group: rows
            for group, rows in groups.items()
            if not any(_column(context, table, rows, column) is True for column in known)
            and holds(rows) is False
        }
        for one, two in _swaps(off, holds):
            found += _mistakes(table, one, two, part)
    for mistake in found:
        believe(mistake)
    return found


def _judge(context: Context, table: TableData, columns: Sequence[str]) -> Holds:
    """Whether a group's totals and balance hold: True in every column, False when each column is
    off (two at least), None when some are."""

    def holds(rows: Rows) -> bool | None:
        verdicts = [v for column in columns if (v := _column(context, table, rows, column)) != ""]
        if len(verdicts) > 1 and not any(verdicts):
            return False
        return True if all(verdicts) else None

    return holds


def _column(context: Context, table: TableData, rows: Rows, column: str) -> bool | str:
    """Whether one column's sums hold; "" where none can be told, or those that are whole hold."""
    values = {code: context.figure(table, row, column) for code, row in rows.items()}
    gaps: list[Decimal] = []
    whole = True
    for total in values:
        family = [values.get(code) for code in (total, *context.parts_of(total))]
        known = [value for value in family if value is not None]
        if len(family) > 1 and len(known) == len(family):
            gaps.append(known[0] - sum(known[1:], Decimal(0)))
        elif len(family) > 1 and known:
            whole = False
    balance = {code: values.get(code) for code in BALANCE if code in values}
    if len(balance) >= len(BALANCE) - 1 and None not in balance.values():
        gaps.append(sum((BALANCE[c] * v for c, v in balance.items() if v is not None), Decimal(0)))
    held = all(abs(gap) <= _SLACK for gap in gaps)
    return held if gaps and (whole or not held) else ""


def _swaps(off: dict[tuple[str, ...], Rows], holds: Holds) -> Iterator[tuple[Row, Row]]:
    """The only pair of rows whose exchange mends a group, else two groups."""
    left = dict(off)
    for group, rows in off.items():
        pairs = [
            (a, b)
            for a, b in combinations(rows, 2)
            if holds({**rows, a: rows[b], b: rows[a]})
        ]  # fmt: skip
        if len(pairs) == 1:
            del left[group]
            yield rows[pairs[0][0]], rows[pairs[0][1]]
    for (_, one), (_, two) in combinations(left.items(), 2):
        codes = [
            code
            for code in one
            if code in two
            and holds({**one, code: two[code]})
            and holds({**two, code: one[code]})
        ]  # fmt: skip
        if len(codes) == 1:
            yield one[codes[0]], two[codes[0]]


def _mistakes(table: TableData, one: Row, two: Row, part: str) -> Iterator[Mistake]:
    same = [a == b for a, b in zip(one.key, two.key, strict=True)]
    column = part if same[table.spec.key.index("indicator")] else "indicator"
    at = table.spec.key.index(column)
    yield Mistake(CODE, table, one, column, one.key[at], two.key[at])
    yield Mistake(CODE, table, two, column, two.key[at], one.key[at])
