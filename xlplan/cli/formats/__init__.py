"""The formats of `check`: each module renders findings, with what it must know of the run."""

from __future__ import annotations

from dataclasses import dataclass, field

from xlplan.checks.config import Config
from xlplan.domain.findings import Finding


@dataclass(frozen=True)
class Run:
    """The files looked at, what makes the run fail, whether a terminal shows colours."""

    files: tuple[str, ...]
    config: Config = field(default_factory=Config)
    colour: bool = False


def place(finding: Finding) -> str:
    """Sheet and cell as people write them, "ChiTieu!F7"; the sheet or "" where that is all."""
    return f"{finding.sheet}!{finding.cell}" if finding.cell else finding.sheet
