"""The store's tables as SQLAlchemy sees them; made and changed by the migrations only."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, MetaData, Table, Text, UniqueConstraint

METADATA = MetaData()

STORE = Table("store", METADATA, Column("uuid", Text, primary_key=True))

BOOK = Table(
    "book",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("unit", Text, nullable=False),
    Column("year", Integer, nullable=False),
    Column("head", Integer, nullable=False, default=0),
    UniqueConstraint("unit", "year"),
)

REVISION = Table(
    "revision",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("book", Integer, ForeignKey("book.id"), nullable=False, index=True),
    Column("parent", Integer, nullable=False),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("forced", Boolean, nullable=False),
)

CHANGE = Table(
    "change",
    METADATA,
    Column("revision", Integer, ForeignKey("revision.id"), primary_key=True),
    Column("place", Text, primary_key=True),
    Column("book", Integer, nullable=False, index=True),
    Column("old", Text),
    Column("new", Text),
)
"""`place` is a figure: table, column and key as a JSON list."""
