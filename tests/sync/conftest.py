"""Stores for the tests: a SQLite file, and a real PostgreSQL server of the tests' own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.memory import tmp_path
from support.postgres import NEEDED, database, program, server

from xlplan.sync.store import Store

__all__ = ["tmp_path"]


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """URL of a PostgreSQL server that this test run started; each store takes a database in it."""
    if not all(program(name) for name in NEEDED):
        if os.environ.get("XLPLAN_REQUIRE_HOSTS"):
            pytest.fail("PostgreSQL is required and missing")
        pytest.skip("PostgreSQL is not installed")
    with server() as url:
        yield url


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was in step before this test is not known to it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.host)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty store's URL, once on each database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'kho.db'}"
    name = "kho_" + str(abs(hash(str(tmp_path))))
    return database(request.getfixturevalue("postgres"), name)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """An empty store."""
    opened = Store(url)
    yield opened
    opened.close()
