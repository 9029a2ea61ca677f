"""The naive way to check a workbook: openpyxl twice, one pandera validation a table."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pandera.pandas as pa

from xlplan.sheets import TABLES


def schema_of(table) -> pa.DataFrameSchema:
    """A schema with the same column constraints as the description."""
    columns = {}
    for column in table.columns:
        checks = []
        if column.choices:
            checks.append(pa.Check.isin(column.choices))
        if column.minimum is not None:
            checks.append(pa.Check.ge(column.minimum))
        if column.maximum is not None:
            checks.append(pa.Check.le(column.maximum))
        columns[column.header] = pa.Column(object, checks, nullable=True, required=False)
    return pa.DataFrameSchema(columns)


SCHEMAS = {name: schema_of(table) for name, table in TABLES.items()}


def check(path: Path) -> int:
    """The number of pandera failures of one workbook."""
    values = openpyxl.load_workbook(path, data_only=True)
    formulas = openpyxl.load_workbook(path)
    failures = 0
    for name, table in TABLES.items():
        if table.sheet not in values.sheetnames or table.fields:
            continue
        sheet = values[table.sheet]
        rows = sheet.iter_rows(
            min_row=table.first_row(), min_col=table.first_column,
            max_col=table.first_column + len(table.columns) - 1, values_only=True,
        )  # fmt: skip
        frame = pd.DataFrame(list(rows), columns=[c.header for c in table.columns], dtype=object)
        try:
            SCHEMAS[name].validate(frame.dropna(how="all"), lazy=True)
        except pa.errors.SchemaErrors as error:
            failures += len(error.failure_cases)
        failures += sum(
            1
            for row in formulas[table.sheet].iter_rows()
            for cell in row
            if isinstance(cell.value, str) and cell.value.startswith("=#REF!")
        )
    return failures
