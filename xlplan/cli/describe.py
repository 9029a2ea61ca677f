"""`xlplan describe`: tables, columns and rows of a file, with the address of every cell."""

from __future__ import annotations

import argparse
import json
import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlplan.sheets.model import Column
    from xlplan.workbook.tables import Row, TableData

HELP = "Mô tả một tệp: bảng, cột, dòng, địa chỉ từng ô, ô nào nhập và ô nào tính."

_FIELD_COLUMNS = (("label", "Mục"), ("value", "Nội dung"))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE and --format."""
    parser.add_argument("file", metavar="FILE", help="tệp kế hoạch (.xlsx, .xlsm)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="dạng kết quả")


def run(args: argparse.Namespace) -> int:
    """Prints the description; an unreadable file raises XlplanError (exit 2)."""
    description = describe(args.file)
    if args.format == "json":
        print(json.dumps(description, ensure_ascii=False))
    else:
        print(_as_text(description))
    return 0


def describe(path: str) -> dict[str, Any]:
    """The file's template version and its tables as the sheets of xlplan name them.

    A cell is an input where no formula of the template computes it in this workbook's mode
    (ThongTin, "Nguồn số liệu").
    """
    from xlplan.domain.errors import UnreadableError
    from xlplan.workbook.reader import read
    from xlplan.workbook.tables import key_text, read_tables

    tables = read_tables(read(path))
    form = tables.get("ThongTin")
    if form is None and "ChiTieu" not in tables:
        raise UnreadableError(
            path,
            f"Tệp {os.path.basename(path)} không theo mẫu xlplan: không có ThongTin, ChiTieu.",
            "Tạo tệp mẫu bằng lệnh «xlplan new» rồi chép số liệu sang.",
            "template",
        )
    settings = form.rows[0] if form and form.rows else None
    source = "tháng" if settings and settings.value("source") == "tháng" else "năm"
    return {
        "template": key_text(settings.value("template")) if settings else "",
        "tables": [
            _form(table) if table.spec.fields else _table(table, source)
            for table in tables.values()
        ],
    }


def _table(table: TableData, source: str) -> dict[str, Any]:
    columns = [column for column in table.spec.columns if column.key in table.columns]
    has_unit = any(c.key == "unit" and c.header == "ĐVT" for c in table.spec.columns)
    return _head(table) | {
        "columns": [
            {
                "key": column.key,
                "header": column.header,
                "unit": column.unit,
                "type": column.type,
                "required": column.required,
            }
            for column in columns
        ],
        "rows": [_row(table, row, columns, source, has_unit) for row in table.rows],
    }


def _row(
    table: TableData, row: Row, columns: list[Column], source: str, has_unit: bool
) -> dict[str, Any]:
    from xlplan.formulas.references import column_letters
    from xlplan.workbook.tables import key_text

    number = str(row.number)
    return {
        "key": row.key[0] if len(row.key) == 1 else list(row.key),
        "unit": key_text(row.value("unit")) if has_unit else "",
        "cells": {
            column.key: {
                "cell": column_letters(table.columns[column.key]) + number,
                "input": not column.computed_by(source, row.key[0]),
            }
            for column in columns
        },
    }


def _form(table: TableData) -> dict[str, Any]:
    """ThongTin: a row a field, each with its type; its value is the one cell to fill."""
    from xlplan.formulas.references import to_a1

    return _head(table) | {
        "columns": [
            {"key": key, "header": header, "unit": "", "type": "text", "required": key == "label"}
            for key, header in _FIELD_COLUMNS
        ],
        "rows": [
            {
                "key": column.key,
                "unit": column.unit,
                "type": column.type,
                "cells": {
                    "label": {"cell": to_a1(table.field_rows[column.key], 1), "input": False},
                    "value": {"cell": to_a1(table.field_rows[column.key], 2), "input": True},
                },
            }
            for column in table.spec.columns
            if column.key in table.field_rows
        ],
    }


def _head(table: TableData) -> dict[str, Any]:
    return {"sheet": table.sheet, "name": table.spec.name, "header_row": table.header_row}


def _as_text(description: dict[str, Any]) -> str:
    lines = [f"Phiên bản mẫu: {description['template'] or '(không ghi)'}"]
    for table in description["tables"]:
        lines.append(
            f"\n{table['name']} (trang {table['sheet']}, dòng tiêu đề {table['header_row']}): "
            f"{len(table['rows'])} dòng"
        )
        lines += [
            f"  {column['key']:<18}{column['header']}"
            + (f" ({column['unit']})" if column["unit"] else "")
            for column in table["columns"]
        ]
    return "\n".join(lines)
