"""Words and codes that stand in a workbook's cells and mean something to the arithmetic.

Apart from it, so that whoever only reads the descriptions of the sheets loads none.
"""

from __future__ import annotations

LEVELS = ("Tổng Công ty giao", "Đơn vị đăng ký", "Giao đơn vị")
"""Who gave a plan."""

EVEN, AS_LAST_YEAR, BY_HAND = "Chia đều", "Theo năm trước", "Tự chia"
PHASINGS = (EVEN, AS_LAST_YEAR, BY_HAND)
"""How a year's plan comes by its months."""

MET, WATCH, MISSED = "Đạt", "Theo dõi", "Chưa đạt"
"""An indicator's rating."""

AMBER = 0.05
"""How far from its plan an indicator may be and still be watched rather than missed."""

NO_OFFICE = ("Chưa phân bổ", "Loại trừ nội bộ")
"""What the units' figures need to add up to the province's, and no office has."""

TYPES = (
    "Bưu điện xã", "Bưu điện huyện", "Bưu điện khu vực", "Trung tâm khai thác", "Khối văn phòng",
    *NO_OFFICE,
)  # fmt: skip
"""What a unit is."""

TOTAL_REVENUE = "TONG_DT"
"""The code of total revenue."""

BALANCE = {"CLTC": 1, TOTAL_REVENUE: -1, "CPKL": 1, "QTL": 1, "DC_CLTC": -1}
"""CLTC and the terms that it is made of, with the signs that add up to 0; the last, the declared
adjustments, may be missing."""
