"""A workbook whose figures two people share."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass
class Shared:
    """A workbook in step with a store beside it, where a colleague changed one figure since."""

    path: Path
    sheet: str = "ThongTin"
    cell: str = "B6"
    old: str = "Bưu điện tỉnh"
    new: str = "Bưu điện tỉnh Thử"
