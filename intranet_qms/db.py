"""The database: one engine, the declarative base, and column types that mean the same everywhere.

PostgreSQL and SQLite are both first class. Moments are aware and in UTC, identifiers are UUIDs,
JSON is JSONB where there is one. Every table carries the prefix ``qms_`` and no foreign key leads
out of the module.
"""

from __future__ import annotations

import functools
import json
import logging
import select as sockets
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from typing import cast as cast_type

from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    ColumnElement,
    DateTime,
    Dialect,
    Engine,
    Insert,
    Integer,
    MetaData,
    Table,
    TableValuedAlias,
    Text,
    Uuid,
    any_,
    bindparam,
    cast,
    column,
    create_engine,
    event,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import Insert as PostgresqlInsert
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import DBAPIError, DisconnectionError, OperationalError
from sqlalchemy.orm import (
    DeclarativeBase,
    InstrumentedAttribute,
    Mapped,
    Session,
    declared_attr,
    mapped_column,
    sessionmaker,
)
from sqlalchemy.types import TypeDecorator

log = logging.getLogger(__name__)

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The declarative base of all tables of the module."""

    metadata = MetaData(naming_convention=NAMING)


class UTCDateTime(TypeDecorator[datetime]):
    """A moment: aware in Python, UTC in the database, on SQLite too."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment must be aware")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


