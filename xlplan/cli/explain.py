"""`xlplan explain FILE 'ChiTieu!I7'`: how a figure comes about, down to the inputs."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlplan.formulas.precedents import Area
    from xlplan.functions.values import Scalar
    from xlplan.sheets.model import Column
    from xlplan.workbook.book import Address, Book, Cell
    from xlplan.workbook.tables import Row, TableData

    Place = tuple[TableData, Row, Column]

HELP = "Cho biết một số trong tệp từ đâu ra: công thức, đối số, quy tắc, nguồn."

_WIDE = 12
"""Filled cells of a range that are still listed one by one."""
_DEEP = 50
"""Steps of a chain that are still followed."""
_FUNCTION = re.compile(r"XLPLAN[._](\w+)\s*\(", re.IGNORECASE)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE and the cell."""
    parser.add_argument("file", metavar="FILE", type=Path, help="tệp kế hoạch (.xlsx, .xlsm)")
    parser.add_argument("cell", metavar="CELL", help="ô cần giải thích, ví dụ 'ChiTieu!I7'")


def run(args: argparse.Namespace) -> int:
    """Prints the explanation; a cell that doesn't exist is a usage error."""
    from xlplan.workbook.reader import read

    book = read(args.file)
    sheet, address = locate(book, args.cell)
    print("\n".join(Explainer(book).explain(sheet, address)))
    return 0


def locate(book: Book, text: str) -> tuple[str, Address]:
    """Tab and cell of "ChiTieu!I7" or "'Tên trang'!$I$7"; accents in any form, case ignored."""
    from xlplan.domain.errors import UsageError
    from xlplan.domain.labels import fold
    from xlplan.formulas.references import from_a1

    sheet, _, cell = text.strip().rpartition("!")
    if len(sheet) > 1 and sheet[0] == sheet[-1] == "'":
        sheet = sheet[1:-1].replace("''", "'")
    try:
        address = from_a1(cell)
    except ValueError:
        raise UsageError(f"«{text}» không phải địa chỉ ô.", "Viết như 'ChiTieu!I7'.") from None
    for name in book.sheets:
        if name == sheet or fold(name) == fold(sheet):
            return name, address
    raise UsageError(
        f"Tệp không có trang «{sheet}».", f"Các trang: {', '.join(book.sheets) or '(không có)'}."
    )


