"""BaoCao, the leader's page: what it repeats of ChiTieu, its charts, where its paragraph stands.

Native formulas only, so that it reads and recalculates where the add-in is not. A figure that is
missing in ChiTieu, or is no number there, stays blank.
"""

from __future__ import annotations

from typing import NamedTuple

from xlplan.domain.terms import AMBER, MET, MISSED, TOTAL_REVENUE, WATCH
from xlplan.sheets.main import CHI_TIEU, CHI_TIEU_END
from xlplan.sheets.model import NUMBER, TEXT, Column, Table

PARAGRAPH, WRITTEN, CONTROL = "BaoCao_DoanVan", "BaoCao_DauVet", "BaoCao_SoCong"
"""Defined names of the paragraph's cell, of the mark of what xlplan wrote there, and of the sum of
the page's figures when it was written."""

PLACEHOLDER = (
    "Đoạn văn báo cáo sẽ nằm ở đây. Nhập số liệu rồi chạy «xlplan calc TỆP --in-place»: xlplan viết "
    "từ các số của biểu – đạt bao nhiêu, bằng bao nhiêu phần trăm kế hoạch, tăng hoặc giảm so với "
    "cùng kỳ – đúng lối văn báo cáo, chép được vào văn bản."
)
"""What stands in the paragraph's place as long as there is no figure."""


def mark(text: str) -> str:
    """Tells a text that xlplan wrote from one that somebody changed: changed ones are kept."""
    from hashlib import blake2b  # late: whoever only reads the descriptions needs none

    return "x" + blake2b(text.encode(), digest_size=6).hexdigest()


FIGURES = ("plan_year", "plan_ytd", "actual_ytd", "prior_ytd")
NO_RATE = "–"


def _area(column: str) -> str:
    return CHI_TIEU.area(column, CHI_TIEU_END)


_KEYS = _area("key")


def _text(column: str) -> str:
    """ChiTieu's text in the row of this key; blank when there is no such row."""
    return f'=IFERROR(INDEX({_area(column)},MATCH({{key}},{_KEYS},0))&"","")'


def _figure(column: str) -> str:
    """ChiTieu's number in the row of this key; blank when there is none."""
    rows = f"{_KEYS},{{key}}"
    return f'=IF(COUNTIFS({rows},{_area(column)},">-1E+99")=0,"",SUMIFS({_area(column)},{rows}))'


def _rate(base: str) -> str:
    """The actual over a base; a dash where the base is no divisor (a plan of 0, a planned loss)."""
    return (
        f'=IF(OR({{actual_ytd}}="",{{{base}}}=""),"",'
        f'IF({{{base}}}>0,{{actual_ytd}}/{{{base}}},"{NO_RATE}"))'
    )


_SLACK = 1e-12
"""LibreOffice saves numbers with 15 digits; at an edge no rating may hang on the last ones."""
_EDGES = (1 - _SLACK, 1 - AMBER - _SLACK, 1 + _SLACK, 1 + AMBER + _SLACK)


def _rating() -> str:
    """By the plan to date; a cost under plan beside revenue under plan is no saving."""
    rate, actual, plan = (
        "{rate_ytd}", f"{{{TOTAL_REVENUE}.actual_ytd}}", f"{{{TOTAL_REVENUE}.plan_ytd}}",
    )  # fmt: skip
    met, watched, full, over = (f"{edge:.12f}" for edge in _EDGES)
    higher = f'IF({rate}>={met},"{MET}",IF({rate}>={watched},"{WATCH}","{MISSED}"))'
    saved = f'IF(OR({actual}="",{plan}=""),"{MET}",IF({actual}<{plan},"{WATCH}","{MET}"))'
    lower = f'IF({rate}>{over},"{MISSED}",IF({rate}>{full},"{WATCH}",{saved}))'
    return (
        f'=IF(OR({rate}="",{rate}="{NO_RATE}"),"",'
        f'IF({{direction}}=1,{higher},IF({{direction}}=-1,{lower},"{WATCH}")))'
    )


def _bar(rating: str) -> Column:
    """The rate where it has that rating: a series of its own, in its own colour."""
    return Column(
        f"bar_{('met', 'watch', 'missed')[(MET, WATCH, MISSED).index(rating)]}",
        rating,
        format="percent1",
        printed=False,
        width=10,
        formula=f'=IF({{rating}}="{rating}",{{rate_ytd}},"")',
    )


BAO_CAO = Table(
    name="BaoCao",
    sheet="BaoCao",
    header_row=6,
    form=True,
    key=("key",),
    about="Một trang cho lãnh đạo; công thức lấy từ ChiTieu, không nhập gì ở đây.",
    columns=(
        Column("label", "Chỉ tiêu", TEXT, width=27, formula=_text("label")),
        Column("unit", "ĐVT", TEXT, width=17.5, formula=_text("unit")),
        Column("plan_year", "KH năm", format="plan", width=10.5, formula=_figure("plan_year")),
        Column("plan_ytd", "KH lũy kế", format="plan", width=10.5, formula=_figure("plan_ytd")),
        Column("actual_ytd", "TH lũy kế", format="amount", width=10.5, formula=_figure("actual_ytd")),
        Column("prior_ytd", "CK lũy kế", format="amount", width=10.5, formula=_figure("prior_ytd")),
        Column("rate_year", "% KH năm", NUMBER, "%", format="percent1", width=10.2,
               formula=_rate("plan_year")),
        Column("rate_ytd", "% KH lũy kế", NUMBER, "%", format="percent1", width=10.2,
               formula=_rate("plan_ytd")),
        Column("index", "% cùng kỳ", NUMBER, "%", format="percent1", width=10.2,
               formula=_rate("prior_ytd")),
        Column("rating", "Đánh giá", TEXT, width=10.5, formula=_rating()),
        Column("key", "Mã chỉ tiêu", TEXT, printed=False, width=13,
               relation="ChiTieu.key", help="Đổi mã thì cả dòng lấy số của chỉ tiêu ấy."),
        Column("direction", "Chiều tốt", format="integer", printed=False, width=9,
               formula=f"=SUMIFS({_area('direction')},{_KEYS},{{key}})"),
        *map(_bar, (MET, WATCH, MISSED)),
    ),
)  # fmt: skip


class Chart(NamedTuple):
    """One native chart of the page: a series a column, named by its header, over the rows of the
    table, or only those of `total` and its parts. `bars` lie, else columns stand. `colours` go by
    series, dark beside light, so that they differ when printed in grey; `labelled` are the series
    that show their values, by `number_format`."""

    title: str
    columns: tuple[str, ...]
    colours: tuple[str, ...]
    number_format: str
    labelled: tuple[str, ...]
    total: str = ""
    bars: bool = False


CHARTS = (
    Chart(
        "Doanh thu lũy kế: kế hoạch, thực hiện, cùng kỳ (triệu đồng)",
        ("plan_ytd", "actual_ytd", "prior_ytd"),
        ("B9CCE0", "0B4F8A", "C98A1B"),
        "#,##0;-#,##0;",
        ("plan_ytd", "actual_ytd", "prior_ytd"),
        total=TOTAL_REVENUE,
    ),
    Chart(
        "Thực hiện so với kế hoạch lũy kế (%)",
        ("bar_met", "bar_watch", "bar_missed"),
        ("1F6B3F", "F2C14E", "C8553D"),
        "0.0%;-0.0%;",
        ("bar_met", "bar_watch", "bar_missed"),
        bars=True,
    ),
)
