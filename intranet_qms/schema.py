"""The database schema over time: the module's own migration history beside the host's.

Alembic is driven from here with a connection of the module; a host needs no ``alembic.ini`` and
its own migrations never see the module's tables.
"""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

from .db import Database

VERSION_TABLE = "qms_alembic_version"
LOCATION = "intranet_qms.migrations:."
_LOCK = 7_309_131_142_001  # any number that nothing else in the database locks


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", LOCATION)
    config.set_main_option("path_separator", "os")
    if connection is not None:
        config.attributes["connection"] = connection
    return config


def head() -> str:
    """The revision that this version of the code needs."""
    found = ScriptDirectory.from_config(_config()).get_current_head()
    if found is None:
        raise RuntimeError("there is no migration")
    return found


def current(database: Database) -> str | None:
    """The revision that the database is at, or None before the first upgrade."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(
            connection, opts={"version_table": VERSION_TABLE}
        ).get_current_revision()


def is_current(database: Database) -> bool:
    """Whether the database fits the code."""
    return current(database) == head()


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the schema to ``revision``. Several processes may call it at once: one does the work."""
    with database.engine.connect() as connection:
        if database.is_sqlite:
            connection = connection.execution_options(qms_writes=True)
        with connection.begin():
            if not database.is_sqlite:
                connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK})
                # A migration that waits for a lock stalls everybody behind it: rather fail.
                connection.execute(text("set local lock_timeout = '10s'"))
            command.upgrade(_config(connection), revision)


def remove(database: Database) -> list[str]:
    """Drop everything that the module made in the database. Returns the tables that went."""
    with database.engine.connect() as connection:
        if database.is_sqlite:
            connection = connection.execution_options(qms_writes=True)
        with connection.begin():
            command.downgrade(_config(connection), "base")
            tables = [
                name for name in inspect(connection).get_table_names() if name == VERSION_TABLE
            ]
            for name in tables:
                connection.execute(text(f"drop table {name}"))
    return tables
