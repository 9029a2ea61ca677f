"""The workbook's own file, for actions that need its place on the disk."""

from __future__ import annotations

from pathlib import Path

from xlplan.domain.errors import UsageError
from xlplan.hosts.protocol import Request


def own_file(request: Request) -> Path:
    """Its path; UsageError where the workbook has never been saved to this machine."""
    path = Path(request.own)
    if not path.is_absolute() or not path.is_file():
        raise UsageError(
            "Tệp chưa được lưu trên máy này lần nào.", "Lưu tệp thành .xlsx rồi bấm lại."
        )
    return path
