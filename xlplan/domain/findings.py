"""What a check says: one finding, with its place, its words and its numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class Severity(str, Enum):
    """How much a finding weighs; errors stop a sync, warnings ask, notes tell."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """3 for an error, 2 for a warning, 1 for a note."""
        return {"error": 3, "warning": 2, "note": 1}[self.value]

    @property
    def label(self) -> str:
        """The word an accountant reads."""
        return {"error": "Lỗi", "warning": "Cảnh báo", "note": "Ghi chú"}[self.value]


@dataclass(frozen=True)
class Finding:
    """One thing found in one workbook.

    `cell` is A1 without `$`; `sheet` and `cell` are "" where there is none. `values` are the
    numbers and texts the judgement rests on (JSON types only). `subject` names the place as the
    accountant does — table, row key, column key — so that it survives moved rows; an explanation
    is bound to it and to `values`.
    """

    code: str
    severity: Severity
    message: str
    remedy: str
    file: str = ""
    sheet: str = ""
    cell: str = ""
    values: dict[str, Any] = field(default_factory=dict, hash=False)
    subject: tuple[str, ...] = ()
    explained: bool = False
    explanation: str = ""
