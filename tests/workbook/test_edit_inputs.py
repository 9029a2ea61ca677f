"""Reading only what dependents need gives what reading the whole workbook gives."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from support import picks, tabs
from support.corpus import workbooks
from support.splicing import sheet as sheet_part

from xlplan.formulas.references import to_a1
from xlplan.workbook import edit_calc, edit_inputs
from xlplan.workbook.edit import Plan, prepare
from xlplan.workbook.reader import read

ROWS = 30
SHAPES = (
    "SUM(A{r}:C{r})", "SUM(A1:C{r})", "A{r}+B{p}*2", "SUM(B:B)", "SUM(Hai!A{r}:E{r})", "C{p}+1",
    "IF(A{r}&gt;9,D{p},0)", "SUM(A1:A30)", "Hai!B{r}+Hai!C{p}", "SUM(4:5)", 'IF(A{p}="x",1,2)',
)  # fmt: skip


def whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the workbook is read whole."""
    monkeypatch.setattr(
        edit_calc, "_book", lambda state, *_: read(bytes(state.archive.bytes[:]), "tệp.xlsx")
    )


def told(plan: Plan) -> object:
    """What a plan says of the cells that follow."""
    return plan.updates, plan.kept, plan.calculates_on_load, plan.refused


@pytest.mark.parametrize(
    "workbook", [w for w in workbooks() if not w.refused], ids=lambda workbook: workbook.file
)
def test_corpus(monkeypatch: pytest.MonkeyPatch, workbook: object) -> None:
    data = workbook.path.read_bytes()  # type: ignore[attr-defined]
    known = tabs.tabs(data)
    filled = [(t.name, *p) for t in known for p, c in t.grid.cells().items()
              if picks.kind_of(c) == "number" and picks.free(t, p)]  # fmt: skip
    chance = random.Random(3)
    edits = dict.fromkeys(chance.sample(filled, min(12, len(filled))), 7.25)
    part = told(prepare(data, edits))
    whole(monkeypatch)
    assert part == told(prepare(data, edits))


def cell(chance: random.Random, row: int, column: int, told_places: bool) -> str:
    """An input, or a formula of which one in four has no value."""
    place = f' r="{to_a1(row, column)}"' if told_places else ""
    if column <= 3:
        kind = chance.random()
        if kind < 0.1:
            return f'<c{place} t="inlineStr"><is><t>x</t></is></c>'
        return f"<c{place}><v>{chance.randrange(20)}</v></c>"
    formula = chance.choice(SHAPES).format(r=row, p=max(1, row - 1))
    if (row, column) == (2, 6):
        return f'<c{place}><f t="shared" ref="F2:F9" si="0">A2*B2+A1</f><v>1</v></c>'
    if 2 < row <= 9 and column == 6:
        return f'<c{place}><f t="shared" si="0"/></c>'
    if (row, column) == (12, 5):
        return f'<c{place}><f t="array" ref="E12:E13">A1:A2*2</f><v>4</v></c>'
    if (row, column) == (13, 5):
        return f"<c{place}><v>6</v></c>"
    value = "" if chance.random() < 0.25 else f"<v>{chance.randrange(20)}</v>"
    return f"<c{place}><f>{formula}</f>{value}</c>"


def rows(chance: random.Random, told_places: bool) -> str:
    """A sheet's rows."""
    found = ""
    for row in range(1, ROWS + 1):
        cells = "".join(cell(chance, row, column, told_places) for column in range(1, 7))
        found += f'<row r="{row}">{cells}</row>' if told_places else f"<row>{cells}</row>"
    return found


