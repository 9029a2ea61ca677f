"""A synthetic year of a fictitious office, "Đơn vị thử nghiệm": made-up figures that reconcile.

Every table is filled: plans by level and version, twelve months of actual and same period, units
with the two rows that are no office, services with dated coefficients, points, closing. Amounts in
triệu đồng. Nothing here is a real office's figure.
"""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from typing import Any

from xlplan.domain.numerals import amount_text, format_number
from xlplan.sheets.main import MONTH
from xlplan.workbook import build as builder
from xlplan.workbook.content import Content, Record, empty

YEAR = 2026
OFFICE = "Đơn vị thử nghiệm (số liệu giả định)"
CORPORATION, REGISTERED = "Tổng Công ty giao", "Đơn vị đăng ký"
SEASON = (92, 78, 101, 97, 99, 103, 100, 98, 104, 106, 108, 114)
PARTS = ("BCCP", "TCBC", "PPTT")
MONEY = ("TONG_DT", *PARTS, "DTTL", "CPKL", "QTL", "DC_CLTC", "CLTC")
SERVICES = {  # code: name, part, share of the part, coefficient, coefficient from July
    "BC01": ("Bưu phẩm, bưu kiện", "BCCP", "0.6", "0.85", "0.9"),
    "BC02": ("Chuyển phát nhanh", "BCCP", "0.4", "0.95", "0.95"),
    "TC01": ("Tiết kiệm bưu điện", "TCBC", "0.7", "1", "1"),
    "TC02": ("Thu hộ, chi hộ", "TCBC", "0.3", "0.9", "0.95"),
    "PP01": ("Phân phối hàng tiêu dùng", "PPTT", "0.8", "0.25", "0.25"),
    "PP02": ("Phát hành báo chí, truyền thông", "PPTT", "0.2", "0.4", "0.4"),
}
OFFICES = {  # code: name, type, percent of the province
    "D01": ("Bưu điện xã Thử nghiệm Một", "Bưu điện xã", 21),
    "D02": ("Bưu điện xã Thử nghiệm Hai", "Bưu điện xã", 18),
    "D03": ("Bưu điện xã Thử nghiệm Ba", "Bưu điện xã", 16),
    "D04": ("Bưu điện xã Thử nghiệm Bốn", "Bưu điện xã", 15),
    "D05": ("Bưu điện xã Thử nghiệm Năm", "Bưu điện xã", 13),
    "TTKT": ("Trung tâm khai thác thử nghiệm", "Trung tâm khai thác", 9),
    "VP": ("Khối văn phòng thử nghiệm", "Khối văn phòng", 7),
}
REST, INTERNAL, CLOSED = "CPB", "LTNB", "D99"
POINTS = 12

Figures = dict[str, list[Decimal]]


def _round(value: Decimal, places: str = "1") -> Decimal:
    return value.quantize(Decimal(places), rounding=ROUND_HALF_UP)


def _shape(base: int, drift: int = 0) -> list[Decimal]:
    """Twelve whole figures about `base`, with the season and a small steady wobble."""
    return [
        _round(Decimal(base * season * (1000 + (n * 7 + drift) % 11)) / 100_000)
        for n, season in enumerate(SEASON)
    ]


def services(parts: Figures) -> Figures:
    """Revenue by service and month; the services of a part add up to it."""
    found: Figures = {}
    for code, (_, part, share, _, _) in SERVICES.items():
        first = all(SERVICES[c][1] != part for c in found)
        if first:
            found[code] = [_round(value * Decimal(share)) for value in parts[part]]
        else:
            done = [c for c in found if SERVICES[c][1] == part]
            found[code] = [v - sum(found[c][n] for c in done) for n, v in enumerate(parts[part])]
    return found


def _weighted(revenue: Figures, late: int) -> list[Decimal]:
    """DTTL by month; `late` is the month from which the second coefficients hold."""
    return [
        sum(
            (revenue[code][n] * Decimal(entry[3] if n + 1 < late else entry[4])
             for code, entry in SERVICES.items()),
            Decimal(0),
        )
        for n in range(12)
    ]  # fmt: skip


