"""Where rows and cells stand in a sheet's bytes; those without `r` are counted."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from xlplan.formulas.references import column_number
from xlplan.workbook.splice.markup import (
    ATTRIBUTES,
    Text,
    attribute,
    closing,
    pattern,
)

_SHEET_DATA = re.compile(rb"<((?:[\w.\-]+:)?)sheetData(?=[\s/>])(" + ATTRIBUTES + rb")>")
_LETTERS = re.compile(rb"\s*\$?([A-Za-z]{1,3})\$?\d+\s*")


class CellSpan(NamedTuple):
    """A cell's place in the bytes; `inside` ends where the start tag's ">" is; `body` follows.

    `explicit` is false where the column was counted.
    """

    column: int
    start: int
    inside: tuple[int, int]
    end: int
    closed: bool
    explicit: bool = True


class RowSpan(NamedTuple):
    """A row's place: its tag from `start` to `tag`, its cells up to `inner`, its end."""

    number: int
    start: int
    inside: tuple[int, int]
    tag: int
    inner: int
    end: int
    closed: bool


class Grid:
    """The rows of one sheet part. ValueError when there is no sheetData."""

    def __init__(self, text: Text) -> None:
        self.text = text
        shadow = text.shadow
        found = _SHEET_DATA.search(shadow)
        if not found:
            raise ValueError("no sheetData")
        self.prefix = found[1]
        self.start, self.tag = found.start(), found.end()
        self.closed = found[2].rstrip().endswith(b"/")
        if self.closed:
            self.inner = self.end = self.tag
        else:
            last = closing(self.prefix, b"sheetData").search(
                shadow, shadow.rfind(b"</" + self.prefix + b"sheetData")
            )
            if not last:
                raise ValueError("sheetData not closed")
            self.inner, self.end = last.span()
        self._row_end = closing(self.prefix, b"row")
        self._cell = pattern(self.prefix, b"c")
        self._cell_end = closing(self.prefix, b"c")
        self._index()

    def _index(self) -> None:
        """Numbers and starts of all rows, as the part has them."""
        numbers, starts = array("q"), array("q")
        before, self.ordered = 0, True
        quick = re.compile(
            rb"<" + re.escape(self.prefix + b"row") + rb'(?:[\s]+r="(\d+)"|(?=[\s/>]))'
        )
        self._tag = pattern(self.prefix, b"row")
        for match in quick.finditer(self.text.shadow, self.tag, self.inner):
            if match[1]:
                number = int(match[1])
            else:
                tag = self._tag.match(self.text.shadow, match.start())
                found = attribute(tag[1], b"r") if tag else None
                number = int(found[2][1:-1]) if found else before + 1
            self.ordered = self.ordered and number > before
            before = number
            numbers.append(number)
            starts.append(match.start())
        self.numbers, self.starts = numbers, starts

    def rows(self, number: int) -> list[RowSpan]:
        """The row elements of that number; more than one in odd files."""
        if self.ordered:
            at = bisect_left(self.numbers, number)
            found = at < len(self.numbers) and self.numbers[at] == number
            return [self._row(at)] if found else []
        return [self._row(at) for at, n in enumerate(self.numbers) if n == number]

    def all_rows(self) -> Iterator[RowSpan]:
        """Every row element in order."""
        return (self._row(at) for at in range(len(self.numbers)))

    def before(self, number: int) -> int:
        """Where a new row of that number is put."""
        if self.ordered:
            at = bisect_left(self.numbers, number)
        else:
            at = next((i for i, n in enumerate(self.numbers) if n > number), len(self.numbers))
        return self.starts[at] if at < len(self.starts) else self.inner

    def _row(self, at: int) -> RowSpan:
        tag = self._tag.match(self.text.shadow, self.starts[at])
        if not tag:
            raise ValueError("row tag")
        number, inside = self.numbers[at], tag.span(1)
        if tag[1].rstrip().endswith(b"/"):
            return RowSpan(number, tag.start(), inside, tag.end(), tag.end(), tag.end(), True)
        limit = self.starts[at + 1] if at + 1 < len(self.starts) else self.inner
        last = self._row_end.search(self.text.shadow, tag.end(), limit)
        if not last:
            raise ValueError("row not closed")
        return RowSpan(number, tag.start(), inside, tag.end(), last.start(), last.end(), False)

    def cells(self, row: RowSpan) -> list[CellSpan]:
        """The cells of a row in the order of the part."""
        shadow, found, column = self.text.shadow, [], 0
        for match in self._cell.finditer(shadow, row.tag, row.inner):
            reference = attribute(match[1], b"r")
            letters = _LETTERS.fullmatch(reference[2][1:-1]) if reference else None
            column = column_number(letters[1].decode()) if letters else column + 1
            closed = match[1].rstrip().endswith(b"/")
            end = match.end()
            if not closed:
                last = self._cell_end.search(shadow, end, row.inner)
                if not last:
                    raise ValueError("cell not closed")
                end = last.end()
            found.append(
                CellSpan(column, match.start(), match.span(1), end, closed, letters is not None)
            )
        return found

    def find(self, row: int, column: int) -> list[CellSpan]:
        """The elements of one cell; none where nothing stands."""
        return [c for span in self.rows(row) for c in self.cells(span) if c.column == column]

    def slice(self, span: CellSpan | RowSpan) -> bytes:
        """The bytes of a cell or a row."""
        return self.text.data[span.start : span.end]
