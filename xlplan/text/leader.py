"""The paragraph of the leader's page: written from the figures, somebody's own words left alone."""

from __future__ import annotations

import io
from collections.abc import Callable
from math import fsum
from typing import BinaryIO

from xlplan.checks.context import Context
from xlplan.domain.office import Office
from xlplan.formulas.references import from_a1, to_a1
from xlplan.sheets.leader import CONTROL, FIGURES, PARAGRAPH, PLACEHOLDER, WRITTEN, mark
from xlplan.text.lines import lines, scope
from xlplan.text.write import chosen, write
from xlplan.workbook.book import Book
from xlplan.workbook.edit import prepare
from xlplan.workbook.edit_write import Plan
from xlplan.workbook.graph import Place
from xlplan.workbook.reader import read
from xlplan.workbook.splice.book import Parts
from xlplan.workbook.splice.content import BLANK, Value

LENGTH = "vừa"
"""The length that the page has room for."""

Write = Callable[[BinaryIO], object]


def composed(context: Context) -> dict[str, str | float]:
    """Text, mark and control sum by the defined names of their cells; empty where no indicator has
    a figure yet."""
    told = chosen(lines(context), LENGTH)
    text = write(told, scope(context), context.indicators).text
    if not text:
        return {}
    return {PARAGRAPH: text, WRITTEN: mark(text), CONTROL: _control(context)}


def _control(context: Context) -> float:
    """The sum of the page's figures, which its notice compares with what they are later; to three
    decimals, which every program keeps alike."""
    table = context.tables.get("BaoCao")
    values = [row.value(key) for row in (table.rows if table else ()) for key in FIGURES]
    return round(fsum(v for v in values if isinstance(v, float)), 3)


def rewritten(plan: Plan, office: Office) -> tuple[Write, list[str]]:
    """How the planned workbook is written with its paragraph told anew, and what the user should
    know; an office's own indicators are told as the standard ones. A workbook without the page, and
    a paragraph that is right or was changed by somebody, stay as planned."""
    if ("", PARAGRAPH.lower()) not in Parts(plan.archive).layout.names:
        return plan.write, []
    planned = io.BytesIO()
    plan.write(planned)
    book = read(planned.getvalue(), plan.archive.file)
    changes, notes = edits(book, office)
    if not changes:
        return plan.write, notes
    told = prepare(planned.getvalue(), changes, file=plan.archive.file)
    if told.refused:
        return plan.write, [f"Không viết lại được đoạn văn: {told.refused[0].message}"]
    return told.write, notes


def edits(book: Book, office: Office) -> tuple[dict[Place, Value], list[str]]:
    """The cells that change, and what the user should know; no cells in a workbook without the page
    and where the text stands already or is not ours to change."""
    places = {name: place(book, name) for name in (PARAGRAPH, WRITTEN, CONTROL)}
    if None in places.values():
        return {}, []
    held = {name: book.sheets[p[0]].value(*p[1:]) for name, p in places.items() if p}
    said = held[PARAGRAPH]
    if said not in (None, "") and (not isinstance(said, str) or mark(said) != held[WRITTEN]):
        sheet, row, column = places[PARAGRAPH] or ("", 0, 0)
        return {}, [_KEPT.format(place=f"{sheet}!{to_a1(row, column)}")]
    wanted: dict[str, Value] = {
        PARAGRAPH: PLACEHOLDER, WRITTEN: mark(PLACEHOLDER), CONTROL: BLANK,
        **composed(Context(book, office.indicators)),
    }  # fmt: skip
    return {
        at: wanted[name]
        for name, at in places.items()
        if at and held[name] != (None if wanted[name] is BLANK else wanted[name])
    }, []


_KEPT = (
    "Đoạn văn ở {place} đã được sửa tay nên giữ nguyên; muốn xlplan viết lại thì xóa ô đó rồi chạy "
    "lại."
)


def place(book: Book, name: str) -> Place | None:
    """The cell of a defined name; None where it leads nowhere."""
    tab, mark_, cell = book.names.get(name, "").rpartition("!")
    tab = tab.strip("'").replace("''", "'")
    if not mark_ or tab not in book.sheets:
        return None
    try:
        return (tab, *from_a1(cell.replace("$", "")))
    except ValueError:
        return None
