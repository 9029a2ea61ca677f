"""Figures that are missing beside others of their row."""

from __future__ import annotations

from collections.abc import Iterable

from xlplan.checks.context import Context
from xlplan.checks.rules import Rule, check
from xlplan.domain.findings import Finding
from xlplan.workbook.tables import Row, TableData


@check(
    "XLP315",
    "error",
    title="Thiếu số bên cạnh số khác của nó",
    why="Trống nghĩa là chưa nhập: có tỷ lệ, lời văn hoặc tổng mà thiếu số thì không đối chiếu được.",
    bad="Có «bằng 95% kế hoạch» và tổng, ô TH kỳ của một phần để trống.",
    good="Đủ số; không phát sinh thì gõ 0.",
    remedy="Nhập số; không phát sinh thì gõ 0.",
)
def missing_figure(rule: Rule, context: Context) -> Iterable[Finding]:
    """A blank figure that others of the row, or of its column, need."""
    for table, row, column, reason in (
        *_of_main(context),
        *_of_units(context),
        *_of_services(context),
    ):
        header = table.spec.column(column).header
        yield rule.on(
            table, row, column,
            f"«{header}» của {' / '.join(row.key)} để trống trong khi {reason}.",
        )  # fmt: skip


def _of_main(context: Context) -> Iterable[tuple[TableData, Row, str, str]]:
    table = context.tables.get("ChiTieu")
    if table is None or context.by_month:
        return
    needs = (
        ("actual", ("published_rate", "published_index", "sentence"), "có số công bố"),
        ("plan_year", ("published_rate",), "có % KH công bố"),
        ("prior_ytd", ("published_index",), "có % cùng kỳ công bố"),
    )
    for code, row in context.main_rows.items():
        indicator = context.indicators.get(code)
        for column, others, reason in needs:
            if not context.blank(table, row, column):
                continue
            if any(row.value(other) not in (None, "") for other in others):
                yield table, row, column, reason
            elif indicator and indicator.parent and _rest(context, indicator.parent, code, column):
                yield table, row, column, "tổng và các phần khác có số"


def _rest(context: Context, total: str, part: str, column: str) -> bool:
    codes = [total, *(p for p in context.parts_of(total) if p != part)]
    return all(context.main(code, column) is not None for code in codes)


def _of_units(context: Context) -> Iterable[tuple[TableData, Row, str, str]]:
    """A unit's figure that all other units have for this indicator."""
    table = context.tables.get("ChiTieuDonVi")
    by_code: dict[str, list[Row]] = {}
    for row in table.rows if table else ():
        by_code.setdefault(row.key[1], []).append(row)
    for rows in by_code.values():
        for column in ("plan_year", "plan_ytd", "actual_ytd", "prior_ytd"):
            blank = [row for row in rows if table and context.blank(table, row, column)]
            if table and len(blank) == 1 and len(rows) > 2:
                yield table, blank[0], column, "các đơn vị khác có số"


def _of_services(context: Context) -> Iterable[tuple[TableData, Row, str, str]]:
    table = context.tables.get("DichVu")
    for row in table.rows if table else ():
        if table and all(row.key) and context.blank(table, row, "revenue"):
            yield table, row, "revenue", "dòng có dịch vụ và tháng"


CHECKS = (missing_figure,)
