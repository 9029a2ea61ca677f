"""What changes in one sheet part: cells, rows, dimension and spans, shared masters moved."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

from xlplan.formulas.references import shift, to_a1
from xlplan.workbook.book import Address
from xlplan.workbook.splice.content import Blank, Value, cached, content
from xlplan.workbook.splice.formulas import Area, FormulaCell, area
from xlplan.workbook.splice.grid import CellSpan, RowSpan
from xlplan.workbook.splice.markup import (
    Splice,
    attributes,
    closing,
    escaped,
    pattern,
    spliced,
    with_attribute,
)
from xlplan.workbook.splice.sheet import Changes, SheetPart, reference


def with_cells(part: SheetPart, changes: Changes, date1904: bool) -> list[bytes | memoryview]:
    """The part's new bytes, as pieces of the old ones and what was put between."""
    splices = _Splicer(part, changes, date1904).splices()
    return part.text.encoded(spliced(part.text.data, [*splices, *changes.tags]))


@lru_cache(maxsize=64)
def _usual(prefix: bytes) -> re.Pattern[bytes]:
    """What follows the start tag of a formula cell, as most programs spell it: a formula, and a
    value or none."""
    f, v, c = (re.escape(prefix + name) for name in (b"f", b"v", b"c"))
    return re.compile(
        rb"(><%b(?: [^<>]*+)?>(?:(?<=/>)|[^<]*+</%b>))((?:<%b>[^<]*+</%b>)?+)</%b>"
        % (f, f, v, v, c)
    )


