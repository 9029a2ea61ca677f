"""By month, ChiTieu's formulas give what plain arithmetic gives over plans and months."""

from __future__ import annotations

import pytest

from tests import synthetic
from xlplan.checks.context import Context
from xlplan.workbook.reader import read

COLUMNS = ("actual_ytd", "prior_ytd", "prior_year", "plan_year", "plan_ytd")
TYPED = {("TNBQ", c) for c in COLUMNS} | {("DTBQ_DIEM", "prior_ytd")}


@pytest.mark.parametrize("last", [4, 9, 12])
def test_every_figure_of_the_form(last: int) -> None:
    context = Context(read(synthetic.workbook("tháng", last)))
    for code, row in context.main_rows.items():
        for column in COLUMNS:
            value, wanted = row.value(column), synthetic.expected(code, column, last)
            if wanted is not None:
                assert value == pytest.approx(float(wanted), rel=1e-12), (code, column)
            elif (code, column) not in TYPED:
                assert value in (None, ""), (code, column)


def test_a_period_inside_the_year_has_its_own_figures() -> None:
    content = synthetic.content("tháng", 9)
    content.settings["first_month"] = 7
    context = Context(read(synthetic.builder.build(content)))

    def of(code: str, column: str) -> object:
        return context.main_rows[code].value(column)

    actual, plan = synthetic.actual(), synthetic.plan(1)
    assert of("TCBC", "actual") == float(sum(actual["TCBC"][6:9]))
    assert of("TCBC", "plan_period") == float(sum(plan["TCBC"][6:9]))
    assert of("LDBQ", "actual") == pytest.approx(float(sum(actual["LDBQ"][6:9]) / 3))
    assert of("DIEM", "actual") == float(actual["DIEM"][8])
    assert of("NSLD", "actual") == pytest.approx(
        float(sum(actual["DTTL"][6:9]) / (sum(actual["LDBQ"][6:9]) / 3) * 4)
    )
