"""Files that were found in step with a store, by the digest of their bytes: they need no reading.

Kept in the user's cache folder, never beside the file; a folder that can't be used is as if it were
empty. An entry holds for one version of xlplan's code, and for the very revision of the store.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from xlplan.checks.cache import code_digest, user_folder

LIMIT = 20_000
"""Entries kept; when there are more, all go: they come back with the next runs."""


class Step(NamedTuple):
    """Store, book and revision that a file was in step with; `source`, the digest of the file that
    the revision came from, tells it from one of the same number in a store brought back from a
    backup."""

    store: str
    unit: str
    year: int
    revision: int
    source: str


def step_of(digest: str) -> Step | None:
    """What a file with these bytes was in step with; None when not known."""
    path = _path(digest)
    if path is None:
        return None
    try:
        return Step(*json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def remember(digest: str, step: Step) -> None:
    """Keeps what a file with these bytes is in step with."""
    path = _path(digest)
    if path is None or not step.source:
        return
    temporary = path.with_name(f".{path.stem}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary.write_text(json.dumps(step), encoding="ascii")
        temporary.replace(path)
        if len(os.listdir(path.parent)) > LIMIT:
            for old in path.parent.iterdir():
                old.unlink(missing_ok=True)
    except OSError:
        with suppress(OSError):
            temporary.unlink()


def _path(digest: str) -> Path | None:
    verdicts = user_folder()
    if verdicts is None:
        return None
    key = blake2b(f"{digest} {code_digest()}".encode(), digest_size=20).hexdigest()
    return verdicts.with_name("in-step") / f"{key}.json"
