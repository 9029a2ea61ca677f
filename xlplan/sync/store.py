"""The store: append-only revisions of figures in SQLite or PostgreSQL.

A book is an office's workbook of one year (unit code and year of ThongTin). Each accepted sync is
a revision: who, when, from which file, and every changed figure with its old and new value. The
state at a revision is the sum of the changes up to it.
"""

from __future__ import annotations

import datetime as dt
import getpass
import json
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote, quote_plus

from sqlalchemy import Connection, Engine, Select, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from xlplan.domain.errors import UsageError
from xlplan.sync import connect
from xlplan.sync.figures import Figure, Values
from xlplan.sync.revisions import BookId, Change, Draft, Moved, Revision, Snapshot, StoreError
from xlplan.sync.tables import BOOK, CHANGE, REVISION, STORE

SCHEMA = "0001"
DEFAULT_NAME = "xlplan.db"
_KINDS = "Dùng đường dẫn tệp .db hoặc postgresql://người-dùng@máy/kho."


def location(given: str | None, folder: Path) -> str:
    """The store's URL or path: the one given, `XLPLAN_STORE`, else a SQLite file in that folder."""
    chosen = given or os.environ.get("XLPLAN_STORE") or str(folder / DEFAULT_NAME)
    return chosen if "://" in chosen else str(Path(chosen).absolute())


def _url(given: str) -> URL:
    """A URL; a path (without a scheme) is a SQLite file, whatever signs are in its name. UsageError
    for one that can't be read, and for a database that is neither SQLite nor PostgreSQL."""
    if "://" not in given:
        return URL.create("sqlite", database=given)
    try:
        url = make_url(given)
    except (ArgumentError, ValueError):
        raise UsageError("Địa chỉ kho số liệu không hợp lệ.", _KINDS) from None
    kind = url.drivername.partition("+")[0]
    if kind not in ("sqlite", "postgresql"):
        raise UsageError(f"xlplan không dùng được kho loại {kind}.", _KINDS)
    return url.set(drivername="postgresql+psycopg") if kind == "postgresql" else url


def author() -> str:
    """user@machine, or `XLPLAN_USER`."""
    name = os.environ.get("XLPLAN_USER")
    if name:
        return name
    with suppress(OSError, KeyError, ImportError):
        return f"{getpass.getuser()}@{socket.gethostname()}"
    return "không rõ"