class _Splicer:
    def __init__(self, part: SheetPart, changes: Changes, date1904: bool) -> None:
        self.part, self.changes, self.date1904 = part, changes, date1904
        self.grid, self.data = part.grid, part.text.data
        self.found: list[Splice] = []
        self.formula_tags: dict[Address, bytes] = {}

    def splices(self) -> list[Splice]:
        self._move_masters()
        new: dict[int, list[tuple[int, bytes]]] = {}
        for place in sorted({*self.changes.values, *self.changes.cached, *self.formula_tags}):
            if found := self.grid.find(*place):
                self._existing(place, found[-1])
            elif text := self._new(place):
                new.setdefault(place[0], []).append((place[1], text))
        self._insert(new)
        self._dimension()
        return self.found

    def _insert(self, new: dict[int, list[tuple[int, bytes]]]) -> None:
        """New cells, by row and column, into their rows, or with rows that aren't there yet."""
        fresh: list[bytes] = []
        for number, cells in new.items():
            if spans := self.grid.rows(number):
                self._into(spans[-1], cells)
                continue
            tag = self.grid.prefix + b"row"
            text = b'<%s r="%d">%s</%s>' % (tag, number, b"".join(c for _, c in cells), tag)
            if self.grid.closed:
                fresh.append(text)
            else:
                at = self.grid.before(number)
                self.found.append((at, at, text))
        if fresh:
            tag = self.grid.prefix + b"sheetData"
            inside = self.data[self.grid.start + 1 + len(tag) : self.grid.tag - 1].rstrip()[:-1]
            opened = b"<" + tag + inside.rstrip() + b">"
            text = opened + b"".join(fresh) + b"</" + tag + b">"
            self.found.append((self.grid.start, self.grid.tag, text))

    def _new(self, place: Address) -> bytes:
        """A cell that wasn't there; a blank one is made only where a format is told."""
        if place not in self.changes.values:
            return b""
        kind, inner = content(self.changes.values[place], self.grid.prefix, self.date1904)
        if not inner and place not in self.changes.styles:
            return b""
        inside = b' r="%s"' % to_a1(*place).encode()
        style = self.changes.styles.get(place) or self.part.style_of(place)
        if style and style != "0":
            inside += b' s="%s"' % style.encode()
        return self._element(inside, kind, inner)

    def _element(self, inside: bytes, kind: str | None, inner: bytes) -> bytes:
        tag = self.grid.prefix + b"c"
        inside = with_attribute(inside.rstrip(), b"t", kind)
        if not inner:
            return b"<" + tag + inside + b"/>"
        return b"<" + tag + inside + b">" + inner + b"</" + tag + b">"

    def _into(self, row: RowSpan, new: list[tuple[int, bytes]]) -> None:
        """New cells, by column, into a row that is there."""
        inside = self._widened(self.data[slice(*row.inside)], [column for column, _ in new])
        if row.closed:
            tag = self.grid.prefix + b"row"
            opened = b"<" + tag + inside.rstrip()[:-1].rstrip() + b">"
            text = opened + b"".join(text for _, text in new) + b"</" + tag + b">"
            self.found.append((row.start, row.end, text))
            return
        if inside != self.data[slice(*row.inside)]:
            self.found.append((*row.inside, inside))
        own = self.grid.cells(row)
        starts = [cell.column for cell in own]
        for column, text in new:
            at = bisect_right(starts, column) if starts == sorted(starts) else None
            if at is None:
                at = next((i for i, c in enumerate(starts) if c > column), len(starts))
            place = own[at].start if at < len(own) else row.inner
            self.found.append((place, place, text))

    @staticmethod
    def _widened(inside: bytes, columns: list[int]) -> bytes:
        """A row's attributes with `spans` wide enough for its new cells."""
        spans = attributes(inside).get("spans")
        if not spans:
            return inside
        try:
            blocks = [tuple(map(int, block.split(":"))) for block in spans.split()]
        except ValueError:
            return inside
        if all(any(low <= column <= high for low, high in blocks) for column in columns):
            return inside
        low = min(*columns, *(block[0] for block in blocks))
        high = max(*columns, *(block[1] for block in blocks))
        return with_attribute(inside, b"spans", f"{low}:{high}")

    def _existing(self, place: Address, cell: CellSpan) -> None:
        inside = self.data[slice(*cell.inside)]
        if cell.closed:
            inside = inside.rstrip()[:-1]
        if place in self.changes.values:
            kind, inner = content(self.changes.values[place], self.grid.prefix, self.date1904)
            for name in (b"cm", b"vm"):
                inside = with_attribute(inside, name, None)
            self.found.append((cell.start, cell.end, self._element(inside, kind, inner)))
            return
        usual = _usual(self.grid.prefix).match(self.part.text.shadow, cell.inside[1], cell.end)
        if usual and place not in self.formula_tags:
            self.found.append((usual.end(1), usual.end(2), self._cached(place, cell, inside)))
            return
        formula = self.part.formulas.get(place, cell)
        if formula is None:
            raise ValueError("no formula where one was")
        if tag := self.formula_tags.get(place):
            self.found.append((*formula.span, tag))
            if not cell.explicit:  # some readers want a master that tells its place
                inside = b' r="%s"' % to_a1(*place).encode() + inside
        if place in self.changes.cached:
            self._value(formula.span[1], cell, self._cached(place, cell, inside))
        elif tag and not cell.explicit:
            self.found.append((*cell.inside, inside))

    def _cached(self, place: Address, cell: CellSpan, inside: bytes) -> bytes:
        """A fresh `<v>`, and the `t` that goes with it; the formula and what else the cell holds
        stay as they are, but for a rich value (`vm`), which stood for the old one."""
        kind, text = cached(self.changes.cached[place])
        wanted = with_attribute(with_attribute(inside, b"t", kind), b"vm", None)
        if wanted != self.data[slice(*cell.inside)]:
            self.found.append((*cell.inside, wanted))
        tag = self.grid.prefix + b"v"
        return b"<" + tag + b">" + text + b"</" + tag + b">"

    def _value(self, begin: int, cell: CellSpan, value: bytes) -> None:
        """Puts a `<v>` in place of the one behind the formula, or there where none is."""
        shadow = self.part.text.shadow
        old = pattern(self.grid.prefix, b"v").search(shadow, begin, cell.end)
        if not old:
            self.found.append((begin, begin, value))
            return
        end = old.end()
        if not old[1].rstrip().endswith(b"/"):
            close = closing(self.grid.prefix, b"v").search(shadow, end, cell.end)
            if not close:
                raise ValueError("value not closed")
            end = close.end()
        self.found.append((old.start(), end, value))

    def _move_masters(self) -> None:
        """The formula of an overwritten shared master, shifted, to the next cell of its group."""
        typed = self.part.formulas.typed if self.changes.values else {}
        for place in self.changes.values:
            formula = typed.get(place)
            group = formula.group if formula else None
            if group is None or group.master is not formula:
                continue
            heirs = [c for c in group.children if c.place not in self.changes.values]
            if heirs:
                self.formula_tags[heirs[0].place] = self._master(formula, heirs)

    def _master(self, old: FormulaCell, heirs: list[FormulaCell]) -> bytes:
        heir = heirs[0]
        rows, columns = heir.place[0] - old.place[0], heir.place[1] - old.place[1]
        text = heir.text or shift(old.text, rows, columns)
        tag = self.grid.prefix + b"f"
        inside = self.data[heir.span[0] + 1 + len(tag) : heir.span[1]]
        inside = inside[: inside.index(b">")].rstrip()
        if inside.endswith(b"/"):
            inside = inside[:-1]
        inside = with_attribute(inside, b"ref", _bounds([cell.place for cell in heirs]))
        return b"<" + tag + inside.rstrip() + b">" + escaped(text) + b"</" + tag + b">"

    def _dimension(self) -> None:
        places = [p for p, v in self.changes.values.items() if is_shown(v)]
        for known, span in self.part.tags(b"dimension"):
            try:
                top, left, bottom, right = area(known.get("ref", ""))
            except ValueError:
                return
            rows, columns = [p[0] for p in places], [p[1] for p in places]
            box: Area = (
                min([top, *rows]), min([left, *columns]),
                max([bottom, *rows]), max([right, *columns]),
            )  # fmt: skip
            if box != (top, left, bottom, right):
                inside = self.data[slice(*span)]
                self.found.append((*span, with_attribute(inside, b"ref", reference(box))))
            return


def is_shown(value: Value) -> bool:
    """Whether a value makes a cell: a blank makes none."""
    return not isinstance(value, Blank)


def _bounds(places: list[Address]) -> str:
    rows, columns = [p[0] for p in places], [p[1] for p in places]
    return reference((min(rows), min(columns), max(rows), max(columns)))
