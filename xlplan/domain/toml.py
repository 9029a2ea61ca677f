"""Registries kept as TOML: read once, each entry validated, faults told by file and entry.

`tomllib` is imported only when a file is read: LibreOffice's own Python is older than it, and an
add-in for it carries the registries as plain Python.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable, Dict, Iterable, TypeVar

from xlplan.domain.errors import UsageError

Entry = TypeVar("Entry")

REMEDY = "Sửa mục này rồi chạy lại."


def load(
    path: Path, what: str, read: Callable[[str, Dict[str, Any]], Entry], known: Iterable[str],
    required: Iterable[str],
) -> Dict[str, Entry]:  # fmt: skip
    """The entries of a file by code, each made by `read(code, values)`; UsageError names the file,
    the entry and what is wrong: no table, an unknown or missing key, a ValueError of `read`."""
    import tomllib

    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise UsageError(
            f"Không đọc được {what} {path.name}: {error}.", "Sửa tệp rồi chạy lại."
        ) from error
    found = {}
    for code, values in tables.items():
        try:
            found[code] = _entry(code, values, read, set(known), set(required))
        except ValueError as error:
            raise UsageError(f"{path.name}, mục [{code}]: {error}.", REMEDY) from error
    return found


def _entry(
    code: str, values: Any, read: Callable[[str, Dict[str, Any]], Entry], known: set, required: set
) -> Entry:
    if not isinstance(values, dict):
        raise ValueError("phải là một bảng")
    if unknown := sorted(set(values) - known):
        raise ValueError("không hiểu " + ", ".join(unknown))
    if missing := sorted(required - set(values)):
        raise ValueError("thiếu " + ", ".join(missing))
    return read(code, values)
