"""From what a cell's XML says to a Cell: types, shared formulas, arrays."""

from __future__ import annotations

from math import isfinite

from xlplan.formulas.references import from_a1, shift
from xlplan.functions.values import ERRORS, Error, Scalar
from xlplan.workbook.book import Address, Cell, Sheet
from xlplan.workbook.reader_parts import Attributes, unescaped


class Cells:
    """Takes the cells of one sheet in their order; `finish` marks those inside arrays."""

    def __init__(self, sheet: Sheet, strings: list[str], date1904: bool = False) -> None:
        self.sheet, self.strings, self.date1904 = sheet, strings, date1904
        self.masters: dict[str, tuple[str, Address]] = {}
        self.arrays: list[tuple[Address, Address]] = []

    def value(self, kind: str, text: str | None, inline: str | None) -> Scalar:
        """The value of a cell of type `kind` (its `t`): `text` is its `<v>`, `inline` its
        `<is>`; None when blank. ValueError or IndexError for what no program writes."""
        if kind == "inlineStr":
            return None if inline is None else unescaped(inline)
        if text is None or (text == "" and kind != "str"):
            return None
        if kind == "n":
            return number(text)
        if kind == "str":
            return unescaped(text)
        if kind == "s":
            return self.strings[_index(text)]
        if kind == "b":
            return text.strip() in ("1", "true")
        if kind == "e":
            return ERRORS.get(text.strip(), Error.VALUE)
        if kind == "d":
            from xlplan.workbook.reader_dates import serial  # few files write such cells

            return serial(text, self.date1904)
        return text

    def put(
        self, at: Address, style: int, value: Scalar, formula: str | None, about: Attributes
    ) -> None:
        """Keeps a cell that holds something; `about` are the attributes of its `<f>`."""
        array = False
        if formula == "" and not about:
            formula = None
        elif formula is not None and about:
            formula, array = self._expanded(at, formula, about)
        if value is not None or formula is not None:
            self.sheet.cells[at] = Cell(value, formula, style, array)

    def _expanded(self, here: Address, text: str, about: Attributes) -> tuple[str, bool]:
        kind = about.get("t", "normal")
        if kind == "shared":
            index = about.get("si", "")
            if text:
                self.masters[index] = text, here
                return text, False
            master, (row, column) = self.masters.get(index, ("", here))
            return shift(master, here[0] - row, here[1] - column), False
        if kind in ("array", "dataTable"):
            first, _, last = about.get("ref", "").partition(":")
            if first:
                self.arrays.append((from_a1(first), from_a1(last or first)))
            return text, True
        return text, False

    def finish(self) -> None:
        """Marks every cell inside an array formula's range."""
        for (top, left), (bottom, right) in self.arrays:
            for at, cell in self.sheet.cells.items():
                if top <= at[0] <= bottom and left <= at[1] <= right:
                    self.sheet.cells[at] = cell._replace(array=True)


def number(text: str | bytes) -> float:
    """A `<v>` as number; ValueError for what XML has no number for (`nan`, `1_000`, `١`)."""
    value = float(text)
    strokes = b"_" in text if isinstance(text, bytes) else "_" in text
    if strokes or not isfinite(value) or not text.isascii():
        raise ValueError(f"not a number: {text!r}")
    return value


def _index(text: str) -> int:
    index = int(text)
    if index < 0:
        raise IndexError(text)
    return index
