"""The reference pages are what the code says, and every name of it is in them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

import pytest

from xlplan import cli
from xlplan.checks.registry import RULES
from xlplan.functions.catalogue import CATALOGUE

ROOT = Path(__file__).parent.parent.parent
VI = ROOT / "docs" / "vi"
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


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


def undocumented(names: Iterable[str], page: str, shape: str) -> list[str]:
    """Names that a page does not have, each looked for as `shape` writes it."""
    text = (VI / page).read_text(encoding="utf-8")
    return [name for name in names if shape.format(name) not in text]


RULE, FUNCTION, COMMAND = "## {} – ", "## XLPLAN_{} (", "- `xlplan {}`: "


def test_every_finding_code_has_a_page_with_examples() -> None:
    assert undocumented([rule.code for rule in RULES], "luat.md", RULE) == []
    assert all(rule.bad and rule.good and rule.why and rule.remedy for rule in RULES)


def test_codes_are_unique() -> None:
    codes = [rule.code for rule in RULES]
    assert len(codes) == len(set(codes))


def test_every_function_and_command_is_documented() -> None:
    assert undocumented([entry.name for entry in CATALOGUE], "ham.md", FUNCTION) == []
    assert undocumented(cli.commands(), "lenh.md", COMMAND) == []


@pytest.mark.parametrize(
    ("page", "shape"), [("luat.md", RULE), ("ham.md", FUNCTION), ("lenh.md", COMMAND)]
)
def test_a_name_without_documentation_would_be_told(page: str, shape: str) -> None:
    assert undocumented(["KHONG_CO"], page, shape) == ["KHONG_CO"]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_between_pages_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []
