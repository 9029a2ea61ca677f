"""Fresh cached values for every formula of a workbook, spliced in; nothing else changes."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path

from xlplan.functions.values import Scalar
from xlplan.workbook.book import Book
from xlplan.workbook.edit_state import State
from xlplan.workbook.edit_write import Plan, PlannedSheet
from xlplan.workbook.engine import Recalculation, recalculate, same_value
from xlplan.workbook.reader import read
from xlplan.workbook.reads import Place
from xlplan.workbook.splice.archive import Archive
from xlplan.workbook.splice.sheet import Changes

Calculate = Callable[[bytes, Book], Recalculation]
"""Calculates a workbook anew, given its bytes and what they read as."""


def by_engine(data: bytes, book: Book) -> Recalculation:
    """The headless engine."""
    return recalculate(book)


def refreshing(
    source: Path | bytes, file: str = "", calculate: Calculate = by_engine
) -> tuple[Plan, dict[Place, str]]:
    """A plan that writes the values which differ from the cached ones, and the cells that can't
    be computed with the reason: they keep theirs."""
    archive = Archive(source, file)
    data = bytes(archive.bytes[:])
    book = read(data, archive.file)
    result = calculate(data, book)
    stale = {
        (name, row, column): value
        for (name, row, column), value in result.values.items()
        if (old := book.sheets[name].cells[(row, column)].value) is None
        or not same_value(old, value)
    }
    return _plan(archive, stale), result.not_computed


def with_values(data: bytes, values: Mapping[Place, Scalar]) -> bytes:
    """The workbook with these values cached in its formula cells; other cells are left alone."""
    out = io.BytesIO()
    _plan(Archive(data), values).write(out)
    return out.getvalue()


def _plan(archive: Archive, values: Mapping[Place, Scalar]) -> Plan:
    state = State(archive)
    sheets: dict[str, PlannedSheet] = {}
    for (name, row, column), value in values.items():
        if state.sheet(name).formulas.get((row, column)):
            part = sheets.setdefault(state.part_of(name), PlannedSheet(name, Changes()))
            part.changes.cached[(row, column)] = value
    return Plan(archive, [], [], sheets=sheets, date1904=state.date1904)
