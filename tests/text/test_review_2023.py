"""The published paragraph of 2023: every figure read, exactly its real faults flagged."""

from __future__ import annotations

from pathlib import Path

import pytest

from xlplan.checks.context import Context
from xlplan.checks.runner import open_book
from xlplan.text.review import Review, review
from xlplan.workbook.report_2023 import published

PARAGRAPH = " ".join(entry["sentence"] for entry in published().values() if isinstance(entry, dict))

FIGURES = [
    ("TONG_DT", "level", "113298000000", None), ("TONG_DT", "index", None, "0.95"),
    ("TONG_DT", "index", None, "1.21"),
    ("BCCP", "level", "19524000000", None), ("BCCP", "index", None, "0.81"),
    ("TCBC", "level", "80572000000", None), ("TCBC", "index", None, "1.25"),
    ("PPTT", "level", "13201000000", None), ("PPTT", "index", None, "0.43"),
    ("DTTL", "level", "97603000000", None), ("DTTL", "index", None, "1.09"),
    ("NSLD", "level", "217000000000", None), ("NSLD", "index", None, "1.08"),
    ("CPKL", "level", "56223000000", None), ("CPKL", "index", None, "0.73"),
    ("QTL", "level", "28392000000", None), ("QTL", "index", None, "1.12"),
    ("CLTC", "level", "25412000000", None), ("CLTC", "index", None, "1.55"),
    ("BHXH", "ratio", "15959/19668", "0.8114"), ("BHXH", "index", None, "0.81"),
    ("BHXH", "difference", "317", None),
    ("SL_DI", "level", "735665", None), ("SL_DEN", "level", "936517", None),
    ("TMDT_KH", "level", "500", None), ("TMDT_DT", "level", "1500000000", None),
    ("DIEM", "level", "150", None), ("DTBQ_DIEM", "ratio", "6800000", None),
]  # fmt: skip


@pytest.fixture(scope="module")
def with_workbook(workbooks: Path) -> Review:
    return review(PARAGRAPH, Context(open_book(workbooks / "bao-cao-2023.xlsx")))


def flagged(result: Review) -> set[tuple[str, str, str, str]]:
    return {
        (
            one.finding.code,
            one.finding.severity.value,
            one.finding.cell,
            result.text[one.start : one.end],
        )
        for one in result.remarks
    }


def test_every_figure_is_found_and_held_against_its_cell(with_workbook: Review) -> None:
    told = [
        (c.indicator, c.verb, c.fields()["value"], c.fields()["rate"]) for c in with_workbook.claims
    ]
    assert told == FIGURES
    assert [claim.text for claim in with_workbook.claims if claim.place is None] == []


def test_exactly_the_rows_of_the_acceptance_table(with_workbook: Review) -> None:
    assert flagged(with_workbook) == {
        ("XLP805", "note", "G7", "đạt 113 tỷ 298 triệu đồng"),
        ("XLP806", "warning", "N7", "tăng so với cùng kỳ 121%"),
        ("XLP808", "error", "C13", "đạt 217 tỷ đồng"),
        ("XLP815", "error", "G17", "đạt 25 tỷ 412 triệu đồng"),
        ("XLP812", "note", "G23", "1,5 tỷ đồng so với năm 2022"),
    }
    messages = {one.finding.code: one.finding.message for one in with_workbook.remarks}
    assert "217 triệu đồng/người/năm" in messages["XLP808"]
    assert "3 tỷ 271 triệu đồng" in messages["XLP815"]


def test_without_the_workbook_121_is_a_question() -> None:
    result = review(PARAGRAPH)
    codes = {one.finding.code: one.finding.severity.value for one in result.remarks}
    assert codes == {
        "XLP805": "note", "XLP807": "note", "XLP808": "error", "XLP815": "error", "XLP812": "note",
    }  # fmt: skip
    asked = next(c for c in result.claims if c.text == "tăng so với cùng kỳ 121%")
    assert (asked.verb, asked.said) == ("growth", "tăng")


ALTERED = [
    ("113 tỷ 298", "113 tỷ 928", "XLP801", "G7"),
    ("bằng 81% kế hoạch. Doanh thu tài", "bằng 82% kế hoạch. Doanh thu tài", "XLP801", "M8"),
    ("80 tỷ 572 triệu", "80.572 tỷ", "XLP808", "C9"),
    ("15.959/19.668", "15.959/19.686", "XLP801", "E19"),
    ("tăng 317 lượt", "tăng 371 lượt", "XLP801", "J19"),
    ("735.665 cái", "753.665 cái", "XLP801", "G20"),
    ("6,8 triệu đồng/điểm", "8,6 triệu đồng/điểm", "XLP801", "G25"),
    ("bằng 109% kế hoạch", "vượt 109% kế hoạch", "XLP806", "M11"),
    ("bằng 109% kế hoạch", "vượt 9% kế hoạch", None, None),
    ("tăng so với cùng kỳ 121%", "tăng 21% so với cùng kỳ", None, None),
    ("tăng so với cùng kỳ 121%", "bằng 121% so với cùng kỳ", None, None),
    ("tăng so với cùng kỳ 121%", "bằng 21% so với cùng kỳ", "XLP806", "N7"),
]


@pytest.mark.parametrize(("old", "new", "code", "cell"), ALTERED)
def test_altered_figures_are_found(
    workbooks: Path, old: str, new: str, code: str | None, cell: str | None
) -> None:
    text = PARAGRAPH.replace(old, new, 1)
    assert text != PARAGRAPH
    result = review(text, Context(open_book(workbooks / "bao-cao-2023.xlsx")))
    at = text.index(new)
    here = {
        (one.finding.code, one.finding.cell)
        for one in result.remarks
        if one.start < at + len(new) and one.end > at and one.finding.severity.value != "note"
    }
    assert here == ({(code, cell)} if code else set())


def test_figures_of_other_years_and_plans_are_not_held_against_this_one(workbooks: Path) -> None:
    text = (
        "Năm 2022, tổng doanh thu đạt 93 tỷ 100 triệu đồng.\n"
        "Kế hoạch năm 2024: tổng doanh thu 265 tỷ đồng, tăng 8% so với thực hiện năm 2023.\n"
        "Tổng doanh thu năm 2023 tăng 35% so với năm 2020."
    )
    result = review(text, Context(open_book(workbooks / "bao-cao-2023.xlsx")))
    assert len(result.claims) == 4
    assert [one.finding.message for one in result.remarks] == []
