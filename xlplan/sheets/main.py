"""The sheets every reader opens: ThongTin and ChiTieu."""

from __future__ import annotations

from xlplan.domain.terms import LEVELS
from xlplan.sheets.model import DATE, NUMBER, TEXT, Column, SheetSpec, Table

TEMPLATE_VERSION = "2"

YEAR, MONTH = "năm", "tháng"

SCOPES = ("chỉ người lao động có hợp đồng", "gồm cả bưu tá và nhân viên điểm")

THONG_TIN = Table(
    name="ThongTin",
    sheet="ThongTin",
    header_row=3,
    form=True,
    fields=True,
    key=("field",),
    about="Đơn vị, năm, kỳ báo cáo và cách tính của cả tệp.",
    columns=(
        Column("template", "Phiên bản mẫu", TEXT, required=True, help="Do xlplan ghi, không sửa."),
        Column(
            "unit_code",
            "Mã đơn vị",
            TEXT,
            required=True,
            format="text",
            help="Mã do Tổng Công ty cấp.",
        ),
        Column("unit_name", "Tên đơn vị", TEXT, required=True),
        Column("parent_name", "Đơn vị cấp trên", TEXT),
        Column("year", "Năm kế hoạch", NUMBER, "năm", True, "integer", minimum=2000, maximum=2100),
        Column(
            "source",
            "Nguồn số liệu",
            TEXT,
            required=True,
            choices=(YEAR, MONTH),
            help="năm: nhập thẳng vào ChiTieu; tháng: ChiTieu lấy từ Thang và KeHoach.",
        ),
        Column(
            "first_month",
            "Kỳ báo cáo từ tháng",
            NUMBER,
            "tháng",
            True,
            "integer",
            minimum=1,
            maximum=12,
        ),
        Column(
            "last_month",
            "Kỳ báo cáo đến tháng",
            NUMBER,
            "tháng",
            True,
            "integer",
            minimum=1,
            maximum=12,
            help="Lũy kế tính từ tháng 1 đến hết tháng này.",
        ),
        Column(
            "shown_unit",
            "Đơn vị tính số tiền",
            TEXT,
            required=True,
            choices=("đồng", "nghìn đồng", "triệu đồng", "tỷ đồng"),
        ),
        Column("plan_level", "Cấp kế hoạch dùng để tính", TEXT, required=True, choices=LEVELS),
        Column("headcount_scope", "Phạm vi lao động bình quân", TEXT, choices=SCOPES),
        Column("issued", "Ngày lập", DATE, format="date"),
        Column("preparer", "Người lập biểu", TEXT, help="Họ tên người ký."),
        Column("director", "Giám đốc", TEXT, help="Họ tên người ký."),
        Column("origin", "Nguồn gốc số liệu", TEXT, help="Số liệu lấy từ báo cáo nào."),
    ),
)

_RATIO = '=IF(OR({a}="",{b}=""),"",XLPLAN_%s({a},{b}))'


def _ratio(function: str, current: str, base: str) -> str:
    return (_RATIO % function).replace("{a}", "{%s}" % current).replace("{b}", "{%s}" % base)


def _same(key: str) -> str:
    return '=IF({%s}="","",{%s})' % (key, key)


# Numbers only: COUNTIFS with a numeric criterion passes over the "" of formulas, in Excel,
# LibreOffice and the headless engine alike (which takes ISNUMBER of a range for one value).
_NUMBERS = '">-1E+99"'


def _plan(column: str) -> str:
    """Sum over the rows of KeHoach in force for this row's indicator; blank when there is none."""
    rows = "KeHoach!$A$6:$A$205,{key},KeHoach!$V$6:$V$205,1"
    return '=IF(COUNTIFS(%s,KeHoach!%s,%s)=0,"",SUMIFS(KeHoach!%s,%s))' % (
        rows, column, _NUMBERS, column, rows,
    )  # fmt: skip


