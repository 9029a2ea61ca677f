"""Excel tables: header texts, totals, and new rows just below that make a table longer."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from xlplan.formulas.references import shift, to_a1
from xlplan.workbook.book import Address
from xlplan.workbook.reader_parts import elements
from xlplan.workbook.splice.archive import Archive
from xlplan.workbook.splice.book import Parts
from xlplan.workbook.splice.content import LITERAL_ESCAPE, Blank, Formula, Value
from xlplan.workbook.splice.formulas import Area, area, inside
from xlplan.workbook.splice.markup import (
    Splice,
    Text,
    attributes,
    closing,
    escaped,
    pattern,
    spliced,
    with_attribute,
)
from xlplan.workbook.splice.sheet import SheetPart, reference

_ROOT = re.compile(rb"<((?:[\w.\-]+:)?)table(?=[\s/>])")


@dataclass
class TablePart:
    """One table part: its area, header and totals rows, column names and calculated columns."""

    entry: str
    name: str
    box: Area
    headers: int
    totals: int
    columns: list[str] = field(default_factory=list)
    calculated: set[int] = field(default_factory=set)
    waits: bool = False
    """No row yet: its one data row is where the first is to be typed."""

    def data(self) -> Area:
        """The area of the data rows."""
        top, left, bottom, right = self.box
        return top + self.headers, left, bottom - self.totals, right

    def part_of(self, place: Address) -> str:
        """ "header", "totals", "data" or "" for a cell outside."""
        if not inside(place, self.box):
            return ""
        if place[0] < self.box[0] + self.headers:
            return "header"
        return "totals" if place[0] > self.box[2] - self.totals else "data"


def tables_of(parts: Parts, sheet_part: str) -> list[TablePart]:
    """The tables on a sheet."""
    return [table(parts.archive, entry) for entry in parts.related(sheet_part, "table")]


def table(archive: Archive, entry: str) -> TablePart:
    """A table part read; ValueError or KeyError where it is damaged."""
    found: TablePart | None = None
    for tag, known in elements(archive.read(entry)):
        if tag == "table" and found is None:  # an x14:table may follow
            found = TablePart(
                entry, known.get("displayName") or known.get("name", ""), area(known["ref"]),
                int(known.get("headerRowCount", "1")), int(known.get("totalsRowCount", "0")),
                waits=known.get("insertRow") in ("1", "true"),
            )  # fmt: skip
        elif found and tag == "tableColumn":
            found.columns.append(known.get("name", ""))
        elif found and tag == "calculatedColumnFormula":
            found.calculated.add(len(found.columns) - 1)
    if found is None:
        raise ValueError("no table")
    return found


@dataclass
class TableChanges:
    """What changes in one table part: header texts, totals, the last row; whether the row that
    was waiting is `begun`."""

    headers: dict[int, str] = field(default_factory=dict)
    totals: dict[int, Value] = field(default_factory=dict)
    last_row: int | None = None
    begun: bool = False


def changed(data: bytes, changes: TableChanges) -> list[bytes | memoryview]:
    """The table part's new bytes."""
    text = Text(data)
    root = _ROOT.search(text.shadow)
    prefix = root[1] if root else b""
    splices: list[Splice] = []
    if changes.last_row is not None or changes.begun:
        splices += _area(text, prefix, changes)
    columns = list(pattern(prefix, b"tableColumn").finditer(text.shadow))
    for at in changes.headers.keys() | changes.totals.keys():
        tag, inner = columns[at], columns[at][1]
        if at in changes.headers:
            inner = with_attribute(inner, b"name", column_name(changes.headers[at]))
        if at in changes.totals:
            splices += _totals(text, prefix, tag, inner, changes.totals[at])
        else:
            splices.append((*tag.span(1), inner))
    return text.encoded(spliced(text.data, splices))


def column_name(text: str) -> str:
    """A header text as `tableColumn@name` spells it."""
    text = LITERAL_ESCAPE.sub("_x005F_", text)
    return text.replace("\r", "_x000d_").replace("\n", "_x000a_").replace("\t", "_x0009_")


