"""What a store keeps and hands out: books, revisions, changes; why it refuses."""

from __future__ import annotations

from typing import NamedTuple

from xlplan.domain.errors import XlplanError
from xlplan.sync.figures import Figure, Values


class StoreError(XlplanError):
    """The store can't be reached, is full, or refused; nothing of the revision is in it."""


class Moved(Exception):
    """Somebody else's revision came in since the head was read; merge again."""


class BookId(NamedTuple):
    """An office's workbook of one year."""

    unit: str
    year: int


class Revision(NamedTuple):
    """One accepted change of a book; `at` is UTC in ISO form, `parent` 0 for the first."""

    id: int
    book: BookId
    parent: int
    at: str
    who: str
    kind: str
    file: str
    digest: str
    message: str
    forced: bool


class Change(NamedTuple):
    """A figure's old and new encoded value in a revision; None is blank."""

    revision: int
    figure: Figure
    old: str | None
    new: str | None


class Snapshot(NamedTuple):
    """A book at one moment: the store's own name, the head and the digest of the file that it came
    from, the figures at a base and at head."""

    uuid: str
    head: int
    digest: str
    base: Values
    values: Values


class Draft(NamedTuple):
    """What a new revision will say of itself."""

    file: str
    digest: str
    message: str = ""
    kind: str = "sync"
    forced: bool = False
