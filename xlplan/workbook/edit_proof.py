"""The proof after writing: what should be the same is, and what was edited reads as meant."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from xlplan.domain.errors import UnreadableError
from xlplan.formulas.references import to_a1
from xlplan.functions.values import Scalar
from xlplan.workbook.book import Address, Cell
from xlplan.workbook.edit_state import as_scalar
from xlplan.workbook.splice.archive import Archive
from xlplan.workbook.splice.content import Formula, Value
from xlplan.workbook.splice.look import Strings, cells_at
from xlplan.workbook.splice.markup import Text
from xlplan.workbook.splice.sheet import SheetPart

if TYPE_CHECKING:
    from xlplan.workbook.edit_write import Plan, PlannedSheet


def prove(plan: Plan, written: bytes, sums: Mapping[str, int], dropped: frozenset[str]) -> None:
    """UnreadableError (a fault of ours, nothing may be kept) where the written bytes differ from
    the source in more than the changed parts, or those (`sums`) from what was packed."""
    source = plan.archive
    result = Archive(written, source.file, ours=True)
    added = [name for name in plan.parts if name not in source.entries]
    if list(result.entries) != [n for n in source.entries if n not in dropped] + added:
        raise _fault(source, "danh sách phần")
    view = memoryview(written)
    for name, entry in result.entries.items():
        if name in sums:
            same = zlib.crc32(view[entry.data : entry.data + entry.packed]) == sums[name]
        elif name in source.entries:
            same = result.raw(entry) == source.raw(source.entries[name])
        else:
            same = bool(result.read(name)) or not entry.size
        if not same:
            raise _fault(source, name)


def read_as_meant(plan: Plan, data: bytes, sheet: PlannedSheet, strings: Strings) -> None:
    """UnreadableError (a fault of ours) where an edited cell of the new part reads as something
    else than was meant."""
    for problem in _misread(plan, SheetPart(Text(data)), sheet, strings):
        raise _fault(plan.archive, problem)


def _misread(plan: Plan, part: SheetPart, sheet: PlannedSheet, strings: Strings) -> list[str]:
    changes = sheet.changes
    places = [*changes.values, *changes.cached]
    cells: dict[Address, Cell] = {}
    if sheet.index and sheet.index.ordered:
        cells = cells_at(part, places, strings, sheet.index)
    if any(place not in cells for place in places):
        cells = cells_at(part, places, strings)
    wrong = []
    for place, value in changes.values.items():
        cell = cells.get(place)
        formula = value.text if isinstance(value, Formula) else None
        if (cell.formula if cell else None) != formula or not _same(
            cell.value if cell else None, _meant(value, plan.date1904)
        ):
            wrong.append(f"{sheet.name}!{to_a1(*place)}")
    for place, value in changes.cached.items():
        if place not in changes.values and not _same(
            cells[place].value if place in cells else None, value
        ):
            wrong.append(f"{sheet.name}!{to_a1(*place)}")
    return wrong


def _meant(value: Value, date1904: bool) -> Scalar:
    return value.value if isinstance(value, Formula) else as_scalar(value, date1904)


def _same(one: Scalar, other: Scalar) -> bool:
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return one == other


def _fault(source: Archive, what: str) -> UnreadableError:
    return source.refused(
        "proof", f"Kiểm chứng sau khi ghi không đạt ({what}); tệp gốc còn nguyên.",
        "Gửi tệp cho người phát triển xlplan.",
    )  # fmt: skip
