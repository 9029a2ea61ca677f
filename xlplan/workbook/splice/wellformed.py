"""The proof that a part is XML and nested no deeper than what is read.

Rows as nearly every program writes them are proved by a grammar that has to match each of their
bytes; whatever it leaves goes to expat, row by row or as a whole. A row that is balanced by itself
between others that are leaves the whole balanced.

Cells of a sheet are much alike: with every digit written as 0, tens of thousands come down to some
hundreds, and only these are matched, in a fifth of a parser's time. No name of the grammar has a
digit whose value matters, so what matches with zeros matches with any other digits too.
"""

from __future__ import annotations

import re
from functools import cache
from xml.parsers import expat

from xlplan.workbook.package import MAX_DEPTH

_CONTROLS = rb"\x00-\x08\x0b\x0c\x0e-\x1f"
_PIECE = rb"[^<&" + _CONTROLS + rb"]*+"
_TEXT = _PIECE + rb"(?:&(?:amp|lt|gt|quot|apos|#9|#10|#13);" + _PIECE + rb")*+"
_VALUE = rb'="[^"<&' + _CONTROLS + rb'\t\n\r]*+"'


def _optional(*names: bytes) -> bytes:
    """Attributes that may be there, in this order: so none is there twice."""
    return b"".join(rb"(?: " + name + _VALUE + rb")?+" for name in names)


_REST = (
    _VALUE[1:] + _optional(b"s", b"t", b"cm", b"vm", b"ph") + rb"(?:/>|>(?:<f"
    + _optional(b"t", b"aca", b"ref", b"ca", b"si") + rb"(?:/>|>" + _TEXT + rb"</f>))?+"
    rb"(?:<v>" + _TEXT + rb"</v>|<v/>|<is><t(?: xml:space=\"preserve\")?+>" + _TEXT
    + rb"</t></is>)?+</c>)"
)  # fmt: skip
"""A cell but its first bytes."""
_CELL_OPENS = b"<c r="
_CELL = _CELL_OPENS + _REST
_NUMBER = rb"><v>[-+.0-9E]++</v></c>"
_QUICK = (
    rb'<c r="[A-Z0-9]++" (?:s="[0-9]++"(?:' + _NUMBER + rb'|/>| t="[a-z]++"' + _NUMBER
    + rb')|t="[a-z]++"' + _NUMBER + rb")"
)  # fmt: skip
"""What most cells are, without the choices that a usual cell has: all of it is in `_CELL` too."""
_ROW_ATTRIBUTES = _optional(
    b"r", b"spans", b"s", b"customFormat", b"ht", b"hidden", b"customHeight", b"outlineLevel",
    b"collapsed", b"thickTop", b"thickBot", b"ph", b"x14ac:dyDescent",
)  # fmt: skip
_ROW_OPENS = rb"<row" + _ROW_ATTRIBUTES
_ZEROS = bytes.maketrans(b"123456789", b"0" * 9)
_BLANK_ROWS = rb"(?:" + _ROW_OPENS + rb"(?:/>|></row>)[\r\n]*+)*+"
_BETWEEN = re.compile(
    _REST.replace(b"|#9|#10|#13", b"") + rb"(?:</row>[\r\n]*+"
    + (_BLANK_ROWS + _ROW_OPENS).replace(b"x14ac", b"x00ac") + rb">)?+"
)  # fmt: skip
"""A cell but its first bytes, and what may follow up to the next one: the end of its row, blank
rows, the tag of another row. All digits are zeros."""
_LAST_CELL, _NEXT_ROW = b'"A0"/></row>', b"<row>"
"""What makes the bytes before the first cell of some rows, and those of the last, look like those
between two cells."""
_HEAD = re.compile(rb"<\?xml [^>]*?encoding=[\"'](?i:utf-8)[\"']|<(?!\?xml|!)")
_OPEN, _CLOSE, _ROW_END = b"<sheetData>", b"</sheetData>", b"</row>"
_PARSED = 1 << 17
_BLOCK = 1 << 17
_KINDS = 10_000
"""Kinds of cells that are remembered."""
_MISSES = 3
"""Blocks that are not made of cells much alike, after which none of the part is taken for one."""


class TooDeep(ValueError):
    """Elements nested deeper than MAX_DEPTH."""


def well_formed(data: bytes, known: set[bytes] | None = None) -> None:
    """ExpatError when the bytes are no XML; LookupError or ValueError for an encoding that is not
    known or that the parser can't read; TooDeep when they are nested deeper than MAX_DEPTH.
    `known`: kinds of cells proved before; gets more."""
    if not _plain_sheet(data, set() if known is None else known):
        _parsed(data)


def _plain_sheet(data: bytes, known: set[bytes]) -> bool:
    """Whether the part is a sheet that is proved row by row; False says nothing about it."""
    start, end = data.find(_OPEN), data.rfind(_CLOSE)
    if start < 0 or end < start or not _HEAD.match(data) or b"<!" in data[:start]:
        return False
    if not data.isascii() and not _is_text(data):
        return False
    if b"]" in data and b"]]>" in data:
        return False
    try:
        _parsed(data[:start] + b"<sheetData/>" + data[end + len(_CLOSE) :])
        return _plain_rows(data, start + len(_OPEN), end, known)
    except (expat.ExpatError, TooDeep):
        return False


def _plain_rows(data: bytes, at: int, end: int, known: set[bytes]) -> bool:
    """Whether these bytes are rows, nothing else; ExpatError or TooDeep where one can't be."""
    misses = 0
    while at < end:
        after = at
        if misses < _MISSES:
            after = _alike(data, at, end, known)
            misses += after == at
        if after == at:
            after = _rows().match(data, at, end).end()  # type: ignore[union-attr]
        if after == at:
            after = data.find(_ROW_END, at, end) + len(_ROW_END)
            if after < at:
                return not data[at:end].strip(b" \t\r\n")
            _parsed(b"<d>" + data[at:after] + b"</d>")
        at = after
    return True


@cache
def _rows() -> re.Pattern[bytes]:
    """A few rows at a time: between them other threads get their turn."""
    cells = rb"(?:" + _QUICK + b"|" + _CELL + rb")*+"
    return re.compile(rb"(?:" + _ROW_OPENS + rb"(?:/>|>" + cells + rb"</row>)[\r\n]*+){0,256}+")


def _alike(data: bytes, at: int, end: int, known: set[bytes]) -> int:
    """The end of a block of rows whose cells are like those `known`, or are proved and are then
    known; `at` where it isn't proved this way, or has too many different cells to gain by it."""
    after = data.rfind(_ROW_END, at, min(at + _BLOCK, end)) + len(_ROW_END)
    if after < at:
        return at
    pieces = data[at:after].translate(_ZEROS).split(_CELL_OPENS)
    pieces[0], pieces[-1] = _LAST_CELL + pieces[0], pieces[-1] + _NEXT_ROW
    fresh = {*pieces} - known
    if len(fresh) * 2 > len(pieces) or not all(map(_BETWEEN.fullmatch, fresh)):
        return at
    if len(known) > _KINDS:
        known.clear()
    known |= fresh
    return after


def _is_text(data: bytes) -> bool:
    """Whether the bytes are UTF-8 without the two characters that XML hasn't."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return b"\xef\xbf\xbe" not in data and b"\xef\xbf\xbf" not in data


def _parsed(data: bytes) -> None:
    depth = 0

    def start(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise TooDeep(f"nested deeper than {MAX_DEPTH}")

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    view = memoryview(data)
    for at in range(0, len(view), _PARSED):
        parser.Parse(view[at : at + _PARSED], False)
    parser.Parse(b"", True)
