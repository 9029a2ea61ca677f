"""A workbook without any function of ours: native formulas where these calculate the same, else
values. For people who have neither the add-in nor Python."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from xlplan.formulas.calls import replaced
from xlplan.formulas.names import uses_ours
from xlplan.formulas.native import native
from xlplan.functions.values import Scalar
from xlplan.workbook.book import Book
from xlplan.workbook.edit import Options, Plan, prepare
from xlplan.workbook.engine import Recalculation, recalculate, same_value
from xlplan.workbook.reader import read
from xlplan.workbook.reads import Place
from xlplan.workbook.splice.content import BLANK, Formula, Value

LONGEST = 8192
"""Characters of a formula that Excel takes."""


class Handover(NamedTuple):
    """The plan that writes it, and which of our cells became formulas, which values."""

    plan: Plan
    formulas: list[Place]
    values: list[Place]


@dataclass
class _Ours:
    """The cells that call our functions: what they show, and their native forms."""

    shown: dict[Place, Scalar]
    forms: dict[Place, str]


def handover(data: bytes, file: str = "") -> Handover:
    """What has to be written so that no formula calls a function of ours.

    Both workbooks are calculated, and every cell compared: a native form whose own cell, or a cell
    that depends on it, differs is dropped for the value. Cells that no engine can calculate keep
    what the file shows.
    """
    book = read(data, file)
    before = recalculate(book)
    ours = _ours(book, before)
    while different := _different(book, before, ours):
        for place in different:
            ours.forms.pop(place, None)
    edits: dict[Place, Value] = {}
    for place, shown in ours.shown.items():
        form = ours.forms.get(place)
        if form is not None:
            edits[place] = Formula(form, shown)
        else:
            edits[place] = BLANK if shown in (None, "") else shown
    plan = prepare(data, edits, Options(calculate=False), file)
    formulas = [place for place in edits if place in ours.forms]
    return Handover(plan, formulas, [place for place in edits if place not in ours.forms])


def _ours(book: Book, before: Recalculation) -> _Ours:
    found = _Ours({}, {})
    for name, sheet in book.sheets.items():
        for (row, column), cell in sheet.cells.items():
            if cell.formula is None or not uses_ours(cell.formula):
                continue
            place = (name, row, column)
            found.shown[place] = before.values.get(place, cell.value)
            form = (
                None if cell.array or place not in before.values else replaced(cell.formula, native)
            )
            if form is not None and len(form) <= LONGEST:
                found.forms[place] = form
    return found


def _different(book: Book, before: Recalculation, ours: _Ours) -> set[Place]:
    """Our cells whose native form gives another value; all of them when another cell differs."""
    after = recalculate(_with_forms(book, ours)).values
    wrong = {
        place
        for place in ours.forms
        if place not in after or not _same(before.values[place], after[place])
    }
    if wrong:
        return wrong
    elsewhere = any(
        place in after and not _same(value, after[place])
        for place, value in before.values.items()
        if place not in ours.shown
    )
    return set(ours.forms) if elsewhere else set()


def _same(one: Scalar, other: Scalar) -> bool:
    blank = (None, "")
    return same_value(one, other) or (one in blank and other in blank)


def _with_forms(book: Book, ours: _Ours) -> Book:
    sheets = {}
    for name, sheet in book.sheets.items():
        cells = dict(sheet.cells)
        for place, shown in ours.shown.items():
            if place[0] == name:
                form = ours.forms.get(place)
                cells[place[1:]] = cells[place[1:]]._replace(formula=form, value=shown)
        sheets[name] = replace(sheet, cells=cells)
    return replace(book, sheets=sheets)
