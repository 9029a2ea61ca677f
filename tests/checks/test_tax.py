"""Services against total revenue: a gap of exactly the tax rate is told, at the side that has it."""

from __future__ import annotations

import pytest

from tests import synthetic
from xlplan.checks.runner import check_book
from xlplan.workbook.build import build
from xlplan.workbook.content import Content
from xlplan.workbook.reader import read


def findings(content: Content) -> list[tuple[str, str, str]]:
    return [(f.code, f.sheet, f.cell) for f in check_book(read(build(content)))]


def with_services(
    source: str, times: float, months: tuple[int, ...] = tuple(range(1, 13))
) -> Content:
    content = synthetic.content(source)
    for row in content.rows["DichVu"]:
        if row["month"] in months:
            row["revenue"] = row["revenue"] * times
    return content


@pytest.mark.parametrize("times", [1.08, 1.1])
def test_a_year_of_services_with_tax_is_one_fault(times: float) -> None:
    content = with_services("năm", times)
    content.rows |= {"Thang": [], "KhoaSo": [], "DieuChinh": []}
    assert findings(content) == [("XLP504", "DichVu", "D6")]


def test_without_coefficients_and_by_month_each_month_is_told() -> None:
    content = with_services("tháng", 1.1, (2, 3))
    content.rows["HeSo"] = []
    assert findings(content) == [("XLP504", "DichVu", "D7"), ("XLP504", "DichVu", "D8")]


@pytest.mark.parametrize("times", [0.93, 1.05, 1.09, 1.2])
def test_another_gap_says_nothing(times: float) -> None:
    content = with_services("tháng", times)
    content.rows["HeSo"] = []
    assert findings(content) == []


def test_where_total_and_parts_hold_the_tax_the_total_is_told() -> None:
    content = with_services("năm", 1 / 1.1)
    content.rows |= {"Thang": [], "KhoaSo": [], "DieuChinh": [], "HeSo": []}
    (found,) = findings(content)
    assert found == ("XLP504", "ChiTieu", "G7")


def test_a_service_that_is_not_entered_leaves_its_month_out() -> None:
    content = with_services("tháng", 1.1, (2,))
    content.rows["HeSo"] = []
    first = next(row for row in content.rows["DichVu"] if row["month"] == 2)
    first["revenue"] = None
    assert "XLP504" not in {code for code, *_ in findings(content)}
