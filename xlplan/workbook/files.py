"""A file's bytes from disk, or the sentence that says why not."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from xlplan.domain.errors import UnreadableError, os_reason

MAX_FILE = 512 << 20
"""Bytes of a packed workbook that are still read."""


def read_bytes(path: str | Path) -> bytes:
    """The bytes of a regular file; UnreadableError for anything else.

    Devices and pipes are refused unopened: they may never end.
    """
    file, name = str(path), Path(path).name or str(path)
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
        return Path(path).read_bytes()
    except OSError as error:
        raise UnreadableError(
            file, f"Không mở được {name}: {os_reason(error)}.",
            "Kiểm tra đường dẫn và quyền đọc.", "io",
        ) from error  # fmt: skip
    except ValueError as error:  # a NUL in the name
        raise UnreadableError(
            file, f"«{file}» không phải đường dẫn.", "Kiểm tra đường dẫn.", "io"
        ) from error
