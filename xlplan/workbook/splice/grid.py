"""Where rows and cells stand in a sheet's bytes; those without `r` are counted."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache
from operator import itemgetter, lt
from typing import NamedTuple

from xlplan.formulas.references import column_letters, column_number, to_a1
from xlplan.workbook.book import Address
from xlplan.workbook.splice.markup import (
    ATTRIBUTES,
    Text,
    attribute,
    closing,
    pattern,
    value_of,
)

_SHEET_DATA = re.compile(rb"<((?:[\w.\-]+:)?)sheetData(?=[\s/>])(" + ATTRIBUTES + rb")>")
_SEEN = 4_096
"""Rows whose cells are remembered: an edit looks at its rows again and again."""
_NEAR = 400
"""Bytes that a row is looked for around the place where it should stand."""
_DIGITS = itemgetter(1)
_LETTERS = re.compile(r"\s*\$?([A-Za-z]{1,3})\$?\d+\s*")


@lru_cache(maxsize=64)
def _usual(prefix: bytes) -> re.Pattern[bytes]:
    """The start tag of a cell as most programs spell it."""
    return re.compile(
        rb"<" + re.escape(prefix + b"c") + rb' r="([A-Z]{1,3})[0-9]++"'
        rb'((?: [a-z]++="[^"<>/]*+")*+)(/?)>'
    )  # fmt: skip


@lru_cache(maxsize=4096)
def column_of(letters: bytes) -> int:
    """The number of a column's letters."""
    return column_number(letters.decode())


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


class Rows(NamedTuple):
    """Numbers and starts of a part's rows, in its order; whether the numbers rise."""

    numbers: array[int]
    starts: array[int]
    ordered: bool


