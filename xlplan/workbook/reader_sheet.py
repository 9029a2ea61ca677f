"""The cells of one sheet part, by expat; blocks of merely formatted rows are not parsed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from xml.parsers import expat

from xlplan.formulas.references import from_a1, shift
from xlplan.functions.values import ERRORS, Error, Scalar
from xlplan.workbook.book import Address, Cell, Sheet
from xlplan.workbook.reader_parts import Attributes, local, unescaped

_BLOCK = 1 << 20
_HOLDS = re.compile(rb"<(?:\w+:)?(?:v|f|is)[\s/>]")
_ROW_END = re.compile(rb"</(?:\w+:)?row>")
_MANY = 4 * _BLOCK


def _blocks(data: bytes, sheet: Sheet) -> Iterator[bytes]:
    """The part in blocks ending at row ends; in a large part, blocks with no value are left out."""
    if len(data) < _MANY:
        yield data
        return
    start = data.find(b"<sheetData")
    if start < 0:
        yield data
        return
    first = _ROW_END.search(data, start)
    at = first.end() if first else len(data)
    yield data[:at]
    while at < len(data):
        cut = data.rfind(b"row>", at, at + _BLOCK)
        closing = cut >= 0 and _ROW_END.search(data, max(at, cut - 20), cut + 4)
        if not closing or at + _BLOCK >= len(data):
            yield data[at:]
            return
        block = data[at : closing.end()]
        at = closing.end()
        if _HOLDS.search(block):
            yield block
        else:
            sheet.blank_formatted_rows += len(_ROW_END.findall(block))


class _Reader:
    """Handlers and state of one pass."""

    def __init__(self, sheet: Sheet, strings: list[str]) -> None:
        self.sheet, self.strings = sheet, strings
        self.row = self.column = self.style = 0
        self.kind = ""
        self.pieces: list[str] = []
        self.value: str | None = None
        self.formula: str | None = None
        self.attributes: Attributes = {}
        self.inline: str | None = None
        self.masters: dict[str, tuple[str, Address]] = {}
        self.arrays: list[tuple[Address, Address]] = []
        self.taking = False
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text

    def start(self, tag: str, attributes: Attributes) -> None:
        if ":" in tag:
            tag = local(tag)
        if tag == "c":
            reference = attributes.get("r")
            self.row, self.column = from_a1(reference) if reference else (self.row, self.column + 1)
            self.kind = attributes.get("t", "n")
            self.style = int(attributes.get("s", "0"))
            self.value = self.formula = self.inline = None
            self.attributes = {}
        elif tag == "v" or tag == "t":
            self.pieces, self.taking = [], True
        elif tag == "f":
            self.pieces, self.taking, self.attributes = [], True, attributes
            self.formula = ""
        elif tag == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.column = 0
        elif tag == "rPh":
            self.taking = False

    def text(self, chunk: str) -> None:
        if self.taking:
            self.pieces.append(chunk)

    def end(self, tag: str) -> None:
        if ":" in tag:
            tag = local(tag)
        if tag == "v":
            self.value, self.taking = "".join(self.pieces), False
        elif tag == "t":
            if self.taking:
                self.inline = (self.inline or "") + "".join(self.pieces)
            self.taking = False
        elif tag == "f":
            self.formula, self.taking = "".join(self.pieces), False
        elif tag == "c":
            self.keep()

    def keep(self) -> None:
        value = self.typed()
        formula, array = self.formula, False
        if formula is not None:
            formula, array = self.expanded(formula)
        if value is None and formula is None:
            return
        self.sheet.cells[(self.row, self.column)] = Cell(value, formula, self.style, array)

    def typed(self) -> Scalar:
        kind, value = self.kind, self.value
        if kind == "inlineStr":
            return unescaped(self.inline) if self.inline is not None else None
        if value is None or (value == "" and kind != "str"):
            return None
        if kind == "s":
            return self.strings[int(value)]
        if kind == "n":
            return float(value)
        if kind == "str":
            return unescaped(value)
        if kind == "b":
            return value.strip() in ("1", "true")
        if kind == "e":
            return ERRORS.get(value, Error.VALUE)
        if kind == "d":
            return _serial(value)
        return value

    def expanded(self, text: str) -> tuple[str, bool]:
        attributes, here = self.attributes, (self.row, self.column)
        kind = attributes.get("t", "normal")
        if kind == "shared":
            index = attributes.get("si", "")
            if text:
                self.masters[index] = text, here
                return text, False
            master, (row, column) = self.masters.get(index, ("", here))
            return shift(master, here[0] - row, here[1] - column), False
        if kind in ("array", "dataTable"):
            first, _, last = attributes.get("ref", "").partition(":")
            if first:
                self.arrays.append((from_a1(first), from_a1(last or first)))
            return text, True
        return text, False


def _serial(text: str) -> float:
    moment = datetime.fromisoformat(text.replace("Z", ""))
    days = moment.date() - date(1899, 12, 30)
    return days.days + (moment.hour * 3600 + moment.minute * 60 + moment.second) / 86400


def read_cells(data: bytes, sheet: Sheet, strings: list[str]) -> None:
    """Fills `sheet.cells` with the cells that hold a value or a formula."""
    reader = _Reader(sheet, strings)
    blocks = _blocks(data, sheet)
    for block in blocks:
        reader.parser.Parse(block, False)
    reader.parser.Parse(b"", True)
    for (top, left), (bottom, right) in reader.arrays:
        for place in list(sheet.cells):
            if top <= place[0] <= bottom and left <= place[1] <= right:
                sheet.cells[place] = sheet.cells[place]._replace(array=True)
