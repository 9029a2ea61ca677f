"""True texts with one figure, unit, direction or verb altered: the contradiction is found.

Each text tells a thing in at least two ways that must agree. An alteration within the rounding that
the text shows contradicts nothing; the alterations here are beyond it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from xlplan.checks.context import Context
from xlplan.checks.runner import open_book
from xlplan.text.review import review
from xlplan.workbook.report_2023 import published

TRUE = [
    "Kế hoạch giao 120 tỷ đồng, thực hiện 110,4 tỷ đồng, đạt 92% kế hoạch.",
    "Tổng doanh thu đạt 113 tỷ 298 triệu đồng, bằng 121% so với năm 2022 (93 tỷ 635 triệu đồng).",
    "Doanh thu đạt 80 tỷ đồng, tăng 14 tỷ đồng (21,2%) so với cùng kỳ năm trước.",
    "BHXH tự nguyện đạt 15.959/19.668 lượt người, bằng 81,1% kế hoạch.",
    "Lao động bình quân 386 người, giảm 14 người (3,5%) so với năm 2022.",
    "Tổng dư nợ đạt 2.758.926 triệu đồng, tăng 132.406 triệu đồng (+5,04%) so với đầu năm.",
    "Tổng nguồn vốn đạt 2.915 tỷ đồng, tăng 214 tỷ đồng so với đầu năm, tỷ lệ tăng đạt 7,9%.",
    "Doanh thu tài chính bưu chính đạt 80,5 tỷ đồng (cùng kỳ 66,5 tỷ đồng), tăng 21,1%.",
    "Thu ngân sách đạt 2.310 tỷ đồng, bằng 91,3% cùng kỳ, giảm 220 tỷ đồng.",
    "Doanh thu ước đạt 116 tỷ đồng, tăng 23,9% so với thực hiện năm 2022 (93 tỷ 640 triệu đồng).",
    "Doanh thu tăng từ 41,2 tỷ đồng lên 63,5 tỷ đồng, tăng 22,3 tỷ đồng so với năm trước.",
    "Tổng doanh thu 180 tỷ đồng, gồm: bưu chính chuyển phát 60 tỷ đồng, tài chính bưu chính 95 tỷ "
    "đồng, phân phối truyền thông 25 tỷ đồng.",
    "Tổng chi là 6.412,5 tỷ đồng, bao gồm: chi đầu tư 2.105,8 tỷ đồng, chi thường xuyên 4.306,7 "
    "tỷ đồng.",
    "Doanh thu phát hành báo chí đạt 102,3%, vượt 2,3% kế hoạch giao.",
    "Kế hoạch năm 19.668 lượt, thực hiện 15.959 lượt, bằng 81,1% kế hoạch, thấp hơn kế hoạch 3.709 "
    "lượt.",
    "Tỷ lệ hộ nghèo giảm từ 5,4% xuống còn 4,1%, giảm 1,3 điểm phần trăm.",
    "Tổng doanh thu 100 tỷ đồng, chi phí không lương 50 tỷ đồng, quỹ tiền lương 30 tỷ đồng, chênh "
    "lệch thu chi 20 tỷ đồng.",
    "Đã đưa 325/400 sản phẩm lên sàn, đạt 81,3% kế hoạch.",
    "Dư nợ đạt 42.300 tỷ đồng, tăng 4.150 tỷ đồng, tương ứng tăng 10,88% so với đầu năm.",
    "Nợ quá hạn 9,6 tỷ đồng, chiếm 0,27% tổng dư nợ 3.569 tỷ đồng.",
    "Doanh thu tài chính bưu chính 80 tỷ đồng, chiếm 71,4% tổng doanh thu 112 tỷ đồng.",
    "Tiếp nhận 48.215 hồ sơ, tăng 8.215 hồ sơ so với cùng kỳ (40.000 hồ sơ), tương đương tăng 20,5%.",
    "Kế hoạch 86 tỷ đồng, thực hiện 79,55 tỷ đồng, đạt 92,5%; so với cùng kỳ năm 2022 (74,35 tỷ "
    "đồng) tăng 7%.",
    "Kinh phí được giao 1.105 tỷ đồng, đã giải ngân 642,7 tỷ đồng, đạt 58,2% kế hoạch.",
    "Sản lượng đạt 268.400 cái, gấp 1,5 lần cùng kỳ (178.900 cái).",
    "Doanh thu thuần đạt 94,6 tỷ đồng, vượt 10% kế hoạch (86 tỷ đồng).",
    "Tổng thu đạt 3.579 tỷ đồng. Bao gồm: nguồn trung ương 3.135 tỷ đồng, nguồn địa phương 444 tỷ "
    "đồng.",
    "Tổng dư nợ 3.569 tỷ đồng. Nợ quá hạn 9,6 tỷ đồng, chiếm 0,27% tổng dư nợ.",
]

_NUMBER = re.compile(r"\d[\d.,]*\d|\d")
_UNIT = re.compile(r" (tỷ|triệu) đồng")


def altered(text: str) -> Iterator[tuple[str, str]]:
    """The text with one thing changed, and what kind of change it is."""
    for found in _NUMBER.finditer(text):
        start, end = found.span()
        printed = found[0]
        small = re.search(r"tỷ $", text[:start])  # the triệu behind a tỷ lie within the rounding
        if small or text[:start].endswith("năm "):
            continue
        yield "digit", text[:start] + str(int(printed[0]) % 9 + 1) + printed[1:] + text[end:]
        if "," in printed:
            yield "ten", text[:start] + printed.replace(",", "") + text[end:]
        if unit := _UNIT.match(text, end):
            other = " triệu đồng" if unit[1] == "tỷ" else " tỷ đồng"
            yield "unit", text[:end] + other + text[unit.end() :]
    for one, other in (("tăng", "giảm"), ("giảm", "tăng")):
        for found in re.finditer(rf"\b{one}(?= \d)", text):
            yield "direction", text[: found.start()] + other + text[found.end() :]
    for one, other in (("bằng", "tăng"), ("đạt", "tăng"), ("tăng", "bằng")):
        for found in re.finditer(rf"(?<!tỷ lệ tăng )\b{one}(?= \d[\d,]*%)", text):
            yield "verb", text[: found.start()] + other + text[found.end() :]


def test_true_texts_stay_silent() -> None:
    found = {text: [one.finding.message for one in review(text).remarks] for text in TRUE}
    assert {text: messages for text, messages in found.items() if messages} == {}


def test_altered_texts_are_flagged(capsys: pytest.CaptureFixture[str]) -> None:
    tried: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    missed = []
    for text in TRUE:
        for kind, changed in altered(text):
            tried[kind] += 1
            if review(changed).remarks:
                caught[kind] += 1
            else:
                missed.append((kind, changed))
    with capsys.disabled():
        print()
        for kind, count in tried.items():
            print(f"  altered {kind:<10} {caught[kind]:4} of {count:4} flagged")
    assert sum(tried.values()) > 190
    assert all(caught[kind] >= 0.97 * count for kind, count in tried.items()), missed


def test_every_altered_figure_of_2023_is_held_against_its_cell(workbooks: Path) -> None:
    """Each figure of the published paragraph by its leading digit: an error or warning there."""
    paragraph = " ".join(e["sentence"] for e in published().values() if isinstance(e, dict))
    context = Context(open_book(workbooks / "bao-cao-2023.xlsx"))
    missed = []
    for claim in review(paragraph, context).claims:
        digits = paragraph[claim.at : claim.until]
        changed = (
            paragraph[: claim.at]
            + str(int(digits[0]) % 9 + 1)
            + digits[1:]
            + paragraph[claim.until :]
        )
        marks = [
            one
            for one in review(changed, context).remarks
            if one.start <= claim.at < one.end and one.finding.severity.value != "note"
        ]
        if not marks:
            missed.append(claim.text)
    assert missed == []
