"""`xlplan eval`: what is typed beside what comes out, in both separators."""

from __future__ import annotations

from pathlib import Path

import pytest

from xlplan import cli
from xlplan.formulas.omitted import explicit_blanks
from xlplan.functions.catalogue import CATALOGUE


def told(formula: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert cli.main(["eval", formula]) == 0
    return capsys.readouterr().out.removesuffix("\n")


@pytest.mark.parametrize(
    ("formula", "answer"),
    [
        ("=XLPLAN_HTKH(121;100)", "1.21"), ("=XLPLAN_ATTAINMENT(121,100)", "1.21"),
        ("xlplan.attainment(121,100)", "1.21"), ("=XLPLAN_HTKH(0,5;2)", "0.25"),
        ("=XLPLAN_HTKH(1,5E3;2)", "750"), ("=XLPLAN_HTKH(1;0)", "#DIV/0!"),
        ("=XLPLAN_HTKH(1;-2)", "#N/A"), ('=XLPLAN_HTKH("";2)', ""), ("=XLPLAN_HTKH(#N/A,1)", "#N/A"),
        ("=XLPLAN_HTKH(SUM(1,2),ROUND(2.4,0))", "1.5"), ("=XLPLAN_HTKH(1;3)", "0.3333333333333333"),
        ('=IF(1=1;"a;b,c";2)', "a;b,c"), ("=XLPLAN_LUYKE({10;20;30};2)", "30"),
        ("=XLPLAN_LAMTRON({1.4;1.4;1.2},1)", "2\n1\n1"), ("=XLPLAN_HTKH({1\\2;3\\4};2)", "0.5\t1\n1.5\t2"),
        ("=XLPLAN_HTKH({1;2},{1,2})", "1\t0.5\n2\t1"), ("=XLPLAN_VIETTIEN(113298)", "113 tỷ 298 triệu đồng"),
        ("=XLPLAN_DANHGIA(0.9,,0.1)", "Theo dõi"), ("=XLPLAN_DANHGIA(0,9;;0,1)", "Theo dõi"),
        ("=XLPLAN_NSLD(100,10,)", "10"), ("=1e21*10", "1e+22"), ("=XLPLAN_KHONGCO(1)", "#NAME?"),
        ("=XLPLAN_HTKH(DATE(2024,1,1),2)", "22646"), ("=XLPLAN_CHENHLECH(-0.0,0)", "0"),
        ("=DATE(2026;1;2)", "46024"), ("=TIME(6,0,0)", "0.25"), ("=1e999", "#NUM!"),
        ("=IF(TRUE;DATE(2026;1;1)+0,5;1)", "46023.5"),
    ],
)  # fmt: skip
def test_one_formula(formula: str, answer: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(formula, capsys) == answer


def test_every_example_of_the_catalogue_has_an_answer(capsys: pytest.CaptureFixture[str]) -> None:
    for entry in CATALOGUE:
        assert entry.examples
        for example in entry.examples:
            assert not told(example, capsys).startswith("#"), example


def test_a_file_gives_one_answer_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "f.txt"
    source.write_text("=XLPLAN_HTKH({1,2;3,4},2)\n\n=(1\n=1/0\n", encoding="utf-8")
    assert cli.main(["eval", "--file", str(source)]) == 2
    shown = capsys.readouterr()
    assert shown.out == "{0.5,1;1.5,2}\n\n#NAME?\n#DIV/0!\n"
    assert shown.err.count("\n") == 1


def test_what_is_no_formula_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["eval", "=(1"]) == 2
    shown = capsys.readouterr()
    assert (shown.out, "Không hiểu công thức" in shown.err) == ("", True)


@pytest.mark.parametrize(
    ("formula", "written"),
    [
        ("=XLPLAN_RATING(A1,,B1)", '=XLPLAN_RATING(A1,"",B1)'),
        ("=XLPLAN_RATING(A1, )", '=XLPLAN_RATING(A1, "")'), ("=XLPLAN_YTD(,2)", '=XLPLAN_YTD("",2)'),
        ("=IF(A1,,2)", "=IF(A1,,2)"), ("=NOW()", "=NOW()"), ('=IF(A1,",,",2)', '=IF(A1,",,",2)'),
        ("=XLPLAN_SHARE(IF(A1,,2),)", '=XLPLAN_SHARE(IF(A1,,2),"")'),
        ("=XLPLAN_YTD({1,2},'a,,b'!C1,)", "=XLPLAN_YTD({1,2},'a,,b'!C1,\"\")"),
    ],
)  # fmt: skip
def test_an_omitted_argument_of_ours_is_blank(formula: str, written: str) -> None:
    assert explicit_blanks(formula) == written
