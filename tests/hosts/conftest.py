"""LibreOffice with the add-in built from this tree, in a profile of the test run's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from shared import Shared

from xlplan import cli
from xlplan.hosts.soffice import Profile, profile_with_addin


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
