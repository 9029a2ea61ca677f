"""Texts and workbooks of part of a year: what is told to date, of the month, against which plan."""

from __future__ import annotations

import pytest

from tests.synthetic import workbook
from xlplan.checks.context import Context
from xlplan.domain.numerals import format_number
from xlplan.text.lines import lines, scope
from xlplan.text.phrases import percent
from xlplan.text.review import Review, review
from xlplan.text.write import chosen, write
from xlplan.workbook.reader import read

MODES = [("tháng", 3), ("tháng", 6), ("tháng", 9), ("tháng", 12), ("năm", 6), ("năm", 12)]


def context_of(source: str, last: int) -> Context:
    return Context(read(workbook(source, last), "ke-hoach.xlsx"))


@pytest.fixture(scope="module")
def half_year() -> Context:
    return context_of("tháng", 6)


def found(result: Review) -> list[tuple[str, str]]:
    return [(one.finding.code, result.text[one.start : one.end]) for one in result.remarks]


@pytest.mark.parametrize(("source", "last"), MODES)
def test_the_workbooks_own_paragraph_agrees_with_it(source: str, last: int) -> None:
    """Every number finds its cell, and nothing is wrong with it."""
    context = context_of(source, last)
    told = chosen(lines(context), "đầy đủ")
    text = write(told, scope(context), context.indicators).text
    result = review(text, context)
    assert len(result.claims) > 60
    assert found(result) == []
    assert [claim.text for claim in result.claims if claim.place is None] == []
    assert " 0 " not in text
    assert ("lũy kế" in text) == (source == "tháng" and last < 12)


def rate(context: Context, code: str, column: str) -> str:
    value = context.main(code, column)
    assert value is not None
    return percent(round(value * 100, 1))


def test_a_bare_plan_that_is_the_years_is_noted(half_year: Context) -> None:
    year = rate(half_year, "TONG_DT", "rate_year")
    text = f"6 tháng đầu năm 2026, tổng doanh thu bằng {year} kế hoạch."
    result = review(text, half_year)
    assert found(result) == [("XLP810", f"bằng {year} kế hoạch")]
    assert rate(half_year, "TONG_DT", "rate_ytd") in result.remarks[0].finding.message


def test_the_plan_that_is_named_is_the_one_compared(half_year: Context) -> None:
    year = rate(half_year, "TONG_DT", "rate_year")
    to_date = rate(half_year, "TONG_DT", "rate_ytd")
    assert year != to_date
    for told, plan, code in (
        (year, "kế hoạch năm", []),
        (to_date, "kế hoạch lũy kế", []),
        (to_date, "kế hoạch", []),
        (to_date, "kế hoạch năm", ["XLP801"]),
        (year, "kế hoạch lũy kế", ["XLP801"]),
    ):
        text = f"Tổng doanh thu 6 tháng bằng {told} {plan}."
        assert [one for one, _ in found(review(text, half_year))] == code, text


def test_other_months_are_not_held_against_these(half_year: Context) -> None:
    for text in (
        "9 tháng đầu năm 2026, tổng doanh thu đạt 99 tỷ đồng.",
        "Quý II năm 2026, tổng doanh thu đạt 28 tỷ đồng.",
        "Quý I năm 2026, tổng doanh thu đạt 25 tỷ 826 triệu đồng.",
        "6 tháng đầu năm 2025, tổng doanh thu đạt 50 tỷ đồng.",
        "Tháng 5 năm 2026, tổng doanh thu đạt 3 tỷ đồng.",
    ):
        assert found(review(text, half_year)) == [], text


def test_the_month_itself_is_held_against_its_column(half_year: Context) -> None:
    month, to_date = (half_year.main("TONG_DT", column) for column in ("actual", "actual_ytd"))
    assert month is not None
    assert to_date is not None
    text = "Tháng 6 năm 2026, tổng doanh thu đạt {} triệu đồng."
    right = review(text.format(format_number(month)), half_year)
    assert found(right) == []
    assert right.claims[0].place
    wrong = review(text.format(format_number(month + 500)), half_year)
    assert [code for code, _ in found(wrong)] == ["XLP801"]
