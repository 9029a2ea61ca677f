"""`pytest --xlplan FOLDER` makes each workbook a test item."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path


def test_each_workbook_is_an_item(workbooks: Path, tmp_path: Path) -> None:
    (tmp_path / "sổ").mkdir()
    shutil.copy(workbooks / "bao-cao-2023.xlsx", tmp_path / "sổ" / "a.xlsx")
    shutil.copy(workbooks / "mau-chuan.xlsx", tmp_path / "sổ" / "b.xlsx")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--xlplan", "sổ", "-v"],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "1 failed, 1 passed" in done.stdout
    assert "a.xlsx" in done.stdout
