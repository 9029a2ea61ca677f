"""Writes docs/vi/doan-van-mau.md: twenty paragraphs out of made figures, to be read by eye."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

from xlplan.text.lines import Line, Scope
from xlplan.text.write import write

FILE = Path(__file__).parent / "vi" / "doan-van-mau.md"

MONEY, PER_HEAD, PEOPLE = "triệu đồng", "triệu đồng/người/năm", "lượt người"

Figures = tuple[str, str, object, object, object, object]
"""Indicator, unit, actual to date, plan of the year, plan to date, prior year to date."""

SAMPLES: tuple[tuple[str, Scope, tuple[Figures, ...]], ...] = (
    ("Cả năm, đủ số liệu", Scope(2024), (
        ("TONG_DT", MONEY, 126480, 124000, 124000, 113298),
        ("BCCP", MONEY, 21870, 24500, 24500, 19524),
        ("TCBC", MONEY, 88215, 82500, 82500, 80572),
        ("PPTT", MONEY, 16395, 17000, 17000, 13202),
        ("CLTC", MONEY, 27150, 26000, 26000, 25412))),
    ("Cả năm, dưới kế hoạch và giảm", Scope(2024), (
        ("TONG_DT", MONEY, 98415, 124000, 124000, 113298),
        ("PPTT", MONEY, 9105, 17000, 17000, 13202))),
    ("6 tháng, kế hoạch năm và kế hoạch lũy kế", Scope(2025, 6), (
        ("TONG_DT", MONEY, 63218, 131000, 62100, 58402),
        ("DTTL", MONEY, 51240, 104000, 51900, 49871))),
    ("10 tháng, thấp hơn kế hoạch lũy kế", Scope(2025, 10), (
        ("TONG_DT", MONEY, 101377, 131000, 108900, 104118),
        ("BCCP", MONEY, 18233, 26000, 21600, 17905))),
    ("Quý I, chi phí vượt kế hoạch lũy kế", Scope(2025, 3), (
        ("TONG_DT", MONEY, 29410, 131000, 28800, 27955),
        ("CPKL", MONEY, 15120, 58000, 14300, 13890))),
    ("Tháng 1", Scope(2025, 1), (("TONG_DT", MONEY, 8120, 131000, 8300, 9344),)),
    ("Chi phí thấp hơn kế hoạch không phải là đạt", Scope(2024), (
        ("CPKL", MONEY, 56223, 77018, 77018, 60110),
        ("QTL", MONEY, 28392, 25350, 25350, 27104))),
    ("Giảm lỗ", Scope(2024), (("CLTC", MONEY, -820, -500, -500, -1130),)),
    ("Tăng lỗ", Scope(2024), (("CLTC", MONEY, -2310, -1500, -1500, -1130),)),
    ("Lỗ ít hơn kế hoạch lỗ", Scope(2025, 6), (("CLTC", MONEY, -240, -900, -450, -610),)),
    ("Chuyển từ lỗ sang lãi", Scope(2024), (("CLTC", MONEY, 415, 300, 300, -1130),)),
    ("Chuyển từ lãi sang lỗ", Scope(2024), (("CLTC", MONEY, -96, 700, 700, 540),)),
    ("Chưa có kế hoạch", Scope(2024), (("DTTL", MONEY, 97603, None, None, 90218),)),
    ("Không giao kế hoạch (kế hoạch bằng 0)", Scope(2024), (
        ("TMDT_DT", MONEY, 1500, 0, 0, 1180),)),
    ("Chưa có cả kế hoạch và số năm trước", Scope(2024), (
        ("TMDT_KH", "khách", 486, None, None, None),
        ("TMDT_DT", MONEY, 1500, None, None, None))),
    ("Chưa có số năm trước", Scope(2024), (("DTTL", MONEY, 97603, 89544, 89544, None),)),
    ("Số lượt và hồ sơ", Scope(2024), (
        ("BHXH", PEOPLE, 15959, 19668, 19668, 15642),
        ("DVHCC", "hồ sơ", 20418, 18000, 18000, 21007))),
    ("Số lượt, 9 tháng", Scope(2025, 9), (("BHXH", PEOPLE, 12044, 20500, 14800, 11390),)),
    ("Bình quân đầu người và điểm", Scope(2024), (
        ("LDBQ", "người", Decimal("449.8"), 455, 455, 452),
        ("NSLD", PER_HEAD, 217, Decimal("200.9"), Decimal("200.9"), Decimal("198.4")),
        ("TNBQ", "triệu đồng/người/tháng", Decimal("12.8"), 12, 12, Decimal("12.1")),
        ("DTBQ_DIEM", "triệu đồng/điểm/tháng", Decimal("6.8"), 7, 7, Decimal("6.8")))),
    ("Sản lượng", Scope(2024), (
        ("SL_DI", "cái", 735665, None, None, 701120),
        ("SL_DEN", "cái", 936517, None, None, 936517))),
    ("Tăng trên 100% thật", Scope(2024), (("TMDT_DT", MONEY, 3780, 3000, 3000, 1500),)),
    ("Gấp nhiều lần", Scope(2024), (("TMDT_DT", MONEY, 18750, 1500, 1500, 1480),)),
    ("Số nhỏ", Scope(2024), (
        ("TMDT_DT", "đồng", 845300, 900000, 900000, 990000),
        ("TMDT_KH", "khách", 12, 10, 10, 9))),
    ("Có số đã điều chỉnh", Scope(2024), (("TONG_DT", MONEY, 113033, 119261, 119261, 113000),)),
)  # fmt: skip


def line(figures: Figures, corrected: bool = False) -> Line:
    """A line out of plain numbers; None stays None."""
    code, unit, *numbers = figures
    actual, year, ytd, prior = (None if n is None else Decimal(str(n)) for n in numbers)
    assert actual is not None
    return Line(code, unit, actual, year, ytd, prior, {}, corrected)


def page() -> str:
    """The page: each paragraph under what it shows."""
    parts = [
        "# Đoạn văn mẫu",
        "Trang này do `make docs` sinh ra: `xlplan report FILE --format text` viết như vậy từ các "
        "bộ số giả định.",
    ]
    for title, scope, rows in SAMPLES:
        lines = [line(row, corrected="điều chỉnh" in title) for row in rows]
        parts.append(f"## {title}\n\n{write(lines, scope).text}")
    return "\n\n".join(parts) + "\n"


def main() -> int:
    """Writes the page; with --check, 1 when it is stale."""
    text = page()
    if "--check" in sys.argv[1:]:
        return int(not FILE.exists() or FILE.read_text(encoding="utf-8") != text)
    FILE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
