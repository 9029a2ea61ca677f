"""Which formulas Excel reads from a file: the grammar, not what the names mean."""

from __future__ import annotations

import pytest
from support.corpus import workbooks

from xlplan.formulas.readable import Columns, Sheets, Unreadable, check
from xlplan.workbook.reader import read


@pytest.mark.parametrize(
    "formula",
    [
        "-A1%", "--1", "2^-1", "1=2=3", "50%%", "#REF!+1", "{1,2;\"}\",4}", '"a""b"&"c"',
        "NOW()", "SUM(,)", "IF(A1,,)", "f(1)(2)", "A:A", "1:3", "A1:B2 C1", "SUM((A1,B2),3)",
        "L20-(-4,3)", "INDEX(A:A,1):INDEX(A:A,2)", "_xlfn._xlws.SORT(A1:A2)", "Số_liệu+tên",
        "_xlfn.LET(_xlpm.x,1,_xlpm.x+1)", "SUM( A1 , B1 )", "Sheet・1!A1", "[1]!'ES #G'",
        "[1]!XLPLAN_HTKH(A1,B1)", "'C:\\x\\xlplan.xlam'!XLPLAN_HTKH(A1,B1)", "XLPLAN.HTKH(A1,B1)",
        "HYPERLINK(\"#'Trang 1'!A1\",\"xem\")", "1e5+.5", '"LET(x"', "T[]", "T[#All]",
        "_xlfn.LAMBDA(A1+1)()", "_xlfn.LAMBDA(SUM(A1:A2,3))", "_xlfn.LAMBDA(_xlop.x,_xlpm.x)",
        "#BLOCKED!", '{ -1.5E+3 , "a;b""}" ; #N/A , TRUE }', "{1}",
        "TODAY( )", "IF(A1,)", "IF(,)", "SUMIFS(A:A,B:B,1,C:C,2)", "COUNTIFS(A:A,1)", "ROW()",
        "INDEX((A1:B2,C1:D2),1,1,2)", "XLPLAN_HTKH(A1)", "[1]!TODAY(1)", "TenRieng()", "SUM((A1,B1))",
        "VLOOKUP(A1,{1,2;3,4},2,FALSE)", 'SUM(IF(A1="a,b(",1,2),T[[#All],[x,y]])', "_xlfn.XLOOKUP(1,A:A,B:B)",
        "SUM(" + "1," * 254 + "1)",
        "IF(1," * 64 + "1" + ")" * 64, '"' + '""' * 255 + '"',
    ],
)  # fmt: skip
def test_what_excel_writes_is_read(formula: str) -> None:
    check(formula)


@pytest.mark.parametrize(
    ("formula", "why"),
    [
        ("1+", "ở cuối"), ("SUM(1", "thiếu dấu «)»"), (")", "thừa dấu «)»"), ('"abc', "không đọc"),
        ("1+*2", "trước «*»"), ("()", "trước «)»"), ("1,2", "hai vùng ô"), ("A1 1", "trước «1»"),
        ('"x"A1', "phép tính"), ("A1:", "ở cuối"), ("A1#", "vùng tràn"), ("@A1:A3", "dấu @"),
        ("T[@Số]", "dấu @"), ("[@Số]*2", "dấu @"), ("T[Số", "thiếu dấu «]»"), ("x!", "thiếu ô"),
        ("_xlfn.LET(x,1,x+1)", "_xlpm"), ("", "ở cuối"), ("SUM(A1;2)", "không đọc"),
        ("{}", "chỉ được có số"), ("{A1}", "chỉ được có số"), ("{1,}", "chỉ được có số"),
        ("{1+1}", "chỉ được có số"), ("{50%}", "chỉ được có số"), (r"{1\2}", "chỉ được có số"),
        ('{1,2;3}', "dài bằng nhau"), ("{" + '"a"' * 40, "không đọc"),
        ("TODAY(1)", "TODAY không có đối số nào, công thức có 1"), ("SUM()", "cần 1 đối số trở lên, công"),
        ("SUMIF(A1:A9)", "SUMIF cần 2 đến 3 đối số, công thức có 1"), ("if(A1)", "IF cần 2 đến 3"),
        ("SUM(1)+ROUND(SUM(1,2))", "ROUND cần 2 đối số, công thức có 1"), ("ABS(,)", "ABS cần 1"),
        ("SUMIFS(A:A,B:B,1,C:C)", "SUMIFS cần 3 đối số trở lên, thêm từng cặp"), ("PI(A1)", "PI không"),
        ("_xlfn.XLOOKUP(1,A:A)", "XLOOKUP cần 3 đến 6"), ("_xlfn._xlws.FILTER(A:A)", "FILTER cần 2"),
        ("_xlfn.LET(_xlpm.x,1)", "LET cần 3"), ("SUM(" + "1," * 255 + "1)", "quá 255 đối số"),
        ("IF(1," * 65 + "1" + ")" * 65, "quá 64 mức"), ('"' + "x" * 256 + '"', "quá 255 ký tự"),
    ],
)  # fmt: skip
def test_what_would_make_excel_repair_the_file_is_told(formula: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why.replace("*", r"\*").replace(")", r"\)")):
        check(formula)


def test_sheets_and_columns_are_told() -> None:
    sheets, columns = check(
        "'O''Brien'!A1+A:C!B2+[2]x!D4+'C:\\a.xlam'!F(1)+T[[#This Row],[a'[b']]]"
    )
    assert sheets == [
        Sheets(("O'Brien",), "", True),
        Sheets(("A", "C"), "", True),
        Sheets(("x",), "2", True),
        Sheets(("C:\\a.xlam",), "", False),
    ]
    assert columns == [Columns("T", ("a[b]",))]


def test_the_formulas_of_the_corpus_are_read() -> None:
    """But those that a program wrote by mistake."""
    formulas = {
        cell.formula
        for workbook in workbooks()
        if not workbook.refused
        for sheet in read(workbook.path).sheets.values()
        for cell in sheet.cells.values()
        if cell.formula
    }
    assert len(formulas) > 200
    assert {formula for formula in formulas if not reads(formula)} == {
        "#this row],th]/#this row],kh]", "_xlfn.LAMBDA(x, x*2)(A1)", "SUM(B1#)",
    }  # fmt: skip


def reads(formula: str) -> bool:
    try:
        check(formula)
    except Unreadable:
        return False
    return True
