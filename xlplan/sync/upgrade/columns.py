"""A column of the present template put into a workbook's table: its place, its cells, its looks."""

from __future__ import annotations

from dataclasses import dataclass, field

from xlplan.domain.errors import UsageError
from xlplan.domain.office import Office
from xlplan.formulas.references import column_letters, to_a1
from xlplan.sheets.model import Column, Table, placed
from xlplan.sync.upgrade import names, sheets
from xlplan.sync.upgrade.patch import Patch
from xlplan.sync.upgrade.steps import NewColumn
from xlplan.sync.upgrade.styles import StyleImport
from xlplan.sync.upgrade.worksheet import validation, with_validation, with_width
from xlplan.workbook.book import Address, Book
from xlplan.workbook.reader import read
from xlplan.workbook.splice.archive import Archive
from xlplan.workbook.splice.book import Parts
from xlplan.workbook.splice.content import BLANK, Formula, Value
from xlplan.workbook.splice.formulas import area
from xlplan.workbook.splice.markup import Text
from xlplan.workbook.splice.sheet import SheetPart, reference
from xlplan.workbook.splice.tables import tables_of
from xlplan.workbook.tables import TableData, read_tables

Place = tuple[str, int, int]


@dataclass
class Cells:
    """Cells to write and the formats of those that are not there yet."""

    values: dict[Place, Value] = field(default_factory=dict)
    styles: dict[Place, int] = field(default_factory=dict)