@pytest.mark.parametrize("told_places", [True, False], ids=["told places", "counted places"])
@pytest.mark.parametrize("seed", range(10))
def test_made_up(
    small: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch, seed: int, told_places: bool
) -> None:
    chance = random.Random(seed)
    other = sheet_part(rows(chance, told_places)).replace("Hai!", "S!")
    data = small(rows(chance, told_places), sheets={"Hai": other})
    data = prepare_values(data) if seed % 2 else data
    edits = {
        (chance.choice(("S", "Hai")), chance.randint(1, ROWS), chance.randint(1, 3)): 5.5
        for _ in range(4)
    }
    part = told(prepare(data, edits))
    whole(monkeypatch)
    assert part == told(prepare(data, edits))
    assert part[0] or part[1]  # type: ignore[index]


def prepare_values(data: bytes) -> bytes:
    """The workbook with fresh values, so that fresh ones are trusted."""
    from xlplan.workbook.engine import recalculate
    from xlplan.workbook.refresh import with_values

    return with_values(data, recalculate(read(data)).values)


def test_an_edit_far_away_is_not_read(small: Callable[..., bytes]) -> None:
    data = small('<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1*2</f><v>2</v></c></row>'
                 '<row r="2"><c r="A2"><v>hỏng</v></c></row>')  # fmt: skip
    plan = prepare(data, {("S", 1, 1): 4})
    assert [(update.cell, update.new) for update in plan.updates] == [("B1", 8.0)]


@pytest.mark.parametrize("many", [edit_inputs._MANY, 10], ids=["single cells", "rows"])
def test_a_long_column(
    small: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(edit_inputs, "_MANY", many)
    own = "<f>SUM(A:A)+COUNTA(A1:A9999)/10</f><v>4500299.9</v>"
    rows = "".join(
        f'<row r="{row}"><c r="A{row}"><v>{row}</v></c>'
        + (f'<c r="B{row}">{own}</c>' if row == 1 else "") + "</row>"
        for row in range(1, 3001) if row != 1500
    )  # fmt: skip
    plan = prepare(small(rows), {("S", 3000, 1): 1})
    assert [(u.cell, u.new) for u in plan.updates] == [("B1", 4497300.9)]
    assert plan.kept == []


NAMED = (
    '<definedName name="Đến">S!$B$3</definedName><definedName name="Trái">S!XFD1</definedName>'
    '<definedName name="Gấp">_xlfn.LAMBDA(_xlpm.x,_xlpm.x*S!$A$2)</definedName>'
    '<definedName name="Dưới">S!A2</definedName>'
)


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("SUM(S!A1:S!B3)", 50 + 72.0), ("SUM(A1 : B3)", 122.0), ("SUM(A1:A2:B3)", 122.0),
        ('SUMIF(A1:A3,"&gt;0",B1)', 72.0), ("SUMIF( A:A , 3 , S!$B$1 )", 50.0),
        ("SUMIF(A1:A3,SUMIF(A1:A3,3,B1)-47,B1:B2)", 50.0),
        ('AVERAGEIF(A1:A3,"&gt;1",B1:B2)', 35.0), ("SUM(A1:Đến)", None), ("SUM(Trái:B3)", None),
        ("Trái", None), ("Gấp(3)", None), ("SUM(T[a]:B3)", None), ("Dưới*2", None),
    ],
)  # fmt: skip
def test_what_is_read_beyond_what_is_spelled(
    small: Callable[..., bytes], formula: str, value: float | None
) -> None:
    """Its new value, or that it keeps the old one; never nothing."""
    rows = "".join(
        f'<row r="{row}"><c r="A{row}"><v>{a}</v></c><c r="B{row}"><v>{b}</v></c>'
        + (f'<c r="F{row}"><f>{formula}</f></c>' if row == 3 else "") + "</row>"
        for row, a, b in ((1, 1, 2), (2, 99, 99), (3, 3, 50))
    )  # fmt: skip
    data = small(rows, workbook=f"<definedNames>{NAMED}</definedNames>")
    plan = prepare(data, {("S", 2, 1): 46, ("S", 2, 2): 20, ("S", 3, 5): 7, ("S", 4, 6): 1})
    told = [update.new for update in plan.updates] or [None for note in plan.kept]
    assert told == [value]
