"""A PostgreSQL server of one's own, for the time of a test run or a benchmark."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from glob import glob
from pathlib import Path

NEEDED = ("initdb", "pg_ctl")


def program(name: str) -> str | None:
    """Where a program of PostgreSQL is; None without one."""
    return shutil.which(name) or next(iter(sorted(glob(f"/usr/lib/postgresql/*/bin/{name}"))), None)


def _as_server(*command: str) -> list[str]:
    """PostgreSQL refuses to run as root."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else list(command)


@contextmanager
def server() -> Iterator[str]:
    """URL of a server without databases of its own; it is gone afterwards."""
    initdb, pg_ctl = (str(program(name)) for name in NEEDED)
    folder = Path(subprocess.check_output(_as_server("mktemp", "-d"), text=True).strip())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = str(folder / "data")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
    subprocess.run(_as_server(initdb, "-D", data, "-U", "xlplan", "--auth=trust", "-N"),
                   check=True, **quiet)  # fmt: skip
    options = f"-p {port} -k {folder} -h 127.0.0.1 -F"
    start = _as_server(
        pg_ctl, "-D", data, "-o", options, "-l", str(folder / "log"), "-w", "-t", "180", "start"
    )
    subprocess.run(start, check=True, **quiet)
    try:
        yield f"postgresql://xlplan:bi-mat@127.0.0.1:{port}"
    finally:
        stop = _as_server(pg_ctl, "-D", data, "-m", "immediate", "stop")
        subprocess.run(stop, check=True, **quiet)
        shutil.rmtree(folder, ignore_errors=True)


def database(url: str, name: str) -> str:
    """URL of a new, empty database of a server."""
    import psycopg

    with psycopg.connect(f"{url}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{url}/{name}"
