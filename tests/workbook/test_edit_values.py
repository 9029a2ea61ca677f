"""What callers hand over: None, newer functions; and the digest of a file that is mapped."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from support.splicing import sheet as small_sheet

from xlplan.domain.errors import WriteError
from xlplan.workbook import guard
from xlplan.workbook.edit import prepare
from xlplan.workbook.splice import archive
from xlplan.workbook.typed import Typed

Make = Callable[..., bytes]


def test_none_is_a_blank(small: Make, part: Callable) -> None:
    plan = prepare(small('<row r="1"><c r="A1" s="1"><v>1</v></c></row>'), {("S", 1, 1): None})
    out = io.BytesIO()
    plan.write(out)
    assert '<c r="A1" s="1"/>' in part(out.getvalue())
    assert plan.changes[0].new is None


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        ('=IFS(A1>1;"IFS(";TRUE;2)', '_xlfn.IFS(A1&gt;1,"IFS(",TRUE,2)'),
        ("=_xlfn.CONCAT(A1)", "_xlfn.CONCAT(A1)"),
        ("=SUM(A1)+sort(A2)", "SUM(A1)+_xlfn._xlws.SORT(A2)"),
        ("=A1*1,05-(-4,3)", "A1*1.05-(-4.3)"),
        ('=ROUND(A1*1,5)&"1,5"', 'ROUND(A1*1,5)&amp;"1,5"'),
        ("=ROUND(A1*1,5;0)", "ROUND(A1*1.5,0)"),
        ("=stdev.s(A1:A3)", "_xlfn.STDEV.S(A1:A3)"),
        ("='LET('!A1+B.IFS(1)", "'LET('!A1+B.IFS(1)"),
        ('=\u00a0IF(A1>0;\u202f"\u00a0";\u200b2)', 'IF(A1&gt;0, "\u00a0", 2)'),
        ("=SUM({1\\2,5})", "SUM({1,2.5})"),
        ("=IF(A1;{1,5\\2;3\\4};0)", "IF(A1,{1.5,2;3,4},0)"),
    ],
)
def test_newer_functions_get_the_prefix_of_the_file(
    small: Make, part: Callable, typed: str, held: str
) -> None:
    data = small('<row r="1"/>', sheets={"LET(": small_sheet("")})
    plan = prepare(data, {("S", 1, 1): Typed(typed)})
    out = io.BytesIO()
    plan.write(out)
    assert f"<f>{held}</f>" in part(out.getvalue())


@pytest.mark.parametrize("typed", ['="abc', "='abc", '=IF(A1;"x', "=1+"])
def test_a_formula_is_never_mended_by_guess(small: Make, typed: str) -> None:
    plan = prepare(small('<row r="1"/>'), {("S", 1, 1): Typed(typed)})
    assert [note.message[:18] for note in plan.refused] == ["Công thức viết sai"]


def test_a_mapped_file_is_known_by_what_it_was_when_opened(
    small: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "lớn.xlsx"
    path.write_bytes(small('<row r="1"/>'))
    monkeypatch.setattr(archive, "_MAPPED", 1)
    plan = prepare(path, {("S", 1, 1): 1})
    with path.open("r+b") as stream:
        stream.seek(-1, 2)
        stream.write(b"!")
    with pytest.raises(WriteError, match="đã thay đổi"):
        guard.replace(path, plan.digest, plan.write, action="test")


@pytest.mark.parametrize(
    ("typed", "held", "told"),
    [
        ("=SUM(A1:A3*2)", "SUM(A1:A3*2)", True),
        ("=@A1:A3*2", "A1:A3*2", True),
        ("=SUMPRODUCT(A1:A3*2)", "SUMPRODUCT(A1:A3*2)", False),
        ("=SUM(@A1:A3)", "SUM(_xlfn.SINGLE(A1:A3))", False),
        ("=SUM(A1#)", "SUM(_xlfn.ANCHORARRAY(A1))", False),
        ("=LET(x;A1;x+1)", "_xlfn.LET(_xlpm.x,A1,_xlpm.x+1)", False),
        ("=INDEX(A1:A3;0)", "INDEX(A1:A3,0)", False),
    ],
)
def test_what_the_engine_sees_otherwise_gets_no_value_of_its(
    small: Make, part: Callable, typed: str, held: str, told: bool
) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in (1, 2, 3))
    plan = prepare(small(rows), {("S", 2, 3): Typed(typed)})
    out = io.BytesIO()
    plan.write(out)
    known = {"=LET(x;A1;x+1)": "<v>2</v>", "=SUMPRODUCT(A1:A3*2)": "<v>12</v>"}.get(typed, "")
    assert f'<c r="C2"><f>{held}</f>{known}</c>' in part(out.getvalue())
    assert bool(plan.warnings) is told
    assert [note.cell for note in plan.kept] == ([] if known else ["C2"])
    assert ("fullCalcOnLoad" in part(out.getvalue(), "xl/workbook.xml")) is not bool(known)
