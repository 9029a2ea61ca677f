"""The tables behind ChiTieu: plans, months, units, services, points, closing, requests."""

from __future__ import annotations

from xlplan.domain.terms import LEVELS, PHASINGS, TYPES
from xlplan.sheets.leader import BAO_CAO
from xlplan.sheets.main import CHI_TIEU, CHI_TIEU_END
from xlplan.sheets.model import DATE, NUMBER, TEXT, Column, SheetSpec, Table

FIRST = "ThongTin!$B$10"
LAST = "ThongTin!$B$11"
PERIOD_END = "DATE(ThongTin!$B$8,ThongTin!$B$11+1,0)"
LEVEL = "ThongTin!$B$13"


def months(help_text: str, minimum: float | None = None) -> tuple[Column, ...]:
    """Twelve input columns, January first."""
    return tuple(
        Column(f"m{n}", f"Tháng {n}", format="amount", width=10.5, help=help_text, minimum=minimum)
        for n in range(1, 13)
    )


_INDICATOR = Column(
    "indicator", "Mã chỉ tiêu", TEXT, required=True, width=13, relation="ChiTieu.key"
)
_UNIT = Column(
    "unit", "Mã đơn vị", TEXT, required=True, format="text", width=12, relation="DonVi.unit"
)

_ROW = "{m1}:{m12}"
_PLAN_RULE = (
    f"IFERROR(INDEX({CHI_TIEU.area('accumulation', CHI_TIEU_END)},"
    f'MATCH({{indicator}},{CHI_TIEU.area("key", CHI_TIEU_END)},0)),"sum")'
)


def _period(rule: str) -> str:
    """The months of the reporting period by an accumulation rule; blank when one to date is."""
    to_date, before = f'XLPLAN_YTD({_ROW},{LAST},"sum")', f'XLPLAN_YTD({_ROW},{FIRST}-1,"sum")'
    return (
        f'IF(OR({rule}="last",{rule}="recomputed"),XLPLAN_YTD({_ROW},{LAST},"last"),'
        f'IF({to_date}="","",({to_date}-{before})/IF({rule}="mean",{LAST}-{FIRST}+1,1)))'
    )


# Trailing columns V, W, X and Q, R, S are what ChiTieu's formulas add up (sheets.main).
KE_HOACH = Table(
    name="KeHoach",
    sheet="KeHoach",
    header_row=5,
    key=("indicator", "level", "version"),
    rows=60,  # one printed page; formulas reach to row 205, for tables that grow
    about="Mỗi dòng một kế hoạch: chỉ tiêu, cấp giao, lần giao.",
    columns=(
        _INDICATOR,
        Column("level", "Cấp kế hoạch", TEXT, required=True, choices=LEVELS, width=18),
        Column(
            "version",
            "Lần giao",
            TEXT,
            required=True,
            width=14,
            help="Đầu năm; Điều chỉnh lần 1; Điều chỉnh lần 2…",
        ),
        Column("decision", "Số quyết định", TEXT, format="text", width=16),
        Column("decided", "Ngày quyết định", DATE, format="date"),
        Column("effective", "Hiệu lực từ", DATE, required=True, format="date"),
        Column(
            "phasing",
            "Cách chia tháng",
            TEXT,
            width=15,
            choices=PHASINGS,
        ),
        Column("year", "KH năm", required=True, format="amount"),
        *months("Kế hoạch của tháng; mười hai tháng cộng bằng KH năm."),
        Column("note", "Ghi chú", TEXT, width=20),
        Column(
            "in_force",
            "Đang áp dụng",
            format="integer",
            width=9,
            formula=(
                f'=IF(OR({{indicator}}="",{{effective}}=""),"",IF(AND({{level}}={LEVEL},'
                f"{{effective}}<={PERIOD_END},COUNTIFS($A$6:$A$205,{{indicator}},$B$6:$B$205,"
                f'{{level}},$F$6:$F$205,">"&{{effective}},$F$6:$F$205,"<="&{PERIOD_END})=0),1,0))'
            ),
        ),
        Column(
            "period",
            "KH kỳ",
            format="amount",
            formula=f'=IF(OR({{indicator}}="",COUNT({_ROW})<12),"",{_period(_PLAN_RULE)})',
        ),
        Column(
            "ytd",
            "KH lũy kế",
            format="amount",
            formula=(
                f'=IF(OR({{indicator}}="",COUNT({_ROW})<12),"",'
                f'IF({_PLAN_RULE}="recomputed",XLPLAN_YTD({_ROW},{LAST},"last"),'
                f"XLPLAN_YTD({_ROW},{LAST},{_PLAN_RULE})))"
            ),
        ),
    ),
)

