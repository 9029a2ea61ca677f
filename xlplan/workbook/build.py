"""Building workbooks from the sheet descriptions, byte for byte the same on every machine."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from copy import copy
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.properties import CalcProperties
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table as ExcelTable
from openpyxl.worksheet.table import TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from xlplan.domain.indicators import for_leaders
from xlplan.domain.office import Office
from xlplan.formulas.references import column_letters, to_a1
from xlplan.sheets import SHEETS, TABLES
from xlplan.sheets.formats import FORMATS
from xlplan.sheets.model import Column, SheetSpec, Table, placed
from xlplan.workbook import build_styles as look
from xlplan.workbook.build_leader import leaders_page, leaders_places
from xlplan.workbook.build_pages import dress, guide, main_form_extras
from xlplan.workbook.build_texts import as_told
from xlplan.workbook.content import Content, Record, empty
from xlplan.workbook.engine import recalculate
from xlplan.workbook.reader import read
from xlplan.workbook.refresh import with_values
from xlplan.workbook.splice.content import Formula

BLANK_ROWS = 20
_CODED = re.compile(rb"&#([1-9][0-9]{2,6});")
"""A character that openpyxl has written as its number; none below 128 is."""
_MOMENT = dt.datetime(2000, 1, 1)
_OWN_FORMAT = re.compile(rb'(<numFmt formatCode="[^"]*")/>')
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def build(content: Content) -> bytes:
    """The workbook of this content, with calculated values cached in its formula cells."""
    book = Workbook()
    book.remove(book.active)
    look.add_styles(book)
    for spec in SHEETS:
        sheet = book.create_sheet(spec.name)
        _sheet(sheet, spec, content)
    for table in TABLES.values():
        if table.form:
            book.defined_names[table.name] = DefinedName(
                table.name, attr_text=_area(book[table.sheet], table, content)
            )
    for name, place in leaders_places(content).items():
        book.defined_names[name] = DefinedName(name, attr_text=place)
    book.calculation = CalcProperties(calcId=191029, fullCalcOnLoad=False)
    book.properties.creator = "xlplan"
    book.properties.title = "Tệp kế hoạch"
    book.properties.created = book.properties.modified = _MOMENT
    plain = _fixed(book)
    return with_values(plain, recalculate(read(plain)).values)


def template(
    unit_code: str = "00", unit_name: str = "Bưu điện tỉnh", year: int = 2026,
    office: Office | None = None,
) -> bytes:  # fmt: skip
    """An empty workbook."""
    return build(empty(unit_code, unit_name, year, office=office))


def _fixed(book: Workbook) -> bytes:
    """openpyxl's output with fixed times in the zip and in core.xml, in UTF-8 as Excel writes it
    (openpyxl writes every Vietnamese letter as a number, which is larger and slower to read); the
    labels of charts keep their own number format, which openpyxl leaves open."""
    raw, out = io.BytesIO(), io.BytesIO()
    book.save(raw)
    stamp = _MOMENT.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "docProps/core.xml":
                start = data.index(b"<dcterms:modified")
                start, end = data.index(b">", start) + 1, data.index(b"</dcterms:modified>")
                data = data[:start] + stamp + data[end:]
            elif name.startswith("xl/charts/"):
                data = _OWN_FORMAT.sub(rb'\1 sourceLinked="0"/>', data)
            data = _CODED.sub(lambda match: chr(int(match[1])).encode(), data)
            info = zipfile.ZipInfo(name, _ZIP_TIME)
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 0
            target.writestr(info, data)
    return out.getvalue()


def _sheet(sheet: Worksheet, spec: SheetSpec, content: Content) -> None:
    for table in spec.tables:
        if table.fields:
            _fields(sheet, table, content)
        else:
            _table(sheet, table, content)
    if not spec.tables:
        guide(sheet)
    dress(sheet, spec, content)
    if spec.name == "ChiTieu":
        main_form_extras(sheet, TABLES["ChiTieu"], content)
    if spec.name == "BaoCao":
        leaders_page(sheet, content)


def _fields(sheet: Worksheet, table: Table, content: Content) -> None:
    for at, heading in enumerate(("Mục", "Nội dung", "Hướng dẫn"), 1):
        sheet.cell(table.header_row, at, heading).style = look.HEADING
    for row, column in enumerate(table.columns, table.header_row + 1):
        sheet.cell(row, 1, column.header).style = look.LABEL
        value = content.settings.get(column.key)
        cell = sheet.cell(row, 2)
        as_told(cell, value)
        cell.style = look.INPUT
        cell.alignment = look.WRAPPED
        cell.number_format = FORMATS[column.format]
        sheet.cell(row, 3, column.help or "; ".join(column.choices)).style = look.HELP
        sheet.row_dimensions[row].height = look.height(str(value or ""), 46)
        _validate(sheet, column, f"B{row}", TABLES)
    for letter, width in zip("ABC", (30, 46, 66), strict=True):
        sheet.column_dimensions[letter].width = width


def _rows_of(table: Table, content: Content) -> list[Record]:
    if table.name == "KiemTra":
        return [finding_row(n, *pair) for n, pair in enumerate(content.findings, 1)]
    if table.name == "BaoCao":
        return [{"key": code} for code in for_leaders(content.indicators)]
    return content.rows.get(table.name, [])


def finding_row(number: int, finding: Any, fingerprint: str) -> Record:
    """A finding as KiemTra shows it, by column; the place is a link to the cell."""
    place: str | Formula = f"{finding.sheet}!{finding.cell}" if finding.cell else finding.sheet
    if finding.cell:
        quoted = finding.sheet.replace("'", "''").replace('"', '""')
        place = Formula(f'HYPERLINK("#\'{quoted}\'!{finding.cell}","{place}")')
    return {
        "tt": number, "severity": finding.severity.label, "place": place,
        "message": finding.message, "remedy": finding.remedy, "explanation": finding.explanation,
        "code": finding.code, "fingerprint": fingerprint,
    }  # fmt: skip


def _height(table: Table, content: Content) -> int:
    """How many rows the table has: its records and blank ones; printed forms have none blank."""
    records = len(_rows_of(table, content))
    if table.form:
        return max(records, 1)
    return max(table.rows, records + BLANK_ROWS)


def _table(sheet: Worksheet, table: Table, content: Content) -> None:
    records = _rows_of(table, content)
    first, last = table.first_row(), table.first_row() + _height(table, content) - 1
    rows = {str(record.get(table.key[0])): first + n for n, record in enumerate(records)}
    for n, column in enumerate(table.columns):
        at = table.first_column + n
        letter = column_letters(at)
        sheet.cell(table.header_row, at, column.header).style = look.HEADING
        if table.form:
            sheet.cell(table.header_row + 1, at, n + 1).style = look.NUMBERING
        sheet.column_dimensions[letter].width = max(column.width, 8)
        computed = column.computed_by(content.source)
        dressed: dict[str, Cell] = {}
        for row in range(first, last + 1):
            record = records[row - first] if row - first < len(records) else {}
            formula = column.computed_by(content.source, str(record.get(table.key[0]) or ""))
            cell = sheet.cell(row, at)
            style = _cell(cell, table, column, record, placed(formula, _place(table, rows, row)))
            _dress(cell, style, column, dressed)
        if not computed:
            _validate(sheet, column, f"{letter}{first}:{letter}{last}", TABLES)
        elif column.unit == "%" and not table.form:
            look.soften_errors(sheet, f"{letter}{first}:{letter}{last}")
    for row, record in enumerate(records, first):
        texts = [(str(record.get(c.key) or ""), c.width) for c in table.columns if look.wraps(c)]
        needed = max((look.height(text, width) for text, width in texts), default=look.LINE)
        if table.form or needed > look.LINE:
            sheet.row_dimensions[row].height = needed
    if not table.form:
        corner = to_a1(table.header_row, table.first_column)
        end = to_a1(last, table.first_column + len(table.columns) - 1)
        excel = ExcelTable(displayName=table.name, ref=f"{corner}:{end}")
        excel.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
        sheet.add_table(excel)


def _place(table: Table, rows: dict[str, int], row: int) -> Callable[[str, str], str | None]:
    """Where a formula of this row finds its own columns and other rows' by their key."""

    def cell(key: str, column: str) -> str | None:
        at = rows.get(key) if key else row
        return to_a1(at, table.position(column)) if at else None

    return cell


