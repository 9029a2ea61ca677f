"""An action on a saved copy, for LibreOffice's own Python, which has none of our libraries.

The add-in runs this module as a process and gets JSON: `text` to show, `areas` to write (sheet,
address, rows; formulas with `;` between arguments), `select` as sheet and cell or null.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from xlplan.domain.errors import XlplanError
from xlplan.formulas.separators import with_separator
from xlplan.hosts.actions import Area, found, next_place, read_copy
from xlplan.hosts.commands import command


def outcome(action: str, path: Path, sheet: str, cell: str) -> dict[str, Any]:
    """What the action leads to, given the copy and the selected cell."""
    areas: list[Area] = []
    select = None
    try:
        if action == "explain_cell":
            text = command("explain", str(path), f"'{sheet}'!{cell}")
        elif action == "next_finding":
            text, select = next_place(read_copy(path), sheet, cell)
        else:
            text, area = found(read_copy(path), sheet if action == "check_sheet" else "")
            areas = [area]
    except XlplanError as error:
        text = error.sentence()
    written = [
        (name, address, [[_spelled(value) for value in row] for row in rows])
        for name, address, rows in areas
    ]
    return {"text": text, "areas": written, "select": select}


def _spelled(value: Any) -> Any:
    if isinstance(value, str) and value.startswith("="):
        return with_separator(value, ",", ";")
    return value


if __name__ == "__main__":
    result = outcome(sys.argv[1], Path(sys.argv[2]), sys.argv[3], sys.argv[4])
    sys.stdout.write(json.dumps(result))
