"""Stores for the tests: a SQLite file, and a real PostgreSQL server of the tests' own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from glob import glob
from pathlib import Path

import pytest

from xlplan.sync.store import Store


def _program(name: str) -> str | None:
    return shutil.which(name) or next(iter(sorted(glob(f"/usr/lib/postgresql/*/bin/{name}"))), None)


def _as_server(*command: str) -> list[str]:
    """PostgreSQL refuses to run as root."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else list(command)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of a PostgreSQL server that this test run started; each store takes a database in it."""
    initdb, pg_ctl = _program("initdb"), _program("pg_ctl")
    if not initdb or not pg_ctl:
        if os.environ.get("XLPLAN_REQUIRE_HOSTS"):
            pytest.fail("PostgreSQL is required and missing")
        pytest.skip("PostgreSQL is not installed")
    folder = Path(subprocess.check_output(_as_server("mktemp", "-d"), text=True).strip())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = str(folder / "data")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
    subprocess.run(_as_server(initdb, "-D", data, "-U", "xlplan", "--auth=trust", "-N"),
                   check=True, **quiet)  # fmt: skip
    options = f"-p {port} -k {folder} -h 127.0.0.1 -F"
    start = _as_server(pg_ctl, "-D", data, "-o", options, "-l", str(folder / "log"), "-w", "start")
    subprocess.run(start, check=True, **quiet)
    yield f"postgresql://xlplan:bi-mat@127.0.0.1:{port}"
    subprocess.run(_as_server(pg_ctl, "-D", data, "-m", "immediate", "stop"), check=True, **quiet)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was in step before this test is not known to it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.host)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty store's URL, once on each database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'kho.db'}"
    import psycopg

    server = request.getfixturevalue("postgres")
    name = "kho_" + str(abs(hash(str(tmp_path))))
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{server}/{name}"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """An empty store."""
    opened = Store(url)
    yield opened
    opened.close()
