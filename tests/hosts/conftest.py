"""LibreOffice with the add-in built from this tree, in a profile of the test run's own."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from clicks import Office
from shared import Shared

from xlplan import cli
from xlplan.hosts import soffice as programs
from xlplan.hosts.soffice import Profile, profile_with_addin
from xlplan.hosts.uno_office import opened, running
from xlplan.workbook.dialect import renamed


@pytest.fixture(scope="session")
def office(soffice: str) -> Iterator[Profile]:
    """A profile in which the add-in is registered and every file is recalculated on loading."""
    with profile_with_addin() as profile:
        yield profile


@pytest.fixture
def shared(tmp_path: Path) -> Shared:
    """Both workbooks are made and synced by the commands."""
    told = Shared(tmp_path / "ke-hoach.xlsx")
    other = tmp_path / "dong-nghiep.xlsx"
    made = ["new", str(told.path), "--unit-code", "42", "--unit-name", told.old, "--year", "2026"]
    assert cli.main(made) == 0
    assert cli.main(["dialect", str(told.path), "--to", "libreoffice"]) == 0
    assert cli.main(["sync", str(told.path)]) == 0
    other.write_bytes(told.path.read_bytes())
    assert cli.main(["set", str(other), f"{told.sheet}!{told.cell}={told.new}"]) == 0
    assert cli.main(["sync", str(other)]) == 0
    return told


@pytest.fixture(scope="module")
def running_office(
    office: Profile, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Any, Path]]:
    appdata = tmp_path_factory.mktemp("appdata")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(programs.QUIET, "XLPLAN_PYTHON", sys.executable)
        patch.setitem(programs.QUIET, "LOCALAPPDATA", str(appdata))
        with running(office) as desktop:
            yield desktop, appdata


@pytest.fixture
def source(workbooks: Path, tmp_path: Path) -> Path:
    path = tmp_path / "bao-cao.xlsx"
    path.write_bytes(renamed((workbooks / "bao-cao-2023.xlsx").read_bytes(), "libreoffice").data)
    return path


@pytest.fixture
def calc(running_office: tuple[Any, Path], source: Path) -> Iterator[Office]:
    desktop, appdata = running_office
    opened(desktop, source).Sheets.getByName("KiemTra").getCellRangeByName("A7:H40").clearContents(
        1 | 2 | 4 | 16
    )
    found = Office(desktop, appdata)
    yield found
    found.document.setModified(False)
    found.document.close(True)
