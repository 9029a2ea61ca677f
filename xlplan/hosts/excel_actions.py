"""The door through which Excel's ribbon reaches the actions."""

from __future__ import annotations

import xlwings as xw

from xlplan.hosts.actions import perform
from xlplan.hosts.excel_log import logged


def run(action: str) -> None:
    """Performs an action on the workbook from which its button was pressed."""
    logged()
    perform(action, xw.Book.caller())
