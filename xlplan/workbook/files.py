"""A file's bytes from disk, or the sentence that says why not."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from xlplan.domain.errors import UnreadableError, os_reason

if TYPE_CHECKING:
    from pathlib import Path

MAX_FILE = 512 << 20
"""Bytes of a packed workbook that are still read."""


def read_bytes(path: str | Path) -> bytes:
    """The bytes of a regular file; UnreadableError for anything else.

    Devices and pipes are refused unopened: they may never end.
    """
    file = str(path)
    name = os.path.basename(file.rstrip("/")) or file
    try:
        state = os.stat(path)
        if stat.S_ISDIR(state.st_mode):
            raise UnreadableError(
                file, f"{name} là thư mục, không phải tệp.", "Nêu tên tệp .xlsx trong đó.", "io"
            )
        if not stat.S_ISREG(state.st_mode):
            raise UnreadableError(file, f"{name} không phải tệp.", "Nêu tên tệp .xlsx.", "io")
        if state.st_size > MAX_FILE:
            raise UnreadableError(
                file, f"{name}: Tệp quá lớn để đọc an toàn.", "Chia nhỏ tệp.", "limits"
            )
        with open(path, "rb") as stream:
            return stream.read()
    except OSError as error:
        raise UnreadableError(
            file, f"Không mở được {name}: {os_reason(error)}.",
            "Kiểm tra đường dẫn và quyền đọc.", "io",
        ) from error  # fmt: skip
    except ValueError as error:  # a NUL in the name
        raise UnreadableError(
            file, f"«{file}» không phải đường dẫn.", "Kiểm tra đường dẫn.", "io"
        ) from error
