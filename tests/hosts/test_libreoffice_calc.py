"""`calc --engine libreoffice`: the second engine's values, spliced into an untouched file."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from xlplan import cli
from xlplan.functions.values import Scalar
from xlplan.hosts.libreoffice_calc import recalculated
from xlplan.workbook import engine
from xlplan.workbook.reader import read
from xlplan.workbook.refresh import with_values

pytestmark = pytest.mark.host


@pytest.mark.usefixtures("soffice")
def test_values_come_back_and_nothing_else_changes(workbooks: Path, tmp_path: Path) -> None:
    original = workbooks / "bao-cao-2023.xlsx"
    ours = engine.recalculate(read(original)).values
    poison: dict[tuple[str, int, int], Scalar] = dict.fromkeys(ours, 4711.0)
    source, target = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    source.write_bytes(with_values(original.read_bytes(), poison))
    assert cli.main(["calc", str(source), "--engine", "libreoffice", "-o", str(target)]) == 0
    theirs = read(target)
    found = {place: theirs.sheets[place[0]].value(place[1], place[2]) for place in ours}
    different = {
        place: (value, found[place])
        for place, value in ours.items()
        if not engine.same_value(value, "" if found[place] is None else found[place])
    }
    assert different == {}
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target) as after:
        assert before.namelist() == after.namelist()
        changed = [n for n in before.namelist() if before.read(n) != after.read(n)]
    assert all(name.startswith("xl/worksheets/") for name in changed)


@pytest.mark.usefixtures("soffice")
def test_a_workbook_handed_over_calculates_the_same_there(workbooks: Path, tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    assert cli.main(["handover", str(workbooks / "bao-cao-2023.xlsx"), "-o", str(target)]) == 0
    book = read(target)
    theirs = recalculated(target.read_bytes(), book)
    assert theirs.not_computed == {}
    ours = engine.recalculate(book).values
    different = {
        p: (ours[p], v) for p, v in theirs.values.items() if not engine.same_value(ours[p], v)
    }
    assert different == {}
