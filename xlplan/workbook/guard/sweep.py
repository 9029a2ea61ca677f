"""What killed runs left in a folder, taken away; nothing of a living one, nothing of others."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from xlplan.workbook.guard import disk, places
from xlplan.workbook.guard.lock import if_free


def leftovers(path: Path) -> None:
    """Removes temporary files and lock files; call with the lock of `path` held.

    A temporary file belongs to the lock its name says, and exists only while that is held: with
    the lock in hand, ours are a dead process's. Those of another workbook of the folder go
    when its lock can be had at once. What can't be listed or removed stays for the next time.
    """
    folder, ours = path.parent, places.key(path)
    temporaries = _named(folder, places.temporary_key)
    others = {*temporaries.values(), *_named(folder / places.FOLDER, places.lock_key).values()}
    _remove(temporaries, ours)
    for other in others - {ours}:
        with if_free(folder, other) as free:
            if free:
                _remove(temporaries, other)


def _remove(temporaries: dict[Path, str], key: str) -> None:
    for temporary, owner in temporaries.items():
        if owner == key:
            with suppress(OSError):
                disk.remove(temporary)


def _named(folder: Path, key_of: Callable[[str], str | None]) -> dict[Path, str]:
    """Files of ours in a folder, each with its key."""
    found = {}
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            key = key_of(entry.name)
            if key and entry.is_file(follow_symlinks=False):
                found[Path(entry.path)] = key
    return found
