"""Commands that answer at once import nothing that takes long to import."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("pandas", "pandera", "openpyxl", "numpy", "xlwings", "lxml", "sqlalchemy")
SCRIPT = """
import sys
from xlplan.cli import main
status = main(sys.argv[2:])
print(status, *(name for name in sys.argv[1].split(",") if name in sys.modules), file=sys.stderr)
"""


def imported(*command: str) -> list[str]:
    """The exit status of a command, then the heavy modules it imported."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, ",".join(HEAVY), *command],
        capture_output=True, text=True, check=False, env=os.environ | {"PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    return done.stderr.splitlines()[-1].split()


@pytest.mark.parametrize(
    "command",
    [
        ["--help"],
        ["--version"],
        ["check", "--help"],
        ["eval", "=XLPLAN_HTKH(113298;119261)"],
        ["eval", "=SUM(1,2)"],
        ["functions", "--format", "json"],
        ["describe", "WORKBOOK", "--format", "json"],
        ["explain", "WORKBOOK", "ChiTieu!I7"],
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_nothing_heavy_is_imported(command: list[str], workbooks: Path) -> None:
    file = str(workbooks / "bao-cao-2023.xlsx")
    assert imported(*[file if word == "WORKBOOK" else word for word in command]) == ["0"]


def test_a_refused_file_imports_nothing_heavy_either(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK")
    assert imported("describe", str(tmp_path / "a.xlsx")) == ["2"]
