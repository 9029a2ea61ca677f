"""Every guarantee of docs/en/writing.md names a test that is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_every_guarantee_of_writing_has_its_test() -> None:
    text = (ROOT / "docs" / "en" / "writing.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(test_\w+)`", text))
    written = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "workbook").glob("test_*.py")
    )
    there = set(re.findall(r"^def (test_\w+)", written, re.MULTILINE))
    assert len(named) > 20
    assert named - there == set()