THANG = Table(
    name="Thang",
    sheet="Thang",
    header_row=5,
    key=("indicator", "kind"),
    rows=60,
    about="Số thực hiện (TH) và cùng kỳ (CK) của từng tháng.",
    columns=(
        _INDICATOR,
        Column("label", "Chỉ tiêu", TEXT, width=31),
        Column("kind", "Loại số", TEXT, required=True, choices=("TH", "CK"), width=8),
        Column(
            "rule",
            "Cách lũy kế",
            TEXT,
            required=True,
            choices=("sum", "last", "mean"),
            width=10,
            help="sum: cộng; last: lấy tháng cuối; mean: bình quân.",
        ),
        *months("Để trống khi chưa có số; 0 nghĩa là có số và bằng không."),
        Column(
            "period",
            "Trong kỳ",
            format="amount",
            formula=f'=IF(COUNT({_ROW})=0,"",{_period("{rule}")})',
        ),
        Column(
            "ytd",
            "Lũy kế",
            format="amount",
            formula=f'=IF(COUNT({_ROW})=0,"",XLPLAN_YTD({_ROW},{LAST},{{rule}}))',
        ),
        Column(
            "year",
            "Cả năm",
            format="amount",
            formula=f'=IF(COUNT({_ROW})<12,"",XLPLAN_YTD({_ROW},12,{{rule}}))',
        ),
    ),
)

DON_VI = Table(
    name="DonVi",
    sheet="DonVi",
    header_row=5,
    key=("unit",),
    about="Danh mục đơn vị, có ngày hiệu lực và đơn vị kế thừa.",
    columns=(
        Column("unit", "Mã đơn vị", TEXT, required=True, format="text"),
        Column("name", "Tên đơn vị", TEXT, required=True, width=34),
        Column(
            "type",
            "Loại",
            TEXT,
            required=True,
            width=24,
            choices=TYPES,
        ),
        Column("opened", "Từ ngày", DATE, format="date"),
        Column("closed", "Đến ngày", DATE, format="date"),
        Column("successor", "Đơn vị kế thừa", TEXT, format="text", relation="DonVi.unit"),
    ),
)

CHI_TIEU_DON_VI = Table(
    name="ChiTieuDonVi",
    sheet="ChiTieuDonVi",
    header_row=5,
    key=("unit", "indicator"),
    about="Kế hoạch, thực hiện, cùng kỳ lũy kế của từng đơn vị.",
    columns=(
        _UNIT,
        _INDICATOR,
        Column("plan_year", "KH năm", format="amount"),
        Column("plan_ytd", "KH lũy kế", format="amount"),
        Column("actual_ytd", "TH lũy kế", format="amount"),
        Column("prior_ytd", "CK lũy kế", format="amount"),
        Column(
            "rate_ytd",
            "% KH lũy kế",
            unit="%",
            format="percent1",
            formula=(
                '=IF(OR({actual_ytd}="",{plan_ytd}=""),"",XLPLAN_ATTAINMENT({actual_ytd},{plan_ytd}))'
            ),
        ),
        Column(
            "index",
            "% cùng kỳ",
            unit="%",
            format="percent1",
            formula=(
                '=IF(OR({actual_ytd}="",{prior_ytd}=""),"",'
                "XLPLAN_GROWTH_INDEX({actual_ytd},{prior_ytd}))"
            ),
        ),
    ),
)

DICH_VU = Table(
    name="DichVu",
    sheet="DichVu",
    header_row=5,
    key=("service", "month"),
    about="Doanh thu trước thuế của từng dịch vụ, từng tháng.",
    columns=(
        Column("service", "Mã dịch vụ", TEXT, required=True, format="text"),
        Column("name", "Dịch vụ", TEXT, width=28),
        Column("month", "Tháng", NUMBER, "tháng", True, "integer", minimum=1, maximum=12),
        Column("revenue", "Doanh thu", unit="triệu đồng", format="amount1"),
    ),
)

HE_SO = Table(
    name="HeSo",
    sheet="DichVu",
    header_row=5,
    first_column=6,
    key=("service", "effective"),
    about="Hệ số doanh thu tính lương của dịch vụ, có ngày hiệu lực.",
    columns=(
        Column("service", "Mã dịch vụ", TEXT, required=True, format="text"),
        Column("effective", "Hiệu lực từ", DATE, required=True, format="date"),
        Column("coefficient", "Hệ số DTTL", required=True, format="coefficient", minimum=0),
        Column("decision", "Số quyết định", TEXT, format="text", width=18),
    ),
)

_YES = ("có", "không")

DIEM = Table(
    name="DiemBDVHX",
    sheet="DiemBDVHX",
    header_row=5,
    key=("point",),
    about="Mỗi dòng một điểm Bưu điện – Văn hóa xã.",
    columns=(
        Column("point", "Mã điểm", TEXT, required=True, format="text"),
        Column("name", "Tên điểm", TEXT, width=26),
        Column("unit", "Mã đơn vị", TEXT, format="text", relation="DonVi.unit"),
        Column(
            "open_months",
            "Số tháng mở cửa",
            NUMBER,
            "tháng",
            format="integer",
            minimum=0,
            maximum=12,
        ),
        *months("Doanh thu của điểm trong tháng, triệu đồng."),
        Column("mobile", "Sóng di động", TEXT, choices=_YES),
        Column("internet", "Internet, wifi", TEXT, choices=_YES),
        Column("it", "Thiết bị CNTT", TEXT, choices=_YES),
        Column("online", "Dịch vụ công trực tuyến", TEXT, choices=_YES, width=14),
        Column(
            "per_month",
            "Bình quân tháng",
            unit="triệu đồng/điểm/tháng",
            format="amount1",
            formula=(
                '=IF(OR({open_months}="",COUNT({m1}:{m12})=0),"",'
                "XLPLAN_PER_POINT(SUM({m1}:{m12}),1,{open_months}))"
            ),
        ),
    ),
)

