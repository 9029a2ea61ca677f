"""The reference pages are what the code says, and every name of it is in them."""

from __future__ import annotations

import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

from xlplan import cli
from xlplan.checks.registry import CHECKS, RULES
from xlplan.functions.catalogue import CATALOGUE

ROOT = Path(__file__).parent.parent.parent
VI = ROOT / "docs" / "vi"


def test_reference_pages_are_not_stale() -> None:
    run = subprocess.run([sys.executable, ROOT / "docs" / "reference.py", "--check"], check=False)
    assert run.returncode == 0, "run make docs"


def test_pictures_show_the_committed_workbooks() -> None:
    manifest = json.loads((ROOT / "docs" / "pictures" / "manifest.json").read_text())
    have = {
        path.name: sha256(path.read_bytes()).hexdigest()
        for path in (ROOT / "workbooks").glob("*.xlsx")
    }
    assert manifest == have, "run make pictures and look at them"


def test_every_finding_code_has_a_page_with_examples() -> None:
    text = (VI / "luat.md").read_text(encoding="utf-8")
    assert [rule.code for rule in RULES if f"## {rule.code} " not in text] == []
    assert all(rule.bad and rule.good and rule.why and rule.remedy for rule in RULES)


def test_codes_are_unique() -> None:
    codes = [rule.code for rule in RULES]
    assert len(codes) == len(set(codes))
    assert len(CHECKS) > 20


def test_every_function_and_command_is_documented() -> None:
    functions = (VI / "ham.md").read_text(encoding="utf-8")
    assert [entry.name for entry in CATALOGUE if f"XLPLAN_{entry.name} " not in functions] == []
    commands = (VI / "lenh.md").read_text(encoding="utf-8")
    assert [name for name in cli.commands() if f"xlplan {name}`" not in commands] == []
