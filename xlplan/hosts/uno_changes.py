"""What an action leads to, carried out in a LibreOffice document as one step of its undo list.

Standard library and LibreOffice's bridge only: LibreOffice's add-in carries this module.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any, List, Sequence

import unohelper
from com.sun.star.document import XUndoAction

from xlplan.hosts import uno_formulas, uno_marks
from xlplan.hosts.protocol import Mark, Outcome, formula_of

STEP = "xlplan: "
"""Begins the titles of our steps in the undo list."""


class _Marks(unohelper.Base, XUndoAction):
    """The highlight changed: LibreOffice notes cells by itself, but not conditional formats."""

    def __init__(self, document: Any, before: List[Mark], after: List[Mark]) -> None:
        self.document, self.before, self.after = document, before, after
        self.Title = STEP + "tô ô"

    def undo(self) -> None:
        """The highlight as it was."""
        self._show(self.before)

    def redo(self) -> None:
        """The highlight as it was made."""
        self._show(self.after)

    def _show(self, marks: List[Mark]) -> None:
        # Drawing copies cells. Within a step a copy would come into the undo list in spite of its
        # lock and delete the step at work: LibreOffice (7.4) crashed. They are drawn afterwards.
        uno_marks.show(self.document, marks, lambda *areas: _undrawn.append(areas))


_undrawn: List[Any] = []
"""Document, sheet and areas whose highlight a step changed, not drawn anew yet."""


def _draw(document: Any) -> None:
    """Draws the cells of a document whose highlight was taken back or made again."""
    for areas in [areas for areas in _undrawn if areas[0] == document]:
        _undrawn.remove(areas)
        with suppress(Exception):  # the sheet is gone or protected now: nothing is lost but a look
            uno_marks.drawn_anew(*areas)


def carry_out(document: Any, outcome: Outcome) -> List[str]:
    """Writes areas and highlights; the sheets that are protected and could not be highlighted."""
    if not outcome.areas and outcome.marks is None:
        return []
    refused: List[str] = []
    undo = document.UndoManager
    undo.enterUndoContext(STEP + outcome.named)
    try:
        _draw(document)
        for name, address, rows in outcome.areas:
            area = document.Sheets.getByName(name).getCellRangeByName(address)
            for down, row in enumerate(rows):
                for right, value in enumerate(row):
                    _put(document, area.getCellByPosition(right, down), value)
        if outcome.marks is not None:
            # Before the copies of drawing, which may come into the list too: taken back last.
            undo.addUndoAction(_Marks(document, uno_marks.shown(document), list(outcome.marks)))
            refused = uno_marks.show(document, outcome.marks)
    finally:
        undo.leaveUndoContext()
    return refused


def _put(document: Any, cell: Any, value: Any) -> None:
    text = formula_of(value)
    if text is not None:
        uno_formulas.put(document, cell, text)
    elif isinstance(value, (int, float)):
        cell.Value = value
    else:
        cell.String = value or ""


def undone(document: Any) -> str:
    """Takes our last step back when it is the last of the undo list; its name, "" otherwise."""
    titles: Sequence[str] = document.UndoManager.AllUndoActionTitles
    if not titles or not titles[0].startswith(STEP):
        return ""
    document.UndoManager.undo()
    return titles[0][len(STEP) :]
