"""Formulas that Excel could not read in this workbook: their grammar, sheets and tables."""

from __future__ import annotations

from xlplan.formulas.readable import Columns, Sheets, Unreadable, check
from xlplan.workbook.edit_state import State
from xlplan.workbook.splice.tables import column_name


def unreadable(formula: str, state: State) -> str:
    """Why Excel would offer to repair the workbook for a formula (file form); "" where it reads it.

    Unknown functions and names are no reason: they show #NAME? and stay.
    """
    try:
        sheets, columns = check(formula)
    except Unreadable as error:
        return f"Công thức viết sai: {error}."
    for prefix in sheets:
        if why := _sheet(prefix, state):
            return why
    for part in columns:
        if why := _table(part, state):
            return why
    return ""


def _sheet(prefix: Sheets, state: State) -> str:
    if prefix.workbook:
        links = state.parts.related(state.parts.layout.main, "externalLink")
        if prefix.workbook.isdecimal() and int(prefix.workbook) <= len(links):
            return ""
        return f"Liên kết tới tệp khác [{prefix.workbook}] chỉ tạo được trong Excel."
    if not prefix.is_cell and any(mark in prefix.names[0] for mark in "\\/."):
        return ""  # a name or function of a file: an add-in reached by its path
    tabs = {tab.name.casefold() for tab in state.tabs}
    return next((state.no_sheet(n) for n in prefix.names if n.casefold() not in tabs), "")


def _table(part: Columns, state: State) -> str:
    if not part.table:
        return "Tham chiếu cột phải có tên bảng: Bảng[[#This Row],[Cột]]."
    for tab in state.tabs:
        for known in state.tables_on(tab.name) if tab.kind == "worksheet" else []:
            if known.name.casefold() == part.table.casefold():
                have = {column_name(name).casefold() for name in known.columns}
                have |= {name.casefold() for name in known.columns}
                missing = [c for c in part.columns if column_name(c).casefold() not in have]
                return f"Bảng {known.name} không có cột «{missing[0]}»." if missing else ""
    return f"Tệp không có bảng «{part.table}»."
