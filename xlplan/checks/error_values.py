"""Formulas that show an error value: whose own fault it is, and which are echoes of another cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property, lru_cache

from xlplan.checks.context import Context
from xlplan.checks.rules import Rule
from xlplan.domain.findings import Finding, Severity
from xlplan.functions.values import Error
from xlplan.sheets.model import Column
from xlplan.workbook.book import Address, Cell
from xlplan.workbook.engine import Area, references
from xlplan.workbook.tables import Row, TableData

ERROR_VALUE = Rule("XLP207", "error_value", Severity.ERROR, "Ô mang giá trị lỗi",
    "Lỗi lan sang mọi ô phụ thuộc.", "#REF! ở ô TH kỳ.", "Ô có số.",
    "Sửa công thức hoặc nhập lại số.")  # fmt: skip
ZERO_PLAN = Rule("XLP209", "zero_base", Severity.NOTE, "Không giao kế hoạch hoặc gốc bằng 0",
    "Chia cho kế hoạch bằng 0 thì không có tỷ lệ; khi in ghi «–».", "Kế hoạch ghi 0 trong khi chưa được giao.",
    "Kế hoạch 0 nghĩa là không giao kế hoạch.",
    "Đúng là không giao thì để yên; chưa giao thì xóa số 0.")  # fmt: skip
RULES = (ERROR_VALUE, ZERO_PLAN)

Place = tuple[str, Address]
Span = tuple[str, int, int]


def formula_errors(context: Context) -> list[Finding]:
    """Formulas with an error of their own: one that comes from a cell which has a finding or an
    error itself is an echo and is left out. A zero base gets one note a row."""
    found: list[Finding] = []
    noted: set[tuple[str, int]] = set()
    echoes = _Echoes(context)
    for table, row, column, cell in _errors(context):
        if context.leads_nowhere(cell.formula) or echoes.inherited(table.sheet, cell):
            continue
        finding = error_finding(table, row, column, cell)
        if finding.code == ZERO_PLAN.code:
            if (table.sheet, row.number) in noted:
                continue
            noted.add((table.sheet, row.number))
        found.append(finding)
    return found


def _errors(context: Context) -> Iterator[tuple[TableData, Row, Column, Cell]]:
    """The described formulas whose value is an error."""
    for table in context.tables.values():
        if table.spec.name == "KiemTra":
            continue
        for row in table.rows:
            if Error in {cell.value.__class__ for cell in row.cells.values()}:
                for column in table.spec.columns:
                    cell = row.cells.get(column.key)
                    if cell and cell.formula is not None and cell.value.__class__ is Error:
                        yield table, row, column, cell


class _Column:
    """The cells of a sheet's column from which an error may come: `sure` rows hold an error value or
    have a finding, `maybe` are formulas that show a text or a 0, which may come from one."""

    def __init__(self) -> None:
        self.sure: list[int] = []
        self.maybe: list[tuple[Address, Cell]] = []


class _Echoes:
    """Which errors of formulas come from other cells. Ranges are judged once: the formulas of a
    column share them."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._cells: dict[Place, bool] = {}
        self._areas: dict[Area, bool] = {}
        self._negative: dict[Area, bool] = {}

    def inherited(self, home: str, cell: Cell) -> bool:
        """Whether a formula's error comes from a cell it names, ranges included: one with an error
        or a finding, or a text that comes from one; or from a base below zero, for which #N/A is
        the documented answer."""
        areas = references(cell.formula or "", home)
        for area in areas:
            if self._bad(area):
                return True
        return cell.value is Error.NA and any(self._below_zero(area) for area in areas)

    @cached_property
    def _columns(self) -> dict[str, dict[int, _Column]]:
        """What is to be looked at, by sheet and column: columns that have a source or, by whatever
        way over other cells, may have an error from one. Nearly all columns have not."""
        found: dict[str, dict[int, _Column]] = {}
        untyped = self.context.untyped
        for name, sheet in self.context.book.sheets.items():
            columns: defaultdict[int, _Column] = defaultdict(_Column)
            for at, (value, formula, _, _) in sheet.cells.items():
                if value.__class__ is Error or (untyped and (name, at) in untyped):
                    columns[at[1]].sure.append(at[0])
                elif formula is not None and (value.__class__ is str or value == 0):
                    columns[at[1]].maybe.append((at, sheet.cells[at]))
            found[name] = columns
        return _reached(found)

    def _bad(self, area: Area) -> bool:
        known = self._areas.get(area)
        if known is None:
            self._areas[area] = False  # formulas in a circle end here
            known = self._areas[area] = self._has_source(*area)
        return known

    def _has_source(self, name: str, top: int, left: int, bottom: int, right: int) -> bool:
        inside = [
            column
            for number, column in self._columns.get(name, {}).items()
            if left <= number <= right
        ]
        if any(top <= row <= bottom for column in inside for row in column.sure):
            return True
        return any(
            self._tainted((name, at), cell)
            for column in inside
            for at, cell in column.maybe
            if top <= at[0] <= bottom
        )

    def _below_zero(self, area: Area) -> bool:
        if area not in self._negative:
            sheet = self.context.book.sheets.get(area[0])
            self._negative[area] = any(
                isinstance(cell.value, float) and cell.value < 0
                for _, cell in (sheet.within(*area[1:]) if sheet else ())
            )
        return self._negative[area]

    def _tainted(self, place: Place, cell: Cell) -> bool:
        """Whether a formula that shows a text or a 0 shows it because of an error or a finding."""
        known = self._cells.get(place)
        if known is None:
            self._cells[place] = False  # formulas in a circle end here
            known = self._cells[place] = self.inherited(place[0], cell)
        return known


def _reached(columns: dict[str, dict[int, _Column]]) -> dict[str, dict[int, _Column]]:
    """The columns from which a way over references leads to one with a source."""
    reached: dict[str, dict[int, _Column]] = {name: {} for name in columns}
    waiting: dict[tuple[str, int], set[Span]] = {}
    for name, numbers in columns.items():
        for number, column in numbers.items():
            if column.sure:
                reached[name][number] = column
            else:
                waiting[name, number] = {
                    span for _, cell in column.maybe for span in _spans(cell.formula or "", name)
                }
    more = True
    while more:
        more = False
        for (name, number), spans in [*waiting.items()]:
            if any(a <= n <= z for sheet, a, z in spans for n in reached.get(sheet, ())):
                reached[name][number] = columns[name][number]
                del waiting[name, number]
                more = True
    return reached


@lru_cache(maxsize=32_768)
def _spans(formula: str, home: str) -> frozenset[Span]:
    """The columns that a formula names: sheet, first, last."""
    return frozenset((name, left, right) for name, _, left, _, right in references(formula, home))


def error_finding(table: TableData, row: Row, column: Column, cell: Cell) -> Finding:
    """The finding of a cell with an error value: a note where it is the answer for a zero base."""
    text = str(cell.value)
    ours = cell.formula is not None and "xlplan" in cell.formula.lower()
    if ours and cell.value is Error.DIV0:
        message = f"«{column.header}» là {text}: gốc so sánh bằng 0."
        return ZERO_PLAN.on(table, row, column.key, message, found=text)
    return ERROR_VALUE.on(table, row, column.key, f"«{column.header}» mang lỗi {text}.", found=text)
