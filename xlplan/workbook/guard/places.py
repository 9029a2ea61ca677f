"""Names of what stands beside a workbook: its folder, lock, temporary files and backups.

    ke-hoach.xlsx
    .xlplan-KEY-NONCE-PROOF.tmp                        while it is being written
    .xlplan/KEY.lock                                   while it is being written
    .xlplan/backup/ke-hoach.000007.2026-11-24_05.45.12.xlsx        as it was before write 7
    .xlplan/backup/ke-hoach.000007.2026-11-24_05.45.12.xlsx.json   what write 7 was

Nothing here touches the disk.
"""

from __future__ import annotations

import os
import re
import secrets
import unicodedata
from hashlib import blake2b
from pathlib import Path

FOLDER = ".xlplan"
"""The folder beside a workbook that holds what xlplan keeps for it."""

MANIFEST, PENDING, PARTIAL = ".json", ".pending", ".part"
"""Endings beside a backup's name: its manifest, the same before the rename, a copy under way."""

_TEMPORARY = re.compile(r"\.xlplan-([0-9a-f]{16})-([0-9a-f]{16})-([0-9a-f]{8})\.tmp")
_LOCK = re.compile(r"([0-9a-f]{16})\.lock")
_BACKUP = re.compile(
    r"(?P<stem>.+)\.(?P<number>\d{6,})\.\d{4}-\d\d-\d\d_\d\d\.\d\d\.\d\d(?P<suffix>(\.[^.]*)?)",
    re.DOTALL,
)
_LONGEST = 140
"""Bytes of a file's name that its backups' names repeat; file systems allow 255 in all."""


def key(path: Path) -> str:
    """What names a file's lock and temporary files: the same for spellings that differ in case
    or Unicode form only, since some file systems take them for one file."""
    name = unicodedata.normalize("NFC", path.name).casefold()
    return blake2b(name.encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()


def lock(folder: Path, file_key: str) -> Path:
    """The lock file of a key; `folder` is the workbook's."""
    return folder / FOLDER / f"{file_key}.lock"


def lock_key(name: str) -> str | None:
    """The key of a lock file's name; None for another file."""
    found = _LOCK.fullmatch(name)
    return found[1] if found else None


def temporary(path: Path) -> Path:
    """A fresh name for a temporary file beside `path`."""
    file_key, nonce = key(path), secrets.token_hex(8)
    return path.with_name(f".xlplan-{file_key}-{nonce}-{_proof(file_key, nonce)}.tmp")


def temporary_key(name: str) -> str | None:
    """The key of a temporary file that we made; None for any other, one that only looks alike
    included: its last part must follow from the two before."""
    found = _TEMPORARY.fullmatch(name)
    return found[1] if found and _proof(found[1], found[2]) == found[3] else None


def _proof(file_key: str, nonce: str) -> str:
    return blake2b(f"xlplan {file_key} {nonce}".encode(), digest_size=4).hexdigest()


def backups(path: Path) -> Path:
    """The folder of the backups of `path`, shared by all workbooks of its folder."""
    return path.parent / FOLDER / "backup"


def backup(path: Path, number: int, stamp: str) -> Path:
    """The backup made before write `number`, at `stamp` (yyyy-mm-dd_hh.mm.ss)."""
    stem, suffix = _label(path)
    return backups(path) / f"{stem}.{number:06d}.{stamp}{suffix}"


def backup_part(path: Path, name: str) -> tuple[int, str] | None:
    """What a name in the folder of backups is to `path`: the number of a write and what ends the
    name, "" for the backup itself; None when it has to do with another file or is none of ours.

    The whole name is tried first: a file written may itself end in `.json`.
    """
    for ending in ("", MANIFEST, PENDING, PARTIAL):
        number = _backup_number(path, name.removesuffix(ending)) if name.endswith(ending) else None
        if number is not None:
            return number, ending
    return None


def _backup_number(path: Path, name: str) -> int | None:
    found = _BACKUP.fullmatch(name)
    if not found:
        return None
    ours = os.path.normcase("\0".join(_label(path)))
    theirs = os.path.normcase(f"{found['stem']}\0{found['suffix']}")
    return int(found["number"]) if ours == theirs else None


def _label(path: Path) -> tuple[str, str]:
    """Name and ending as backups repeat them; a long name is cut, and told apart by its key."""
    stem, suffix = os.path.splitext(path.name)
    if len(os.fsencode(path.name)) <= _LONGEST:
        return stem, suffix
    cut = os.fsencode(stem)[: _LONGEST - 40].decode("utf-8", "ignore")
    return f"{cut}-{key(path)}", suffix if len(os.fsencode(suffix)) < 10 else ""
