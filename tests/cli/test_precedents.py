"""The cells that a formula names."""

from __future__ import annotations

import pytest

from xlplan.formulas.precedents import precedents


@pytest.mark.parametrize(
    ("formula", "named"),
    [
        ('=IF(OR(I7="",E7=""),"",XLPLAN_ATTAINMENT(I7,E7))', ["ChiTieu!I7", "ChiTieu!E7"]),
        ("=SUM($C$9:$A$2)+LOG10(B3)", ["ChiTieu!A2:C9", "ChiTieu!B3"]),
        ("='Số liệu''23'!$B$2*Thang!Q6:Q9", ["'Số liệu''23'!B2", "Thang!Q6:Q9"]),
        ("=Tháng!A1", ["Tháng!A1"]),
        ('="A1"&"x ""B2"" "', []),
        ("=[1]Sheet1!A1+'[b.xlsx]Sheet1'!A2+TongDT+A1B+ABCD1", []),
    ],
)
def test_cells_and_ranges_are_found_in_order(formula: str, named: list[str]) -> None:
    assert [str(area) for area in precedents(formula, "ChiTieu")] == named
