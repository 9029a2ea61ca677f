"""What reviewed texts contradict in themselves; clean texts and true large growth stay silent."""

from __future__ import annotations

import pytest

from xlplan.text.review import review

FAULTS = [
    ("XLP802", "đạt 15.959/19.668 lượt người, bằng 91% kế hoạch", "bằng 91% kế hoạch"),
    ("XLP802", "Kế hoạch giao 120 tỷ đồng, thực hiện 110,4 tỷ đồng, đạt 95%.", "đạt 95%"),
    (
        "XLP802",
        "Lao động 452 người, giảm 23 người (6,84%) so với cùng kỳ.",
        "6,84%",
    ),
    (
        "XLP803",
        "Doanh thu đạt 80 tỷ đồng (cùng kỳ 66 tỷ đồng), tăng 16 tỷ đồng so với cùng kỳ.",
        "tăng 16 tỷ đồng so với cùng kỳ",
    ),
    (
        "XLP804",
        "Tổng doanh thu 180 tỷ đồng, gồm: bưu chính chuyển phát 60 tỷ đồng, tài chính bưu chính 95 "
        "tỷ đồng, phân phối truyền thông 35 tỷ đồng.",
        "180 tỷ đồng",
    ),
    (
        "XLP804",
        "Thu ngân sách 640 tỷ đồng, trong đó: thu nội địa 500 tỷ đồng, thu hải quan 200 tỷ đồng.",
        "640 tỷ đồng",
    ),
    (
        "XLP804",
        "Nông nghiệp chiếm 24,3%; công nghiệp chiếm 33,1%; dịch vụ chiếm 41,6%.",
        "chiếm 41,6%",
    ),
    (
        "XLP806",
        "Doanh thu đạt 113 tỷ đồng (cùng kỳ 93,4 tỷ đồng), tăng 121% so với cùng kỳ.",
        "tăng 121% so với cùng kỳ",
    ),
    (
        "XLP806",
        "Doanh thu đạt 113 tỷ đồng (cùng kỳ 93,4 tỷ đồng), bằng 21% so với cùng kỳ.",
        "bằng 21% so với cùng kỳ",
    ),
    ("XLP807", "Doanh thu tăng 118% so với cùng kỳ.", "tăng 118% so với cùng kỳ"),
    ("XLP808", "Năng suất lao động đạt 322 tỷ đồng.", "đạt 322 tỷ đồng"),
    ("XLP808", "Tiền lương bình quân đạt 12,5 tỷ đồng.", "đạt 12,5 tỷ đồng"),
    (
        "XLP808",
        "Kế hoạch giao 120 triệu đồng, thực hiện 114 tỷ đồng, đạt 95% kế hoạch.",
        "thực hiện 114 tỷ đồng",
    ),
    ("XLP809", "Năm 2023, doanh thu tăng 12% so với năm 2023.", "tăng 12% so với năm 2023"),
    ("XLP811", "Tỷ lệ hộ nghèo giảm 1,2% so với cùng kỳ.", "giảm 1,2% so với cùng kỳ"),
    ("XLP812", "Doanh thu tăng 2 lần so với cùng kỳ.", "tăng 2 lần so với cùng kỳ"),
    ("XLP813", "Doanh thu tính lương đạt 95 kế hoạch.", "đạt 95 kế hoạch"),
    ("XLP814", "Thu nhập bình quân 6.8 triệu đồng/người/tháng.", "6.8 triệu đồng/người/tháng"),
    (
        "XLP816",
        "Doanh thu tăng 12% so với kế hoạch và cùng kỳ năm trước.",
        "tăng 12% so với kế hoạch",
    ),
    (
        "XLP816",
        "So với kế hoạch và cùng kỳ, doanh thu tăng 12%.",
        "tăng 12%",
    ),
    (
        "XLP816",
        "Năm 2016, doanh thu tăng 33% so với năm 2015, chi phí tăng 12% so với năm 2015, lợi nhuận "
        "tăng 20% so với năm 2014.",
        "tăng 20% so với năm 2014",
    ),
    (
        "XLP808",
        "Bưu điện tỉnh đạt doanh thu 8.811 nghìn tỷ đồng.",
        "đạt doanh thu 8.811 nghìn tỷ đồng",
    ),
    (
        "XLP808",
        "Tổng doanh thu đạt 113 tỷ 298 tỷ đồng.",
        "298 tỷ đồng",
    ),
    (
        "XLP807",
        "Tổng doanh thu đạt 137,7% kế hoạch giao. Tăng trưởng đạt gần 151% so với năm 2017.",
        "đạt gần 151% so với năm 2017",
    ),
    (
        "XLP807",
        "Thu ngân sách đạt 108% dự toán, tăng 115% so với cùng kỳ.",
        "tăng 115% so với cùng kỳ",
    ),
    (
        "XLP815",
        "Tổng doanh thu 100 tỷ đồng, chi phí không lương 50 tỷ đồng, quỹ tiền lương 30 tỷ đồng, "
        "chênh lệch thu chi 25 tỷ đồng.",
        "25 tỷ đồng",
    ),
]


