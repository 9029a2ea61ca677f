"""The report of the real 2023 workbook: the table for a terminal, the page for a leader."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from xlplan import cli
from xlplan.report.chart import Bar, bars


@pytest.fixture
def html(workbooks: Path, tmp_path: Path) -> str:
    out = tmp_path / "x.html"
    source = str(workbooks / "bao-cao-2023.xlsx")
    assert cli.main(["report", source, "--format", "html", "-o", str(out)]) == 0
    return out.read_text(encoding="utf-8")


def test_findings_are_grouped_the_heaviest_first(html: str) -> None:
    headings = re.findall(r"<h3>(.*?)</h3>", html)
    assert [h.split(":")[0] for h in headings] == ["Lỗi", "Cảnh báo", "Ghi chú"]
    assert re.findall(r"<code>(XLP\d+)</code>", html)[:3] == ["XLP502", "XLP303", "XLP701"]


def test_the_page_needs_no_network_and_no_script(html: str) -> None:
    assert not re.search(r"(src|href)=|<script|@import|url\(", html)


def test_the_table_has_its_figures_and_the_cost_line_is_no_green(html: str) -> None:
    row = next(r for r in re.findall(r"<tr.*?</tr>", html) if "Chi phí không lương" in r)
    assert re.findall(r'<td class="n">(.*?)</td>', row)[:2] == ["77.018", "56.223"]
    assert "Theo dõi" in row
    assert "Đạt" not in row


def test_the_chart_is_well_formed_and_has_a_bar_a_rate(html: str) -> None:
    svg = ElementTree.fromstring(re.search(r"<svg.*?</svg>", html, re.DOTALL)[0])  # type: ignore[index]
    assert len(svg.findall("rect")) == 10
    assert all(float(bar.get("width", "-1")) >= 0 for bar in svg.iter("rect"))


def test_bars_of_odd_rates_and_names() -> None:
    drawn = bars([Bar("A & <B>", -0.5, "-50,0%", "Chưa đạt"), Bar("C", 12.0, "1.200,0%", "")], 0.25)
    svg = ElementTree.fromstring(drawn)
    assert next(float(bar.get("width", "")) for bar in svg.iter("rect")) == 0
    assert any(text.text == "A & <B>" for text in svg.iter("text"))
    assert any(text.text == "tiến độ thời gian" for text in svg.iter("text"))
    assert bars([]) == ""


def test_the_terminal_table_is_aligned(workbooks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["report", str(workbooks / "bao-cao-2023.xlsx")]) == 0
    lines = capsys.readouterr().out.splitlines()
    end = lines[0].index("KH năm") + len("KH năm")
    assert [line[:end].rsplit(None, 1)[-1] for line in lines[2:5]] == [
        "119.261",
        "24.104",
        "64.458",
    ]