class Store:
    """A store by its URL; opened, and brought to the current schema, at first use."""

    def __init__(self, url: str) -> None:
        self.url = _url(url)
        self._engine: Engine | None = None

    @property
    def name(self) -> str:
        """What people call it: the file, or the URL without its password."""
        if self.url.get_backend_name() == "sqlite":
            return str(self.url.database)
        return self.url.set(drivername="postgresql").render_as_string(hide_password=True)

    def close(self) -> None:
        """Gives the connections back."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    def head(self, book: BookId) -> int:
        """The newest revision of a book; 0 when it has none."""
        with self._begin(write=False) as connection:
            return self._head(connection, book)

    def state(self, book: BookId, revision: int | None = None) -> Values:
        """Every figure as it stood at a revision (the newest without one)."""
        values: Values = {}
        for change in self.changes(book, upto=revision):
            _put(values, change.figure, change.new)
        return values

    def snapshot(self, book: BookId, base: int, of: str | None = None) -> Snapshot:
        """Head, state at `base` and state at head, of one moment. `base` counts only in the store
        named `of` (None: in this one) and where it is a revision there (a store brought back from
        an older backup has it no more); else the two never met, and base is empty."""
        with self._begin(write=False) as connection:
            uuid, head, digest = self._newest(connection, book)
            found = Snapshot(uuid, head, digest, {}, {})
            met = of in (None, uuid) and base <= head
            rows = connection.execute(self._query(book, head)).all() if head else ()
            for revision, place, _, new in rows:
                figure = _figure(place)
                if met and revision <= base:
                    _put(found.base, figure, new)
                _put(found.values, figure, new)
        return found

    def newest(self, book: BookId) -> tuple[str, int, str]:
        """The store's own name, the book's head, the digest of the file that it came from (0 and
        "" without one)."""
        with self._begin(write=False) as connection:
            return self._newest(connection, book)

    def _newest(self, connection: Connection, book: BookId) -> tuple[str, int, str]:
        query = (
            select(STORE.c.uuid, BOOK.c.head, REVISION.c.digest)
            .join_from(
                STORE, BOOK, (BOOK.c.unit == book.unit) & (BOOK.c.year == book.year), isouter=True
            )
            .join(REVISION, REVISION.c.id == BOOK.c.head, isouter=True)
        )
        row = connection.execute(query).one()
        return row.uuid, row.head or 0, row.digest or ""

    def changes(self, book: BookId, after: int = 0, upto: int | None = None) -> list[Change]:
        """The changes of a book after one revision up to another, oldest first."""
        with self._begin(write=False) as connection:
            return list(self._changes(connection, book, upto, after))

    def history(self, book: BookId | None = None) -> list[Revision]:
        """Revisions, newest first; of one book or of all."""
        query = select(REVISION, BOOK.c.unit, BOOK.c.year).join(BOOK, BOOK.c.id == REVISION.c.book)
        if book:
            query = query.where(BOOK.c.unit == book.unit, BOOK.c.year == book.year)
        with self._begin(write=False) as connection:
            return [
                _revision(row) for row in connection.execute(query.order_by(REVISION.c.id.desc()))
            ]

    def revision(self, number: int) -> Revision:
        """One revision; UsageError when there is none of that number."""
        query = (
            select(REVISION, BOOK.c.unit, BOOK.c.year)
            .join(BOOK, BOOK.c.id == REVISION.c.book)
            .where(REVISION.c.id == number)
        )
        with self._begin(write=False) as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise UsageError(
                f"Kho không có bản ghi {number}.", "Xem các bản ghi bằng «xlplan log»."
            )
        return _revision(row)

    def commit(
        self, book: BookId, head: int, changes: Mapping[Figure, str | None], draft: Draft,
        theirs: Values,
    ) -> int:  # fmt: skip
        """Adds a revision on top of `head` and returns its number; Moved when `head` is no longer
        the newest. `theirs` is the state at `head`: the old values."""
        with self._begin(write=True) as connection:
            number = self._locked(connection, book, head)
            if number is None:
                raise Moved
            added = connection.execute(
                insert(REVISION).values(
                    book=number, parent=head, who=author(), file=draft.file, digest=draft.digest,
                    kind=draft.kind, message=draft.message, forced=draft.forced,
                    at=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
                )
            ).inserted_primary_key[0]  # fmt: skip
            rows = [
                {"revision": added, "place": _place(figure), "book": number,
                 "old": theirs.get(figure), "new": value}
                for figure, value in changes.items()
            ]  # fmt: skip
            if rows:
                connection.execute(insert(CHANGE), rows)
            connection.execute(update(BOOK).where(BOOK.c.id == number).values(head=added))
        return added

    def _locked(self, connection: Connection, book: BookId, head: int) -> int | None:
        """The book's row, locked, its number when its head is the expected one."""
        query = select(BOOK.c.id, BOOK.c.head).where(
            BOOK.c.unit == book.unit, BOOK.c.year == book.year
        )
        row = connection.execute(query.with_for_update()).one_or_none()
        if row is None:
            new = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
            entry = new(BOOK).values(unit=book.unit, year=book.year, head=0)
            connection.execute(entry.on_conflict_do_nothing())
            row = connection.execute(query.with_for_update()).one()
        return row.id if row.head == head else None

    def _head(self, connection: Connection, book: BookId) -> int:
        query = select(BOOK.c.head).where(BOOK.c.unit == book.unit, BOOK.c.year == book.year)
        return connection.execute(query).scalar_one_or_none() or 0

    def _changes(
        self, connection: Connection, book: BookId, upto: int | None, after: int = 0
    ) -> Iterator[Change]:
        for row in connection.execute(self._query(book, upto, after)):
            yield Change(row.revision, _figure(row.place), row.old, row.new)

    @staticmethod
    def _query(book: BookId, upto: int | None, after: int = 0) -> Select:
        """Revision, place, old and new of a book's changes, oldest first."""
        query = (
            select(CHANGE.c.revision, CHANGE.c.place, CHANGE.c.old, CHANGE.c.new)
            .join(BOOK, BOOK.c.id == CHANGE.c.book)
            .where(BOOK.c.unit == book.unit, BOOK.c.year == book.year, CHANGE.c.revision > after)
            .order_by(CHANGE.c.revision)
        )
        return query if upto is None else query.where(CHANGE.c.revision <= upto)

    @contextmanager
    def _begin(self, *, write: bool) -> Iterator[Connection]:
        """A transaction that is whole or not at all; database errors become sentences that hold
        no address with a password."""
        try:
            with self._opened().connect() as connection:
                connection = connection.execution_options(xlplan_write=write)
                with connection.begin():
                    yield connection
        except SQLAlchemyError as error:
            raise self._failed(error) from None

    def _opened(self) -> Engine:
        if self._engine is None:
            made = connect.engine(self.url)
            self._bring_up_to_date(made)
            self._engine = made
        return self._engine

    def _bring_up_to_date(self, engine: Engine) -> None:
        """The schema; one process at a time makes it, the others find it done."""
        with engine.connect() as connection:
            try:
                known = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            except SQLAlchemyError:
                known = None
        if known == SCHEMA:
            return
        if known is not None and known > SCHEMA:
            raise StoreError(
                "Kho số liệu do phiên bản xlplan mới hơn tạo.", "Cập nhật xlplan rồi chạy lại."
            )
        from xlplan.sync.migrate import upgrade

        upgrade(engine)

    def _failed(self, error: SQLAlchemyError) -> StoreError:
        reason = str(getattr(error, "orig", None) or "").splitlines()
        told = reason[0] if reason else type(error).__name__
        if password := str(self.url.password or ""):
            for spelling in (password, quote(password), quote_plus(password)):
                told = told.replace(spelling, "***")
        return StoreError(
            f"Không dùng được kho số liệu {self.name}: {told}.",
            "Kiểm tra địa chỉ, mạng, quyền và chỗ trống rồi chạy lại; chưa có gì bị ghi dở.",
        )


def _put(values: Values, figure: Figure, new: str | None) -> None:
    if new is None:
        values.pop(figure, None)
    else:
        values[figure] = new


def _place(figure: Figure) -> str:
    return json.dumps([figure.table, figure.column, *figure.key], ensure_ascii=False)


@lru_cache(maxsize=1 << 16)
def _figure(place: str) -> Figure:
    table, column, *key = json.loads(place)
    return Figure(table, tuple(key), column)


def _revision(row) -> Revision:  # type: ignore[no-untyped-def]
    return Revision(
        row.id, BookId(row.unit, row.year), row.parent, row.at, row.who, row.kind, row.file,
        row.digest, row.message, bool(row.forced),
    )  # fmt: skip
