"""The naive way to check a workbook, as one would write it in an afternoon.

openpyxl twice (values and formulas), one pandera validation a table and workbook with the column
rules of the descriptions, and a loop that compares each computed column's formula with the one it
should have. It recalculates nothing and knows no rule over several cells: what xlplan does beyond
that is not held against it.
"""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pandera.pandas as pa
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from xlplan.sheets import TABLES
from xlplan.sheets.model import NUMBER, Column, Table


def _column(column: Column) -> pa.Column:
    checks = []
    if column.choices:
        checks.append(pa.Check.isin(column.choices))
    if column.minimum is not None:
        checks.append(pa.Check.ge(column.minimum))
    if column.maximum is not None:
        checks.append(pa.Check.le(column.maximum))
    kind = float if column.type == NUMBER and not column.choices else object
    return pa.Column(kind, checks, nullable=True, coerce=True, required=False)


SCHEMAS = {
    name: pa.DataFrameSchema({column.key: _column(column) for column in table.columns})
    for name, table in TABLES.items()
}


def check(path: Path) -> int:
    """The number of failures found in one workbook."""
    values = openpyxl.load_workbook(path, data_only=True)
    formulas = openpyxl.load_workbook(path)
    failures = 0
    for name, table in TABLES.items():
        if table.sheet in values.sheetnames and not table.fields:
            failures += _schema_failures(name, table, values[table.sheet])
            failures += _formula_failures(table, formulas[table.sheet])
    return failures


def _schema_failures(name: str, table: Table, sheet: Worksheet) -> int:
    rows = sheet.iter_rows(
        min_row=table.first_row(), min_col=table.first_column,
        max_col=table.first_column + len(table.columns) - 1, values_only=True,
    )  # fmt: skip
    cells = [[None if value == "" else value for value in row] for row in rows]
    frame = pd.DataFrame(cells, columns=[c.key for c in table.columns], dtype=object)
    try:
        SCHEMAS[name].validate(frame.dropna(how="all"), lazy=True)
    except pa.errors.SchemaErrors as error:
        return len(error.failure_cases)
    return 0


def _formula_failures(table: Table, sheet: Worksheet) -> int:
    failures = 0
    for column in table.columns:
        if not column.formula:
            continue
        at = table.position(column.key)
        for row in range(table.first_row(), sheet.max_row + 1):
            found = sheet.cell(row, at).value
            expected = column.formula
            for other in table.columns:
                place = f"{get_column_letter(table.position(other.key))}{row}"
                expected = expected.replace("{%s}" % other.key, place)
            failures += found is not None and found != expected
    return failures
