"""BaoCao: what it shows is what ChiTieu says, its charts draw its own cells, it fits on a page."""

from __future__ import annotations

import io
import re
import unicodedata
from fractions import Fraction
from functools import lru_cache
from math import ceil
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from tests import synthetic
from xlplan.checks.committed import with_findings
from xlplan.checks.context import Context
from xlplan.formulas.references import from_a1, to_a1
from xlplan.functions.values import Error, Scalar
from xlplan.sheets.leader import BAO_CAO, CHARTS, FIGURES
from xlplan.sync.figures import figures_of
from xlplan.text.leader import composed
from xlplan.workbook import report_2023
from xlplan.workbook.build import build, template
from xlplan.workbook.build_leader import FONT_SIZE, PARAGRAPH_ROWS
from xlplan.workbook.edit import prepare
from xlplan.workbook.handover import handover
from xlplan.workbook.reader import read
from xlplan.workbook.tables import TableData, read_tables

YEARS = {
    "2023": lambda: build(report_2023.content()),
    "tháng": synthetic.workbook,
    "tháng 9": lambda: synthetic.workbook("tháng", 9),
    "năm": lambda: synthetic.workbook("năm"),
    "trống": template,
}


@lru_cache(maxsize=len(YEARS))
def tables(name: str) -> tuple[TableData, TableData]:
    """BaoCao and ChiTieu of that year's workbook."""
    found = read_tables(read(YEARS[name]()))
    return found["BaoCao"], found["ChiTieu"]


def ratio(actual: Scalar, base: Scalar) -> Scalar:
    """The rate as the page shows it, by exact fractions."""
    if not isinstance(actual, float) or not isinstance(base, float):
        return ""
    return float(Fraction(actual) / Fraction(base)) if base > 0 else "–"


def rated(rate: Scalar, direction: float, revenue_is_under: bool) -> str:
    """Printed rules of the rating, a cost line lowered where revenue is under plan."""
    if not isinstance(rate, float):
        return ""
    if direction == 0:
        return "Theo dõi"
    missing = 1 - rate if direction == 1 else rate - 1
    if missing <= 0:
        return "Theo dõi" if direction == -1 and revenue_is_under else "Đạt"
    return "Theo dõi" if round(missing, 12) <= 0.05 else "Chưa đạt"


@pytest.mark.parametrize("name", list(YEARS))
def test_every_figure_is_that_of_chi_tieu(name: str) -> None:
    page, main = tables(name)
    known = main.by_key()
    revenue = [known[("TONG_DT",)].value(key) for key in ("actual_ytd", "plan_ytd")]
    under = all(isinstance(v, float) for v in revenue) and revenue[0] < revenue[1]
    for row in page.rows:
        source = known[row.key]
        shown = {c.key: row.value(c.key) for c in BAO_CAO.columns}
        wanted = {key: source.value(key) for key in ("label", "unit", "direction", *FIGURES)}
        wanted = {k: "" if v is None or isinstance(v, Error) else v for k, v in wanted.items()}
        for key, base in (
            ("rate_year", "plan_year"),
            ("rate_ytd", "plan_ytd"),
            ("index", "prior_ytd"),
        ):
            wanted[key] = ratio(wanted["actual_ytd"], wanted[base])
        wanted["rating"] = rated(shown["rate_ytd"], source.value("direction"), under)
        assert {key: shown[key] for key in wanted} == wanted
        bars = {c.header: shown[c.key] for c in BAO_CAO.columns if c.key.startswith("bar_")}
        assert bars == {h: shown["rate_ytd"] if h == shown["rating"] else "" for h in bars}


@pytest.mark.parametrize("last", [9, 12])
def test_figures_of_the_months_by_plain_arithmetic(last: int) -> None:
    page, _ = tables("tháng 9" if last == 9 else "tháng")
    compared = 0
    for row in page.rows:
        for column in FIGURES:
            known = synthetic.expected(row.key[0], column, last)
            if known is not None:
                assert row.value(column) == pytest.approx(float(known), rel=1e-12)
                compared += 1
    assert compared >= 40


def test_the_pages_rates_are_chi_tieus_own_where_both_have_one() -> None:
    for name in YEARS:
        page, main = tables(name)
        for row in page.rows:
            for key in ("rate_year", "rate_ytd", "index"):
                theirs = main.by_key()[row.key].value(key)
                if isinstance(theirs, float):
                    assert row.value(key) == theirs
                else:
                    assert row.value(key) == ("–" if isinstance(theirs, Error) else "")


def test_no_plan_given_and_a_planned_loss_show_a_dash() -> None:
    content = report_2023.content()
    for row in content.rows["ChiTieu"]:
        row.update({"TCBC": {"plan_year": 0}, "CLTC": {"plan_year": -5.0}}.get(row["key"], {}))
    rows = read_tables(read(build(content)))["BaoCao"].by_key()
    for code in ("TCBC", "CLTC"):
        assert (rows[(code,)].value("rate_ytd"), rows[(code,)].value("rating")) == ("–", "")


