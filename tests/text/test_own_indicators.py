"""An office's own indicators, from its xlplan.toml, are read, checked and written like the others."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from xlplan.checks.runner import open_context
from xlplan.cli import main
from xlplan.domain.indicators import extended
from xlplan.formulas.references import from_a1, to_a1
from xlplan.sheets.leader import PARAGRAPH
from xlplan.text.lines import Line, Scope
from xlplan.text.reader import read_claims
from xlplan.text.review import review
from xlplan.text.write import chosen, write
from xlplan.workbook.reader import read

OWN = """
[KHO_VAN]
number = "1.4"
label = "Doanh thu kho vận"
unit = "triệu đồng"
direction = 1
accumulation = "sum"
parent = "TONG_DT"
aliases = ["DT kho vận"]

[XE_DIEN]
number = "20"
label = "Xe điện bưu tá"
unit = "cái"
direction = 1
accumulation = "last"
"""


@pytest.fixture
def office(tmp_path: Path) -> Path:
    (tmp_path / "xlplan.toml").write_text('indicators = "chi-tieu.toml"\n', encoding="utf-8")
    (tmp_path / "chi-tieu.toml").write_text(OWN, encoding="utf-8")
    return tmp_path


def test_they_are_read_by_label_and_alias(office: Path) -> None:
    registry = extended(office / "chi-tieu.toml")
    text = "Doanh thu kho vận đạt 4 tỷ đồng, bằng 92% kế hoạch. DT kho vận tăng 8% so với cùng kỳ."
    assert [claim.code for claim in read_claims(text, registry)] == ["KHO_VAN"] * 3
    assert [claim.code for claim in read_claims(text)] != ["KHO_VAN"] * 3


def test_they_count_among_the_parts_of_a_total(office: Path) -> None:
    registry = extended(office / "chi-tieu.toml")
    text = (
        "Tổng doanh thu 100 tỷ đồng. Doanh thu bưu chính chuyển phát 20 tỷ đồng. Doanh thu tài "
        "chính bưu chính 60 tỷ đồng. Doanh thu phân phối truyền thông 15 tỷ đồng. Doanh thu kho "
        "vận {} tỷ đồng."
    )
    codes = [one.finding.code for one in review(text.format(5), registry=registry).remarks]
    assert codes == []
    codes = [one.finding.code for one in review(text.format(9), registry=registry).remarks]
    assert codes == ["XLP804"]


def test_they_are_written(office: Path) -> None:
    registry = extended(office / "chi-tieu.toml")
    number = Decimal
    lines = [
        Line("TONG_DT", "triệu đồng", number(100000), number(95000), number(95000), number(90000)),
        Line("KHO_VAN", "triệu đồng", number(4000), number(4400), parent="TONG_DT"),
        Line("XE_DIEN", "cái", number(31), None, None, number(20)),
    ]
    text = write(chosen(lines, "vừa"), Scope(2026), registry).text
    assert text.endswith("Trong đó: doanh thu kho vận đạt 4 tỷ đồng, bằng 90,9% kế hoạch.")
    text = write(chosen(lines, "đầy đủ"), Scope(2026), registry).text
    assert "Xe điện bưu tá đạt 31 cái, tăng 11 cái (55%) so với năm 2025." in text


def test_the_commands_find_them_beside_workbook_and_text(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = office / "ke-hoach.xlsx"
    made = ["new", str(file), "--unit-code", "01", "--unit-name", "Thử", "--year", "2026"]
    assert main(made) == 0
    assert main(["describe", str(file), "--format", "json"]) == 0
    described = json.loads(capsys.readouterr().out)
    main_table = next(t for t in described["tables"] if t["name"] == "ChiTieu")
    row = next(r for r in main_table["rows"] if r["key"] == "KHO_VAN")
    assert row
    text = office / "bao-cao.txt"
    text.write_text("Doanh thu kho vận đạt 4 tỷ đồng.", encoding="utf-8")
    assert main(["review", str(text), "--format", "json"]) == 0
    claims = json.loads(capsys.readouterr().out)["claims"]
    assert [claim["indicator"] for claim in claims] == ["KHO_VAN"]
    assert main(["review", str(text), "--workbook", str(file), "--format", "json"]) == 0


def test_the_leaders_page_tells_them_when_calc_writes(office: Path) -> None:
    path = office / "ke-hoach.xlsx"
    named = ["--unit-code", "00", "--unit-name", "Bưu điện tỉnh", "--year", "2026"]
    assert main(["new", str(path), *named]) == 0
    context = open_context(path)
    form = context.tables["ChiTieu"]
    cells = {
        f"ChiTieu!{to_a1(*form.address(context.main_rows[code], column))}={value}"
        for code, actual, planned in (("TONG_DT", 4000, 5000), ("KHO_VAN", 4000, 4400))
        for column, value in (("actual", actual), ("plan_year", planned))
    }
    months = {"ThongTin!B9=năm"} if context.by_month else set()
    assert main(["set", str(path), *sorted(cells | months)]) == 0
    assert main(["calc", str(path), "--in-place"]) == 0
    book = read(path)
    sheet, _, cell = book.names[PARAGRAPH].replace("$", "").partition("!")
    assert "doanh thu kho vận đạt 4 tỷ đồng" in str(book.sheets[sheet].value(*from_a1(cell)))
