"""Verdicts on files seen before, in the user's cache folder, never beside the file."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict
from functools import lru_cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import xlplan
from xlplan.domain.findings import Finding, Severity

LIMIT = 10_000
"""Verdicts kept; the ones not used for longest go first."""

_ENGINES = ("formualizer", "pandas", "pandera")
_PRUNE_EVERY = 1000


def user_folder() -> Path | None:
    """Where this user's verdicts are kept; None for a user without a home."""
    try:
        if sys.platform == "win32":
            base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
        elif sys.platform == "darwin":
            base = Path.home() / "Library" / "Caches"
        else:
            base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    except RuntimeError:
        return None
    return Path(base) / "xlplan" / "verdicts"


class Cache:
    """Findings by the digest of a file's bytes; nothing here ever stops a check.

    An entry holds for one version of xlplan's code and of the engines below it; what the caller
    selects or ignores is applied to the findings afterwards. A folder that can't be written or an
    entry that can't be read is as if it were not there.
    """

    def __init__(self, folder: Path | None = None, limit: int = LIMIT) -> None:
        self.folder = folder or user_folder()
        self.limit = limit
        self._written = 0

    def get(self, digest: str) -> list[Finding] | None:
        """The findings of a file with these bytes, `file` left empty; None when not known."""
        path = self._path(digest)
        if path is None:
            return None
        try:
            findings = [_finding(entry) for entry in json.loads(path.read_bytes())]
            os.utime(path)
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None
        return findings

    def put(self, digest: str, findings: Iterable[Finding]) -> None:
        """Keeps the findings of a file with these bytes."""
        path = self._path(digest)
        if path is None:
            return
        temporary = path.with_name(f".{path.stem}.{os.getpid()}.tmp")
        try:
            text = json.dumps([_entry(finding) for finding in findings])
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            temporary.write_text(text, encoding="ascii")
            temporary.replace(path)
            if self._written % _PRUNE_EVERY == 0:
                self._prune()
        except (OSError, ValueError, TypeError):
            with suppress(OSError):
                temporary.unlink()
        self._written += 1

    def _path(self, digest: str) -> Path | None:
        if self.folder is None:
            return None
        key = blake2b(f"{digest} {code_digest()}".encode(), digest_size=20).hexdigest()
        return self.folder / f"{key}.json"

    def _prune(self) -> None:
        """Back to the limit, with room for the writes until the next look."""
        with os.scandir(self.folder) as entries:
            names = [entry.path for entry in entries]
        if len(names) <= self.limit:
            return
        ages = sorted((Path(name).stat().st_mtime, name) for name in names)
        for _, name in ages[: len(names) - self.limit]:
            Path(name).unlink(missing_ok=True)


def _entry(finding: Finding) -> dict[str, object]:
    entry = asdict(finding)
    del entry["file"]
    return entry | {"severity": finding.severity.value}


def _finding(entry: dict) -> Finding:
    return Finding(
        **entry | {"severity": Severity(entry["severity"]), "subject": tuple(entry["subject"])}
    )


@lru_cache(maxsize=1)
def code_digest() -> str:
    """What the verdicts rest on besides the file: xlplan's version and code, the engines'
    versions. The code is read, so that an edited rule counts at once."""
    digest = blake2b(xlplan.__version__.encode(), digest_size=16)
    root = Path(xlplan.__file__).parent
    for path in sorted(p for p in root.rglob("*") if p.suffix in (".py", ".toml")):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    for name in _ENGINES:
        digest.update(f"{name} {_version(name)}".encode())
    return digest.hexdigest()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
