"""The cells of a sheet part as nearly every program writes it, by pattern instead of parser.

A grammar that has to match every byte of `<sheetData>` stands for the parser's proof: rows of
cells, each with its `r`, a plain formula, a plain value, nothing else. Whatever else is there
(prefixes, comments, CDATA, rich text, cells without `r`) is left to `reader_sheet`. Long stretches
of rows without any value are passed over unread, so a million of them cost little.
"""

from __future__ import annotations

import re
from functools import lru_cache

from xlplan.formulas.references import MAX_COLUMN, MAX_ROW, column_number
from xlplan.workbook.book import Address, Cell, Sheet
from xlplan.workbook.reader_cells import Cells, number
from xlplan.workbook.reader_parts import Attributes, elements

_A = rb'(?: [^<>="&/ ]++="[^"<&]*+")*+ ?+'
_T = rb"[^<\x00-\x08\x0b-\x1f]*+"
_S = rb"[ \r\n\t]*+"
_CELL = (
    rb'<c r="[A-Z]++[0-9]++"' + _A + rb"(?:/>|>(?:<f" + _A + rb"(?:/>|>" + _T + rb"</f>))?+"
    rb"(?:<v(?: ?/>|>" + _T + rb'</v>)|<is><t(?: xml:space="preserve")?+>' + _T + rb"</t></is>)?+"
    rb"</c>)" + _S
)  # fmt: skip
_ROW = re.compile(_S + rb"<row" + _A + rb">" + _S + rb"(?:" + _CELL + rb")*+")
_BLANK_ROWS = re.compile(rb"(?:" + _S + rb"<row" + _A + rb"/>)*+" + _S)
_BLANK_ROW = re.compile(
    _BLANK_ROWS.pattern + rb"<row" + _A + rb">" + _S
    + rb'(?:<c r="[A-Z]++[0-9]++"' + _A + rb"/>" + _S + rb")*+"
)  # fmt: skip
_BLOCK = 1 << 20
_ROW_END = b"</row>"
_FILLED = re.compile(
    rb'<c r="([A-Z]++)([0-9]++)"([^<>/]*+)>(?!</c>)(?:<f([^<>/]*+)(?:/>|>([^<]*+)</f>))?+'
    rb"(?:(<v|<is)(?: ?/>|>([^<]*+)</v>|><t[^>]*+>([^<]*+)</t></is>))?+</c>"
)
_UTF8 = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml [^>]*?encoding=[\"'](?i:utf-8)[\"']|<(?!\?xml|!)")
_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"
_ENTITY = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6}));|&")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_PAIR = re.compile(r'([\w:.]+)="([^"]*)"')


def read_plain(data: bytes, sheet: Sheet, strings: list[str]) -> bool:
    """Fills `sheet.cells`; False, with nothing filled, where the part is not of the plain form."""
    start, end = data.find(_OPEN), data.rfind(_CLOSE)
    if start < 0 or end < start or not _UTF8.match(data) or b"<!" in data[:start]:
        return False
    elements(data[:start] + b"<sheetData/>" + data[end + len(_CLOSE) :])
    cells = Cells(sheet, strings)
    body = data[start + len(_OPEN) : end]
    if len(body) > _BLOCK:
        body = _without_blank_blocks(body)
    *rows, rest = body.split(_ROW_END)
    if not _BLANK_ROWS.fullmatch(rest) or not all(_row(row, cells) for row in rows):
        sheet.cells.clear()
        return False
    cells.finish()
    sheet.blank_formatted_rows = data.count(b"<row", start, end) - len(
        {at[0] for at in sheet.cells}
    )
    return True


def _without_blank_blocks(body: bytes) -> bytes:
    """The rows of a large part without the long stretches that hold no value, unread."""
    kept, at = [], 0
    while at < len(body):
        cut = body.find(b"<row", at + _BLOCK)
        block = body[at : cut if cut >= 0 else len(body)]
        if any(mark in block for mark in (b"<v", b"<f", b"<is", b"<!")):
            kept.append(block)
        at += len(block)
    return b"".join(kept)


def _row(row: bytes, cells: Cells) -> bool:
    """Puts the cells of a row; False where it is not plain."""
    if b"</" not in row:
        return _BLANK_ROW.fullmatch(row) is not None
    if b' t="s"' not in row and b"<f " not in row:
        known = _known_row(row)
        if known is not None:
            cells.sheet.cells.update(known)
        return known is not None
    match = _BLANK_ROWS.match(row)
    return _ROW.fullmatch(row, match.end() if match else 0) is not None and _put(row, cells)


@lru_cache(maxsize=4096)
def _known_row(row: bytes) -> dict[Address, Cell] | None:
    """The cells of a row that holds all of them itself; None where it is not plain.

    Workbooks of one template have many rows in common, byte for byte; their cells are shared.
    """
    own = Cells(Sheet(""), [])
    match = _BLANK_ROWS.match(row)
    plain = _ROW.fullmatch(row, match.end() if match else 0) is not None and _put(row, own)
    return own.sheet.cells if plain else None


def _put(row: bytes, cells: Cells) -> bool:
    """Puts the cells of plain bytes; False at a text that only the parser reads."""
    keep = cells.sheet.cells
    row_digits, row_number = b"", 0
    for letters, digits, about, formula_about, raw, holder, value, inline in _FILLED.findall(row):
        style, kind, is_number = _about(about)
        if digits != row_digits:
            row_digits, row_number = digits, int(digits)
        at = row_number, _column(letters)
        if not 0 < row_number <= MAX_ROW or at[1] > MAX_COLUMN:
            raise ValueError(f"outside the sheet: {at}")
        formula = plain_text(raw) if raw or formula_about else None
        if is_number and value and not formula_about:  # most cells
            if formula is _ODD:
                return False
            figure = float(value)
            if figure - figure or b"_" in value:  # no finite number, or one with a stroke
                figure = number(value)
            keep[at] = _new(Cell, (figure, formula, style, False))
            continue
        text = inner = None
        if is_number:
            result = number(value) if value else None
        else:
            text = plain_text(value) if holder == b"<v" else None
            inner = plain_text(inline) if holder == b"<is" else None
            result = cells.value(kind, text, inner)
        if formula is _ODD or text is _ODD or inner is _ODD:
            return False
        cells.put(at, style, result, formula, _attributes(formula_about) if formula_about else {})
    return True


_new = tuple.__new__
"""What `Cell(…)` calls in the end, at half the cost."""
_ODD = "\0"
"""Stands for a text that needs the parser; no XML text holds this character."""


@lru_cache(maxsize=65_536)
def plain_text(raw: bytes) -> str:
    """UTF-8 with entities as text, one object for equal bytes; `_ODD` for an unknown entity."""
    text = raw.decode("utf-8")
    if "&" not in text:
        return text
    try:
        return _ENTITY.sub(_character, text)
    except ValueError:
        return _ODD


def _character(match: re.Match[str]) -> str:
    if match[1]:
        return _NAMED[match[1]]
    code = int(match[2]) if match[2] else int(match[3] or "0", 16)
    if (
        (code < 32 and code not in (9, 10, 13))
        or 0xD800 <= code < 0xE000
        or code in (0xFFFE, 0xFFFF)
    ):
        raise ValueError(match[0])
    return chr(code)


@lru_cache(maxsize=4096)
def _about(raw: bytes) -> tuple[int, str, bool]:
    """Style, type, and whether the value is a number, of a cell's attributes after `r`."""
    attributes = _attributes(raw)
    kind = attributes.get("t", "n")
    return int(attributes.get("s") or 0), kind, kind == "n"


@lru_cache(maxsize=16_384)
def _attributes(raw: bytes) -> Attributes:
    return dict(_PAIR.findall(raw.decode("utf-8")))


@lru_cache(maxsize=16_384)
def _column(letters: bytes) -> int:
    return column_number(letters.decode("ascii")) if len(letters) <= 3 else MAX_COLUMN + 1
