"""LibreOffice with the add-in built from this tree, in a profile of the test run's own."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import screen
from clicks import Office
from screen import Screen
from shared import Shared

from xlplan import cli
from xlplan.hosts import libreoffice_setup
from xlplan.hosts import soffice as programs
from xlplan.hosts.soffice import Profile, profile_with_addin
from xlplan.hosts.uno_office import opened, running, service, started
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
    noted(appdata, sys.executable)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(programs.QUIET, "LOCALAPPDATA", str(appdata))
        with running(office) as desktop:
            yield desktop, appdata


def noted(appdata: Path, python: str) -> None:
    """Says where xlplan's Python is, as the installation does."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LOCALAPPDATA", str(appdata))
        libreoffice_setup.note_python(python)


@pytest.fixture
def never_ending(calc: Office, tmp_path: Path) -> Iterator[Path]:
    """xlplan's process begins and does not end; the file, which holds its number then."""
    started, python = tmp_path / "started", tmp_path / "python"
    python.write_text(
        f"#!/bin/sh\necho $$ > '{started}.new'\nmv '{started}.new' '{started}'\nexec sleep 600\n"
    )
    python.chmod(0o755)
    appdata = calc.log.parent.parent
    noted(appdata, str(python))
    yield started
    noted(appdata, sys.executable)


@pytest.fixture(scope="module")
def window(
    office: Profile, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Screen, Any, Path]]:
    """LibreOffice with its windows on a screen: the screen, its desktop, the folder of its log."""
    if programs_missing := screen.missing():
        told = f"{', '.join(programs_missing)} missing"
        (pytest.fail if os.environ.get("XLPLAN_REQUIRE_HOSTS") else pytest.skip)(told)
    appdata = tmp_path_factory.mktemp("appdata")
    noted(appdata, sys.executable)
    with screen.shown() as seen:
        environment = {**seen.environment, "LOCALAPPDATA": str(appdata)}
        with started(office, (), environment) as context:
            yield seen, service(context, "com.sun.star.frame.Desktop"), appdata


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
