"""Verdicts kept between runs: never wrong, never in the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from xlplan.checks import cache as module
from xlplan.checks.cache import Cache
from xlplan.domain.findings import Finding, Severity

FOUND = [
    Finding("XLP302", Severity.ERROR, "Lệch.", "Sửa.", sheet="ChiTieu", cell="G13",
            values={"gap": 3271.5, "parts": ["TCBC", 1]}, subject=("ChiTieu", "CLTC", "actual")),
    Finding("XLP305", Severity.NOTE, "Làm tròn.", "", explained=True, explanation="Đúng."),
]  # fmt: skip


def test_findings_come_back_as_they_were(tmp_path: Path) -> None:
    Cache(tmp_path).put("abc", FOUND)
    assert Cache(tmp_path).get("abc") == FOUND
    assert Cache(tmp_path).get("abd") is None


def test_a_clean_file_is_known_as_clean(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put("abc", [])
    assert cache.get("abc") == []


@pytest.mark.parametrize(
    "text", ["", "{", "null", "[1]", '{"a": 1}', '[{"code": 1}]', "\x00", '[{"severity": "x"}]']
)
def test_a_corrupt_entry_is_not_there(tmp_path: Path, text: str) -> None:
    cache = Cache(tmp_path)
    cache.put("abc", FOUND)
    (entry,) = tmp_path.glob("*.json")
    entry.write_text(text)
    assert cache.get("abc") is None
    cache.put("abc", FOUND)
    assert cache.get("abc") == FOUND


def test_changed_code_forgets_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache(tmp_path)
    cache.put("abc", FOUND)
    monkeypatch.setattr(module, "code_digest", lambda: "another")
    assert cache.get("abc") is None


def test_the_number_of_verdicts_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PRUNE_EVERY", 1)
    cache = Cache(tmp_path, limit=5)
    for number in range(12):
        cache.put(str(number), [])
    assert len(list(tmp_path.iterdir())) == 5


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    cache = Cache(blocked / "below")
    cache.put("abc", FOUND)
    assert cache.get("abc") is None


def test_verdicts_are_in_the_users_cache_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module.sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert Cache().folder == tmp_path / "xlplan" / "verdicts"
    monkeypatch.setattr(module.sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "Local"))
    assert Cache().folder == tmp_path / "Local" / "xlplan" / "verdicts"
