"""LibreOffice with the add-in built from this tree, in a profile of the test run's own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from xlplan.hosts.soffice import Profile, profile_with_addin


@pytest.fixture(scope="session")
def office(soffice: str) -> Iterator[Profile]:
    """A profile in which the add-in is registered and every file is recalculated on loading."""
    with profile_with_addin() as profile:
        yield profile
