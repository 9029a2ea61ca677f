"""Closed months and their corrections: a figure of a closed month changes by an entry only."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from xlplan.checks.context import Context
from xlplan.checks.gaps import lacks
from xlplan.checks.inputs import ONE
from xlplan.checks.months import last_filled, months_of
from xlplan.checks.relations import Relation, figure, finest, linear
from xlplan.checks.rules import Check, Rule, check, relation
from xlplan.checks.wording import shown
from xlplan.domain.findings import Finding
from xlplan.domain.labels import fold
from xlplan.workbook.tables import Row

_LOCKED = fold("đã khóa")
_STATES = ("mở", "đã gửi", "đã duyệt")
"""The states before it, folded."""


@relation(
    "XLP406",
    "error",
    title="Bút toán điều chỉnh không khớp",
    why="Số của tháng đã khóa chỉ đổi qua bút toán; sau bút toán, ô phải mang số mới, và bút toán "
    "sau bắt đầu từ số mới của bút toán trước.",
    bad="Bút toán ghi số mới 120, ô của tháng vẫn 100.",
    good="Ô của tháng là 120.",
    remedy="Ghi số mới vào tháng, hoặc sửa bút toán.",
)
def correction(rule: Rule, context: Context) -> Iterable[Relation]:
    """A correction applied to its own month gives what the month holds, or what the next starts
    from. One whose month is another is told by `_of_another_month`."""
    table, months = context.tables.get("DieuChinh"), context.tables.get("Thang")
    if table is None or months is None:
        return
    rows = months.by_key()
    chains: dict[tuple[str, int], list[Row]] = {}
    for row in _own_corrections(context):
        month = context.figure(table, row, "month")
        if month and 1 <= month <= 12:
            chains.setdefault((str(row.value("indicator") or ""), int(month)), []).append(row)
    for (code, month), entries in chains.items():
        target = rows.get((code, "TH"))
        held = figure(context, months, target, f"m{month}") if target else None
        for entry, after in zip(entries, [*entries[1:], None], strict=True):
            new = figure(context, table, entry, "new")
            old = figure(context, table, after, "old") if after else held
            if new is None or old is None:
                continue
            what = f"bút toán {after.key[0]} bắt đầu từ" if after else f"tháng {month} đang là"

            def tell(
                values: list[Decimal], gap: Decimal, number: str = entry.key[0], what: str = what
            ) -> tuple[str, dict[str, Any]]:
                message = (
                    f"Bút toán {number} ghi số mới {shown(values[0])}, {what} {shown(values[1])}."
                )
                return message, {"new": float(values[0]), "held": float(values[1])}

            yield linear(rule, [(new, ONE), (old, -ONE)], Decimal(0), tell, home=0)


def _own_corrections(context: Context) -> list[Row]:
    """The corrections of the whole office that were applied to their own month."""
    table = context.tables.get("DieuChinh")
    return [
        row
        for row in (table.rows if table else ())
        if fold(str(row.value("applied") or "")) == fold("tháng đó") and of_province(context, row)
    ]


def is_locked(row: Row) -> bool:
    """Whether a closing's month changes by corrections only."""
    return fold(str(row.value("state") or "")) == _LOCKED


def of_province(context: Context, row: Row) -> bool:
    """Whether a closing or a correction is the whole office's, whose months stand in Thang."""
    unit = fold(str(row.value("unit") or ""))
    return unit == fold(str(context.setting("unit_code") or ""))


@relation(
    "XLP407",
    "error",
    title="Tháng đã khóa bị sửa mà không có bút toán",
    why="Số cộng ghi lúc khóa, thêm các bút toán vào tháng đó, phải bằng tổng cột TH của tháng.",
    bad="Lúc khóa tổng 9.000, nay 9.120, không có bút toán.",
    good="Có bút toán tăng 120, lý do, số cũ, số mới.",
    remedy="Trả lại số lúc khóa, hoặc ghi bút toán ở bảng điều chỉnh.",
)
def closed_months(rule: Rule, context: Context) -> Iterable[Relation]:
    """A closed month's total of Thang against its control total and the corrections since."""
    table, months = context.tables.get("KhoaSo"), context.tables.get("Thang")
    corrections = context.tables.get("DieuChinh")
    if months and any(context.untyped_in(months, r, months.spec.key) for r in months.rows):
        return
    unknown = _unknown_corrections(context)
    if None in unknown or lacks(context, "Thang", kind="TH"):
        return
    for row in table.rows if table and months else ():
        if table is None or months is None or not of_province(context, row):
            continue
        month, control = context.figure(table, row, "month"), figure(context, table, row, "control")
        if not is_locked(row) or control is None or not month:
            continue
        if month in unknown:
            continue
        actual = [r for r in months.rows if r.key[1] == "TH" and last_filled(context, months, r)]
        found = [f for r in actual if (f := figure(context, months, r, f"m{int(month)}"))]
        if len(found) < len(actual):
            continue
        changes = [
            (f, sign)
            for r in _own_corrections(context)
            for key, sign in (("new", ONE), ("old", -ONE))
            if corrections and context.figure(corrections, r, "month") == month
            and (f := figure(context, corrections, r, key))
        ]  # fmt: skip

        def tell(
            values: list[Decimal], gap: Decimal, month: int = int(month)
        ) -> tuple[str, dict[str, Any]]:
            now = values[0] - gap
            message = (
                f"Tháng {month} đã khóa: kể cả bút toán, tổng lúc khóa là {shown(values[0])}, nay "
                f"{shown(now)}, lệch {shown(-gap)}."
            )
            return message, {"control": float(values[0]), "now": float(now)}

        pairs = [(control, ONE), *changes, *((entry, -ONE) for entry in found)]
        yield linear(rule, pairs, finest([control, *found]) / 2, tell, home=0)


