"""Books, revisions and changes; revisions and changes can only be added."""

from __future__ import annotations

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0001", None
branch_labels = depends_on = None

_APPEND_ONLY = ("revision", "change")


def upgrade() -> None:
    """From nothing."""
    store = op.create_table("store", sa.Column("uuid", sa.Text, primary_key=True))
    op.create_table(
        "book",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("head", sa.Integer, nullable=False),
        sa.UniqueConstraint("unit", "year"),
    )
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("book", sa.Integer, sa.ForeignKey("book.id"), nullable=False, index=True),
        sa.Column("parent", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in
          ("at", "who", "kind", "file", "digest", "message")),
        sa.Column("forced", sa.Boolean, nullable=False),
    )  # fmt: skip
    op.create_table(
        "change",
        sa.Column("revision", sa.Integer, sa.ForeignKey("revision.id"), primary_key=True),
        sa.Column("place", sa.Text, primary_key=True),
        sa.Column("book", sa.Integer, nullable=False, index=True),
        sa.Column("old", sa.Text),
        sa.Column("new", sa.Text),
    )
    _only_add()
    op.bulk_insert(store, [{"uuid": str(uuid4())}])


def _only_add() -> None:
    """The database itself refuses to change or remove what is history."""
    if op.get_bind().dialect.name == "sqlite":
        for table in _APPEND_ONLY:
            for event in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_{event.lower()} BEFORE {event} ON {table} "
                    "BEGIN SELECT RAISE(ABORT, 'history is append-only'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION history_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'history is append-only'; END $$"
    )
    for table in _APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_history BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION history_is_append_only()"
        )
