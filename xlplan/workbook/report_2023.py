"""The real 2023 report as a workbook: published figures as published, implied ones marked."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from xlplan.domain.metrics import implied
from xlplan.workbook.content import Content, Record, empty

REQUESTS = (
    ("Hạ tầng, sóng di động tại các điểm BĐ-VHX vùng sâu, vùng xa, biên giới còn thiếu.",
     "Quan tâm đầu tư hạ tầng, phủ sóng di động đến các điểm.", "Cục Thông tin cơ sở"),
    ("Điểm BĐ-VHX thiếu wifi và thiết bị công nghệ thông tin.",
     "Bố trí kinh phí trang bị wifi, thiết bị cho các điểm.", "Vụ Kế hoạch – Tài chính"),
    ("Kết nối dữ liệu từ xã lên tỉnh và trung ương chưa thông suốt.",
     "Hướng dẫn kết nối dữ liệu; mục tiêu 100% xã được kết nối.", "Vụ Bưu chính"),
    ("Sản phẩm OCOP trên sàn thương mại điện tử còn ít.",
     "Hỗ trợ đưa sản phẩm OCOP lên sàn.", "Tổng Công ty Bưu điện Việt Nam"),
    ("Điểm ở vùng khó khăn chưa đủ điều kiện phục vụ.",
     "Phối hợp rà soát, hỗ trợ các điểm.", "Sở TT&TT"),
)  # fmt: skip


def published() -> dict[str, Any]:
    """The figures as printed."""
    return tomllib.loads(Path(__file__).with_name("report_2023.toml").read_text(encoding="utf-8"))


def content() -> Content:
    """The report's content, implied plans and prior years as exact quotients."""
    data = published()
    result = empty("2023", "Bưu điện tỉnh (báo cáo năm 2023)", 2023, "năm")
    result.settings["origin"] = data["origin"]
    for row in result.rows["ChiTieu"]:
        if entry := data.get(row["key"]):
            row.update(_figures(entry))
    result.rows["KienNghi"] = [
        {"number": n, "difficulty": difficulty, "request": request, "addressee": to,
         "status": "đã gửi"}
        for n, (difficulty, request, to) in enumerate(REQUESTS, 1)
    ]  # fmt: skip
    return result


def _figures(entry: Record) -> Record:
    row: Record = {"actual": entry["actual"], "sentence": entry["sentence"]}
    marks = []
    if "rate" in entry:
        row["published_rate"] = entry["rate"]
        if "plan" not in entry:
            marks.append("KH")
        row["plan_year"] = entry.get("plan", implied(entry["actual"], entry["rate"]))
    if "index" in entry:
        row["published_index"] = entry["index"]
        row["prior_ytd"] = implied(entry["actual"], entry["index"])
        marks.append("CK")
    if "prior" in entry:
        row["prior_ytd"] = entry["prior"]
    for key in ("unit", "origin"):
        if key in entry:
            row[key] = entry[key]
    if marks:
        row["implied"] = ", ".join(marks)
    return row