KHOA_SO = Table(
    name="KhoaSo",
    sheet="KhoaSo",
    header_row=5,
    key=("month", "unit"),
    about="Tình trạng từng tháng.",
    columns=(
        Column("month", "Tháng", NUMBER, "tháng", True, "integer", minimum=1, maximum=12),
        Column("unit", "Mã đơn vị", TEXT, required=True, format="text", relation="DonVi.unit"),
        Column(
            "state",
            "Tình trạng",
            TEXT,
            required=True,
            choices=("mở", "đã gửi", "đã duyệt", "đã khóa"),
        ),
        Column("who", "Người thực hiện", TEXT, width=20),
        Column("when", "Ngày", DATE, format="date"),
        Column(
            "control",
            "Số cộng khi khóa",
            format="exact",
            width=14,
            help="Tổng cột TH của tháng ở Thang lúc khóa; số đổi sau đó phải có bút toán.",
        ),
    ),
)

DIEU_CHINH = Table(
    name="DieuChinh",
    sheet="KhoaSo",
    header_row=5,
    first_column=8,
    key=("number",),
    about="Bút toán điều chỉnh tháng đã khóa.",
    columns=(
        Column("number", "Số", TEXT, required=True),
        Column(
            "month", "Tháng điều chỉnh", NUMBER, "tháng", True, "integer", minimum=1, maximum=12
        ),
        Column("unit", "Mã đơn vị", TEXT, required=True, format="text", relation="DonVi.unit"),
        Column("indicator", "Mã chỉ tiêu", TEXT, required=True, relation="ChiTieu.key"),
        Column("old", "Số cũ", required=True, format="exact"),
        Column("new", "Số mới", required=True, format="exact"),
        Column("reason", "Lý do", TEXT, required=True, width=30),
        Column("applied", "Ghi vào", TEXT, choices=("tháng đó", "tháng hiện tại"), width=14),
    ),
)

KIEN_NGHI = Table(
    name="KienNghi",
    sheet="KienNghi",
    header_row=5,
    key=("number",),
    about="Khó khăn và kiến nghị.",
    columns=(
        Column("number", "Số", NUMBER, format="integer", width=6, required=True),
        Column("difficulty", "Khó khăn", TEXT, width=40),
        Column("request", "Kiến nghị", TEXT, width=40),
        Column("addressee", "Nơi nhận", TEXT, width=28),
        Column(
            "status",
            "Tình trạng",
            TEXT,
            choices=("chưa gửi", "đã gửi", "đang xử lý", "đã xong"),
        ),
        Column("due", "Hạn", DATE, format="date"),
    ),
)

KIEM_TRA = Table(
    name="KiemTra",
    sheet="KiemTra",
    header_row=5,
    form=True,
    key=("fingerprint",),
    about="Kết quả kiểm tra, do xlplan ghi; cột Giải trình do kế toán viết.",
    columns=(
        Column("tt", "TT", NUMBER, format="integer", width=5),
        Column("severity", "Mức", TEXT, width=10),
        Column("place", "Vị trí", TEXT, width=18),
        Column("message", "Nội dung", TEXT, width=60),
        Column("remedy", "Cách xử lý", TEXT, width=50),
        Column("explanation", "Giải trình", TEXT, width=36),
        Column("code", "Mã", TEXT, width=9),
        Column("fingerprint", "Dấu vết", TEXT, width=14),
    ),
)

DETAIL = (
    SheetSpec("KeHoach", "Kế hoạch giao", (KE_HOACH,)),
    SheetSpec("Thang", "Số liệu theo tháng", (THANG,)),
    SheetSpec("DonVi", "Danh mục đơn vị", (DON_VI,)),
    SheetSpec("ChiTieuDonVi", "Chỉ tiêu theo đơn vị", (CHI_TIEU_DON_VI,)),
    SheetSpec("DichVu", "Doanh thu dịch vụ – hệ số DTTL", (DICH_VU, HE_SO)),
    SheetSpec("DiemBDVHX", "Điểm Bưu điện – Văn hóa xã", (DIEM,)),
    SheetSpec("KhoaSo", "Khóa sổ – điều chỉnh", (KHOA_SO, DIEU_CHINH)),
    SheetSpec("KienNghi", "Khó khăn – kiến nghị", (KIEN_NGHI,)),
    SheetSpec("BaoCao", "Trang báo cáo lãnh đạo", (BAO_CAO,), required=False),
    SheetSpec("KiemTra", "Kết quả kiểm tra", (KIEM_TRA,)),
    SheetSpec("HuongDan", "Hướng dẫn", ()),
)
