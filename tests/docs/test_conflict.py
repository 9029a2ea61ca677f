"""The worked conflict of docs/vi/dong-bo.md is what the commands print, and its pictures show it."""

from __future__ import annotations

import json
import sys
from hashlib import sha256
from pathlib import Path

import pytest

DOCS = Path(__file__).parent.parent.parent / "docs"


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The commands and what they print."""
    with pytest.MonkeyPatch.context() as path:
        path.setattr(sys, "path", [str(DOCS), *sys.path])
        import conflict

        return conflict.story(tmp_path_factory.mktemp("xung-dot"))


def test_the_page_says_what_the_commands_print(story: str) -> None:
    assert story.strip() in (DOCS / "vi" / "dong-bo.md").read_text(encoding="utf-8")


def test_the_pictures_are_of_this_story_and_workbook(story: str) -> None:
    workbook = (DOCS.parent / "workbooks" / "mau-chuan.xlsx").read_bytes()
    kept = json.loads((DOCS / "pictures" / "dong-bo" / "manifest.json").read_text())
    fresh = sha256(story.encode() + workbook).hexdigest()
    assert kept["digest"] == fresh, "run make pictures and look at them"
