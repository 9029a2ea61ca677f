"""The register of units against itself: dates in order, a successor that can take over."""

from __future__ import annotations

from collections.abc import Iterable

from xlplan.checks.context import Context
from xlplan.checks.rules import Rule, check
from xlplan.domain.findings import Finding
from xlplan.domain.periods import day_of


@check(
    "XLP325",
    "error",
    title="Danh mục đơn vị tự mâu thuẫn",
    why="Đơn vị không thể ngừng trước ngày hoạt động, cũng không thể kế thừa chính mình hay được một "
    "đơn vị đã ngừng từ trước kế thừa; số của đơn vị cũ sẽ không biết tính cho ai.",
    bad="Từ ngày 01/06/2020, Đến ngày 31/12/2019; D99 kế thừa D99.",
    good="Từ ngày 01/06/2010, Đến ngày 31/12/2019; D01 kế thừa D99.",
    remedy="Sửa ngày hoặc mã đơn vị kế thừa ở DonVi.",
)
def register(rule: Rule, context: Context) -> Iterable[Finding]:
    """A unit that closes before it opens (at either date), or is taken over by itself or by one
    that closed before it did."""
    table = context.tables.get("DonVi")
    if table is None:
        return
    rows = table.by_key()
    for row in table.rows:
        opened, closed = (context.day(table, row, key) for key in ("opened", "closed"))
        if opened and closed and closed < opened:
            for column in ("opened", "closed"):
                yield rule.on(
                    table, row, column,
                    f"Đơn vị {row.key[0]} đến ngày {day_of(closed):%d/%m/%Y} đã ngừng, trước ngày "
                    f"hoạt động {day_of(opened):%d/%m/%Y}.", opened=opened, closed=closed,
                )  # fmt: skip
        heir = str(row.value("successor") or "").strip()
        other = rows.get((heir,))
        if not heir or context.untyped_in(table, row, ("unit", "successor")):
            continue
        ended = context.day(table, other, "closed") if other else None
        if heir == row.key[0]:
            message = f"Đơn vị {heir} ghi chính mình là đơn vị kế thừa."
        elif closed and ended and ended < closed:
            message = (
                f"Đơn vị kế thừa {heir} đã ngừng từ {day_of(ended):%d/%m/%Y}, trước khi "
                f"{row.key[0]} ngừng."
            )
        else:
            continue
        yield rule.on(table, row, "successor", message, successor=heir)


CHECKS = (register,)
