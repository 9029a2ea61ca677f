"""Rows that are missing: a part beside its total, a month between others, one kind of two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from xlplan.checks.context import Context
from xlplan.checks.decisions import strays
from xlplan.checks.identity import DOUBLED
from xlplan.domain.terms import BALANCE
from xlplan.workbook.book import Address
from xlplan.workbook.tables import Row, TableData

Key = tuple[str, ...]
_FEW = 3
"""Rows that show a custom, before one that departs from it is taken for a fault."""
_BALANCE = tuple(BALANCE)[:4]


class Gap(NamedTuple):
    """A row that ought to be there: its key, the cell where it ought to stand, and why."""

    table: TableData
    key: Key
    at: Address
    why: str


def gaps(context: Context) -> list[Gap]:
    """The missing rows that the keys of the workbook tell; those whose place a row with a doubled
    key holds are left to that row's finding, but are gaps all the same."""
    key = 0, "gaps"
    if key not in context.known:
        context.known[key] = [
            gap for find in (_main, _kinds, _services, _closing, _plans) for gap in find(context)
        ]
    return context.known[key]


def lacks(context: Context, table: str, **parts: str) -> bool:
    """Whether a table lacks a row with these parts of its key."""
    for gap in gaps(context):
        if gap.table.spec.name == table:
            known = dict(zip(gap.table.spec.key, gap.key, strict=True))
            if all(known.get(part) == value for part, value in parts.items()):
                return True
    return False


def is_held(context: Context, gap: Gap) -> bool:
    """Whether a row whose own key has a finding stands where the missing one ought to."""
    table = gap.table
    if table.spec.name == "KeHoach" and any(stray.key == gap.key for stray in strays(context)):
        return True
    doubled = (m.row for m in context.mistakes if m.kind == DOUBLED and m.table is table)
    for row in doubled:
        own = sum(a == b for a, b in zip(row.key, gap.key, strict=False)) >= len(gap.key) - 1
        if row.number == gap.at[0] or (own and row.number == gap.at[0] - 1):
            return True
    there = next((row for row in table.rows if row.number == gap.at[0]), None)
    if there is None:
        return False
    strange = table.spec.name == "DichVu" and not any(
        row.key[0] == there.key[0] for row in table.rows if row is not there
    )
    return strange or context.untyped_in(table, there, table.spec.key)


def place(table: TableData, before: Row | None, after: Row | None, column: str) -> Address:
    """Where a row between two others ought to stand: under the one before it, else in the empty
    row above the one after it, else there."""
    at = table.columns[column]
    if before is not None:
        return before.number + 1, at
    first = table.header_row + 1
    if after is None:
        return first, at
    taken = {row.number for row in table.rows}
    above = after.number - 1
    free = above > table.header_row + bool(table.spec.form) and above not in taken
    return (above if free else after.number), at


def between(rows: dict[str, Row], order: Sequence[str], code: str) -> tuple[Row | None, Row | None]:
    """The rows that are there next before and next after a code, in the order of codes."""
    n = order.index(code)
    before = next((rows[c] for c in reversed(order[:n]) if c in rows), None)
    return before, next((rows[c] for c in order[n + 1 :] if c in rows), None)


def _main(context: Context) -> Iterator[Gap]:
    """Rows of ChiTieu whose indicator the leader's page or the months name, whose total is there,
    or whose printed number is left out. A row with an unknown code may be the one, and has a finding of its own."""
    table = context.tables.get("ChiTieu")
    if table is None or not context.main_rows or "key" not in table.columns:
        return
    if any(row.key[0] not in context.indicators for row in table.rows):
        return
    named: dict[str, str] = {}
    for name in ("Thang", "KeHoach", "BaoCao"):
        other = context.tables.get(name)
        for row in other.rows if other else ():
            named.setdefault(row.key[0], f"trang {name} có chỉ tiêu này")
    for total in context.main_rows:
        named |= dict.fromkeys(context.parts_of(total), f"là thành phần của {total}")
    order = list(context.indicators)
    for code in order:
        if code in context.main_rows:
            continue
        before, after = between(context.main_rows, order, code)
        if code not in named and _skipped(before, after):
            named[code] = "cột TT nhảy số ở đây"
        if code in named:
            yield Gap(table, (code,), place(table, before, after, "key"), named[code])


def _skipped(before: Row | None, after: Row | None) -> bool:
    """Whether the printed numbers of two rows leave out one between them (11 and 13)."""
    if before is None or after is None:
        return False
    texts = [str(row.value("tt") or "").partition(".")[0] for row in (before, after)]
    return all(t.isdecimal() for t in texts) and int(texts[1]) - int(texts[0]) > 1


def _kinds(context: Context) -> Iterator[Gap]:
    """An indicator of Thang with one of "TH", "CK" where others have both."""
    table = context.tables.get("Thang")
    if table is None or "indicator" not in table.columns:
        return
    rows = {
        kind: {row.key[0]: row for row in table.rows if row.key[1] == kind} for kind in ("TH", "CK")
    }
    both = rows["TH"].keys() & rows["CK"].keys()
    if len(both) < _FEW:
        return
    for kind, other in (("TH", "CK"), ("CK", "TH")):
        order = list(rows[other])
        for code in order:
            if code not in rows[kind] and code in context.indicators:
                before, after = between(rows[kind], order, code)
                at = place(table, before, after, "indicator")
                yield Gap(table, (code, kind), at, f"dòng {other} của chỉ tiêu này có")


