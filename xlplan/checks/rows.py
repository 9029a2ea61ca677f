"""Rows that ought to be there."""

from __future__ import annotations

from collections.abc import Iterable

from xlplan.checks.context import Context
from xlplan.checks.gaps import gaps, is_held
from xlplan.checks.rules import Rule, check
from xlplan.checks.units import lacking
from xlplan.domain.findings import Finding


@check(
    "XLP111",
    "error",
    title="Thiếu dòng",
    why="Tổng chỉ đối chiếu được khi đủ các phần của nó; thiếu dòng của một đơn vị, một tháng, một "
    "dịch vụ thì số cộng lại thiếu. Ghi ở chỗ dòng đó phải đứng.",
    bad="Xóa dòng PPTT dưới tổng doanh thu; xóa dòng TCBC của một đơn vị.",
    good="Đủ BCCP, TCBC, PPTT; phần không có để trống.",
    remedy="Chép lại dòng này từ tệp mẫu, hoặc nhập lại dòng.",
)
def missing_row(rule: Rule, context: Context) -> Iterable[Finding]:
    """A row that the others of the workbook call for, at the cell where it ought to stand; a row
    with a doubled key that stands there has a finding of its own."""
    for gap in (*gaps(context), *lacking(context)):
        if is_held(context, gap):
            continue
        known = context.indicators.get(gap.key[0])
        label = f" ({known.label})" if known and gap.table.spec.name == "ChiTieu" else ""
        yield rule.at(
            gap.table.sheet, gap.at,
            f"Thiếu dòng {' / '.join(gap.key)}{label} ở {gap.table.spec.name}: {gap.why}.",
            subject=(gap.table.spec.name, *gap.key), missing=" / ".join(gap.key),
        )  # fmt: skip


CHECKS = (missing_row,)
