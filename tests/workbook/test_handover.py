"""A workbook handed over calculates the same without any function of ours."""

from __future__ import annotations

from pathlib import Path

import formualizer
import pytest
import xlsxwriter
from cases import POOL, Case, all_cases, data_cells, expected

from xlplan import cli
from xlplan.formulas.calls import replaced
from xlplan.formulas.names import uses_ours
from xlplan.formulas.native import native
from xlplan.functions.catalogue import LIST, find
from xlplan.functions.values import Error
from xlplan.workbook.engine import recalculate, same_value
from xlplan.workbook.functions_adapter import incoming, outgoing
from xlplan.workbook.reader import read

NUMBERS = {
    "blank", "zero", "one", "minus one", "three", "twelve", "thirteen", "half", "tenth", "negative",
    "amount", "rate", "row", "column", "gaps", "blanks", "signs", "year", "year with a gap", "rule",
    "date", "short",
}  # fmt: skip


def formulas(path: Path) -> list[str]:
    return [
        cell.formula
        for sheet in read(path).sheets.values()
        for cell in sheet.cells.values()
        if cell.formula is not None
    ]


@pytest.mark.parametrize("name", ["bao-cao-2023.xlsx", "mau-chuan.xlsx"])
def test_nothing_of_ours_is_left_and_every_value_is_the_same(
    workbooks: Path, tmp_path: Path, name: str
) -> None:
    target = tmp_path / name
    assert cli.main(["handover", str(workbooks / name), "-o", str(target)]) == 0
    assert sum(map(uses_ours, formulas(workbooks / name))) > 100
    assert not any(map(uses_ours, formulas(target)))
    before, after = (recalculate(read(path)).values for path in (workbooks / name, target))
    assert set(before) == set(after)
    assert [p for p in before if not same_value(before[p], after[p])] == []


def test_texts_become_values_and_the_original_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, target = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    with xlsxwriter.Workbook(source) as book:
        sheet = book.add_worksheet("S")
        sheet.write_row("A1", [121, 100])
        sheet.write_formula("C1", "=XLPLAN_HTKH(A1,B1)*XLPLAN_CHENHLECH(A1,B1)", value=0)
        sheet.write_formula("C2", '=XLPLAN_VIETTIEN(A1)&"."', value=0)
        sheet.write_formula("C3", "=C1+1", value=0)
    original = source.read_bytes()
    assert cli.main(["handover", str(source), "-o", str(target)]) == 0
    assert "S!C2" in capsys.readouterr().err
    assert source.read_bytes() == original
    cells = read(target).sheets["S"].cells
    assert cells[(1, 3)].formula is not None
    assert cells[(1, 3)].value == pytest.approx(1.21 * 21)
    assert cells[(2, 3)].formula is None
    assert cells[(2, 3)].value == "121 triệu đồng."
    assert cells[(3, 3)].formula == "C1+1"


def broadcasts(case: Case) -> bool:
    function = find(case.name)
    assert function is not None
    return any(a.kind != LIST and isinstance(POOL[name], list)
               for a, name in zip(function.arguments, case.args, strict=False))  # fmt: skip


def test_native_forms_give_what_the_functions_give_for_numbers_and_blanks() -> None:
    cases = [case for case in all_cases() if set(case.args) <= NUMBERS and not broadcasts(case)]
    workbook = formualizer.Workbook()
    workbook.add_sheet("D")
    for (row, column), value in data_cells().items():
        workbook.set_value("D", row, column, outgoing(value))
    workbook.add_sheet("C")
    compared: list[tuple[int, Case]] = []
    for row, case in enumerate(cases, 1):
        form = replaced(case.formula("XLPLAN_"), native)
        if form is not None and not isinstance(expected(case), list):
            workbook.set_formula("C", row, 1, f"={form}")
            compared.append((row, case))
    workbook.evaluate_all()
    different = []
    for row, case in compared:
        ours, theirs = expected(case), incoming(workbook.get_value("C", row, 1))
        if ours is Error.VALUE:
            continue  # an argument out of range: a native formula has no opinion on that
        if not same_value(ours, "" if theirs is None else theirs):
            different.append((case.name, case.args, ours, theirs))
    assert len(compared) > 400
    assert different == []


@pytest.mark.parametrize(
    ("arguments", "has_a_form"),
    [
        (["A1:A3", "B1"], False), (["-B:B", "1"], False), (["$A$1:$A$3*2", "B1"], False),
        (["'a'':b'!A1", "B1"], True), (["A1:A1", "B1"], True), (['"a:b"', "B1"], True),
        (["SUM(A1:A3)", "INDEX(A1:A9,MATCH(1,B1:B3,0))"], True),
    ],
)  # fmt: skip
def test_a_range_where_one_cell_is_due_has_no_native_form(
    arguments: list[str], has_a_form: bool
) -> None:
    assert (native("ATTAINMENT", arguments) is not None) == has_a_form