@pytest.mark.parametrize(("code", "text", "place"), FAULTS)
def test_fault_is_found_at_its_place_and_alone(code: str, text: str, place: str) -> None:
    result = review(text)
    found = {(one.finding.code, text[one.start : one.end]) for one in result.remarks}
    assert found == {(code, place)}


CLEAN = [
    "6 tháng đầu năm, lượng khách đạt 68,2% kế hoạch, tăng 131,6% so với cùng kỳ năm 2021.",
    "Doanh thu du lịch ước đạt 12.129 tỷ đồng, tăng 131% so với cùng kỳ.",
    "Doanh thu qua sàn tăng 126% so với cùng kỳ và vượt 47% so với kế hoạch.",
    "Đón 478.000 lượt khách, tăng 100% so với cùng kỳ.",
    "Năm 2016, doanh thu tăng 33% so với năm 2015, lợi nhuận tăng gấp đôi so với năm 2013.",
    "So với kế hoạch và cùng kỳ, doanh thu tăng lần lượt 2% và 12%.",
    "Tổng mức bán lẻ hàng hóa và doanh thu dịch vụ cả nước đạt 6.231 nghìn tỷ đồng.",
    "Thu tiền sử dụng đất đạt 1.141 tỷ đồng, bằng 43,5% dự toán, tăng 169,7% so với cùng kỳ.",
    "Thu từ bán hàng đạt 6,3 tỷ đồng, tăng 152% so với cùng kỳ (2,5 tỷ đồng).",
    "Doanh thu đạt 21 tỷ đồng (cùng kỳ 10 tỷ đồng), tăng 110% so với cùng kỳ.",
    "BHXH tự nguyện đạt 15.959/19.668 lượt người, bằng 81% kế hoạch, tăng 317 lượt (2,03%) so với năm 2022.",
    "Sản lượng đạt 4.517 tấn, vượt 117 tấn so với kế hoạch.",
    "Tổng thu đạt 62,3% dự toán Trung ương giao và 58,1% dự toán tỉnh giao.",
    "Thu ngân sách 640 tỷ đồng, trong đó: thu nội địa 500 tỷ đồng, thu phí 20 tỷ đồng.",
    "Tổng doanh thu 180 tỷ đồng, gồm: bưu chính chuyển phát 60 tỷ đồng, tài chính bưu chính 95 tỷ "
    "đồng, phân phối truyền thông 25 tỷ đồng.",
    "Năm 2023, doanh thu tăng 12% so với năm 2022, đạt 105% kế hoạch năm 2023.",
    "Tiền lương bình quân đạt 12,5 triệu đồng; số khách hàng gấp 2 lần so với cùng kỳ.",
    "Số hồ sơ đạt 300 hồ sơ (cùng kỳ 100 hồ sơ), tăng 2 lần so với cùng kỳ.",
    "Tổng doanh thu ước hơn 233 tỷ đồng, vượt 7,5% kế hoạch (217 tỷ đồng).",
    "Doanh thu bưu chính đạt 19 tỷ đồng, tăng gần 45% so với năm 2014.",
]


@pytest.mark.parametrize("text", CLEAN)
def test_clean_texts_stay_silent(text: str) -> None:
    assert [(one.finding.code, one.finding.message) for one in review(text).remarks] == []


def test_arithmetic_settles_times() -> None:
    text = "Số hồ sơ đạt 300 hồ sơ (cùng kỳ 100 hồ sơ), tăng 2 lần so với cùng kỳ."
    told = review(text).claims[-1]
    assert (told.verb, told.fields()["rate"]) == ("growth", "2")


def test_annotated_texts_have_no_errors() -> None:
    """The annotated texts are true in themselves."""
    from pathlib import Path
    from tomllib import loads

    folder = Path(__file__).parent.parent / "data" / "texts"
    entries = [
        e for f in folder.glob("annotated*.toml") for e in loads(f.read_text("utf-8"))["text"]
    ]
    found = {}
    for entry in entries:
        wrong = [
            (one.finding.code, one.finding.message)
            for one in review(entry["text"]).remarks
            if one.finding.severity.value != "note"
        ]
        if wrong:
            found[entry["id"]] = wrong
    assert found == {}
