"""TOML files that people write: read with Vietnamese reasons; registries with each entry validated,
faults told by file and entry.

`tomllib` is imported only when a file is read: LibreOffice's own Python is older than it, and an
add-in for it carries the registries as plain Python.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Callable, Dict, Iterable, TypeVar

from xlplan.domain.errors import UsageError, os_reason

Entry = TypeVar("Entry")

REMEDY = "Sửa mục này rồi chạy lại."

_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")


def read_toml(path: Path, what: str, remedy: str = "Sửa tệp rồi chạy lại.") -> Dict[str, Any]:
    """What a TOML file says; UsageError names `what`, the file, and why: what the system says, no
    UTF-8, or the line and column that is no TOML."""
    import tomllib

    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UsageError(
            f"Không đọc được {what} {path}: {os_reason(error)}.", "Kiểm tra đường dẫn."
        ) from error
    except UnicodeDecodeError as error:
        raise UsageError(
            f"Không đọc được {what} {path}: không phải chữ UTF-8.", "Lưu lại tệp bằng mã UTF-8."
        ) from error
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        where = f"dòng {place[1]}, cột {place[2]}" if place else "cuối tệp"
        raise UsageError(
            f"Không đọc được {what} {path}: {where} không đúng cách viết TOML.", remedy
        ) from error
    except (ValueError, RecursionError) as error:  # thousands of digits, or of brackets
        raise UsageError(
            f"Không đọc được {what} {path}: có giá trị không hợp lệ.", remedy
        ) from error


def load(
    path: Path, what: str, read: Callable[[str, Dict[str, Any]], Entry], known: Iterable[str],
    required: Iterable[str],
) -> Dict[str, Entry]:  # fmt: skip
    """The entries of a file by code, each made by `read(code, values)`; UsageError names the file,
    the entry and what is wrong: no table, an unknown or missing key, a ValueError of `read`."""
    found = {}
    for code, values in read_toml(path, what).items():
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