def _month(column: str, kind: str) -> str:
    """This row's figure of Thang (kind TH or CK); blank when any month of it is blank."""
    rows = 'Thang!$A$6:$A$105,{key},Thang!$C$6:$C$105,"%s"' % kind
    return '=IF(COUNTIFS(%s,Thang!%s,%s)=0,"",SUMIFS(Thang!%s,%s))' % (
        rows, column, _NUMBERS, column, rows,
    )  # fmt: skip


def _bound(amount: str, rate: str, side: int, function: str) -> str:
    return '=IF(OR({%s}="",{%s}=""),"",XLPLAN_%s({%s},{%s},0,%d))' % (
        amount,
        rate,
        function,
        amount,
        rate,
        side,
    )


_FIRST, _LAST = "ThongTin!$B$10", "ThongTin!$B$11"
_POINTS = "DiemBDVHX!$%s$6:$%s$505"


def _productivity(column: str, months: str) -> str:
    """DTTL over headcount, brought to a year: never a mean of monthly ratios."""
    cells = "{DTTL.%s},{LDBQ.%s}" % (column, column)
    blank = '{DTTL.%s}="",{LDBQ.%s}=""' % (column, column)
    return f'=IF(OR({blank}),"",XLPLAN_PRODUCTIVITY({cells},{months}))'


def _per_point() -> str:
    """Revenue of the points over their open point-months."""
    revenue, opened = _POINTS % ("E", "P"), _POINTS % ("D", "D")
    return (
        f'=IF(OR(COUNT({revenue})=0,COUNT({opened})=0),"",'
        f"XLPLAN_PER_POINT(SUM({revenue}),SUM({opened})))"
    )


_TYPED = {"TNBQ": "", "DTBQ_DIEM": ""}
"""Rows whose prior year no sheet holds: typed in either mode."""