class Grid:
    """The rows of one sheet part. ValueError when there is no sheetData."""

    def __init__(self, text: Text, index: Rows | None = None) -> None:
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
        self._usual = _usual(self.prefix)
        self._opening, self._close = b'<%bc r="' % self.prefix, b"</%bc>" % self.prefix
        self._tag = pattern(self.prefix, b"row")
        self._known = index
        self._seen: dict[int, list[CellSpan]] = {}
        self._found: dict[Address, list[CellSpan]] = {}
        self._spans: dict[int, RowSpan] = {}

    @property
    def index(self) -> Rows:
        """Where all rows stand, found on first use."""
        if self._known is None:
            self._known = self._indexed()
        return self._known

    @property
    def numbers(self) -> array[int]:
        """The numbers of all rows."""
        return self.index.numbers

    def _indexed(self) -> Rows:
        tag = b"<" + self.prefix + b"row"
        quick = re.compile(rb"w(?<=" + re.escape(tag) + rb')(?: r="([0-9]+)")?')  # w is rare
        tags = [*quick.finditer(self.text.shadow, self.tag, self.inner)]
        before = len(tag) - 1
        digits = [*map(_DIGITS, tags)]
        starts = array("q", [place - before for place in map(re.Match.start, tags)])
        if all(digits):
            numbers = array("q", map(int, digits))
        else:
            numbers, starts = self._counted(starts)
        return Rows(numbers, starts, all(map(lt, array("q", [0]) + numbers, numbers)))

    def _counted(self, places: Iterable[int]) -> tuple[array[int], array[int]]:
        """Numbers and starts of rows some of which don't begin with their number."""
        numbers, starts = array("q"), array("q")
        for place in places:
            if tag := self._tag.match(self.text.shadow, place):
                told = attribute(tag[1], b"r")
                before = numbers[-1] if numbers else 0
                numbers.append(int(value_of(told)) if told else before + 1)
                starts.append(place)
        return numbers, starts

    def rows(self, number: int) -> list[RowSpan]:
        """The row elements of that number; more than one in odd files."""
        numbers, starts, ordered = self.index
        if ordered:
            at = bisect_left(numbers, number)
            found = at < len(numbers) and numbers[at] == number
            return [self._row(number, starts[at])] if found else []
        return [self._row(n, starts[at]) for at, n in enumerate(numbers) if n == number]

    def all_rows(self) -> Iterator[RowSpan]:
        """Every row element in order."""
        numbers, starts, _ = self.index
        return (self._row(number, start) for number, start in zip(numbers, starts, strict=True))

    def written(self, places: Iterable[Address], before: Rows) -> Iterator[bytes]:
        """Cells in a part as we write it: rows and cells rise and tell their place first. `before`:
        where the rows stood before it was written, which is where they are looked for first. A cell
        that isn't found is left out."""
        shadow, row_tag = self.text.shadow, b"<" + self.prefix + b'row r="%d"'
        row_end, cell_end = b"</" + self.prefix + b"row", b"</" + self.prefix + b"c>"
        begin, end, number, moved = self.tag, self.tag, 0, 0
        for place in sorted(places):
            if place[0] != number:
                number = place[0]
                at = bisect_left(before.numbers, number)
                near = before.starts[at] + moved if at < len(before.starts) else self.inner
                tag = row_tag % number
                begin = shadow.find(tag, max(near - _NEAR, end), near + _NEAR)
                if begin < 0:
                    begin = shadow.find(tag, end, self.inner)
                    if begin < 0:
                        begin = end
                        continue
                moved += begin - near
                end = shadow.find(row_end, begin, self.inner)
            needle = b"<" + self.prefix + b'c r="%b"' % to_a1(*place).encode()
            match = self._usual.match(shadow, max(0, shadow.find(needle, begin, end)), end)
            if match:
                begin = match.end()
                last = begin if match[3] else shadow.find(cell_end, begin, end) + len(cell_end)
                yield shadow[match.start() : last]

    def before(self, number: int) -> int:
        """Where a new row of that number is put."""
        numbers, starts, ordered = self.index
        if ordered:
            at = bisect_left(numbers, number)
        else:
            at = next((i for i, n in enumerate(numbers) if n > number), len(numbers))
        return starts[at] if at < len(starts) else self.inner

    def _row(self, number: int, start: int) -> RowSpan:
        known = self._spans.get(start)
        if known is None:
            if len(self._spans) >= _SEEN:
                self._spans.clear()
            known = self._spans[start] = self._span(number, start)
        return known

    def _span(self, number: int, start: int) -> RowSpan:
        tag = self._tag.match(self.text.shadow, start)
        if not tag:
            raise ValueError("row tag")
        inside = tag.span(1)
        if tag[1].rstrip().endswith(b"/"):
            return RowSpan(number, tag.start(), inside, tag.end(), tag.end(), tag.end(), True)
        last = closing(self.prefix, b"row").search(self.text.shadow, tag.end(), self.inner)
        if not last:
            raise ValueError("row not closed")
        return RowSpan(number, tag.start(), inside, tag.end(), last.start(), last.end(), False)

    def cells(self, row: RowSpan) -> list[CellSpan]:
        """The cells of a row in the order of the part; not to be changed."""
        found = self._seen.get(row.start)
        if found is None:
            if len(self._seen) >= _SEEN:
                self._seen.clear()
            found = self._seen[row.start] = self._usual_cells(row) or self._all_cells(row)
        return found

    def _usual_cells(self, row: RowSpan) -> list[CellSpan] | None:
        """The cells of a row in which all are spelled the usual way; None for any other."""
        cells = self.text.shadow[row.tag : row.inner]
        found = [self._ending(tag, cells, row.tag) for tag in self._usual.finditer(cells)]
        if len(found) != cells.count(self._opening[:-4]):
            return None
        return [cell for cell in found if cell] if all(found) else None

    def _all_cells(self, row: RowSpan) -> list[CellSpan]:
        shadow, found, column = self.text.shadow, [], 0
        tags, ends = pattern(self.prefix, b"c"), closing(self.prefix, b"c")
        for match in tags.finditer(shadow, row.tag, row.inner):
            reference = attribute(match[1], b"r")
            letters = _LETTERS.fullmatch(value_of(reference)) if reference else None
            column = column_number(letters[1]) if letters else column + 1
            closed = match[1].rstrip().endswith(b"/")
            end = match.end()
            if not closed:
                last = ends.search(shadow, end, row.inner)
                if not last:
                    raise ValueError("cell not closed")
                end = last.end()
            found.append(
                CellSpan(column, match.start(), match.span(1), end, closed, letters is not None)
            )
        return found

    def find(self, row: int, column: int) -> list[CellSpan]:
        """The elements of one cell; none where nothing stands."""
        known = self._found.get((row, column))
        if known is None:
            if len(self._found) >= _SEEN:
                self._found.clear()
            known = self._found[(row, column)] = self._elements(row, column)
        return known

    def _elements(self, row: int, column: int) -> list[CellSpan]:
        """Where all cells of a row are spelled the usual way, one is found without looking at the
        others."""
        numbers, starts, ordered = self.index
        if ordered:
            at = bisect_left(numbers, row)
            if at == len(numbers) or numbers[at] != row:
                return []
            end = starts[at + 1] if at + 1 < len(starts) else self.inner
            if cell := self._usual_cell(row, column, starts[at], end):
                return [cell]
        return [c for span in self.rows(row) for c in self.cells(span) if c.column == column]

    def _usual_cell(self, row: int, column: int, begin: int, end: int) -> CellSpan | None:
        """A cell between these places; None where it isn't there once, or not all there are
        spelled the usual way."""
        cells, opening = self.text.shadow[begin:end], self._opening
        needle = b'%b%b%d"' % (opening, column_letters(column).encode(), row)
        at = cells.find(needle)
        match = self._usual.match(cells, at) if at >= 0 else None
        if match is None or cells.find(needle, match.end()) >= 0:
            return None
        if cells.count(opening) != cells.count(opening[:-4]):
            return None
        return self._ending(match, cells, begin)

    def _ending(self, match: re.Match[bytes], cells: bytes, begin: int) -> CellSpan | None:
        """A cell of which the start tag is spelled the usual way, by the bytes of its row from
        `begin` on; None where it doesn't end before the next one."""
        last = inner = match.end()
        if not match[3]:
            last = cells.find(self._close, inner) + len(self._close)
            if last < inner or cells.find(self._opening, inner, last) >= 0:
                return None
        start = begin + match.start()
        inside = start + len(self._opening) - 4, begin + inner - 1
        return CellSpan(column_of(match[1]), start, inside, begin + last, bool(match[3]))
