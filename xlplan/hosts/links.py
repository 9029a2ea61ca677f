"""The chain from a spreadsheet program to xlplan, told link by link."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from xlplan.domain.errors import UsageError, os_reason


class Link(NamedTuple):
    """One link; `text` says what it is or, when it is not good, what to do."""

    name: str
    good: bool
    text: str


def written(folder: Path, name: str, data: bytes) -> Path:
    """A built add-in put into a folder, which is made when it is not there; its path."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    except OSError as error:
        raise UsageError(
            f"Không ghi được {folder / name}: {os_reason(error)}.",
            "Đóng chương trình đang mở tệp này, hoặc chọn thư mục khác.",
        ) from error
    return folder / name


def lines(links: list[Link]) -> str:
    """The chain as text, a line for each link."""
    return "\n".join(
        f"{'được' if link.good else 'CHƯA'}  {link.name}: {link.text}" for link in links
    )
