"""What a command writes: never over what it reads, and a workbook under a name Excel opens."""

from __future__ import annotations

import os
from pathlib import Path

from xlplan.domain.errors import UsageError

_WORKBOOKS = (".xlsx", ".xlsm")


def apart(
    output: Path | None, *inputs: str | Path | None, remedy: str = "Chọn tên khác cho -o."
) -> None:
    """UsageError where the result would be written over one of the inputs (by links as well)."""
    if output and any(i and os.path.realpath(i) == os.path.realpath(output) for i in inputs):
        raise UsageError("Tệp kết quả trùng tệp nguồn.", remedy)


def workbook_name(output: Path | None, source: Path | None = None) -> None:
    """UsageError where Excel would not open a workbook of that name: its ending is that of the
    source, because macros (.xlsm) and their absence (.xlsx) are written inside."""
    if not output or not output.name or output.is_dir() or _special(output):
        return  # who writes refuses it, with the reason
    like = source.suffix.lower() if source else ".xlsx"
    due = like if like in _WORKBOOKS else ".xlsx"
    if output.suffix.lower() != due:
        raise UsageError(
            f"Tệp kết quả {output.name} phải có đuôi {due}, khác đi thì Excel không mở.",
            "Sửa tên ở -o." if source else "Sửa tên tệp.",
        )


def _special(output: Path) -> bool:
    return os.path.lexists(output) and not output.is_file()
