"""The workbooks of tests/data/workbooks and what their manifest says of them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "data" / "workbooks"


@dataclass(frozen=True)
class Workbook:
    """One entry of SOURCES.toml; `refused` is the reason code (or words of the reason) of a refusal, ""
    where it is not; `changed` says what was done to the file, "" where nothing was; `libreoffice`
    is False for what LibreOffice 7.4 can't open even untouched."""

    file: str
    producer: str
    source: str
    licence: str
    sha256: str
    strange: str
    refused: str = ""
    changed: str = ""
    member: str = ""
    original_sha256: str = ""
    libreoffice: bool = True

    @property
    def path(self) -> Path:
        """Where it lies."""
        return FOLDER / self.file


@lru_cache(maxsize=1)
def workbooks() -> tuple[Workbook, ...]:
    """All entries, in the order of the manifest."""
    text = (FOLDER / "SOURCES.toml").read_text(encoding="utf-8")
    return tuple(Workbook(**entry) for entry in tomllib.loads(text)["workbook"])
