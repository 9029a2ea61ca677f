"""Texts that people gave, put into cells by openpyxl as they are."""

from __future__ import annotations

import re
from typing import Any

from openpyxl.cell.cell import Cell

from xlplan.workbook.splice.content import FORBIDDEN, LITERAL_ESCAPE


def as_told(cell: Cell, value: Any) -> None:
    """The value, whatever it looks like: what begins with = is a text and no formula, #N/A no error
    value, and a character that XML can't hold is written as Excel writes it (_x0007_)."""
    if not isinstance(value, str):
        cell.value = value
        return
    cell.value = FORBIDDEN.sub(_coded, LITERAL_ESCAPE.sub("_x005F_", value))
    cell.data_type = "s"


def _coded(found: re.Match[str]) -> str:
    return f"_x{ord(found[0]):04X}_"
