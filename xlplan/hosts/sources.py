"""Where the text sources of the add-ins are, and which modules travel inside one."""

from __future__ import annotations

import ast
from pathlib import Path

from xlplan.domain.errors import UsageError

_PACKAGE = Path(__file__).parent.parent


def folder(name: str) -> Path:
    """The sources of one host: inside the installed package, or beside it in a working copy."""
    for place in (_PACKAGE / "hosts" / "addin" / name, _PACKAGE.parent / "addin" / name):
        if place.is_dir():
            return place
    raise UsageError(f"Thiếu mã nguồn phần bổ trợ ({name}).", "Cài lại xlplan.")


def needed_modules(start: str) -> dict[str, bytes]:
    """The source of a module of ours and of all that it imports of ours: path → bytes.

    Packages come with their `__init__`; the paths are those under a folder of `sys.path`.
    """
    found: dict[str, bytes] = {}
    waiting = [start]
    while waiting:
        name = waiting.pop()
        for package in _with_parents(name):
            path = _path(package)
            if path is None or str(path) in found:
                continue
            source = (_PACKAGE.parent / path).read_bytes()
            found[str(path)] = source
            waiting += _imports(source)
    return {path.replace("\\", "/"): found[path] for path in sorted(found)}


def _with_parents(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[: n + 1]) for n in range(len(parts))]


def _path(name: str) -> Path | None:
    base = Path(*name.split("."))
    for path in (base / "__init__.py", base.with_suffix(".py")):
        if (_PACKAGE.parent / path).is_file():
            return path
    return None


def _imports(source: bytes) -> list[str]:
    """Modules of ours that are imported when the module is loaded, not those inside functions."""
    names = []
    for node in ast.parse(source).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("xlplan"):
            names += [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names += [alias.name for alias in node.names if alias.name.startswith("xlplan")]
    return names
