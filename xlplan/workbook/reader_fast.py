"""The cells of a sheet part as nearly every program writes it, by pattern instead of parser.

A grammar that has to match every byte of `<sheetData>` stands for the parser's proof: rows of
cells, each with its `r`, a plain formula, a plain value, nothing else. Whatever else is there
(prefixes, comments, CDATA, rich text, cells without `r`) is left to `reader_sheet`. Long stretches
of rows without any value are passed over unread, so a million of them cost little. What workbooks
of one template have in common is read once: parts with the same bytes, and rows that differ in
their numbers only (`reader_rows`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from xml.parsers import expat

from xlplan.workbook.book import Address, Cell, Sheet
from xlplan.workbook.reader_cells import Cells
from xlplan.workbook.reader_parts import prove
from xlplan.workbook.reader_rows import BLANK_ROW, BLANK_ROWS, is_plain, put, put_as_shape

_BLOCK = 1 << 20
_ROW_END = b"</row>"
_UTF8 = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml [^>]*?encoding=[\"'](?i:utf-8)[\"']|<(?!\?xml|!)")
_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"
_SHARED_TEXT = b' t="s"'
_REMEMBERED = 128 << 10
"""Bytes of a part that is remembered; larger ones hold figures, and no two are alike."""


def read_plain(data: bytes, sheet: Sheet, strings: list[str]) -> bool:
    """Fills `sheet.cells`; False, with nothing filled, where the part is not of the plain form."""
    if len(data) > _REMEMBERED or _SHARED_TEXT in data:
        return _read(data, sheet, strings)
    known = _known_part(data)
    if known is None:
        return False
    cells, sheet.blank_formatted_rows = known
    sheet.cells.update(cells)
    return True


@lru_cache(maxsize=48)
def _known_part(data: bytes) -> tuple[dict[Address, Cell], int] | None:
    """The cells and the blank rows of a part that holds its texts itself; None where it is not
    plain. Workbooks of one template have many parts in common, byte for byte."""
    own = Sheet("")
    return (own.cells, own.blank_formatted_rows) if _read(data, own, []) else None


def _read(data: bytes, sheet: Sheet, strings: list[str]) -> bool:
    start, end = data.find(_OPEN), data.rfind(_CLOSE)
    if start < 0 or end < start or not _UTF8.match(data) or b"<!" in data[:start]:
        return False
    try:
        prove(data[:start] + b"<sheetData/>" + data[end + len(_CLOSE) :])
    except expat.ExpatError:
        return False  # that may have been the end of something in a comment
    cells = Cells(sheet, strings)
    body = data[start + len(_OPEN) : end]
    large = len(body) > _BLOCK
    if large:
        body = _without_blank_blocks(body)
    *rows, rest = body.split(_ROW_END)
    read = _row if large else _shaped_row
    if not BLANK_ROWS.fullmatch(rest) or not _all_read(rows, read, cells):
        sheet.cells.clear()
        return False
    cells.finish()
    sheet.blank_formatted_rows = data.count(b"<row", start, end) - len(
        {at[0] for at in sheet.cells}
    )
    return True


def _all_read(rows: list[bytes], read: Callable[[bytes, Cells], bool], cells: Cells) -> bool:
    """Whether every row was put; what is no value this way may be one to the parser (`&#49;`)."""
    try:
        return all(read(row, cells) for row in rows)
    except ValueError:
        return False


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


def _shaped_row(row: bytes, cells: Cells) -> bool:
    """`_row` by the shape that the row has in common with others, where that is possible."""
    return (b"</" in row and put_as_shape(row, cells)) or _row(row, cells)


def _row(row: bytes, cells: Cells) -> bool:
    """Puts the cells of a row; False where it is not plain."""
    if b"</" not in row:
        return BLANK_ROW.fullmatch(row) is not None
    return is_plain(row) and put(row, cells)
