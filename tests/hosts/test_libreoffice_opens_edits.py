"""LibreOffice opens every edited workbook of the corpus that it opened before, and sees the edits."""

from __future__ import annotations

import datetime as dt
import subprocess
import warnings
from pathlib import Path

import openpyxl
import pytest
from support import picks, tabs
from support.corpus import Workbook, workbooks
from support.picks import Edit

from xlplan.workbook.edit import Options, prepare

pytestmark = pytest.mark.host
BLIND = {"made-case-variant.xlsx"}
"""LibreOffice opens it, but finds no sheet under a name of another case."""
WRITABLE = [workbook for workbook in workbooks() if not workbook.refused]


def edited(workbook: Workbook, target: Path) -> list[Edit]:
    """Five edits and overwritten formulas, written to `target`; the edits by cell, last one wins."""
    data = workbook.path.read_bytes()
    wanted = {}
    for edit in (
        *picks.five(tabs.tabs(data), workbook.file),
        *picks.formulas(tabs.tabs(data), workbook.file),
    ):
        wanted[(edit.tab.name, *edit.place)] = edit
    values = {place: edit.value for place, edit in wanted.items()}
    plan = prepare(workbook.path, values, Options(calculate=False))
    with target.open("w+b") as stream:
        plan.write(stream)
    return list(wanted.values())


def converted(soffice: str, files: list[Path], folder: Path) -> None:
    """All files in one run of LibreOffice, with a profile of its own."""
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [soffice, "--headless", profile, "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    subprocess.run(
        [*command, "--outdir", str(folder / "out"), *map(str, files)],
        check=True, capture_output=True, timeout=500,
    )  # fmt: skip


def seen(book: openpyxl.Workbook, edit: Edit, position: int) -> bool:
    """Whether LibreOffice's copy holds the edit; numbers in date formats come back as dates."""
    shown = book.worksheets[position].cell(*edit.place).value
    if isinstance(edit.value, str):
        return str(shown).strip() == edit.value.strip()
    if isinstance(shown, dt.date | dt.time | dt.timedelta):
        return True
    # a percentage or a boolean format may round or rename what it shows, not what it holds
    return isinstance(shown, int | float) and abs(float(shown) - edit.value) <= 1e-9 * max(
        1.0, abs(edit.value)
    )


def positions(workbook: Workbook, book: openpyxl.Workbook) -> dict[str, int]:
    """Where each tab is in LibreOffice's copy: by name, else (it renames some) by order."""
    shown = [sheet.title.casefold() for sheet in book.worksheets]
    found = {}
    for position, tab in enumerate(tabs.tabs(workbook.path.read_bytes())):
        name = tab.name.casefold()
        found[tab.name] = shown.index(name) if name in shown else position
    return found


def test_libreoffice_opens_what_it_opened_before(soffice: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    targets = {w: tmp_path / "in" / f"{Path(w.file).stem}.xlsx" for w in WRITABLE}
    edits = {workbook: edited(workbook, target) for workbook, target in targets.items()}
    converted(soffice, list(targets.values()), tmp_path)
    results = {w: tmp_path / "out" / target.name for w, target in targets.items()}
    assert [w.file for w in WRITABLE if results[w].exists() != w.libreoffice] == []
    missed = []
    for workbook, result in results.items():
        if not workbook.libreoffice or workbook.file in BLIND:
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(result)
        places = positions(workbook, book)
        missed += [
            (workbook.file, edit.tab.name, edit.place, edit.value)
            for edit in edits[workbook]
            if not seen(book, edit, places[edit.tab.name])
        ]
    assert missed == []
