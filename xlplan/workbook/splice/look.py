"""Looking at single cells of a part without reading the sheet: values, texts, formats."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from functools import cached_property

from xlplan.formulas.references import to_a1
from xlplan.workbook.book import Address, Cell, Sheet, Style
from xlplan.workbook.reader_parts import elements, shared_strings, styles, unescaped
from xlplan.workbook.reader_sheet import read_cells, spells_dates
from xlplan.workbook.splice.book import Parts
from xlplan.workbook.splice.grid import Rows
from xlplan.workbook.splice.markup import Text, with_attribute
from xlplan.workbook.splice.sheet import SheetPart

_DATE_CODE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_SI = re.compile(rb"<(?:[\w.\-]+:)?si(?=[\s/>])")
_PLAIN_SI = re.compile(rb'<si><t(?: xml:space="preserve")?>([^<&\r]*)</t></si>')


class Strings(list):  # type: ignore[type-arg]
    """The shared strings, each read when it is asked for; one that is not there is empty."""

    def __init__(self, parts: Parts) -> None:
        super().__init__()
        self.parts = parts

    @property
    def date1904(self) -> bool:
        """Whether the workbook's days count from 1904."""
        return self.parts.layout.date1904

    @cached_property
    def _text(self) -> Text:
        entry = self.parts.strings
        return Text(self.parts.archive.read(entry) if entry else b"")

    @cached_property
    def _starts(self) -> array[int]:
        found = array("q", (match.start() for match in _SI.finditer(self._text.shadow)))
        end = self._text.shadow.rfind(b"</")
        found.append(end if end >= 0 else len(self._text.data))
        return found

    def __getitem__(self, at: int) -> str:  # type: ignore[override]
        if not 0 <= at < len(self._starts) - 1:
            return ""
        data = self._text.data[self._starts[at] : self._starts[at + 1]]
        if plain := _PLAIN_SI.match(data):
            return unescaped(plain[1].decode())
        return shared_strings(b"<sst>" + data + b"</sst>")[0]


def cells_at(
    part: SheetPart, places: Iterable[Address], strings: Strings, before: Rows | None = None
) -> dict[Address, Cell]:
    """The cells at these places that hold a value or a formula (shared ones expanded).

    `before`: where the rows stood before we wrote the part, if it is known that they rise and tell
    their numbers.
    """
    spelled = b"".join(part.grid.written(places, before) if before else _found(part, places))
    sheet = Sheet("")
    spelled = b"<d><sheetData><row>" + spelled + b"</row></sheetData></d>"
    read_cells(spelled, sheet, strings, spells_dates(spelled) and strings.date1904)
    tag = b"<" + part.grid.prefix + b"f"
    if spelled.count(tag) != spelled.count(tag + b">"):
        for place, cell in sheet.cells.items():
            if cell.formula is not None and (known := part.formulas.typed.get(place)):
                sheet.cells[place] = cell._replace(formula=known.formula)
    return sheet.cells


def _found(part: SheetPart, places: Iterable[Address]) -> list[bytes]:
    """The bytes of the cells, each with its address in front."""
    pieces: list[bytes] = []
    data, tag = part.text.data, b"<" + part.grid.prefix + b"c"
    for row, column in sorted(places):
        for cell in part.grid.find(row, column):
            inside = data[cell.inside[0] : cell.inside[1]]
            name = to_a1(row, column)
            if not inside.startswith(b' r="%b"' % name.encode()):
                inside = with_attribute(inside, b"r", name)
            pieces += (tag, inside, data[cell.inside[1] : cell.end])
    return pieces


class Formats:
    """Number formats and locks of the workbook's cell formats."""

    def __init__(self, parts: Parts) -> None:
        data = parts.archive.read(parts.styles) if parts.styles else None
        self.styles = styles(data) if data else [Style()]
        self.locked = _locked(data) if data else [True]
        self._dates: dict[int, bool] = {}

    def code(self, style: int) -> str:
        """The number format's code."""
        return self.styles[style].number_format if style < len(self.styles) else "General"

    def is_date(self, style: int) -> bool:
        """Whether the format shows days or times."""
        known = self._dates.get(style)
        if known is None:
            code = _DATE_CODE.sub("", self.code(style)).split(";")[0].lower()
            known = "general" not in code and any(c in code for c in "dmyhs")
            self._dates[style] = known
        return known

    def is_text(self, style: int) -> bool:
        """Whether the format is that of text."""
        return self.code(style) == "@"

    def is_locked(self, style: int) -> bool:
        """Whether a cell of that format is locked once its sheet is protected."""
        return self.locked[style] if style < len(self.locked) else True


def _locked(data: bytes) -> list[bool]:
    found: list[bool] = []
    section = ""
    for tag, known in elements(data):
        if tag in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            section = tag
        elif section == "cellXfs" and tag == "xf":
            found.append(True)
        elif section == "cellXfs" and tag == "protection" and found:
            found[-1] = known.get("locked", "1") not in ("0", "false")
    return found or [True]
