"""Column rules through pandera: one validation a table over the rows of all workbooks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlplan.checks.cells import type_cells
from xlplan.checks.context import Context
from xlplan.checks.rules import Rule
from xlplan.domain.findings import Finding, Severity
from xlplan.domain.labels import fold
from xlplan.domain.numerals import format_number
from xlplan.sheets import TABLES
from xlplan.sheets.model import NUMBER, Column, Table
from xlplan.workbook.tables import Row

CHOICE = Rule(
    "XLP213", "not_a_choice", Severity.ERROR, "Giá trị ngoài danh sách",
    "Cột này chỉ nhận các giá trị trong danh sách.", "Loại số «thực hiện».", "Loại số «TH».",
    "Chọn lại trong danh sách của ô.",
)  # fmt: skip
RANGE = Rule(
    "XLP214", "out_of_range", Severity.ERROR, "Giá trị ngoài khoảng",
    "Giá trị vượt khoảng cho phép của cột.", "Tháng 13.", "Tháng từ 1 đến 12.",
    "Sửa lại cho đúng khoảng.",
)  # fmt: skip
REQUIRED = Rule(
    "XLP215", "required", Severity.ERROR, "Thiếu giá trị bắt buộc",
    "Dòng có số liệu thì cột này phải có giá trị.", "Dòng có TH kỳ nhưng không có mã chỉ tiêu.",
    "Dòng có đủ mã.", "Điền giá trị, hoặc xóa cả dòng.",
)  # fmt: skip
RULES = (CHOICE, RANGE, REQUIRED)

Source = tuple[Context, Row]


def column_findings(contexts: Sequence[Context]) -> list[list[Finding]]:
    """The findings of cells and columns, a list for each context."""
    found = [type_cells(context) for context in contexts]
    index = {id(context): n for n, context in enumerate(contexts)}
    for name, spec in TABLES.items():
        if name == "KiemTra":
            continue
        sources = [
            (context, row)
            for context in contexts
            if name in context.tables
            for row in context.tables[name].rows
        ]
        for (context, row), column, kind in _failures(spec, sources):
            table = context.tables[name]
            context.untyped.add((table.sheet, table.address(row, column.key)))
            found[index[id(context)]].append(_finding(context, spec, row, column, kind))
    return found


def _finding(context: Context, spec: Table, row: Row, column: Column, kind: str) -> Finding:
    table = context.tables[spec.name]
    value = row.value(column.key)
    shown = format_number(value) if isinstance(value, float) else str(value or "")
    if kind == "required":
        if spec.fields:
            message = f"Mục «{column.header}» chưa có giá trị."
            return REQUIRED.on(table, row, column.key, message, remedy="Điền giá trị của mục này.")
        return REQUIRED.on(table, row, column.key, f"Cột «{column.header}» chưa có giá trị.")
    if kind == "choice":
        return CHOICE.on(
            table, row, column.key, f"«{shown}» không có trong danh sách của «{column.header}».",
            remedy="Chọn một trong: " + "; ".join(column.choices) + ".", found=shown,
        )  # fmt: skip
    low, high = (
        "…" if bound is None else format_number(bound) for bound in (column.minimum, column.maximum)
    )
    return RANGE.on(
        table, row, column.key, f"«{column.header}» là {shown}, ngoài khoảng {low} đến {high}.",
        found=value if isinstance(value, float) else shown,
    )  # fmt: skip


def _failures(spec: Table, sources: list[Source]) -> list[tuple[Source, Column, str]]:
    """Rows and columns that fail a rule of their column, each cell once."""
    columns = [column for column in spec.columns if _constrained(column)]
    if not columns or not sources:
        return []
    import pandas as pd
    import pandera.pandas as pa

    frame = pd.DataFrame({column.key: _series(pd, column, spec, sources) for column in columns})
    schema = pa.DataFrameSchema({column.key: _column(pa, column) for column in columns})
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases
        keys = {column.key: column for column in columns}
        seen: dict[tuple[int, str], str] = {}
        for at, key, kind in zip(cases["index"], cases["column"], cases["check"], strict=True):
            if at is not None and key in keys:
                seen.setdefault((int(at), str(key)), _kind(str(kind)))
        return [(sources[at], keys[key], kind) for (at, key), kind in sorted(seen.items())]
    return []


def _kind(check: str) -> str:
    if check.startswith("not_nullable"):
        return "required"
    return "choice" if check.startswith("isin") else "range"


def _constrained(column: Column) -> bool:
    if column.formula:
        return False
    return bool(
        column.required or column.choices or column.minimum is not None
        or column.maximum is not None
    )  # fmt: skip


def _series(pd: Any, column: Column, spec: Table, sources: list[Source]) -> Any:
    """The column's typed values; what failed typing is null here and not required any more."""
    number = column.type == NUMBER and not column.choices
    values = []
    for context, row in sources:
        value = row.value(column.key)
        if (value is None or context.untyped) and _unknown(context, spec, row, column.key):
            value = _harmless(column)
        elif number:
            value = float(value) if isinstance(value, int | float) else None
        elif value is not None and value != "":
            value = fold(_shown(value))
        else:
            value = None
        values.append(value)
    return pd.Series(values, dtype="float64" if number else "object")


def _unknown(context: Context, spec: Table, row: Row, key: str) -> bool:
    """Whether a workbook doesn't have the column, or the cell failed typing."""
    table = context.tables[spec.name]
    if key not in (table.field_rows if spec.fields else table.columns):
        return True
    return (table.sheet, table.address(row, key)) in context.untyped


def _shown(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _harmless(column: Column) -> Any:
    """A value that passes: the rule is unknown where the cell failed typing."""
    if column.choices:
        return fold(column.choices[0])
    if column.type == NUMBER:
        return float(column.minimum if column.minimum is not None else column.maximum or 0)
    return "?" if column.required else None


def _column(pa: Any, column: Column) -> Any:
    checks = []
    if column.choices:
        checks.append(pa.Check.isin([fold(choice) for choice in column.choices]))
    if column.minimum is not None:
        checks.append(pa.Check.ge(column.minimum))
    if column.maximum is not None:
        checks.append(pa.Check.le(column.maximum))
    return pa.Column(None, checks, nullable=not column.required)
