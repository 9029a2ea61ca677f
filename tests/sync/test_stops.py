"""Runs that are killed: neither side half-written, the next run carries on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

KILLS = int(os.environ.get("XLPLAN_TEST_KILLS", "12"))


def test_killed_at_random_moments(url: str, workbooks: Path, tmp_path: Path) -> None:
    program = Path(__file__).with_name("killed_runs.py")
    folder = tmp_path / "tep"
    folder.mkdir()
    arguments = [workbooks / "mau-chuan.xlsx", folder, url, str(KILLS), "7"]
    run = subprocess.run([sys.executable, program, *arguments], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr[-3000:]
    assert f"{KILLS} kills" in run.stdout


@pytest.mark.parametrize(("users", "rounds"), [(2, 2), (4, 1)])
def test_users_at_once_lose_nothing(
    url: str, users: int, rounds: int, workbooks: Path, tmp_path: Path
) -> None:
    """Processes with a workbook each, against one store."""
    if users > 2 and url.startswith("sqlite"):
        pytest.skip("two show it")
    program = Path(__file__).with_name("users_at_once.py")
    folder = tmp_path / "tep"
    folder.mkdir()
    arguments = [workbooks / "mau-chuan.xlsx", folder, url, str(users), str(rounds)]
    run = subprocess.run([sys.executable, program, *arguments], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr[-3000:]
    assert f"{users} users" in run.stdout
