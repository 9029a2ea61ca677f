"""A workbook recalculated by LibreOffice with our add-in; only values come back from it."""

from __future__ import annotations

from pathlib import Path

from xlplan.functions.values import Error, Scalar
from xlplan.hosts.soffice import profile_with_addin
from xlplan.workbook.book import Book
from xlplan.workbook.dialect import renamed
from xlplan.workbook.engine import Place, Recalculation
from xlplan.workbook.reader import read
from xlplan.workbook.refresh import with_values

_POISON = "\u2020 chưa tính \u2020"
"""Stands in every formula cell before LibreOffice loads the file: it keeps the cached value of what
it can't compute, and that must not pass for a fresh one."""


def recalculated(data: bytes, book: Book) -> Recalculation:
    """Every formula's value by LibreOffice; `book` is what `data` reads as.

    Array formulas keep their values, and so does a cell that LibreOffice could not compute
    (an unknown function is #NAME? there); both are listed. Values come back to 15 digits.
    """
    result = Recalculation()
    places: list[Place] = []
    for name, sheet in book.sheets.items():
        for (row, column), cell in sheet.cells.items():
            if cell.formula is None:
                continue
            if cell.array:
                result.not_computed[(name, row, column)] = "công thức mảng"
            else:
                places.append((name, row, column))
    if not places:
        return result
    fresh = _by_libreoffice(renamed(data, "libreoffice").data, places, Path(book.file).suffix)
    for place in places:
        sheet = fresh.sheets.get(place[0])
        value = sheet.value(place[1], place[2]) if sheet else _POISON
        if value in (_POISON, Error.NAME):
            result.not_computed[place] = "LibreOffice không tính được"
        else:
            result.values[place] = "" if value is None else value
    return result


def _by_libreoffice(data: bytes, places: list[Place], suffix: str) -> Book:
    poison: dict[Place, Scalar] = dict.fromkeys(places, _POISON)
    with profile_with_addin() as profile:
        source = profile.folder / f"tinh{suffix or '.xlsx'}"
        source.write_bytes(with_values(data, poison))
        return read(profile.convert(source, profile.folder / "ra"))