@dataclass
class Explainer:
    """One workbook, with its described tables."""

    book: Book

    def explain(self, sheet: str, address: Address) -> Iterator[str]:
        """The lines of an explanation."""
        from xlplan.formulas.precedents import Area, precedents

        cell = self.book.sheets[sheet].cells.get(address)
        yield self._line(Area(sheet, address, address))
        place = self.places.get((sheet, address))
        if cell is None or cell.formula is None:
            yield (
                "Ô nhập: không có công thức." if cell else "Ô trống: không có số, không công thức."
            )
            if place and place[2].help:
                yield f"Cách nhập: {place[2].help}"
            yield from self._source(place)
            return
        yield f"Công thức: ={cell.formula.removeprefix('=')}"
        yield from _functions(cell.formula)
        arguments = precedents(cell.formula, sheet)
        if arguments:
            yield "Đối số:"
            yield from (f"  {self._line(area)}" for area in arguments)
        yield from self._source(place)
        yield "Đường đi đến ô nhập:"
        yield from self._tree(Area(sheet, address, address), 1, set())

    @cached_property
    def places(self) -> dict[tuple[str, Address], Place]:
        """Table, row and column of every described cell."""
        from xlplan.workbook.tables import read_tables

        found: dict[tuple[str, Address], Place] = {}
        for table in read_tables(self.book).values():
            have = table.field_rows if table.spec.fields else table.columns
            for row in table.rows:
                for key in have:
                    place = table, row, table.spec.column(key)
                    found.setdefault((table.sheet, table.address(row, key)), place)
        return found

    def _tree(self, area: Area, depth: int, seen: set[Area]) -> Iterator[str]:
        from xlplan.formulas.precedents import precedents

        cell = self._cell(area)
        formula = cell.formula if cell else None
        indent = "  " * depth
        again = area in seen
        kind = "" if area.first != area.last else "  ← " + _origin(cell, again)
        yield f"{indent}{self._line(area)}{kind}"
        if again:
            return
        if depth > _DEEP:
            yield f"{indent}  …"
            return
        seen.add(area)
        below = precedents(formula, area.sheet) if formula else self._members(area)
        for part in below:
            yield from self._tree(part, depth + 1, seen)

    def _members(self, area: Area) -> list[Area]:
        """The filled cells of a range that is not too wide to list."""
        if area.first == area.last:
            return []
        filled = self._filled(area)
        if len(filled) > _WIDE:
            return []
        return [area._replace(first=address, last=address) for address in filled]

    def _filled(self, area: Area) -> list[Address]:
        sheet = self.book.sheets.get(area.sheet)
        return sorted(
            (row, column)
            for (row, column), cell in (sheet.cells if sheet else {}).items()
            if area.first[0] <= row <= area.last[0]
            and area.first[1] <= column <= area.last[1]
            and cell.value not in (None, "")
        )

    def _cell(self, area: Area) -> Cell | None:
        sheet = self.book.sheets.get(area.sheet)
        return sheet.cells.get(area.first) if sheet and area.first == area.last else None

    def _line(self, area: Area) -> str:
        if area.first != area.last:
            return f"{area}: {len(self._filled(area))} ô có số liệu"
        cell = self._cell(area)
        place = self.places.get((area.sheet, area.first))
        name = self._name(place)
        if cell and cell.formula is not None and cell.value is None:
            return f"{area} = (chưa tính){name}"
        percent = place is not None and place[2].unit == "%"
        return f"{area} = {_shown(cell.value if cell else None, percent)}{name}"

    def _name(self, place: Place | None) -> str:
        if place is None:
            return ""
        table, row, column = place
        if table.spec.fields:
            return f"  ({column.header})"
        label = row.value("label") or row.value("name") or " – ".join(row.key)
        unit = column.unit if column.unit != "%" else ""
        if (
            not unit
            and column.format in ("amount", "plan", "exact")
            and table.spec.name == "ChiTieu"
        ):
            unit = str(row.value("unit") or "")
        return f"  ({column.header}, {label}{', ' + unit if unit else ''})"

    def _source(self, place: Place | None) -> Iterator[str]:
        """Where the row's figures come from, as the workbook itself says."""
        if place is None:
            return
        source = place[1].value("origin")
        form = next((p for p in self.places.values() if p[0].spec.fields), None)
        source = source or (form[1].value("origin") if form else None)
        if source:
            yield f"Nguồn: {source}"


def _origin(cell: Cell | None, again: bool) -> str:
    if cell is None:
        return "ô trống"
    if cell.formula is None:
        return "ô nhập"
    return "đã nêu ở trên" if again else "=" + cell.formula.removeprefix("=")


def _functions(formula: str) -> Iterator[str]:
    from xlplan.functions.catalogue import CATALOGUE

    called = dict.fromkeys(name.upper() for name in _FUNCTION.findall(formula))
    for entry in CATALOGUE:
        if entry.name in called or entry.alias in called:
            returns = entry.returns.rstrip(".")
            yield f"Quy tắc XLPLAN_{entry.name} ({entry.alias}): {entry.help} Kết quả: {returns}."


def _shown(value: Scalar, percent: bool) -> str:
    """As Vietnamese print it, with the 15 digits that Excel shows."""
    from xlplan.domain.numerals import format_number

    if value is None or value == "":
        return "(trống)"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        shown = float(f"{value * 100 if percent else value:.15g}")
        return format_number(shown) + ("%" if percent else "")
    return str(value)