def test_an_edit_of_the_actual_reaches_the_page() -> None:
    data = with_findings(report_2023.content())
    page, main = tables("2023")
    row = main.by_key()[("TCBC",)]
    plan = prepare(data, {(main.sheet, *main.address(row, "actual")): 90000.0})
    fresh = {u.cell: u.new for u in plan.updates if u.sheet == "BaoCao"}
    there = page.by_key()[("TCBC",)]

    def cell(key: str) -> str:
        return to_a1(*page.address(there, key))

    assert fresh[cell("actual_ytd")] == 90000.0
    assert fresh[cell("rate_ytd")] == 90000.0 / there.value("plan_ytd")
    assert fresh[cell("bar_met")] == fresh[cell("rate_ytd")]
    assert [v for v in fresh.values() if "Số liệu đã đổi" in str(v)]
    assert plan.kept == []


def test_charts_draw_the_tables_own_cells() -> None:
    with ZipFile(io.BytesIO(YEARS["2023"]())) as archive:
        parts = sorted(n for n in archive.namelist() if n.startswith("xl/charts/chart"))
        texts = [archive.read(name).decode() for name in parts]
    page, _ = tables("2023")
    first, last = page.rows[0].number, page.rows[-1].number
    assert len(texts) == len(CHARTS)
    for chart, xml in zip(CHARTS, texts, strict=True):
        assert unicodedata.is_normalized("NFC", chart.title)
        assert f"<a:t>{chart.title}</a:t>" in xml
        assert 'typeface="Times New Roman"' in xml
        ranges = re.findall(r"<(?:c:)?f>'BaoCao'!([^<]+)</", xml)
        height = {"TONG_DT": 4, "": last - first + 1}[chart.total]
        wanted = []
        for key in chart.columns:
            wanted += [(page.header_row, page.header_row, page.columns[key])]
            wanted += [(first, first + height - 1, page.columns["label"])]
            wanted += [(first, first + height - 1, page.columns[key])]
        assert sorted(map(corners, ranges)) == sorted(wanted)


def corners(area: str) -> tuple[int, int, int]:
    top, _, bottom = area.replace("$", "").partition(":")
    (first, left), (last, right) = from_a1(top), from_a1(bottom or top)
    assert left == right
    return first, last, left


def test_the_page_needs_no_function_of_ours_and_no_hand_to_fill_it() -> None:
    book = read(YEARS["tháng 9"]())
    formulas = [c.formula for c in book.sheets["BaoCao"].cells.values() if c.formula]
    assert len(formulas) > 100
    assert not [f for f in formulas if "XLPLAN" in f.upper()]
    assert not [f for f in figures_of(book).values if f.table == "BaoCao"]


def test_handing_over_leaves_the_page_as_it_is() -> None:
    given = handover(YEARS["tháng 9"]())
    assert not [p for p in (*given.formulas, *given.values) if p[0] == "BaoCao"]


def test_it_prints_on_one_page_with_room_for_the_longest_paragraph() -> None:
    content = synthetic.content("tháng", 9)
    for row in content.rows["Thang"] + content.rows["KeHoach"]:
        for key, value in row.items():
            if isinstance(value, float) and row["indicator"] in synthetic.MONEY:
                row[key] = value * 97.3  # trillions: every amount told with all its words
    # What a check says of such figures is not asked: only what the paragraph takes.
    content.paragraph = composed(Context(read(build(content)), content.indicators))
    data = build(content)
    sheet = openpyxl.load_workbook(io.BytesIO(data))["BaoCao"]
    text = sheet.cell(*paragraph(data)).value
    assert text.startswith("9 tháng đầu năm 2026, tổng doanh thu phát sinh đạt")
    assert len(text) > 1200
    width = sum(c.width for c in BAO_CAO.columns if c.printed)
    lines = ceil(len(text) * 0.82 * 13 / FONT_SIZE / width)  # a letter takes 0.82 of a digit
    assert lines * 17.5 <= PARAGRAPH_ROWS * 18
    page = sheet.page_setup
    assert (page.orientation, page.paperSize, page.fitToWidth, page.fitToHeight) == (
        "portrait",
        9,
        1,
        1,
    )
    right, bottom = sheet.print_area.split(":")[1].split("$")[1:]
    assert right == "J"
    assert int(bottom) > paragraph(data)[0] + PARAGRAPH_ROWS


def paragraph(data: bytes) -> tuple[int, int]:
    return from_a1(read(data).names["BaoCao_DoanVan"].split("!")[1].replace("$", ""))


def test_an_offices_own_part_of_the_total_is_on_the_page(tmp_path: Path) -> None:
    from xlplan.domain.office import of

    (tmp_path / "xlplan.toml").write_text('indicators = "chi-tieu.toml"\n')
    (tmp_path / "chi-tieu.toml").write_text(
        '[KHAC]\nnumber = "1.4"\nlabel = "Doanh thu khác"\nunit = "triệu đồng"\ndirection = 1\n'
        'accumulation = "sum"\nparent = "TONG_DT"\n'
        '[KHAC2]\nnumber = "18"\nlabel = "Chỉ tiêu khác"\nunit = "cái"\ndirection = 1\n'
        'accumulation = "sum"\n',
        encoding="utf-8",
    )
    data = template(office=of(tmp_path / "a.xlsx"))
    keys = [row.key[0] for row in read_tables(read(data))["BaoCao"].rows]
    assert keys[:6] == ["TONG_DT", "BCCP", "TCBC", "PPTT", "KHAC", "DTTL"]
    assert "KHAC2" not in keys