def _unknown_corrections(context: Context) -> set[Decimal | None]:
    """Months of the corrections that have a cell with a finding; None where the month has it."""
    table = context.tables.get("DieuChinh")
    keys = ("month", "unit", "indicator", "old", "new", "applied")
    return {
        context.figure(table, row, "month")
        for row in (table.rows if table else ())
        if table and context.untyped_in(table, row, keys)
    }


def _of_another_month(rule: Rule, context: Context) -> Iterable[Finding]:
    """A correction whose new figure is not its month's, but is exactly another closed month's."""
    table, months = context.tables.get("DieuChinh"), context.tables.get("Thang")
    if table is None or months is None:
        return
    for entry in _own_corrections(context):
        month, new = context.figure(table, entry, "month"), context.figure(table, entry, "new")
        target = months.by_key().get((str(entry.value("indicator") or ""), "TH"))
        if month is None or not 1 <= month <= 12 or new is None or target is None:
            continue
        held = months_of(context, months, target)
        meant = [n for n, value in enumerate(held, 1) if value == new]
        if held[int(month) - 1] not in (None, new) and len(meant) == 1:
            yield rule.on(
                table, entry, "month",
                f"Bút toán {entry.key[0]} ghi tháng {int(month)}, số mới {shown(new)} là số của tháng "
                f"{meant[0]}.",
                remedy=f"Sửa tháng điều chỉnh thành {meant[0]}.", month=int(month), meant=meant[0],
            )  # fmt: skip


@check(
    "XLP408",
    "warning",
    title="Bút toán cho tháng chưa khóa",
    why="Tháng còn mở thì sửa thẳng số; bút toán chỉ dành cho tháng đã khóa.",
    bad="Bút toán tháng 9, tháng 9 đang «mở».",
    good="Tháng 9 «đã khóa» rồi mới có bút toán.",
    remedy="Kiểm tra tháng của bút toán, hoặc khóa tháng đó.",
)
def correction_of_open_month(rule: Rule, context: Context) -> Iterable[Finding]:
    """A correction whose month and unit KhoaSo has, in a state before "đã khóa"."""
    table, closing = context.tables.get("DieuChinh"), context.tables.get("KhoaSo")
    if table is None or closing is None:
        return
    states = {
        row.key: fold(str(row.value("state") or ""))
        for row in closing.rows
        if not context.untyped_in(closing, row, ("state",))
    }
    for row in table.rows:
        month = context.figure(table, row, "month")
        if month is None or month != int(month):
            continue
        state = states.get((str(int(month)), str(row.value("unit") or "")))
        if state in _STATES:
            yield rule.on(
                table, row, "month",
                f"Bút toán {row.key[0]} sửa tháng {int(month)} đang «{state}».", state=state,
            )  # fmt: skip


@check(
    "XLP412",
    "warning",
    title="Tháng còn mở trước tháng đã khóa",
    why="Khóa sổ đi theo thứ tự tháng; tháng còn mở giữa các tháng đã khóa thì số của nó đổi được mà "
    "không cần bút toán, lũy kế các tháng sau đổi theo.",
    bad="Tháng 3 «mở», tháng 2 và tháng 4 «đã khóa».",
    good="Khóa tháng 3, rồi mới khóa tháng 4.",
    remedy="Khóa tháng này, hoặc mở lại các tháng sau.",
)
def open_before_locked(rule: Rule, context: Context) -> Iterable[Finding]:
    """A month in a state before "đã khóa" while a later month of its unit is locked."""
    table = context.tables.get("KhoaSo")
    last: dict[str, int] = {}
    for row in table.rows if table else ():
        if table is None or context.untyped_in(table, row, ("state",)):
            continue
        if is_locked(row) and row.key[0].isdecimal():
            last[row.key[1]] = max(int(row.key[0]), last.get(row.key[1], 0))
    for row in table.rows if table else ():
        later = last.get(row.key[1], 0)
        state = str(row.value("state") or "")
        known = row.key[0].isdecimal() and int(row.key[0]) < later and fold(state) in _STATES
        if table and known and not context.untyped_in(table, row, ("month", "unit", "state")):
            yield rule.on(
                table, row, "state",
                f"Tháng {row.key[0]} đang «{state}» trong khi tháng {later} đã khóa.",
                state=state, later=later,
            )  # fmt: skip


FIRST = (Check(correction.rule, _of_another_month), open_before_locked)
"""Told after `locks.FIRST`, which says which months are not locked rightly."""
RELATIONS = (correction, closed_months)
CHECKS = (correction_of_open_month,)
