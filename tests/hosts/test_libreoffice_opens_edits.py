"""LibreOffice opens every edited workbook of the corpus that it opened before, and sees the edits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support import picks, tabs
from support.corpus import Workbook, workbooks
from support.picks import Edit

from xlplan.domain.errors import UsageError
from xlplan.hosts.uno_office import opened
from xlplan.workbook.edit import Options, prepare

pytestmark = pytest.mark.host
BLIND = {"made-case-variant.xlsx"}
"""LibreOffice opens it, but finds no sheet under a name of another case."""
WRITABLE = [workbook for workbook in workbooks() if not workbook.refused]


def edited(workbook: Workbook, found: list[tabs.Tab], target: Path) -> list[Edit]:
    """Five edits and overwritten formulas, written to `target`; the edits by cell, last one wins."""
    wanted = {
        (edit.tab.name, *edit.place): edit
        for edit in (*picks.five(found, workbook.file), *picks.formulas(found, workbook.file))
    }
    values = {place: edit.value for place, edit in wanted.items()}
    plan = prepare(workbook.path, values, Options(calculate=False))
    with target.open("w+b") as stream:
        plan.write(stream)
    return list(wanted.values())


def seen(cell: Any, edit: Edit) -> bool:
    """Whether LibreOffice's cell holds the edit."""
    if isinstance(edit.value, str):
        return cell.Type.value == "TEXT" and cell.String.strip() == edit.value.strip()
    near = 1e-9 * max(1.0, abs(edit.value))
    return cell.Type.value == "VALUE" and abs(cell.Value - edit.value) <= near


def missed(document: Any, found: list[tabs.Tab], edits: list[Edit]) -> list[Edit]:
    """The edits that an open document does not show. A tab is found by its name, else (LibreOffice
    renames some) by order."""
    shown = [name.casefold() for name in document.Sheets.ElementNames]
    names = [tab.name for tab in found]
    places = {
        name: shown.index(name.casefold()) if name.casefold() in shown else position
        for position, name in enumerate(names)
    }
    sheets = {name: document.Sheets.getByIndex(at) for name, at in places.items()}
    return [
        edit
        for edit in edits
        if not seen(
            sheets[edit.tab.name].getCellByPosition(edit.place[1] - 1, edit.place[0] - 1), edit
        )
    ]


@pytest.mark.parametrize("group", range(4))
def test_libreoffice_opens_what_it_opened_before(
    running_office: tuple[Any, Path], tmp_path: Path, group: int
) -> None:
    desktop, _ = running_office
    target = tmp_path / "a.xlsx"
    wrong: list[object] = []
    for workbook in WRITABLE[group::4]:
        found = tabs.tabs(workbook.path.read_bytes())
        edits = edited(workbook, found, target)
        try:
            document = opened(desktop, target)
        except UsageError:
            document = None
        if (document is not None) != workbook.libreoffice:
            wrong.append((workbook.file, "opened", document is not None))
        if document is None:
            continue
        if workbook.file not in BLIND:
            lost = missed(document, found, edits)
            wrong += [(workbook.file, e.tab.name, e.place, e.value) for e in lost]
        document.close(True)
    assert wrong == []
