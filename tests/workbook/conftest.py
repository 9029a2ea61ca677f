"""Workbooks made by hand, what the reader says of broken ones, and a file to be guarded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from support.handmade import one_sheet, zipped
from support.memory import tmp_path
from support.splicing import part, small, touched

from xlplan.domain.errors import UnreadableError
from xlplan.workbook import reader_sheet
from xlplan.workbook.reader import read

__all__ = ["make", "part", "refused", "small", "tmp_path", "touched"]


@pytest.fixture
def make() -> Callable[..., bytes]:
    """`one_sheet`, zipped; keyword arguments are further parts."""
    return lambda rows, **others: zipped(one_sheet(rows, **others))


@pytest.fixture(params=["pattern", "parser"])
def refused(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], str]:
    """The reason for which a sheet of these rows is refused, in either way of reading."""
    if request.param == "parser":
        monkeypatch.setattr(reader_sheet, "read_plain", lambda *_: False)

    def reason(rows: str) -> str:
        with pytest.raises(UnreadableError) as caught:
            read(zipped(one_sheet(rows)))
        return caught.value.reason

    return reason


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A file that stands for a workbook; the guard doesn't look into it."""
    path = tmp_path / "Kế hoạch 2026.xlsx"
    path.write_bytes(b"one")
    return path