BigId = BigInteger().with_variant(Integer, "sqlite")
JSONText = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def insert_rows(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert many rows by one statement, for what phones send by the hundred.

    PostgreSQL gets all rows as one JSON parameter, which costs a fraction of many parameters or of
    many statements. The rows name all columns without a default of the database.
    """
    if not rows:
        return
    if session.get_bind().dialect.name != "postgresql":
        session.execute(insert(table), list(rows))
        return
    names = tuple(rows[0])
    session.execute(_insert_from_json(table, names), {"rows": rows_as_json(rows)})


def insert_into(session: Session, target: type[Base] | Table) -> PostgresqlInsert:
    """An insertion that can be told what to do about rows that are there already.

    Both databases say it by the same words; SQLAlchemy has them in the dialects only.
    """
    if session.get_bind().dialect.name == "postgresql":
        return postgresql_insert(target)
    return cast_type(PostgresqlInsert, sqlite_insert(target))


def rows_as_json(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as the one parameter ``rows`` of a statement with ``sent_rows``."""
    return json.dumps(rows, default=_json_default)


def _json_default(value: Any) -> str:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a moment must be aware")
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


@functools.lru_cache(maxsize=64)
def _insert_from_json(table: Table, names: tuple[str, ...]) -> Insert:
    return insert(table).from_select(list(names), select(*sent_rows(table, names).c))


def sent_rows(table: Table, names: tuple[str, ...]) -> TableValuedAlias:
    """What PostgreSQL reads from the parameter ``rows``, with columns of the types of ``table``."""
    columns = [column(name, table.c[name].type) for name in names]
    rows = func.jsonb_to_recordset(cast(bindparam("rows", type_=Text), JSONB)).table_valued(
        *columns, name="sent"
    )
    return rows.render_derived(with_types=True)


def among(
    session: Session, wanted: InstrumentedAttribute[Any], values: Iterable[Any]
) -> ColumnElement[bool]:
    """Whether a column is one of many values, which PostgreSQL gets as one array: a list of
    parameters costs more than the search itself, and is another statement for each length."""
    if session.get_bind().dialect.name != "postgresql":
        return wanted.in_(list(values))
    return wanted == any_(bindparam(None, list(values), type_=ARRAY(wanted.type), unique=True))


def one_at_a_time(session: Session, name: str) -> None:
    """Let transactions that give the same name go on one after the other, until their end.

    SQLite has one writer at a time and needs nothing.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_ONE_AT_A_TIME, {"name": name})


_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtextextended(:name, 0))")


def new_uuid() -> uuid.UUID:
    """A random identifier that is stable for devices and the API."""
    return uuid.uuid4()


class Identified:
    """Mixin: the internal number for joins and the stable identifier for everybody else."""

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    uuid: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True, default=new_uuid)


class Versioned:
    """Mixin: optimistic concurrency. The second of two savers is told, and loses nothing."""

    row_version: Mapped[int] = mapped_column(Integer, default=1, nullable=False)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy passes the class
        return {"version_id_col": cls.row_version}


class Database:
    """Engine and sessions of one application.

    Args:
        url: an SQLAlchemy URL; ``postgresql+psycopg`` or ``sqlite``.
        pool_size: connections kept open for PostgreSQL.
    """

    def __init__(self, url: str, *, pool_size: int = 8) -> None:
        self.url = _with_driver(make_url(url))
        self.engine = self._engine(pool_size)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    @property
    def is_sqlite(self) -> bool:
        """Whether the embedded database is used."""
        return self.url.get_backend_name() == "sqlite"

    def _engine(self, pool_size: int) -> Engine:
        if self.is_sqlite:
            # Opening the file anew for every request would read its schema again, and whoever closed
            # it last would write the whole log back. A thread never waits for a connection.
            in_a_file = self.url.database not in {None, "", ":memory:"}
            engine = create_engine(
                self.url,
                connect_args={"timeout": 15, "check_same_thread": False},
                **({"pool_size": pool_size, "max_overflow": -1} if in_a_file else {}),
            )
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
            return engine
        engine = create_engine(
            self.url,
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_recycle=1800,
            pool_timeout=10,
            connect_args={
                "connect_timeout": 5,
                # A plan that is made once for all values reads the whole index of texts for a
                # word that stands in fifty documents. Planning anew costs a fraction of that.
                "options": "-c plan_cache_mode=force_custom_plan",
            },
        )
        event.listen(engine, "checkin", _note_rest)
        event.listen(engine, "checkout", functools.partial(_refuse_dead, engine.dialect))
        return engine

    def session(self, *, writes: bool = True) -> Session:
        """A new session. ``writes`` takes SQLite's only write lock at the start, so that reading
        first and writing later cannot fail halfway."""
        session = self._sessions()
        if self.is_sqlite:
            session.connection(execution_options={"qms_writes": writes})
        return session

    @contextmanager
    def transaction(self, *, writes: bool = True) -> Iterator[Session]:
        """A session that is committed at the end, or rolled back on an error."""
        session = self.session(writes=writes)
        try:
            yield session
            session.commit()
            run_after_commit(session)
        except BaseException:
            session.rollback()
            raise
        finally:
            session.close()

    def ping(self) -> None:
        """Ask the database anything. Raises OperationalError when it is away."""
        with self.engine.connect() as connection:
            connection.execute(text("select 1"))

    def dispose(self) -> None:
        """Close the pool (after a fork, at the end)."""
        self.engine.dispose()


def _with_driver(url: URL) -> URL:
    """The address as an administrator copies it, with the driver that this module uses."""
    if url.drivername in {"postgres", "postgresql"}:
        return url.set(drivername="postgresql+psycopg")
    return url


def after_commit(session: Session, callback: Callable[[], Any]) -> None:
    """Run ``callback`` once ``session`` is committed, and never if it is rolled back."""
    session.info.setdefault("after_commit", []).append(callback)


def run_after_commit(session: Session) -> None:
    """What waited for the commit that has just been made; its failures change nothing."""
    for callback in session.info.pop("after_commit", []):
        try:
            callback()
        except Exception:
            log.exception("a receiver of a signal failed; what it reacted to is committed")


PING_AFTER = 30.0
"""Seconds of rest after which a connection is asked whether it still works."""


def _note_rest(_dbapi_connection: Any, record: Any) -> None:
    record.info["qms_rests_since"] = time.monotonic()


def _refuse_dead(dialect: Dialect, dbapi_connection: Any, record: Any, _proxy: Any) -> None:
    """Have a connection replaced that the server gave up while it rested.

    The end of a server, or of one of its processes, makes the connection readable, which is seen
    without a word to the server. What a network lost silently is found by asking after a longer
    rest.

    Raises:
        DisconnectionError: the pool takes a new connection in its place.
    """
    since: float | None = record.info.get("qms_rests_since")
    if since is None:
        return
    try:
        if time.monotonic() - since > PING_AFTER or _has_news(dbapi_connection.fileno()):
            dialect.do_ping(dbapi_connection)
    except dialect.dbapi.Error as error:  # type: ignore[union-attr]
        raise DisconnectionError(str(error)) from error


def _has_news(descriptor: int) -> bool:
    watcher = sockets.poll()
    watcher.register(descriptor, sockets.POLLIN)
    return bool(watcher.poll(0))


def _prepare_sqlite(dbapi_connection: Any, _record: Any) -> None:
    # The driver must not begin transactions by itself, or the explicit BEGIN below would fail.
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    cursor.execute("pragma journal_mode=wal")
    cursor.execute("pragma synchronous=full")
    cursor.execute("pragma foreign_keys=on")
    cursor.execute("pragma busy_timeout=15000")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("qms_writes", False)
    connection.exec_driver_sql("begin immediate" if writes else "begin")


def is_away(error: BaseException) -> bool:
    """Whether ``error`` means that the database cannot be reached or cannot write now.

    A violated constraint or a wrong statement is not that: trying again would not help.
    """
    if isinstance(error, OperationalError):
        return True
    return isinstance(error, DBAPIError) and bool(error.connection_invalidated)