class ColumnCopy:
    """Puts columns of a model workbook into a patch."""

    def __init__(
        self, patch: Patch, model: Archive, styles: StyleImport, book: Book, office: Office
    ) -> None:
        self.patch, self.styles, self.book, self.office = patch, styles, book, office
        self.cells = Cells()
        source = Parts(model)
        self._model = {
            tab.name: SheetPart(Text(model.read(tab.part))) for tab in source.layout.tabs
        }
        self._model_tables = read_tables(read(bytes(model.bytes[:])))

    def add(self, wanted: NewColumn, data: TableData) -> str:
        """Decides on the column's cells and changes the parts around them; where its header
        stands. UsageError where the place is taken."""
        table, column = wanted.spec
        if table.fields:
            return self._field(table, column, data)
        at = self._free_column(table, column, data)
        data.columns[column.key] = at
        self._column_cells(wanted, data, at)
        last = max(row.number for row in data.rows) if table.form else data.last_row
        self._around(table, column, data, at, last)
        return f"{data.sheet}!{to_a1(data.header_row, at)}"

    def exchange(
        self, data: TableData, place: Address, key: str, column: str, formula: str
    ) -> None:
        """Another formula for a cell; "" makes an input of it, that looks like one."""
        cell = (data.sheet, *place)
        self.cells.values[cell] = Formula(formula.lstrip("=")) if formula else BLANK
        home = self._model_tables[data.spec.name].by_key().get((key,))
        if not formula and home:
            at = data.spec.position(column)
            model = self._model[data.spec.sheet].style((home.number, at))
            self.cells.styles[cell] = self.styles.xf(model)

    def _field(self, table: Table, column: Column, data: TableData) -> str:
        """A field below the last one of a form."""
        row = max(data.field_rows.values(), default=data.header_row) + 1
        self._refuse_taken(data.sheet, [(row, n) for n in (1, 2, 3)], column.header)
        data.field_rows[column.key] = row
        home = table.header_row + 1 + [c.key for c in table.columns].index(column.key)
        texts = (column.header, BLANK, column.help or "; ".join(column.choices) or BLANK)
        for n, text in enumerate(texts, 1):
            self._put((data.sheet, row, n), text, (table.sheet, home, n))
        self._widen(table, data, row, 3)
        self._validate(table, data, (home, 2), f"B{row}")
        return f"{data.sheet}!{to_a1(row, 1)}"

    def _free_column(self, table: Table, column: Column, data: TableData) -> int:
        """The template's place of the column; in an Excel table right behind its last."""
        at = table.position(column.key)
        if not table.form:
            excel = self._excel_table(data)
            at = excel.box[3] + 1 if excel else at
        rows = range(data.header_row, data.last_row + 1)
        self._refuse_taken(data.sheet, [(row, at) for row in rows], column.header)
        return at

    def _refuse_taken(self, sheet: str, places: list[Address], header: str) -> None:
        cells = self.book.sheets[sheet].cells
        for place in places:
            if place in cells and cells[place].value not in (None, ""):
                raise UsageError(
                    f"Không thêm được «{header}»: ô {sheet}!{to_a1(*place)} đã có nội dung.",
                    "Chuyển nội dung ở đó sang chỗ khác rồi nâng cấp lại.",
                )

    def _column_cells(self, wanted: NewColumn, data: TableData, at: int) -> None:
        table, column = wanted.spec
        home = table.position(column.key)
        head = data.header_row
        self._put((data.sheet, head, at), column.header, (table.sheet, table.header_row, home))
        if table.form:
            number = [c.key for c in table.columns].index(column.key) + 1
            self._put((data.sheet, head + 1, at), number, (table.sheet, table.header_row + 1, home))
        rows = {row.number: row for row in data.rows}
        first = head + (2 if table.form else 1)
        for number in range(first, data.last_row + 1 if not table.form else 0):
            rows.setdefault(number, None)  # type: ignore[arg-type]
        for number, row in sorted(rows.items()):
            key = row.key[0] if row else ""
            value = self._value(wanted, data, number, key)
            self._put((data.sheet, number, at), value, (table.sheet, table.first_row(), home))

    def _value(self, wanted: NewColumn, data: TableData, number: int, key: str) -> Value:
        column = wanted.spec[1]
        if formula := column.computed_by("tháng", key):
            return Formula(placed(formula, here(data, number)).lstrip("="))
        if wanted.fill == "indicators":
            known = {entry.code: entry for entry in self.office.indicators.values()}
            return getattr(known[key], wanted.column) if key in known else BLANK
        return BLANK

    def _put(self, place: Place, value: Value, model: Place) -> None:
        self.cells.values[place] = value
        self.cells.styles[place] = self.styles.xf(self._model[model[0]].style(model[1:]))

    def _excel_table(self, data: TableData):  # type: ignore[no-untyped-def]
        tables = tables_of(self.patch.parts, self._part(data.sheet))
        return next((t for t in tables if t.name.casefold() == data.spec.name.casefold()), None)

    def _part(self, sheet: str) -> str:
        return next(tab.part for tab in self.patch.parts.layout.tabs if tab.name == sheet)

    def _around(self, table: Table, column: Column, data: TableData, at: int, last: int) -> None:
        """Table part or defined name made wider, width and validation of the column."""
        if table.form:
            self._widen(table, data, last, at)
        elif excel := self._excel_table(data):
            top, left, bottom, right = excel.box
            ref = reference((top, left, bottom, right + 1))
            part = self.patch.read(excel.entry)
            part = sheets.with_column(part, right - left + 1, ref, column.header)
            self.patch.put(excel.entry, part)
        part = self._part(data.sheet)
        self.patch.put(part, with_width(self.patch.read(part), at, max(column.width, 8)))
        first = data.header_row + (2 if table.form else 1)
        home = table.first_row(), table.position(column.key)
        letter = column_letters(at)
        self._validate(table, data, home, f"{letter}{first}:{letter}{last}")

    def _validate(self, table: Table, data: TableData, home: Address, sqref: str) -> None:
        """The validation that the model has at `home`, for these cells."""
        if rule := validation(self._model[table.sheet], *home):
            part = self._part(data.sheet)
            self.patch.put(part, with_validation(self.patch.read(part), rule, sqref))

    def _widen(self, table: Table, data: TableData, row: int, column: int) -> None:
        """The form's defined name, where it stands for an area that is too small."""
        main = self.patch.parts.layout.main
        for known in names.defined(self.patch.read(main)):
            sheet, _, cells = known.text.rpartition("!")
            if known.name.casefold() != table.name.casefold() or known.sheet is not None:
                continue
            try:
                top, left, bottom, right = area(cells.replace("$", ""))
            except ValueError:
                return
            box = top, left, max(bottom, row if table.fields else bottom), max(right, column)
            names.define(self.patch, known.name, f"{sheet}!{absolute(box)}")
            return


def absolute(box: tuple[int, int, int, int]) -> str:
    """An area as "$B$2:$D$4"."""
    top, left, bottom, right = box
    return f"${column_letters(left)}${top}:${column_letters(right)}${bottom}"


def here(data: TableData, number: int):  # type: ignore[no-untyped-def]
    """Where a formula in row `number` finds its own columns and other rows' by their key."""
    rows = {row.key[0]: row.number for row in data.rows}

    def cell(key: str, column: str) -> str | None:
        row = rows.get(key) if key else number
        return to_a1(row, data.columns[column]) if row and column in data.columns else None

    return cell
