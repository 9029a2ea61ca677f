"""Schema steps by Alembic, under a lock: of many that open a new store, one makes it."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text

_LOCK = 7_219_023


def upgrade(engine: Engine, target: str = "head") -> None:
    """Runs the steps that the store lacks, in one transaction."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    with engine.connect() as connection:
        connection = connection.execution_options(xlplan_write=True)
        with connection.begin():
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _LOCK})
            config.attributes["connection"] = connection
            command.upgrade(config, target)
