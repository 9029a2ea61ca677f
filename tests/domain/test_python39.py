"""domain and functions run in LibreOffice's own Python, which may be 3.9 and has no packages."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent / "xlplan"
FILES = sorted([*(ROOT / "domain").glob("*.py"), *(ROOT / "functions").glob("*.py")])

NEWER_MODULES = {"tomllib"}
NEWER_NAMES = {
    "typing": {"Self", "TypeAlias", "TypeGuard", "ParamSpec", "Concatenate", "Never", "LiteralString",
               "NotRequired", "Required", "Unpack", "assert_never", "override", "dataclass_transform"},
    "itertools": {"pairwise", "batched"}, "enum": {"StrEnum", "verify", "member", "nonmember"},
    "datetime": {"UTC"}, "dataclasses": {"KW_ONLY"}, "math": {"cbrt", "exp2", "sumprod"},
    "types": {"NoneType", "UnionType", "EllipsisType"}, "contextlib": {"chdir", "aclosing"},
}  # fmt: skip
NEWER_METHODS = {"bit_count"}


def faults(source: str) -> Iterator[str]:
    """What Python 3.9 would refuse, at import or when it gets there."""
    tree = ast.parse(source, feature_version=(3, 9))
    late = {n for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) for n in ast.walk(f)}
    annotations = {n for a in _annotations(tree) for n in ast.walk(a)}
    futures = {a.name for n in tree.body if isinstance(n, ast.ImportFrom) for a in n.names}
    if list(_annotations(tree)) and "annotations" not in futures:
        yield "annotations that are evaluated"
    for node in ast.walk(tree):
        names = [a.name for a in getattr(node, "names", []) if isinstance(a, ast.alias)]
        if isinstance(node, ast.Import) and node not in late and set(names) & NEWER_MODULES:
            yield f"imports {names} at the top"
        if isinstance(node, ast.ImportFrom) and set(names) & NEWER_NAMES.get(
            node.module or "", set()
        ):
            yield f"imports {names} from {node.module}"
        if isinstance(node, ast.Attribute) and node.attr in NEWER_METHODS:
            yield f"calls {node.attr}"
        if (
            isinstance(node, ast.BinOp)
            and isinstance(node.op, ast.BitOr)
            and node not in annotations
        ):
            names_of = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
            if names_of & {"int", "float", "str", "bool", "list", "dict", "tuple", "Optional"}:
                yield "X | Y outside an annotation"
        if isinstance(node, ast.Call):
            name, given = getattr(node.func, "id", ""), {k.arg for k in node.keywords}
            if (name == "zip" and "strict" in given) or (
                name == "dataclass" and given & {"slots", "kw_only"}
            ):
                yield f"{name}({', '.join(map(str, given))}=…)"


def _annotations(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        for name in ("annotation", "returns"):
            if (found := getattr(node, name, None)) is not None:
                yield found


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_file_reads_in_python_39(path: Path) -> None:
    assert list(faults(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "source",
    [
        "import tomllib", "from enum import StrEnum", "zip(a, b, strict=True)", "isinstance(1, int | float)",
        "from itertools import pairwise", "@dataclass(slots=True)\nclass A: pass",
    ],
)  # fmt: skip
def test_the_check_itself_finds_what_is_newer(source: str) -> None:
    assert list(faults("from __future__ import annotations\n" + source))


def test_match_is_a_syntax_error_there() -> None:
    with pytest.raises(SyntaxError):
        list(faults("match a:\n    case 1: pass\n"))


def test_the_functions_load_with_the_standard_library_alone_and_no_toml() -> None:
    code = (
        "import sys; sys.modules['tomllib'] = None\n"
        "from xlplan.functions.call import call\n"
        "import xlplan.domain.units, xlplan.domain.indicators, xlplan.domain.office\n"
        "assert call('HTKH', [1.0, 2.0]) == 0.5\n"
        "assert call('SOTIEN', ['113 tỷ 298 triệu đồng']) == 113298.0\n"
    )
    run = subprocess.run(
        [sys.executable, "-S", "-c", code],
        cwd=ROOT.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