def _cell(cell: Cell, table: Table, column: Column, record: Record, formula: str) -> str:
    """Puts the record's value or else the formula into its cell; the style that this calls for."""
    value = record.get(column.key)
    if isinstance(value, Formula):
        value, formula = None, f"={value.text}"
    if value not in (None, ""):
        as_told(cell, value)
    elif value is None and formula:
        cell.value = formula
    marks = str(record.get("implied") or "")
    implied = ("KH" in marks and column.key == "plan_year") or (
        "CK" in marks and column.key == "prior_ytd"
    )
    report = table.name == "KiemTra" and column.key != "explanation"
    return look.IMPLIED if implied else look.FORMULA if formula or report else look.INPUT


def _dress(cell: Cell, style: str, column: Column, dressed: dict[str, Cell]) -> None:
    """The cell's looks: those of the first cell of this style in the column (`dressed`). openpyxl
    compares a look with all it knows, which took half the time of a workbook."""
    first = dressed.setdefault(style, cell)
    if first is not cell:
        cell._style = copy(first._style)
        return
    cell.style = style
    cell.alignment = look.alignment(column)
    cell.number_format = FORMATS[column.format]


def _validate(sheet: Worksheet, column: Column, area: str, tables: dict[str, Table]) -> None:
    """The list, the range and the input message of a column."""
    rule = DataValidation(allow_blank=not column.required)
    if column.choices:
        rule.type, rule.formula1 = "list", '"' + ",".join(column.choices) + '"'
    elif column.relation:
        name, key = column.relation.split(".")
        other = tables[name]
        letter, first = column_letters(other.position(key)), other.first_row()
        rule.type, rule.formula1 = "list", f"{other.sheet}!${letter}${first}:${letter}$500"
        rule.showErrorMessage = False
    elif column.minimum is not None or column.maximum is not None:
        rule.type = "decimal"
        rule.operator = "between"
        rule.formula1 = str(column.minimum if column.minimum is not None else -1e15)
        rule.formula2 = str(column.maximum if column.maximum is not None else 1e15)
    rule.promptTitle, rule.prompt = column.header[:32], (column.help or column.header)[:250]
    rule.showInputMessage = True
    rule.errorTitle, rule.error = "Chưa đúng", "Giá trị không hợp lệ cho cột này."
    rule.add(area)
    sheet.add_data_validation(rule)


def _area(sheet: Worksheet, table: Table, content: Content) -> str:
    if table.fields:
        return f"{sheet.title}!$A${table.header_row}:$C${table.header_row + len(table.columns)}"
    last = table.first_row() + _height(table, content) - 1
    letter = column_letters(table.first_column + len(table.columns) - 1)
    return f"{sheet.title}!$A${table.header_row}:${letter}${last}"
