"""The worksheet functions, each declared once: names, arguments, help, examples, arithmetic.

Source of names and meanings: the terms of domain practice (`docs/vi/ham.md` is made from here).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Dict, Optional, Sequence, Tuple

from xlplan.domain import metrics, numerals, words
from xlplan.domain.metrics import OutOfRange
from xlplan.domain.terms import AMBER
from xlplan.functions import own_rules
from xlplan.functions.own_rules import OwnRule

NUMBER, TEXT, LIST, ANY = "number", "text", "list", "any"


@dataclass(frozen=True)
class Argument:
    """One argument. `kind`: number, text or any (single values, which broadcast), or list."""

    name: str
    help: str
    kind: str = NUMBER
    required: bool = True
    default: Any = None


@dataclass(frozen=True)
class Function:
    """One worksheet function. `run` gets numbers, texts and lists (None = not entered) and returns
    a value, None for blank; `own` is what its row decides before everything else; `sums` names the argument whose range is summed
    beside a single first argument; `array` marks a result in the shape of the first argument."""

    name: str
    alias: str
    arguments: Tuple[Argument, ...]
    returns: str
    help: str
    examples: Tuple[str, ...]
    run: Callable[..., Any]
    own: Optional[OwnRule] = None
    sums: str = ""
    array: bool = False


def _optional(name: str, text: str, default: Any = None, kind: str = NUMBER) -> Argument:
    return Argument(name, text, kind, False, default)


def _amount_text(amount: float, unit: str) -> str:
    try:
        return numerals.amount_text(amount, unit)
    except (ValueError, ArithmeticError) as error:  # beyond the precision of decimals
        raise OutOfRange from error


def _amount_words(amount: float, unit: str, style: str) -> str:
    try:
        return words.amount_words(amount, unit, style)
    except ValueError as error:
        raise OutOfRange from error


def _parse_amount(text: Any, unit: str) -> float:
    """A number is in `unit` already; a text is read."""
    try:
        known = numerals.parse_amount_in(text if isinstance(text, str) else "0", unit)
    except ValueError as error:
        raise OutOfRange from error
    return float(known) if isinstance(text, str) else text


def _ytd(months: metrics.Months, upto: float, rule: str = "sum") -> Optional[float]:
    return metrics.year_to_date(months, upto, rule.strip().lower())


_UPTO = Argument("upto", "số tháng tính từ đầu năm")
_MONTHS = Argument("months", "các ô của từng tháng, từ tháng 1", LIST)
_ACTUAL = Argument("actual", "số thực hiện")
_PLAN = Argument("plan", "số kế hoạch")
_CURRENT = Argument("current", "số kỳ này")
_BASE = Argument("base", "số kỳ gốc (cùng kỳ)")
_YTD = Argument("ytd", "số thực hiện lũy kế")
_DIRECTION = _optional("direction", "1: cao là tốt; -1: thấp là tốt; 0: trung tính", 1)
_IMPLIED = (
    Argument("amount", "số thực hiện"),
    Argument("rate", "tỷ lệ dạng chỉ số: 1,21 chứ không phải 0,21"),
    _optional("decimals", "số chữ số thập phân của tỷ lệ phần trăm đã in", 0),
    _optional("bound", "-1: số nhỏ nhất; 1: số lớn nhất có thể; 0: số giữa", 0),
)

# fmt: off  (an entry reads as one row of the contract)
CATALOGUE: Tuple[Function, ...] = (
    Function(
        "ATTAINMENT",
        "HTKH",
        (_ACTUAL, _PLAN),
        "tỷ lệ",
        "Tỷ lệ hoàn thành kế hoạch: thực hiện chia kế hoạch.",
        ("=XLPLAN_HTKH(113298;119261)",),
        metrics.divide,
    ),
    Function(
        "EXCESS",
        "VUOTKH",
        (_ACTUAL, _PLAN),
        "tỷ lệ",
        "Tỷ lệ vượt kế hoạch: thực hiện chia kế hoạch trừ 1.",
        ("=XLPLAN_VUOTKH(121;100)",),
        metrics.excess,
    ),
    Function(
        "VARIANCE",
        "CHENHLECH",
        (_CURRENT, _BASE),
        "số",
        "Chênh lệch: kỳ này trừ kỳ gốc.",
        ("=XLPLAN_CHENHLECH(121;100)",),
        metrics.variance,
    ),
    Function(
        "REMAINING",
        "CONLAI",
        (_PLAN, _YTD),
        "số",
        "Phần kế hoạch còn lại; số âm là đã vượt.",
        ("=XLPLAN_CONLAI(100;80)",),
        metrics.variance,
    ),
    Function(
        "PLAN_TO_DATE",
        "KHLUYKE",
        (Argument("plan_months", "kế hoạch từng tháng", LIST), _UPTO),
        "số",
        "Kế hoạch lũy kế của các tháng đầu; có tháng trống thì để trống.",
        ("=XLPLAN_KHLUYKE({10;20;30};2)",),
        metrics.year_to_date,
        own=own_rules.blank_month,
    ),
    Function(
        "YTD",
        "LUYKE",
        (
            _MONTHS,
            _UPTO,
            _optional("rule", "sum: cộng; last: tháng cuối; mean: bình quân", "sum", TEXT),
        ),
        "số",
        "Lũy kế của các tháng đầu; có tháng trống thì để trống.",
        ("=XLPLAN_LUYKE({10;20;30};3)", '=XLPLAN_LUYKE({10;20;30};3;"last")'),
        _ytd,
        own=own_rules.blank_month,
    ),
    Function(
        "REQUIRED_PACE",
        "MUCCANDAT",
        (_PLAN, _YTD, _UPTO, _optional("periods", "số kỳ trong năm", 12)),
        "số",
        "Mức cần đạt mỗi kỳ còn lại để đủ kế hoạch.",
        ("=XLPLAN_MUCCANDAT(1200;900;10)",),
        metrics.required_pace,
        own=own_rules.none_left,
    ),
    Function(
        "FORECAST",
        "UOCNAM",
        (_YTD, _UPTO, _optional("prior_months", "mười hai tháng của năm trước", None, LIST)),
        "số",
        "Ước cả năm theo tốc độ hiện tại, hoặc theo dáng của năm trước.",
        ("=XLPLAN_UOCNAM(900;9)",),
        metrics.forecast,
        own=own_rules.last_year_shape,
    ),
    Function(
        "RATING",
        "DANHGIA",
        (
            Argument("attainment", "tỷ lệ hoàn thành"),
            _DIRECTION,
            _optional("amber", "khoảng còn coi là theo dõi", AMBER),
        ),
        "chữ",
        "Đánh giá: Đạt, Theo dõi, Chưa đạt.",
        ("=XLPLAN_DANHGIA(0,97;1)", "=XLPLAN_DANHGIA(0,73;-1)"),
        metrics.rating,
    ),
    Function(
        "IMPLIED_PLAN",
        "KHSUY",
        _IMPLIED,
        "số",
        "Kế hoạch suy ra từ số thực hiện và tỷ lệ hoàn thành công bố.",
        ("=XLPLAN_KHSUY(113298;0,95)", "=XLPLAN_KHSUY(113298;0,95;0;-1)"),
        metrics.implied,
        own=own_rules.divisor_above_zero,
    ),
    Function(
        "IMPLIED_PRIOR",
        "CKSUY",
        _IMPLIED,
        "số",
        "Cùng kỳ suy ra từ số thực hiện và chỉ số so cùng kỳ công bố.",
        ("=XLPLAN_CKSUY(113298;1,21)",),
        metrics.implied,
        own=own_rules.divisor_above_zero,
    ),
    Function(
        "GROWTH",
        "TANGTRUONG",
        (_CURRENT, _BASE),
        "tỷ lệ",
        "Tốc độ tăng: kỳ này chia kỳ gốc trừ 1.",
        ("=XLPLAN_TANGTRUONG(121;100)",),
        metrics.excess,
    ),
    Function(
        "GROWTH_INDEX",
        "CHISOCK",
        (_CURRENT, _BASE),
        "tỷ lệ",
        "Chỉ số so cùng kỳ: kỳ này chia kỳ gốc.",
        ("=XLPLAN_CHISOCK(121;100)",),
        metrics.divide,
    ),
    Function(
        "POINT_CHANGE",
        "DIEMPT",
        (Argument("rate1", "tỷ lệ kỳ này"), Argument("rate0", "tỷ lệ kỳ gốc")),
        "điểm phần trăm",
        "Thay đổi giữa hai tỷ lệ, tính bằng điểm phần trăm.",
        ("=XLPLAN_DIEMPT(0,95;0,9)",),
        metrics.point_change,
    ),
    Function(
        "CONTRIBUTION",
        "DONGGOP",
        (
            Argument("part1", "phần kỳ này"),
            Argument("part0", "phần kỳ gốc"),
            Argument("total0", "tổng kỳ gốc"),
        ),
        "điểm phần trăm",
        "Đóng góp của một phần vào tốc độ tăng của tổng.",
        ("=XLPLAN_DONGGOP(30;20;100)",),
        metrics.contribution,
    ),
    Function(
        "CAGR",
        "TTBQ",
        (
            Argument("first", "số năm đầu"),
            Argument("last", "số năm cuối"),
            Argument("years", "số năm"),
        ),
        "tỷ lệ",
        "Tốc độ tăng bình quân một năm.",
        ("=XLPLAN_TTBQ(100;121;2)",),
        metrics.cagr,
        own=own_rules.positive_ends,
    ),
    Function(
        "PER_POINT",
        "BQDIEM",
        (
            Argument("revenue", "doanh thu của các điểm"),
            Argument("points", "số điểm, hoặc số điểm-tháng"),
            _optional("months", "số tháng", 1),
        ),
        "số",
        "Doanh thu bình quân một điểm một tháng.",
        ("=XLPLAN_BQDIEM(12240;150;12)",),
        metrics.per_point,
        sums="points",
    ),
    Function(
        "PRODUCTIVITY",
        "NSLD",
        (
            Argument("revenue", "doanh thu tính lương"),
            Argument("headcount", "lao động bình quân"),
            _optional("months", "số tháng đã qua, để quy về năm"),
        ),
        "số",
        "Năng suất lao động.",
        ("=XLPLAN_NSLD(97603;450)", "=XLPLAN_NSLD(48000;450;6)"),
        metrics.productivity,
    ),
    Function(
        "AVG_HEADCOUNT",
        "LDBQ",
        (_MONTHS, _UPTO),
        "số",
        "Lao động bình quân của các tháng đã nhập; 0 cũng tính.",
        ("=XLPLAN_LDBQ({450;452;451};3)",),
        metrics.average_headcount,
        own=own_rules.none_entered,
    ),
    Function(
        "WEIGHTED_REVENUE",
        "DTTL",
        (
            Argument("revenues", "doanh thu từng dịch vụ", LIST),
            Argument("coefficients", "hệ số từng dịch vụ", LIST),
        ),
        "số",
        "Doanh thu tính lương: tổng doanh thu nhân hệ số.",
        ("=XLPLAN_DTTL({100;200};{1;0,5})",),
        metrics.weighted_revenue,
        own=own_rules.revenue_and_coefficient,
    ),
    Function(
        "FLEX_PLAN",
        "DTLINHHOAT",
        (
            Argument("plan_cost", "kế hoạch chi phí"),
            Argument("plan_volume", "khối lượng kế hoạch"),
            Argument("actual_volume", "khối lượng thực hiện"),
            _optional("variable", "phần biến đổi theo khối lượng", 1),
        ),
        "số",
        "Kế hoạch chi phí tính lại theo khối lượng thực hiện.",
        ("=XLPLAN_DTLINHHOAT(77018;30700;13201;0,5)",),
        metrics.flex_plan,
    ),
    Function(
        "SHARE",
        "TYTRONG",
        (Argument("part", "phần"), Argument("total", "tổng")),
        "tỷ lệ",
        "Tỷ trọng của một phần trong tổng.",
        ("=XLPLAN_TYTRONG(80572;113298)",),
        metrics.divide,
    ),
    Function(
        "SCORE",
        "CHAMDIEM",
        (
            Argument("attainment", "tỷ lệ hoàn thành"),
            Argument("weight", "trọng số"),
            _optional("floor", "mức thấp nhất", 0),
            _optional("cap", "mức cao nhất", 1.2),
            _DIRECTION,
        ),
        "điểm",
        "Chấm điểm: trọng số nhân tỷ lệ trong khoảng cho phép.",
        ("=XLPLAN_CHAMDIEM(0,95;40)",),
        metrics.score,
    ),
    Function(
        "ROUND_PARTS",
        "LAMTRON",
        (Argument("parts", "các phần", LIST), Argument("unit", "đơn vị làm tròn")),
        "các số",
        "Làm tròn các phần sao cho cộng đúng bằng tổng đã làm tròn.",
        ("=XLPLAN_LAMTRON({1,4;1,4;1,2};1)",),
        metrics.round_parts,
        array=True,
    ),
    Function(
        "EX_VAT",
        "CHUATHUE",
        (Argument("amount", "số tiền có thuế"), Argument("rate", "thuế suất")),
        "số",
        "Số tiền trước thuế giá trị gia tăng.",
        ("=XLPLAN_CHUATHUE(108;0,08)",),
        metrics.ex_vat,
    ),
    Function(
        "AMOUNT_TEXT",
        "VIETTIEN",
        (Argument("amount", "số"), _optional("unit", "đơn vị của số", "triệu đồng", TEXT)),
        "chữ",
        "Viết số tiền như trong báo cáo.",
        ("=XLPLAN_VIETTIEN(113298)",),
        _amount_text,
    ),
    Function(
        "AMOUNT_WORDS",
        "DOCTIEN",
        (
            Argument("amount", "số"),
            _optional("unit", "đơn vị của số", "đồng", TEXT),
            _optional("style", "lẻ, ngàn, chẵn", "", TEXT),
        ),
        "chữ",
        "Đọc số tiền bằng chữ.",
        ("=XLPLAN_DOCTIEN(1005)",),
        _amount_words,
    ),
    Function(
        "PARSE_AMOUNT",
        "SOTIEN",
        (
            Argument("text", "chữ ghi số tiền", ANY),
            _optional("unit", "đơn vị của kết quả", "triệu đồng", TEXT),
        ),
        "số",
        "Đọc số tiền từ chữ; mơ hồ hoặc không đọc được thì #VALUE!.",
        ('=XLPLAN_SOTIEN("113 tỷ 298 triệu đồng")',),
        _parse_amount,
    ),
)
# fmt: on

BY_NAME: Dict[str, Function] = {
    name: entry for entry in CATALOGUE for name in (entry.name, entry.alias)
}


def find(name: str) -> Optional[Function]:
    """The function of that name or alias, any case, with or without XLPLAN_ or XLPLAN.; or None."""
    bare = name.upper()
    for prefix in ("XLPLAN_", "XLPLAN."):
        if bare.startswith(prefix):
            bare = bare[len(prefix) :]
    return BY_NAME.get(bare)


def argument_names(arguments: Sequence[Argument]) -> str:
    """ "actual; plan; [months]" for help texts."""
    return "; ".join(a.name if a.required else f"[{a.name}]" for a in arguments)
