"""What is typed as Excel 365 shows it, in the form that files hold."""

from __future__ import annotations

import pytest

from xlplan.formulas.arrays import cut_to_one_cell
from xlplan.formulas.modern import filed
from xlplan.formulas.newer import prefixed
from xlplan.formulas.readable import check


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        ("LET(Dt,SUM(A1:A3),CP,2,dt-cp)",
         "_xlfn.LET(_xlpm.Dt,SUM(A1:A3),_xlpm.CP,2,_xlpm.dt-_xlpm.cp)"),
        ("LET(x,x+1,y,x,x*y)+x", "_xlfn.LET(_xlpm.x,x+1,_xlpm.y,_xlpm.x,_xlpm.x*_xlpm.y)+x"),
        ("LET(f,LAMBDA(v,[w],v*w),f(A1)+T[f]+f!A1)",
         "_xlfn.LET(_xlpm.f,_xlfn.LAMBDA(_xlpm.v,_xlop.w,_xlpm.v*_xlpm.w),_xlpm.f(A1)+T[f]+f!A1)"),
        ('LET( x , "x,(" , x & "x" )', '_xlfn.LET( _xlpm.x , "x,(" , _xlpm.x & "x" )'),
        ("_xlfn.LET(_xlpm.x,1,_xlpm.x+1)", "_xlfn.LET(_xlpm.x,1,_xlpm.x+1)"),
        ("[1]!LET(x,1)", "[1]!LET(x,1)"),
        ("@A1:A3*2", "A1:A3*2"), ("@INDEX(A:A,0)", "INDEX(A:A,0)"), ("ABS(@A1)", "ABS(A1)"),
        ("SUM(@A1:A3,@'Trang 2'!Ten)", "SUM(_xlfn.SINGLE(A1:A3),_xlfn.SINGLE('Trang 2'!Ten))"),
        ("SUM(A1#,'Trang 2'!B2#)",
         "SUM(_xlfn.ANCHORARRAY(A1),_xlfn.ANCHORARRAY('Trang 2'!B2))"),
        ("T[@Số]*T[@[Đơn giá]]", "T[[#This Row],[Số]]*T[[#This Row],[Đơn giá]]"),
        ("SUM(T[@],T[@[a]:[b]])", "SUM(T[#This Row],T[[#This Row],[a]:[b]])"),
        ("[@Số]/SUM([Số])", "Bảng[[#This Row],[Số]]/SUM(Bảng[Số])"),
        ("SUM(Bảng[#Data])&\"[@a]\"", "SUM(Bảng[#Data])&\"[@a]\""),
    ],
)  # fmt: skip
def test_has_a_form_in_the_file(typed: str, held: str) -> None:
    assert prefixed(filed(typed, "Bảng")) == held
    if "f!A1" not in held:
        check(held)


@pytest.mark.parametrize("typed", ["A1#*2", "SUM(A1#*2)", "LET(r,1,r)", "LET(x,1,", ")(", "@1"])
def test_has_none_and_stays(typed: str) -> None:
    assert filed(typed) == typed


@pytest.mark.parametrize(
    ("formula", "areas"),
    [
        ("SUM(A1:A3*2)", ["A1:A3"]), ("A1:A3", ["A1:A3"]), ("S!A:A&1", ["S!A:A"]),
        ("SUM((A1:A3)*2)", ["A1:A3"]), ("2*(A1:A3)", ["A1:A3"]), ("SUM(1-B1:B2%)", ["B1:B2"]),
        ("SUMPRODUCT((A1:A3=1)*B1:B3)", []), ("SUM(A1:A3)*2", []), ("SUM(1*2,A1:A3)", []),
        ("INDEX((A1:A3=1)*1,0)", []), ("SUM('a:b'!A1*2)", []), ('"A1:A3"&1', []),
        ("IF(A1:A3>5,1,0)", ["A1:A3"]), ("SUM(A1,B1:B2)/C1", []),
    ],
)  # fmt: skip
def test_areas_of_which_a_plain_formula_takes_one_cell(formula: str, areas: list[str]) -> None:
    assert cut_to_one_cell(formula) == areas
