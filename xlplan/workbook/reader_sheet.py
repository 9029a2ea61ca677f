"""The cells of one sheet part: by pattern where the part is plain, else by expat."""

from __future__ import annotations

from xml.parsers import expat

from xlplan.formulas.references import MAX_COLUMN, MAX_ROW, from_a1
from xlplan.workbook.book import Sheet
from xlplan.workbook.package import MAX_DEPTH
from xlplan.workbook.reader_cells import Cells
from xlplan.workbook.reader_fast import read_plain
from xlplan.workbook.reader_parts import Attributes, local


def read_cells(data: bytes, sheet: Sheet, strings: list[str], date1904: bool = False) -> None:
    """Fills `sheet.cells` with the cells that hold a value or a formula, and counts the rows of
    the part that hold none. `date1904`: days are counted from 1904 on, which matters where a
    cell spells its date."""
    if (date1904 and spells_dates(data)) or not read_plain(data, sheet, strings):
        read_parsed(data, sheet, strings, date1904)


def spells_dates(data: bytes) -> bool:
    """Whether there may be a cell of type `d`."""
    return b'"d"' in data or b"'d'" in data


def read_parsed(data: bytes, sheet: Sheet, strings: list[str], date1904: bool = False) -> None:
    """`read_cells` by expat: any encoding, prefix and order of attributes."""
    reader = _Reader(Cells(sheet, strings, date1904))
    reader.parser.Parse(data, True)
    reader.cells.finish()
    sheet.blank_formatted_rows = reader.blank


class _Reader:
    """Handlers and state of one pass."""

    def __init__(self, cells: Cells) -> None:
        self.cells = cells
        self.row = self.column = self.style = self.depth = self.blank = 0
        self.filled = False
        self.kind = ""
        self.pieces: list[str] = []
        self.value: str | None = None
        self.formula: str | None = None
        self.about: Attributes = {}
        self.inline: str | None = None
        self.taking = self.phonetic = False
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text

    def start(self, tag: str, attributes: Attributes) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ValueError("nested too deeply")
        if ":" in tag:
            tag = local(tag)
        if tag == "c":
            reference = attributes.get("r")
            self.row, self.column = from_a1(reference) if reference else (self.row, self.column + 1)
            if not 1 <= self.row <= MAX_ROW or self.column > MAX_COLUMN:
                raise ValueError("outside the sheet")
            self.kind = attributes.get("t", "n")
            self.style = int(attributes.get("s") or 0)  # some programs write s=""
            self.value = self.formula = self.inline = None
            self.about = {}
        elif tag == "v" or tag == "t":
            self.pieces, self.taking = [], not self.phonetic
        elif tag == "f":
            self.pieces, self.taking, self.about = [], True, attributes
        elif tag == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.column, self.filled = 0, False
        elif tag == "rPh":
            self.phonetic = True

    def text(self, chunk: str) -> None:
        if self.taking:
            self.pieces.append(chunk)

    def end(self, tag: str) -> None:
        self.depth -= 1
        if ":" in tag:
            tag = local(tag)
        if tag == "v":
            self.value, self.taking = "".join(self.pieces), False
        elif tag == "t":
            if self.taking:
                self.inline = (self.inline or "") + "".join(self.pieces)
            self.taking = False
        elif tag == "rPh":
            self.phonetic = False
        elif tag == "f":
            self.formula, self.taking = "".join(self.pieces), False
        elif tag == "c":
            value = self.cells.value(self.kind, self.value, self.inline)
            at = self.row, self.column
            self.cells.put(at, self.style, value, self.formula, self.about)
            self.filled = self.filled or at in self.cells.sheet.cells
        elif tag == "row":
            self.blank += not self.filled
