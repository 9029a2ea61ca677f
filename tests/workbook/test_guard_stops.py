"""Whatever stops a write, and whenever: the file is whole, its past is there, the next run works.

Each runs in a process of its own (`guard_stops.py`, `guard_races.py`), which forks and dies.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("resource", reason="processes that fork and die: POSIX")

HERE = Path(__file__).parent
SCENARIOS = (
    "replace",
    "replace-without-links",
    "prune",
    "create",
    "create-without-links",
    "undo",
    "after-a-kill",
    "after-a-kill-without-links",
)
OTHERS = "EDQUOT", "EIO", "EACCES"
KILLS = int(os.environ.get("XLPLAN_TEST_KILLS", "60"))


def program(name: str, *arguments: object) -> dict[str, Any]:
    """What a program of this folder says."""
    done = subprocess.run(
        [sys.executable, HERE / f"{name}.py", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_kill_at_any_step_loses_nothing_and_the_next_run_clears_up(
    scenario: str, tmp_path: Path
) -> None:
    told = program("guard_stops", "kill", scenario, tmp_path)
    assert told["problems"] == []
    assert told["unlisted"] == []
    assert {"write", "fsync", "open", "fcntl.flock", "os.remove"} <= set(told["steps"])
    final = "os.link" if scenario == "create" else "os.rename"
    assert final in told["steps"]


@pytest.mark.parametrize(
    ("scenario", "error"),
    [
        *((scenario, "ENOSPC") for scenario in SCENARIOS),
        *((scenario, error) for scenario in ("replace", "create", "undo") for error in OTHERS),
    ],
)
def test_a_step_that_fails_is_a_sentence_and_the_file_is_as_it_was(
    scenario: str, error: str, tmp_path: Path
) -> None:
    told = program("guard_stops", error, scenario, tmp_path)
    assert told["problems"] == []
    assert told["unlisted"] == []


def test_new_content_is_on_the_disk_before_it_gets_the_name(tmp_path: Path) -> None:
    steps = program("guard_stops", "kill", "replace", tmp_path)["steps"]
    renamed = steps.index("os.rename")
    assert steps[:renamed].count("fsync") == 5, "content, manifest, three folders"
    assert "write" not in steps[renamed:]
    assert "fsync" in steps[renamed:], "the folder, so that the name is there after a power cut"


@pytest.mark.parametrize("operation", ["truncate", "write", "copy", "open"])
def test_a_file_operation_that_is_not_listed_is_noticed(operation: str, tmp_path: Path) -> None:
    told = program("guard_stops", "unlisted", operation, tmp_path)
    assert told["unlisted"]


def test_killed_at_random_moments(tmp_path: Path) -> None:
    told = program("guard_races", "kills", KILLS, 2023, tmp_path)
    assert told["problems"] == []
    assert told["kills"] == KILLS
    assert told["left_something"], "no kill hit a write: the test shows nothing"


@pytest.mark.parametrize(("processes", "writes"), [(2, 20), (4, 12)])
def test_writers_at_the_same_time_lose_nothing(processes: int, writes: int, tmp_path: Path) -> None:
    told = program("guard_races", "together", processes, writes, tmp_path)
    assert told["failed"] == 0
    assert told["count"] == processes * writes
    assert len(told["created_by"]) == 1
    assert told["created"] == told["created_by"][0]
    assert told["left"] == []


WRITE = """
import resource, sys
from pathlib import Path
from xlplan.domain.errors import WriteError
from xlplan.workbook import guard
limit = int(sys.argv[2]) or resource.RLIM_INFINITY
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
try:
    guard.put(Path(sys.argv[1]), lambda stream: stream.write(b"n" * 200_000), action="set")
except WriteError as error:
    print(error.reason, error.sentence())
"""


def write_big(path: Path, limit: int = 0) -> str:
    """What a process says that writes 200 kB over `path`; no file may have more than `limit`."""
    done = subprocess.run(
        [sys.executable, "-c", WRITE, path, str(limit)],
        capture_output=True,
        encoding="utf-8",
        check=True,
        env=os.environ | {"PYTHONUTF8": "1"},
    )
    return done.stdout


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 256 kB, where the tests may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    made = mount and subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=256k", "tmpfs", folder], capture_output=True, check=False
    )
    if not made or made.returncode:
        pytest.skip("mounting a small file system needs root")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_full_disk_leaves_the_file_as_it_was(small_disk: Path) -> None:
    path = small_disk / "ke-hoach.xlsx"
    path.write_bytes(b"o" * 100_000)
    assert write_big(path).startswith(f"full Không ghi được {path}: ổ đĩa đã đầy")
    assert path.read_bytes() == b"o" * 100_000
    assert [p.name for p in small_disk.iterdir()] == ["ke-hoach.xlsx"]


def test_a_limit_on_file_sizes_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "ke-hoach.xlsx"
    path.write_bytes(b"old")
    assert write_big(path, 150_000).startswith("full ")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["ke-hoach.xlsx"]
    assert write_big(path, 250_000) == ""
    assert path.stat().st_size == 200_000
