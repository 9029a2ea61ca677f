"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from xlplan.domain.errors import UsageError


def write_atomically(path: Path, data: bytes) -> None:
    """Writes beside the target, flushes to disk, renames over it; UsageError when it can't.

    An existing file's mode is kept; a new one gets what the umask allows.
    """
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent or ".")
    except OSError as error:
        raise _failed(path, error) from error
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(_mode(path))
        Path(temporary).replace(path)
    except OSError as error:
        Path(temporary).unlink(missing_ok=True)
        raise _failed(path, error) from error


def _mode(path: Path) -> int:
    if path.exists():
        return path.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _failed(path: Path, error: OSError) -> UsageError:
    return UsageError(
        f"Không ghi được {path}: {error.strerror}.", "Kiểm tra thư mục, quyền ghi và chỗ trống."
    )