def year(percent: dict[str, int] | None = None, drift: int = 0, late: int = 7) -> Figures:
    """Twelve months of every indicator that accumulates; `percent` scales the parts."""
    scale = {"BCCP": 100, "TCBC": 100, "PPTT": 100} | (percent or {})
    base = {"BCCP": 1650, "TCBC": 6720, "PPTT": 1130}
    found: Figures = {p: _shape(base[p] * scale[p] // 100, drift) for p in PARTS}
    found["TONG_DT"] = [sum(found[p][n] for p in PARTS) for n in range(12)]  # type: ignore[misc]
    found["DTTL"] = _weighted(services(found), late)
    found["CPKL"] = [_round(value * Decimal("0.51")) for value in found["TONG_DT"]]
    found["QTL"] = [_round(value * Decimal("0.29")) for value in found["DTTL"]]
    found["DC_CLTC"] = [Decimal(-40 - n) for n in range(12)]
    found["CLTC"] = [
        found["TONG_DT"][n] - found["CPKL"][n] - found["QTL"][n] + found["DC_CLTC"][n]
        for n in range(12)
    ]
    found["LDBQ"] = [Decimal(440 + n // 2) for n in range(12)]
    whole = scale["TCBC"]
    for code, size in (("BHXH", 1310), ("SL_DI", 61300), ("SL_DEN", 78040), ("TMDT_KH", 42),
                       ("TMDT_DT", 125), ("DVHCC", 960)):  # fmt: skip
        found[code] = _shape(size * whole // 100, drift + 3)
    return found


@lru_cache(maxsize=1)
def actual() -> Figures:
    """The year's actual figures."""
    found = year()
    found["DIEM"] = [Decimal(POINTS - 1 if n < 6 else POINTS) for n in range(12)]
    return found


@lru_cache(maxsize=1)
def prior() -> Figures:
    """The same months of the year before."""
    found = year({"BCCP": 94, "TCBC": 90, "PPTT": 103}, 1, 13)
    found["DIEM"] = [Decimal(POINTS - 1)] * 12
    return found


@lru_cache(maxsize=2)
def plan(version: int) -> Figures:
    """The corporation's plan by month: version 0 of January, 1 of July, higher by 2%."""
    found = year({"BCCP": 101 + version, "TCBC": 98 + version, "PPTT": 102 + version}, 2)
    found |= {"LDBQ": [Decimal(445)] * 12, "DIEM": [Decimal(POINTS)] * 12}
    for code, value in (("NSLD", 221), ("TNBQ", "6.2"), ("DTBQ_DIEM", "6.7")):
        found[code] = [Decimal(value)] * 12
    return found


def accumulated(code: str, months: list[Decimal]) -> Decimal:
    """A figure to date by the indicator's own rule."""
    if code in ("DIEM", "NSLD", "TNBQ", "DTBQ_DIEM"):
        return months[-1]
    total = sum(months, Decimal(0))
    return total / len(months) if code == "LDBQ" else total


def _months(figures: list[Decimal], upto: int = 12) -> Record:
    return {f"m{n}": float(value) for n, value in enumerate(figures[:upto], 1)}


def _plans() -> list[Record]:
    rows: list[Record] = []
    for version, (name, effective) in enumerate(
        (("Đầu năm", dt.date(YEAR, 1, 1)), ("Điều chỉnh lần 1", dt.date(YEAR, 7, 1)))
    ):
        for level in (CORPORATION, REGISTERED):
            codes = plan(version) if level == CORPORATION else ("TONG_DT", *PARTS)
            if level == REGISTERED and version:
                continue
            for code in codes:
                if version and code not in MONEY:
                    continue
                months = plan(version)[code]
                rows.append({
                    "indicator": code, "level": level, "version": name,
                    "decision": f"{10 + version}/QĐ-TN", "decided": effective,
                    "effective": effective, "phasing": "Tự chia",
                    "year": float(accumulated(code, months)), **_months(months),
                })  # fmt: skip
    return rows


def _units(last: int) -> list[Record]:
    """Each unit's share; what is left stands in "chưa phân bổ"."""
    version = 1 if last >= 7 else 0
    columns = {
        "plan_year": (plan(version), 12), "plan_ytd": (plan(version), last),
        "actual_ytd": (actual(), last), "prior_ytd": (prior(), last),
    }  # fmt: skip
    cells: dict[tuple[str, str], Record] = {}
    for key, (figures, upto) in columns.items():
        totals = {code: accumulated(code, figures[code][:upto]) for code in MONEY}
        left = dict(totals)
        for unit, (_, _, percent) in OFFICES.items():
            share = {c: _round(totals[c] * percent / 100) for c in (*PARTS, "DTTL", "CPKL", "QTL")}
            _put(cells, unit, key, share | {"DC_CLTC": Decimal(-percent)}, left)
        none = dict.fromkeys((*PARTS, "DTTL", "CPKL", "QTL", "DC_CLTC"), Decimal(0))
        _put(cells, INTERNAL, key, none | {"BCCP": Decimal(-30)}, left)
        _put(cells, REST, key, {code: left[code] for code in none}, left)
    for code in set(MONEY) - {"BCCP", "TONG_DT", "CLTC"}:
        del cells[INTERNAL, code]
    return [{"unit": u, "indicator": c, **cells[u, c]} for u, c in sorted(cells)]


def _put(
    cells: dict[tuple[str, str], Record], unit: str, key: str, share: dict[str, Decimal],
    left: dict[str, Decimal],
) -> None:  # fmt: skip
    revenue = sum((share[p] for p in PARTS), Decimal(0))
    share = share | {"TONG_DT": revenue}
    share["CLTC"] = revenue - share["CPKL"] - share["QTL"] + share["DC_CLTC"]
    for code, value in share.items():
        cells.setdefault((unit, code), {})[key] = float(value)
        left[code] -= value


def points(last: int) -> list[Record]:
    """Points of the offices; the twelfth opens in July, so it has no month before."""
    rows = []
    for n in range(1, POINTS + 1):
        first = 7 if n == POINTS else 1
        if first > last:
            continue
        months = {f"m{m}": (60 + n + m % 3) / 10 for m in range(first, last + 1)}
        rows.append({
            "point": f"P{n:02}", "name": f"Điểm thử nghiệm {n}", "unit": f"D0{n % 5 + 1}",
            "open_months": last - first + 1, **months, "mobile": "có", "internet": "có",
            "it": "có" if n % 2 else "không", "online": "có",
        })  # fmt: skip
    return rows


def _closing(last: int) -> tuple[list[Record], list[Record]]:
    """Months up to the last but one are closed; one of March's figures was corrected since."""
    new = actual()["SL_DI"][2]
    closing = []
    for month in range(1, last + 1):
        total = sum((months[month - 1] for months in actual().values()), Decimal(0))
        if month == 3:
            total += 60000 - new
        locked = month < last
        closing.append({
            "month": month, "unit": "TN", "state": "đã khóa" if locked else "đã gửi",
            "who": "Kế toán thử nghiệm", "when": dt.date(YEAR, month, 28),
            **({"control": float(total)} if locked else {}),
        })  # fmt: skip
    correction = {
        "number": "DC01", "month": 3, "unit": "TN", "indicator": "SL_DI", "old": 60000.0,
        "new": float(new), "reason": "Nhập thiếu bảng kê tháng 3", "applied": "tháng đó",
    }  # fmt: skip
    return closing, [correction]


def content(source: str = MONTH, last: int = 12) -> Content:
    """The year by "tháng" or by "năm", reported to month `last`; later months are blank."""
    result = empty("TN", OFFICE, YEAR, source)
    result.settings |= {"last_month": last, "origin": "Số liệu giả định để thử chương trình"}
    rows = result.rows
    rows["Thang"] = [
        dict(row, **_months(figures[row["indicator"]], upto))
        for row in empty("", "", YEAR, MONTH).rows["Thang"]
        for figures, upto in [(actual(), last) if row["kind"] == "TH" else (prior(), 12)]
    ]
    rows["KeHoach"] = _plans()
    rows["DonVi"] = [
        *({"unit": code, "name": name, "type": kind, "opened": dt.date(2020, 1, 1)}
          for code, (name, kind, _) in OFFICES.items()),
        {"unit": CLOSED, "name": "Bưu điện huyện Thử nghiệm", "type": "Bưu điện huyện",
         "opened": dt.date(2010, 1, 1), "closed": dt.date(2019, 12, 31), "successor": "D01"},
        {"unit": REST, "name": "Chưa phân bổ", "type": "Chưa phân bổ"},
        {"unit": INTERNAL, "name": "Loại trừ nội bộ", "type": "Loại trừ nội bộ"},
    ]  # fmt: skip
    rows["ChiTieuDonVi"] = _units(last)
    revenue = services(actual())
    rows["DichVu"] = [
        {"service": code, "name": SERVICES[code][0], "month": n + 1,
         "revenue": float(revenue[code][n])}
        for code in SERVICES
        for n in range(last)
    ]  # fmt: skip
    rows["HeSo"] = _coefficients()
    rows["DiemBDVHX"] = points(last)
    rows["KhoaSo"], rows["DieuChinh"] = _closing(last)
    rows["KienNghi"] = [
        {"number": 1, "difficulty": "Khó khăn giả định.", "request": "Kiến nghị giả định.",
         "addressee": "Tổng Công ty Bưu điện Việt Nam", "status": "đã gửi",
         "due": dt.date(YEAR, 12, 31)}
    ]  # fmt: skip
    _main(result, last)
    return result


def _coefficients() -> list[Record]:
    rows = []
    for code, (_, _, _, early, late) in SERVICES.items():
        rows.append({"service": code, "effective": dt.date(YEAR - 1, 1, 1),
                     "coefficient": float(early), "decision": "01/QĐ-TN"})  # fmt: skip
        if late != early:
            rows.append({"service": code, "effective": dt.date(YEAR, 7, 1),
                         "coefficient": float(late), "decision": "11/QĐ-TN"})  # fmt: skip
    return rows


def per_point(last: int) -> Decimal:
    """Revenue of the points over their open point-months."""
    rows = points(last)
    revenue = sum(
        Decimal(str(row[f"m{m}"])) for row in rows for m in range(1, 13) if f"m{m}" in row
    )
    return revenue / sum(row["open_months"] for row in rows)


def _main(result: Content, last: int) -> None:
    """What ChiTieu has typed: by month only the rows no sheet holds, by year the figures."""
    typed = {"TNBQ": {"actual": 6.1, "prior_ytd": 5.8}, "DTBQ_DIEM": {"prior_ytd": 6.4}}
    for row in result.rows["ChiTieu"]:
        code = row["key"]
        row.update(typed.get(code, {}))
        if result.source == MONTH:
            if code == "TNBQ":
                row |= {"actual_ytd": 6.1, "prior_year": 5.8}
            continue
        row |= _typed(code, last)
        if code in ("TONG_DT", "TCBC", "BHXH"):
            row |= _published(row)


def _typed(code: str, last: int) -> Record:
    row: Record = {}
    version = 1 if last >= 7 and code in MONEY else 0
    if code in plan(version):
        row["plan_year"] = float(accumulated(code, plan(version)[code]))
    if code in actual():
        row["actual"] = float(accumulated(code, actual()[code][:last]))
        row["prior_ytd"] = float(accumulated(code, prior()[code][:last]))
    if code == "NSLD":
        for column, figures in (("actual", actual()), ("prior_ytd", prior())):
            ratio = accumulated("DTTL", figures["DTTL"][:last]) / accumulated(
                "LDBQ", figures["LDBQ"][:last]
            )
            row[column] = float(_round(ratio * 12 / last, "0.1"))
    if code == "DTBQ_DIEM":
        row["actual"] = float(_round(per_point(last), "0.1"))
    return row


def _published(row: Record) -> Record:
    """Rates and the sentence as a report would print them."""
    found: Record = {}
    said = (
        amount_text(Decimal(repr(row["actual"])))
        if row["unit"] == "triệu đồng"
        else f"{format_number(row['actual'])} lượt người"
    )
    sentence = f"{row['label']} đạt {said}"
    if "plan_year" in row:
        found["published_rate"] = float(_round(Decimal(row["actual"] / row["plan_year"]), "0.01"))
        sentence += f", bằng {found['published_rate'] * 100:.0f}% kế hoạch"
    found["published_index"] = float(_round(Decimal(row["actual"] / row["prior_ytd"]), "0.01"))
    index = found["published_index"] * 100
    return found | {"sentence": f"{sentence}, bằng {index:.0f}% so với cùng kỳ."}


@cache
def workbook(source: str = MONTH, last: int = 12) -> bytes:
    """The workbook's bytes, the same every time."""
    return builder.build(content(source, last))


def expected(code: str, column: str, last: int) -> Any:
    """ChiTieu's figure in month mode, by plain arithmetic; None where there is none."""
    figures = {"actual_ytd": (actual(), last), "prior_ytd": (prior(), last),
               "prior_year": (prior(), 12)}.get(column)  # fmt: skip
    if figures and code in figures[0]:
        return accumulated(code, figures[0][code][: figures[1]])
    if figures and code == "NSLD":
        revenue, people = (accumulated(c, figures[0][c][: figures[1]]) for c in ("DTTL", "LDBQ"))
        return revenue / people * 12 / figures[1]
    if column == "actual_ytd" and code == "DTBQ_DIEM":
        return per_point(last)
    version = 1 if last >= 7 and code in MONEY else 0
    if column in ("plan_year", "plan_ytd") and code in plan(version):
        return accumulated(code, plan(version)[code][: 12 if column == "plan_year" else last])
    return None
