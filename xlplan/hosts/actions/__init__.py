"""What the buttons do, each a function of a request; the same code as the commands.

Nothing here knows whether Excel or LibreOffice is behind the workbook, and nothing writes into an
open one: what has to be written goes back to the host, which can take it back.
"""

from __future__ import annotations

from collections.abc import Callable

from xlplan.hosts.actions.checking import (
    check_book,
    check_sheet,
    clear_marks,
    explain_cell,
    next_finding,
)
from xlplan.hosts.actions.guiding import guide, list_functions, status
from xlplan.hosts.actions.naming import for_excel, from_excel, repair_links
from xlplan.hosts.actions.syncing import changes, sync, undo
from xlplan.hosts.actions.telling import paragraph, report, review_text
from xlplan.hosts.protocol import Outcome, Request

ACTIONS: dict[str, Callable[[Request], Outcome]] = {
    action.__name__: action
    for action in (
        check_book, check_sheet, next_finding, explain_cell, clear_marks, changes, sync, undo,
        report, paragraph, review_text, list_functions, guide, status, repair_links, from_excel,
        for_excel,
    )
}  # fmt: skip
