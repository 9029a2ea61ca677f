"""The figures that a paragraph is written from, out of a workbook."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from xlplan.formulas.references import to_a1

if TYPE_CHECKING:
    from xlplan.checks.context import Context
    from xlplan.workbook.tables import Row

COLUMNS = ("actual_ytd", "plan_year", "plan_ytd", "prior_ytd")


@dataclass(frozen=True)
class Line:
    """One indicator's figures in the row's unit; None = not entered. `cells` names the cell of each
    of COLUMNS ("ChiTieu!G7"). `corrected` is true where a closed month's figure was corrected;
    `parent` is the total that it is a part of."""

    code: str
    unit: str
    actual: Decimal
    plan_year: Decimal | None = None
    plan_ytd: Decimal | None = None
    prior: Decimal | None = None
    cells: dict[str, str] = field(default_factory=dict)
    corrected: bool = False
    parent: str = ""


@dataclass(frozen=True)
class Scope:
    """The year and the months (1 to `months`) that the figures cover."""

    year: int
    months: int = 12


def scope(context: Context) -> Scope:
    """The workbook's year and period; a blank period is the whole year."""
    year, months = context.setting("year"), context.setting("last_month")
    return Scope(
        int(year) if isinstance(year, int | float) else 0,
        int(months) if isinstance(months, int | float) and months else 12,
    )


def lines(context: Context) -> list[Line]:
    """The rows of ChiTieu that have an actual figure, in the sheet's order."""
    corrected = _corrected(context)
    found = []
    for code, row in context.main_rows.items():
        if code in context.indicators and (line := _line(context, code, row, code in corrected)):
            found.append(line)
    return found


def _line(context: Context, code: str, row: Row, corrected: bool) -> Line | None:
    """Figures typed by the year are taken from where they are typed, not from formulas."""
    typed = not context.by_month
    columns = {
        "actual_ytd": "actual" if typed else "actual_ytd",
        "plan_year": "plan_year",
        "plan_ytd": "plan_year" if typed else "plan_ytd",
        "prior_ytd": "prior_ytd",
    }
    figures = {key: context.main(code, column) for key, column in columns.items()}
    actual = figures["actual_ytd"]
    if actual is None:
        return None
    table = context.tables["ChiTieu"]
    cells = {
        key: f"{table.sheet}!{to_a1(*table.address(row, column))}"
        for key, column in columns.items()
        if column in table.columns
    }
    return Line(
        code, " ".join(str(row.value("unit") or context.indicators[code].unit).split()), actual,
        figures["plan_year"], figures["plan_ytd"], figures["prior_ytd"], cells, corrected,
        context.indicators[code].parent,
    )  # fmt: skip


def _corrected(context: Context) -> set[str]:
    """Codes of indicators with a correction of a closed month within the period."""
    table = context.tables.get("DieuChinh")
    months = scope(context).months
    found = set()
    for row in table.rows if table else ():
        month = row.value("month")
        if isinstance(month, int | float) and month <= months:
            found.add(str(row.value("indicator") or ""))
    return found
