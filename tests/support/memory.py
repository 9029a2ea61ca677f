"""Temporary folders in memory. Every write of ours waits for the disk several times (`fsync`), which
took most of the time of the tests that write a lot; what is synced, and when, they see without one."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

_MEMORY = Path("/dev/shm")
_ROOM = 512 << 20
"""Bytes that must be free there: containers may have next to nothing."""


def _place() -> str | None:
    """The folder for temporary ones; None for the system's own, where memory has no such room."""
    usable = _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK | os.X_OK)
    return str(_MEMORY) if usable and shutil.disk_usage(_MEMORY).free >= _ROOM else None


@pytest.fixture
def tmp_path(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """As pytest's own, but gone afterwards, and in memory where that can be."""
    with tempfile.TemporaryDirectory(
        prefix="xlplan-", dir=_place(), ignore_cleanup_errors=True
    ) as name:
        folder = Path(name).resolve() / "tep"
        folder.mkdir()
        yield folder
        monkeypatch.undo()  # what stands in for Windows removes no folder