def _area(text: Text, prefix: bytes, changes: TableChanges) -> list[Splice]:
    """`ref` of the table and of its filter, down to the new last row; `insertRow` taken away."""
    splices: list[Splice] = []
    for name in (b"table", b"autoFilter"):
        match = pattern(prefix, name).search(text.shadow)
        if match is None:
            continue
        inner = match[1]
        if changes.last_row is not None and "ref" in attributes(inner):
            top, left, _, right = area(attributes(inner)["ref"])
            inner = with_attribute(inner, b"ref", reference((top, left, changes.last_row, right)))
        if changes.begun and name == b"table":
            inner = with_attribute(inner, b"insertRow", None)
        splices.append((*match.span(1), inner))
    return splices


def _totals(
    text: Text, prefix: bytes, column: re.Match[bytes], inner: bytes, value: Value
) -> list[Splice]:
    """A totals cell that was typed over: what the column says of it must agree. `inner` are the
    attributes that the column's tag gets beside."""
    span, end = column.span(1), column.end()
    label = value if isinstance(value, str) else None
    function = "custom" if isinstance(value, Formula) else None
    for name, told in ((b"totalsRowFunction", function), (b"totalsRowLabel", label)):
        inner = with_attribute(inner, name, told)
    splices: list[Splice] = []
    closed = inner.rstrip().endswith(b"/")
    tag = prefix + b"totalsRowFormula"
    formula = b""
    if isinstance(value, Formula):
        formula = b"<" + tag + b">" + escaped(value.text) + b"</" + tag + b">"
    if closed:
        if formula:
            inner = inner.rstrip()[:-1]
            column = b"</" + prefix + b"tableColumn>"
            return [(*span, inner), (end, end, formula + column)]
        return [(*span, inner)]
    splices.append((*span, inner))
    limit = closing(prefix, b"tableColumn").search(text.shadow, end)
    bound = limit.start() if limit else end
    old = pattern(prefix, b"totalsRowFormula").search(text.shadow, end, bound)
    if old:
        close = closing(prefix, b"totalsRowFormula").search(text.shadow, old.end(), bound)
        stop = close.end() if close and not old[1].endswith(b"/") else old.end()
        splices.append((old.start(), stop, formula))
    elif formula:
        calculated = closing(prefix, b"calculatedColumnFormula").search(text.shadow, end, bound)
        at = calculated.end() if calculated else end
        splices.append((at, at, formula))
    return splices


def rows_below(known: TablePart, values: dict[Address, Value]) -> int:
    """How many rows just below the table get a value, one after the other."""
    _, left, bottom, right = known.box
    filled = {
        row
        for (row, column), value in values.items()
        if left <= column <= right and not isinstance(value, Blank)
    }
    count = 0
    while bottom + count + 1 in filled:
        count += 1
    return count


def calculated_formulas(
    part: SheetPart, known: TablePart, count: int
) -> dict[Address, tuple[str, Address]]:
    """For each new row, the formulas of calculated columns, with the cell they come from.

    A column is calculated where the table says so, or where its last two rows follow one formula.
    """
    top, left, bottom, right = known.data()
    found = {}
    for column in range(left, right + 1):
        last = part.formulas.get((bottom, column))
        if last is None or last.attributes.get("t") in ("array", "dataTable"):
            continue
        above = part.formulas.get((bottom - 1, column)) if bottom > top else None
        same = above is not None and shift(above.formula, 1, 0) == last.formula
        if column - left in known.calculated or same:
            for n in range(1, count + 1):
                found[(bottom + n, column)] = shift(last.formula, n, 0), last.place
    return found


def ranges_to_widen(known: TablePart, boxes: list[Area], count: int) -> list[Area] | None:
    """Areas of a rule that cover a column down to the table's last row, made longer; None if none
    does."""
    _, left, bottom, right = known.data()
    done, touched = [], False
    for box in boxes:
        within = box[0] >= known.box[0] and left <= box[1] and box[3] <= right
        if box[2] == bottom and within:
            done.append((*box[:2], bottom + count, box[3]))
            touched = True
        else:
            done.append(box)
    return done if touched else None


def where(known: TablePart) -> str:
    """The table's name and area for a sentence."""
    return f"{known.name} ({to_a1(*known.box[:2])}:{to_a1(*known.box[2:])})"
