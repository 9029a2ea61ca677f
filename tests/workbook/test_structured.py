"""References into tables, and names, as plain references."""

from __future__ import annotations

import pytest

from xlplan.workbook.known_names import Names, TableLayout
from xlplan.workbook.resolved import resolved
from xlplan.workbook.structured import plain

NAMES = Names(
    ["S", "Trang 2", "O'Brien"],
    {
        ("", "vùng"): "S!$A$1:$A$3", ("", "nhiều"): "S!$A$1,'Trang 2'!$B$2:$B$3",
        ("S", "riêng"): "S!$C$1", ("", "riêng"): "S!$D$1", ("", "số"): "-1.5", ("", "chữ"): '"a"',
        ("", "beside"): "S!A1", ("", "tính"): "S!$A$1*2", ("", "xa"): "[1]S!$A$1",
    },
    layouts={"t": TableLayout(("O'Brien", 2, 2, 6, 4), 1, 1, ("Tên", "Số", "a_x000a_[b]"))},
)  # fmt: skip


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        ("SUM(T[Số])", "SUM('O''Brien'!$C$3:$C$5)"),
        ("T[[#This Row],[Số]]*2", "'O''Brien'!$C$4*2"),
        ("SUM(t[#This Row])", "SUM('O''Brien'!$B$4:$D$4)"),
        ("[Số]+T[#Totals]", "'O''Brien'!$C$3:$C$5+'O''Brien'!$B$6:$D$6"),
        ("T[[#Headers],[Tên]:[Số]]", "'O''Brien'!$B$2:$C$2"),
        ("T[[#Headers],[#Data],[Số]]", "'O''Brien'!$C$2:$C$5"),
        ("T[[#All], [Số]]", "'O''Brien'!$C$2:$C$6"), ("T[]", "'O''Brien'!$B$3:$D$5"),
        ("T[a\n'[b']]", "'O''Brien'!$D$3:$D$5"),
        ("T[Lạ]", "T[Lạ]"), ("U[Số]", "U[Số]"), ('"T[Số]"&[1]T!A1', '"T[Số]"&[1]T!A1'),
        ("T[[#Headers],[#Totals],[Số]]", "T[[#Headers],[#Totals],[Số]]"),
        ("T[[Tên],[Số]]", "T[[Tên],[Số]]"), ("T[", "T["),
    ],
)  # fmt: skip
def test_tables(formula: str, told: str) -> None:
    assert plain(formula, ("O'Brien", 4, 4), NAMES) == told


def test_no_row_of_the_table_beside_it() -> None:
    for place in (("O'Brien", 6, 4), ("S", 4, 4)):
        assert plain("T[[#This Row],[Số]]", place, NAMES) == "T[[#This Row],[Số]]"


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        ("SUM(Vùng)*Số&chữ", "SUM(S!$A$1:$A$3)*(-1.5)&\"a\""),
        ("SUM(1,Nhiều)", "SUM(1,S!$A$1,'Trang 2'!$B$2:$B$3)"), ("ROWS(Nhiều)", "ROWS(Nhiều)"),
        ("Riêng+'Trang 2'!Riêng+S!Riêng", "S!$C$1+S!$D$1+S!$C$1"),
        ("beside+tính+xa+lạ", "beside+tính+xa+lạ"), ("Vùng(1)", "Vùng(1)"),
        ("SUM(S:'Trang 2'!A1)", "SUM(S:'Trang 2'!A1)"),
        ("SUM('S:O''Brien'!A1:B2)", "SUM('S'!A1:B2,'Trang 2'!A1:B2,'O''Brien'!A1:B2)"),
        ("RANK(A1,'S:O''Brien'!A1)", "RANK(A1,'S:O''Brien'!A1)"),
        ('"Vùng"&A1', '"Vùng"&A1'), ("[2]S!Vùng", "[2]S!Vùng"),
    ],
)  # fmt: skip
def test_names_and_runs_of_sheets(formula: str, told: str) -> None:
    assert resolved(formula, ("S", 1, 1), NAMES) == told
