"""Plain formulas in Python: the engine's answers, or none; what is the same is not asked again."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from support.handmade import one_sheet, zipped

from xlplan.formulas.names import canonical
from xlplan.formulas.omitted import explicit_blanks
from xlplan.formulas.syntax import NotPlain, parse
from xlplan.functions.values import Scalar
from xlplan.workbook import engine, plain
from xlplan.workbook.book import Book, Cell, Sheet
from xlplan.workbook.engine import same_value
from xlplan.workbook.reader import read

NAMES = ("bao-cao-2023.xlsx", "mau-chuan.xlsx")
VALUES: tuple[Scalar, ...] = (
    None, 0.0, 1.0, -1.0, 2.5, 12.0, 95.0, 46023.0, 1e6, "", "TH", "CK", "sum", "last", "mean", "BCCP",
    "TONG_DT", "x", "năm", "tháng", "5", "Tổng Công ty giao", True,
)  # fmt: skip


def formulas_of(book: Book) -> dict[tuple[str, int, int], str]:
    return {
        (name, row, column): explicit_blanks(canonical(cell.formula))
        for name, sheet in book.sheets.items()
        for (row, column), cell in sheet.cells.items()
        if cell.formula is not None
    }


def inputs_of(book: Book) -> dict[tuple[str, int, int], Scalar]:
    return {
        (name, *at): cell.value
        for name, sheet in book.sheets.items()
        for at, cell in sheet.cells.items()
        if cell.formula is None and cell.value is not None
    }


def by_engine(book: Book) -> dict:
    return engine._by_engine(book, formulas_of(book), engine.Recalculation()).values


def changed(book: Book, chance: random.Random) -> None:
    """Some inputs that formulas look at become something else."""
    for sheet in book.sheets.values():
        places = [at for at, cell in sheet.cells.items() if cell.formula is None]
        rows = sorted({row for row, _ in sheet.cells})
        for _ in range(chance.randint(0, 12)):
            at = chance.choice(places) if places and chance.random() < 0.7 else (
                chance.choice(rows), chance.randint(1, 24))  # fmt: skip
            if at not in sheet.cells or sheet.cells[at].formula is None:
                sheet.cells[at] = Cell(chance.choice(VALUES))


@pytest.mark.parametrize("name", NAMES)
def test_committed_workbooks_are_proved_fresh(workbooks: Path, name: str) -> None:
    book = read(workbooks / name)
    values = plain.fresh_values(formulas_of(book), inputs_of(book), book.sheets)
    assert values is not None
    assert values == by_engine(book)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", range(4))
def test_plain_values_are_the_engines_on_changed_workbooks(
    workbooks: Path, name: str, seed: int
) -> None:
    chance, compared = random.Random(seed), 0
    original = read(workbooks / name)
    plan = plain.Plan({p: parse(text, p[0]) for p, text in formulas_of(original).items()})
    for _ in range(4):
        book = read(workbooks / name)
        changed(book, chance)
        try:
            values = plan.values(inputs_of(book))
        except plain.Unproven:
            continue
        theirs = by_engine(book)
        different = {p: (values[p], theirs.get(p)) for p in values
                     if not same_value(values[p], theirs.get(p))}  # fmt: skip
        assert different == {}
        compared += 1
    assert compared or seed


def test_one_stale_value_is_found(workbooks: Path) -> None:
    book = read(workbooks / "bao-cao-2023.xlsx")
    cells = book.sheets["ChiTieu"].cells
    at = next(a for a, c in cells.items() if c.formula and isinstance(c.value, float))
    cells[at] = cells[at]._replace(value=cells[at].value + 1)
    for _ in range(2):  # by the engine, then by plain values
        result = engine.recalculate(book)
        assert [(s.row, s.column) for s in engine.stale(book, result)] == [at]


def test_a_changed_input_makes_its_dependents_stale_after_a_fresh_book(workbooks: Path) -> None:
    def stale() -> list[engine.Stale]:
        return engine.stale(book, engine.recalculate(book))

    for _ in range(3):
        book = read(workbooks / "bao-cao-2023.xlsx")
        assert stale() == []
    cells = book.sheets["ChiTieu"].cells
    at = next(a for a, c in cells.items() if a[1] == 7 and a[0] > 6 and isinstance(c.value, float))
    cells[at] = cells[at]._replace(value=cells[at].value * 2)
    by_engine_alone = engine._by_engine(book, formulas_of(book), engine.Recalculation())
    assert stale() == engine.stale(book, by_engine_alone)
    assert len(stale()) > 3
    book = read(workbooks / "bao-cao-2023.xlsx")
    assert stale() == []


def test_what_the_engine_gets_wrong_is_not_computed() -> None:
    formula = "SUMPRODUCT(ISNUMBER(A1:A2)*1)"
    book = Book("", {"S": Sheet("S", {(1, 1): Cell(1.0), (1, 3): Cell(1.0, formula)})})
    assert engine.recalculate(book).not_computed.keys() == {("S", 1, 3)}


@pytest.mark.parametrize(
    "formula",
    ["A1^2", "5%", "{1,2}", "SUM(A1:A2,)", "Ten", "A1:B2:C3", "[1]S!A1", "Bang[Cot]", "A1#", "1 2",
     "IF(A1,,1)", "(1", "1)", "", "'x'", '"x', "S!", "TRUE", "#REF!", "A1 B1", "A0", "XFE1"],
)  # fmt: skip
def test_other_formulas_are_not_plain(formula: str) -> None:
    with pytest.raises(NotPlain):
        parse(formula, "S")


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("1+2*3", 7.0), ("(1+2)*3", 9.0), ("10-3-2", 5.0), ("8/2/2", 2.0), ("-2*-3", 6.0),
        ("1-2=-1", True), ('"a"&"b"="ab"', True), ("1<2", True), ('A9=""', True), ("A9=0", True),
        ("1/0", "#DIV/0!"), ("1/0+1", "#DIV/0!"), ('IF(1/0,1,2)', "#DIV/0!"), ("2&1", "21"),
        ("DATE(2026,13,0)", 46387.0), ("DATE(2026,2,30)", 46083.0), ("COUNT(A1:A9)", 2.0),
        ("SUM(A1:A9)", 3.0), ("A9", 0.0), ('COUNTIFS(A1:A9,">1")+0', None),
        ('COUNTIFS(B1:B3,"x",A1:A3,"<=1")', 1.0), ('SUMIFS(A1:A3,B1:B3,"x")', 3.0),
        ('COUNTIFS(B1:B3,"x",A1:A3,">-1E+300")', 2.0), ('"a"+1', None), ("1=TRUE", None),
        ("AND(A9,A1)", None), ("OR(A9,A9)", None), ("AND(A9=0,A1)", True), ("IF(A9,1,2)", 2.0),
        ('"x"*(1/0+1)', None), ('"x"&(1/0+1)', "#DIV/0!"), ("1E308*10>1", None),
        ("XLPLAN_RATING(1E308*10)", None), ("IF(SUM(C1:C2)>1,1,2)", None),
    ],
)  # fmt: skip
def test_a_formula_alone(formula: str, value: object) -> None:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}" t="inlineStr"><is><t>x</t></is></c></row>'
        for n in (1, 2)
    )
    book = read(zipped(one_sheet(rows)))
    book.sheets["S"].cells |= {
        (1, 3): Cell(1e308),
        (2, 3): Cell(1e308),
        (20, 20): Cell(None, formula),
    }
    theirs = by_engine(book)[("S", 20, 20)]
    try:
        tree = parse(formula, "S")
        inputs = {
            ("S", *at): c.value for at, c in book.sheets["S"].cells.items() if c.formula is None
        }
        ours = plain.Plan({("S", 20, 20): tree}).values(inputs)[("S", 20, 20)]
    except (NotPlain, plain.Unproven):
        ours = None
    assert (str(ours) if isinstance(value, str) else ours) == value
    assert ours is None or same_value(ours, theirs)


def test_a_circle_is_left_to_the_engine() -> None:
    book = Book("", {"S": Sheet("S", {(1, 1): Cell(0.0, "A2"), (2, 1): Cell(0.0, "A1")})})
    assert plain.fresh_values(formulas_of(book), inputs_of(book), book.sheets) is None


@pytest.mark.parametrize("formula", ["t!A1+1", "SUM(t!A1:A2)", "IF(S!B1=2,T!A1,t!A1)"])
def test_a_sheet_in_other_letters_is_the_same_sheet(formula: str) -> None:
    cells = {(1, 1): Cell(None, formula)}
    book = Book("", {"S": Sheet("S", cells), "T": Sheet("T", {(1, 1): Cell(5.0)})})
    theirs = by_engine(book)[("S", 1, 1)]
    assert theirs in (5.0, 6.0)
    assert engine.recalculate(book, again=True).values == {("S", 1, 1): theirs}


def test_what_depends_on_an_array_by_other_letters_has_no_value_either() -> None:
    other = Sheet("T", {(1, 1): Cell(5.0, "B1:B2*1", 0, array=True)})
    book = Book("", {"S": Sheet("S", {(1, 1): Cell(6.0, "t!A1+1")}), "T": other})
    found = engine.recalculate(book)
    assert found.values == {}
    assert found.not_computed.keys() == {("S", 1, 1), ("T", 1, 1)}


@pytest.mark.parametrize(
    "formula",
    ["SUM(A1:A9)", "SUM(A:A)", "s!A1+1", "SUM(OFFSET(A2,-1,0))", 'INDIRECT("A1")+1'],
)
def test_what_follows_a_cell_that_is_not_computed_is_not_guessed(formula: str) -> None:
    book = Book("tệp.xlsx", sheets={"S": Sheet("S")})
    book.sheets["S"].cells = {
        (1, 1): Cell(5.0, "T[Số]*2"), (1, 6): Cell(6.0, formula), (2, 6): Cell(7.0, "F1+1"),
        (3, 6): Cell(1.0, "SUM(B:B)"),
    }  # fmt: skip
    found = engine.recalculate(book)
    assert found.values == {("S", 3, 6): 0.0}
    assert sorted(found.not_computed) == [("S", 1, 1), ("S", 1, 6), ("S", 2, 6)]
