"""What was written to a workbook, each write with the file as it was before: the backups.

A backup's manifest is `.pending` until the workbook has been renamed, so that a run that was killed
between can be told from one that wrote.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from xlplan.domain.errors import UsageError
from xlplan.workbook.guard import disk, places


@dataclass(frozen=True)
class Entry:
    """One write: `number` counts a file's writes, `time` is ISO 8601 with offset, `before` and
    `after` are digests, `size` is the backup's in bytes; `restores` is set for an undo: the
    number of the write whose backup it brought back."""

    number: int
    time: str
    action: str
    before: str
    after: str
    size: int
    backup: Path
    restores: int | None = None

    def told(self) -> dict[str, Any]:
        """All of it but where the backup is, as manifests and lists say it."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "backup"}

    @property
    def manifest(self) -> Path:
        """Beside the backup, with its name and `.json`."""
        return self.backup.with_name(self.backup.name + places.MANIFEST)

    @property
    def pending(self) -> Path:
        """The manifest's name until the write is done."""
        return self.backup.with_name(self.backup.name + places.PENDING)


@dataclass(frozen=True)
class Keep:
    """How many backups of a file stay, and for how many days; the newest always does."""

    count: int = 20
    days: int = 90

    @classmethod
    def set(cls) -> Keep:
        """From XLPLAN_BACKUPS and XLPLAN_BACKUP_DAYS; UsageError when one is no number from 1."""
        return cls(_setting("XLPLAN_BACKUPS", cls.count), _setting("XLPLAN_BACKUP_DAYS", cls.days))


def _setting(name: str, default: int) -> int:
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= 100_000:
        raise UsageError(
            f"Biến môi trường {name} phải là số nguyên từ 1 đến 100000, không phải «{text}».",
            f"Bỏ trống để dùng mặc định {default}.",
        )
    return int(text)


def entries(path: Path) -> list[Entry]:
    """The writes of which a backup is there, oldest first; a write under way is not among them."""
    found = []
    for name, (_, ending) in _parts(path).items():
        if ending == places.MANIFEST:
            entry = _read(places.backups(path) / name, places.MANIFEST)
            if entry is not None and entry.backup.is_file():
                found.append(entry)
    return sorted(found, key=lambda entry: entry.number)


def undoable(found: Iterable[Entry]) -> list[Entry]:
    """The writes not taken back so far, the last one last.

    An undo brings back the file as it was before a write, and with it the list as it was then; so
    undoing again goes further back, and going back to before an undo makes that a redo.
    """
    standing: list[Entry] = []
    earlier: dict[int, list[Entry]] = {}
    for entry in found:
        earlier[entry.number] = standing
        undone = entry.restores
        standing = [*standing, entry] if undone is None else earlier.get(undone, [])
    return standing


def begin(path: Path, action: str, before: str, after: str, restores: int | None) -> Entry:
    """Backs `path` up, with a manifest that says what is about to be written over it."""
    folder = places.backups(path)
    disk.make_folder(folder.parent)
    if disk.make_folder(folder):
        disk.flush_folder(folder.parent)
        disk.flush_folder(path.parent)
    now = datetime.now().astimezone()
    number = 1 + max((number for number, _ in _parts(path).values()), default=0)
    backup = places.backup(path, number, now.strftime("%Y-%m-%d_%H.%M.%S"))
    moment = now.isoformat(timespec="seconds")
    size = path.stat().st_size
    entry = Entry(number, moment, action, before, after, size, backup, restores)
    with disk.new_file(entry.pending, 0o666) as stream:
        stream.write(_manifest(path, entry))
        disk.flush(stream)
    disk.duplicate(path, backup, backup.with_name(backup.name + places.PARTIAL))
    disk.flush_folder(folder)
    return entry


def finish(entry: Entry) -> None:
    """The write is done: its manifest gets its final name."""
    disk.rename(entry.pending, entry.manifest)


def recover(path: Path, current: str | None) -> None:
    """Brings in order what a killed run left among the backups; call with the lock held.

    `current` is the workbook's digest, None when it is gone. A backup of a write that never came
    goes, told by the digest or by being a link to the workbook still; of one that came (also when
    the file was changed since) it stays and gets its manifest.
    What can't be removed stays for the next time.
    """
    parts = _parts(path)
    for name, (_, ending) in parts.items():
        place = places.backups(path) / name
        with suppress(OSError):
            if ending == places.PARTIAL:
                disk.remove(place)
            elif ending == places.PENDING:
                _settle(path, place, current)
            elif ending == places.MANIFEST and name.removesuffix(ending) not in parts:
                disk.remove(place)


def _settle(path: Path, pending: Path, current: str | None) -> None:
    entry = _read(pending, places.PENDING)
    backup = pending.with_name(pending.name.removesuffix(places.PENDING))
    if entry is None or not backup.is_file():
        disk.remove(pending)
    elif current == entry.before or (current is not None and os.path.samefile(backup, path)):
        disk.remove(backup)
        disk.remove(pending)
    else:
        finish(entry)


def prune(path: Path, keep: Keep) -> None:
    """Removes the oldest backups of `path` beyond the settings; never the newest."""
    found = entries(path)
    oldest = datetime.now().astimezone() - timedelta(days=keep.days)
    for place, entry in enumerate(reversed(found)):
        if place and (place >= keep.count or _when(entry) < oldest):
            disk.remove(entry.backup)
            disk.remove(entry.manifest)


def _when(entry: Entry) -> datetime:
    return datetime.fromisoformat(entry.time).astimezone()


def _manifest(path: Path, entry: Entry) -> bytes:
    told = {"file": path.name, **entry.told()}
    return json.dumps(told, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"


def _read(manifest: Path, ending: str) -> Entry | None:
    """The write a manifest tells of; None when it is damaged."""
    backup = manifest.with_name(manifest.name.removesuffix(ending))
    try:
        told = json.loads(manifest.read_bytes())
        entry = Entry(
            int(told["number"]),
            str(told["time"]),
            str(told["action"]),
            str(told["before"]),
            str(told["after"]),
            int(told["size"]),
            backup,
            None if told["restores"] is None else int(told["restores"]),
        )
        _when(entry)
    except (OSError, ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return None
    return entry


def _parts(path: Path) -> dict[str, tuple[int, str]]:
    """The names in the folder of backups that are about `path`, each with the number of its write
    and its ending; none where there is no folder."""
    try:
        names = os.listdir(places.backups(path))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    return {name: part for name in names if (part := places.backup_part(path, name))}