CHI_TIEU = Table(
    name="ChiTieu",
    sheet="ChiTieu",
    header_row=5,
    form=True,
    key=("key",),
    about="Biểu in: mỗi dòng một chỉ tiêu.",
    columns=(
        Column("tt", "TT", TEXT, width=5),
        Column("label", "Chỉ tiêu", TEXT, required=True, width=34),
        Column("unit", "ĐVT", TEXT, required=True, width=24),
        Column(
            "prior_year",
            "TH năm trước",
            format="amount",
            year_formula=_same("prior_ytd"),
            month_formula=_month("$S$6:$S$105", "CK"),
            row_formulas={"NSLD": _productivity("prior_year", "12"), **_TYPED},
        ),
        Column(
            "plan_year",
            "KH năm",
            format="plan",
            month_formula=_plan("$H$6:$H$205"),
            help="Kế hoạch cả năm, theo ĐVT của dòng.",
        ),
        Column(
            "plan_period",
            "KH kỳ",
            format="plan",
            year_formula=_same("plan_year"),
            month_formula=_plan("$W$6:$W$205"),
        ),
        Column(
            "actual",
            "TH kỳ",
            format="amount",
            month_formula=_month("$Q$6:$Q$105", "TH"),
            row_formulas={
                "NSLD": _productivity("actual", f"{_LAST}-{_FIRST}+1"),
                "DTBQ_DIEM": f'=IF({_FIRST}>1,"",{{actual_ytd}})',
                "TNBQ": "",
            },
            help="Thực hiện trong kỳ, theo ĐVT của dòng. Chưa có số thì để trống, không gõ 0.",
        ),
        Column(
            "plan_ytd",
            "KH lũy kế",
            format="plan",
            year_formula=_same("plan_year"),
            month_formula=_plan("$X$6:$X$205"),
        ),
        Column(
            "actual_ytd",
            "TH lũy kế",
            format="amount",
            year_formula=_same("actual"),
            month_formula=_month("$R$6:$R$105", "TH"),
            row_formulas={
                "NSLD": _productivity("actual_ytd", _LAST),
                "DTBQ_DIEM": _per_point(),
                "TNBQ": "",
            },
        ),
        Column(
            "prior_ytd",
            "CK lũy kế",
            format="amount",
            month_formula=_month("$R$6:$R$105", "CK"),
            row_formulas={"NSLD": _productivity("prior_ytd", _LAST), **_TYPED},
            help="Cùng kỳ năm trước, lũy kế đến cùng tháng.",
        ),
        Column(
            "estimate",
            "Ước TH năm",
            format="amount",
            help="Số đơn vị tự ước; xlplan không ghi đè.",
        ),
        Column(
            "rate_year",
            "% KH năm",
            unit="%",
            format="percent1",
            formula=_ratio("ATTAINMENT", "actual_ytd", "plan_year"),
        ),
        Column(
            "rate_ytd",
            "% KH lũy kế",
            unit="%",
            format="percent1",
            formula=_ratio("ATTAINMENT", "actual_ytd", "plan_ytd"),
        ),
        Column(
            "index",
            "% cùng kỳ",
            unit="%",
            format="percent1",
            formula=_ratio("GROWTH_INDEX", "actual_ytd", "prior_ytd"),
        ),
        Column(
            "variance",
            "Chênh lệch",
            format="amount",
            formula=_ratio("VARIANCE", "actual_ytd", "plan_ytd"),
        ),
        Column("key", "Mã chỉ tiêu", TEXT, required=True, width=13, printed=False),
        Column(
            "rating",
            "Đánh giá",
            TEXT,
            width=11,
            printed=False,
            formula='=IF({rate_ytd}="","",XLPLAN_RATING({rate_ytd},{direction}))',
        ),
        Column(
            "direction",
            "Chiều tốt",
            NUMBER,
            format="integer",
            width=9,
            printed=False,
            choices=("1", "0", "-1"),
            help="1: cao là tốt; -1: thấp là tốt; 0: trung tính.",
        ),
        Column(
            "published_rate",
            "% KH công bố",
            unit="%",
            format="percent",
            printed=False,
            minimum=0,
            maximum=20,
            help="Tỷ lệ đúng như báo cáo in, ví dụ 95%.",
        ),
        Column(
            "published_index",
            "% cùng kỳ công bố",
            unit="%",
            format="percent",
            width=12,
            printed=False,
            minimum=0,
            maximum=20,
            help="Đọc là chỉ số: 121% nghĩa là bằng 1,21 lần cùng kỳ.",
        ),
        Column(
            "implied",
            "Số suy ra",
            TEXT,
            width=11,
            printed=False,
            choices=("KH", "CK", "KH, CK"),
            help="Ô nào của dòng là số suy ra từ tỷ lệ công bố.",
        ),
        Column(
            "plan_low",
            "KH thấp nhất",
            format="exact",
            printed=False,
            formula=_bound("actual_ytd", "published_rate", -1, "IMPLIED_PLAN"),
        ),
        Column(
            "plan_high",
            "KH cao nhất",
            format="exact",
            printed=False,
            formula=_bound("actual_ytd", "published_rate", 1, "IMPLIED_PLAN"),
        ),
        Column(
            "prior_low",
            "CK thấp nhất",
            format="exact",
            printed=False,
            formula=_bound("actual_ytd", "published_index", -1, "IMPLIED_PRIOR"),
        ),
        Column(
            "prior_high",
            "CK cao nhất",
            format="exact",
            printed=False,
            formula=_bound("actual_ytd", "published_index", 1, "IMPLIED_PRIOR"),
        ),
        Column("sentence", "Lời văn công bố", TEXT, width=104, printed=False),
        Column("origin", "Nguồn số liệu của dòng", TEXT, width=62, printed=False),
        Column(
            "accumulation",
            "Cách lũy kế",
            TEXT,
            width=12,
            printed=False,
            choices=("sum", "last", "mean", "recomputed"),
            help="sum: cộng; last: lấy tháng cuối; mean: bình quân; recomputed: tính lại từ hai số.",
        ),
    ),
)

CHI_TIEU_END = 106
"""The row to which formulas on other sheets look through ChiTieu, which may grow."""

MAIN = (
    SheetSpec("ThongTin", "Thông tin chung", (THONG_TIN,)),
    SheetSpec("ChiTieu", "Bảng chỉ tiêu kế hoạch", (CHI_TIEU,)),
)
