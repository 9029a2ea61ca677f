"""Formulas kept as one by their pattern are followed as if each were read by itself."""

from __future__ import annotations

import random

import pytest

from xlplan.formulas.references import to_a1
from xlplan.workbook.graph import Graph
from xlplan.workbook.reads import Area, Names, Place, reads
from xlplan.workbook.splice.formulas import OWN_ROW, Alike
from xlplan.workbook.splice.markup import Text
from xlplan.workbook.splice.sheet import SheetPart

SHEETS = ["Một", "Hai"]
SHAPES = (
    "SUM(A{r}:C{r})", "A{r}*B$3", "SUM(B$2:B{r})", "SUM(B{r}:B$9)", "C{p}+A{r}", "Hai!B{r}+1",
    "SUM(Hai!A1:B4)", "LOG10(A{r})", "IF(A{r}=1,D{r},E{r})", "A{r}*1{r}", "SUM(D:D)", "Hai!{r}:{r}",
)  # fmt: skip


def cells(chance: random.Random) -> dict[Place, str]:
    """Formulas of both sheets, a shape a column, some columns with a second one now and then."""
    found = {}
    for sheet in SHEETS:
        second = chance.choice((0, 0.2))
        for column in range(4, 10):
            shapes = chance.sample(SHAPES, 2)
            for row in range(1, 24):
                shape = shapes[chance.random() < second]
                found[(sheet, row, column)] = shape.format(r=row, p=row - 1)
    return found


def holds(area: Area, place: Place) -> bool:
    sheet, top, left, bottom, right = area
    return place[0] == sheet and top <= place[1] <= bottom and left <= place[2] <= right


def followers(read: dict[Place, list[Area]], edited: set[Place]) -> set[Place]:
    """Everything that follows, one formula and one cell at a time."""
    found, front = set(), set(edited)
    while front:
        front = {
            place
            for place, areas in read.items()
            if place not in found and any(holds(area, cell) for area in areas for cell in front)
        }
        found |= front
    return found


def alike(formulas: dict[Place, str], sheet: str) -> list[Alike]:
    """Formulas as the sheet's bytes give them."""
    rows: dict[int, str] = {}
    for name, row, column in sorted(formulas, key=lambda place: place[1:]):
        if name == sheet:
            cell = f'<c r="{to_a1(row, column)}" s="1"><f>{formulas[(name, row, column)]}</f></c>'
            rows[row] = rows.get(row, "") + cell
    data = "".join(f'<row r="{row}">{cells}</row>' for row, cells in rows.items())
    part = SheetPart(Text(f"<worksheet><sheetData>{data}</sheetData></worksheet>".encode()))
    found = part.formulas.alike
    assert found is not None
    assert sum(len(group.rows) for group in found) == sum(name == sheet for name, _, _ in formulas)
    return found


@pytest.mark.parametrize("seed", range(12))
def test_patterns_follow_as_single_formulas_do(seed: int) -> None:
    chance = random.Random(seed)
    names = Names(SHEETS)
    formulas = cells(chance)
    skipped = set(chance.sample(sorted(formulas), 5)) if seed % 2 else set()
    graph = Graph(SHEETS)
    for sheet in SHEETS:
        list(graph.add_alike(sheet, alike(formulas, sheet), names, skipped))
    read = {
        place: reads(text, place, names).areas
        for place, text in formulas.items()
        if place not in skipped
    }
    for place, areas in read.items():
        assert sorted(graph.reads(place)) == sorted(areas)
    assert graph.formulas(formulas) == set(read)
    for _ in range(6):
        edited = {
            (chance.choice(SHEETS), chance.randint(1, 26), chance.randint(1, 6)) for _ in range(3)
        }
        assert graph.affected(edited) == followers(read, edited)


def test_a_formula_of_two_patterns_stands_for_no_other() -> None:
    """D1 reads as "the own row" and as "row 1": it must not make up for a formula unseen."""
    formulas: dict[Place, str] = {}
    for row in range(1, 61):
        formulas[("Một", row, 4)] = f"A{row}" if row % 2 else "A1"
    formulas[("Một", 61, 4)] = "LOG10(C9)"
    found = {
        (row, group.text.replace(OWN_ROW, b"%d" % row).decode())
        for group in alike(formulas, "Một")
        for row in group.rows
    }
    assert found == {(row, formula) for (_, row, _), formula in formulas.items()}