def _services(context: Context) -> Iterator[Gap]:
    """A month of a service between its other months; the reporting month, where the service has all
    before and every other service has it."""
    yield from _months(context, "DichVu", 0, 1, "service")
    table, last = context.tables.get("DichVu"), context.last_month
    found: dict[str, dict[str, Row]] = {}
    for row in table.rows if table else ():
        found.setdefault(row.key[0], {})[row.key[1]] = row
    without = [code for code, rows in found.items() if code and str(last) not in rows]
    if table and last and "service" in table.columns and len(without) == 1 and len(found) > _FEW:
        rows = found[without[0]]
        if set(rows) == {str(n) for n in range(1, last)} and last > _FEW:
            at = place(table, rows[str(last - 1)], None, "service")
            yield Gap(table, (without[0], str(last)), at, "các dịch vụ khác đều có tháng này")


def _closing(context: Context) -> Iterator[Gap]:
    """A month without a state between months that have one."""
    yield from _months(context, "KhoaSo", 1, 0, "month")


def _months(context: Context, name: str, group: int, month: int, column: str) -> Iterator[Gap]:
    table = context.tables.get(name)
    if table is None or column not in table.columns:
        return
    found: dict[str, dict[int, Row]] = {}
    for row in table.rows:
        if row.key[month].isdecimal() and 1 <= int(row.key[month]) <= (context.last_month or 12):
            found.setdefault(row.key[group], {}).setdefault(int(row.key[month]), row)
    for name_of_group, rows in found.items():
        if not name_of_group or len(rows) < _FEW:
            continue
        for n in range(min(rows), max(rows)):
            if n not in rows:
                before = rows[max(m for m in rows if m < n)]
                key = [name_of_group, str(n)] if group == 0 else [str(n), name_of_group]
                at = place(table, before, None, column)
                yield Gap(table, tuple(key), at, "các tháng trước và sau đều có")


def _plans(context: Context) -> Iterator[Gap]:
    """A row of a plan's version without which its total or its balance can't be told: one part of
    a total, one term of CLTC, an adjustment that the level's other versions have."""
    table = context.tables.get("KeHoach")
    if table is None or "indicator" not in table.columns:
        return
    groups: dict[Key, dict[str, Row]] = {}
    for row in table.rows:
        if all(row.key):
            groups.setdefault(row.key[1:], {}).setdefault(row.key[0], row)
    for group, rows in groups.items():
        level = {c for g, other in groups.items() if g[0] == group[0] for c in other}
        order = [*dict.fromkeys(c for other in groups.values() for c in other)]
        for code, why in _lost(context, rows, set(order), level):
            order = order if code in order else [*order, code]
            before, after = between(rows, order, code)
            at = place(table, before, after, "indicator")
            yield Gap(table, (code, *group), at, why)
    yield from _unplanned(context, table, groups)


def _unplanned(
    context: Context, table: TableData, groups: dict[Key, dict[str, Row]]
) -> Iterator[Gap]:
    """The only indicator with months that no plan of the level used has, where all others have."""
    thang, level = context.tables.get("Thang"), str(context.setting("plan_level") or "")
    known = context.untyped
    if known and any(context.untyped_in(table, row, table.spec.key) for row in table.rows):
        return
    used = {group: rows for group, rows in groups.items() if group[0] == level}
    if thang is None or not used:
        return
    group, rows = max(used.items(), key=lambda item: len(item[1]))
    actual = [r for r in thang.rows if r.key[1] == "TH" and r.key[0] in context.indicators]
    without = [r for r in actual if all(r.key[0] not in rows for rows in used.values())]
    if len(without) != 1 or len(actual) - 1 < 2 * _FEW:
        return
    if all(context.figure(thang, without[0], key) is None for key in ("m1", "m2", "m3")):
        return
    order = list(context.indicators)
    before, after = between(rows, order, without[0].key[0])
    at = place(table, before, after, "indicator")
    yield Gap(
        table, (without[0].key[0], *group), at, "mọi chỉ tiêu khác có số tháng đều có kế hoạch"
    )


def _lost(
    context: Context, rows: dict[str, Row], elsewhere: set[str], level: set[str]
) -> Iterator[tuple[str, str]]:
    for total in filter(context.parts_of, elsewhere):
        family = (total, *context.parts_of(total))
        gone = [code for code in family if code not in rows]
        if len(gone) == 1 and gone[0] in elsewhere and len(family) > 2:
            yield gone[0], f"{total} và các thành phần khác có kế hoạch"
            return
    gone = [code for code in _BALANCE if code not in rows]
    if len(gone) == 1 and gone[0] in elsewhere:
        yield gone[0], "các số hạng khác của chênh lệch thu chi có kế hoạch"
    elif not gone and "DC_CLTC" not in rows and "DC_CLTC" in level:
        yield "DC_CLTC", "lần giao khác cùng cấp có dòng này"
