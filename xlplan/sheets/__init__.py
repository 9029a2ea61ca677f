"""The sheets of the canonical workbook, each described once; everything else is read off them."""

from __future__ import annotations

from xlplan.sheets.detail import DETAIL
from xlplan.sheets.main import MAIN, TEMPLATE_VERSION

SHEETS = MAIN + DETAIL
TABLES = {table.name: table for sheet in SHEETS for table in sheet.tables}

__all__ = ["SHEETS", "TABLES", "TEMPLATE_VERSION"]
