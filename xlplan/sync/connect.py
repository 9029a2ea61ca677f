"""Connections to a store's database: how each kind waits, locks and keeps what it was given."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL

_WAIT_SECONDS = 30


def engine(url: URL) -> Engine:
    """The engine of a store; transactions of a connection with the execution option `xlplan_write`
    take SQLite's write lock before they read."""
    if url.get_backend_name() != "sqlite":
        return create_engine(url, connect_args={"connect_timeout": 10}, pool_pre_ping=True)
    made = create_engine(url, connect_args={"timeout": _WAIT_SECONDS, "isolation_level": None})

    @event.listens_for(made, "connect")
    def _settings(connection, _record) -> None:  # type: ignore[no-untyped-def]
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")

    @event.listens_for(made, "begin")
    def _begin(connection: Connection) -> None:
        # A writer takes its lock before it reads: two that read first would both have to give up.
        options = connection.get_execution_options()
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("xlplan_write") else "BEGIN")

    return made
