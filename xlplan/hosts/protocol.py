"""What a host asks of xlplan's process and gets back; as JSON between the two.

Standard library only: LibreOffice's add-in carries this module.
"""

from __future__ import annotations

from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Tuple

Area = Tuple[str, str, List[List[Any]]]
"""A sheet, an address on it, and the rows that go there: numbers, texts, booleans, `formula(…)`;
None empties a cell. A text is never a formula, whatever it begins with."""

Mark = Tuple[str, str, str]
"""A cell to highlight: sheet, address, severity."""


def formula(text: str) -> Dict[str, str]:
    """A formula as a cell of an area, spelled as in a file: English names, `,`, no "="."""
    return {"formula": text}


def formula_of(value: Any) -> Optional[str]:
    """The formula of an area's cell, None for a constant."""
    return value["formula"] if isinstance(value, dict) else None


class Request(NamedTuple):
    """One press of a button.

    `copy` is the workbook as it stands on the screen, saved to a folder of its own; where the host
    has closed the workbook (`closed`), it is the workbook's own file. `chosen` is a file that the
    user chose for it. `about` holds what the host knows of itself, for the action `status`.
    """

    action: str
    host: str
    copy: str
    own: str
    sheet: str = ""
    cell: str = "A1"
    chosen: str = ""
    closed: bool = False
    about: Optional[Dict[str, str]] = None


class Outcome(NamedTuple):
    """What the host has to do, in this order: write `areas`, replace the highlighted cells by
    `marks` (None: leave them), select a cell, put a text on the clipboard, show `text`.

    With `close` the same is to be asked again while the workbook is saved and closed, since its own
    file will be written; nothing else is set then. `written` is the number of that write, 0 when
    the file is as it was; `named` is what «Hoàn tác» calls the change.
    """

    text: str = ""
    areas: Sequence[Area] = ()
    marks: Optional[List[Mark]] = None
    select: Optional[Tuple[str, str]] = None
    clipboard: str = ""
    close: bool = False
    written: int = 0
    named: str = ""


def outcome_of(told: Dict[str, Any]) -> Outcome:
    """An outcome out of its JSON."""
    marks = told["marks"]
    return Outcome(
        **{
            **told,
            "areas": [(sheet, address, rows) for sheet, address, rows in told["areas"]],
            "marks": None if marks is None else [tuple(mark) for mark in marks],
            "select": tuple(told["select"]) if told["select"] else None,
        }
    )
