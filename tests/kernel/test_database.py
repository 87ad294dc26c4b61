"""The embedded database: its file is opened once, and nobody waits for somebody else's reading."""

from __future__ import annotations

from contextlib import ExitStack

from sqlalchemy import text

from intranet_qms.db import Database


def test_the_file_is_opened_once_for_requests_that_follow_each_other(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    used = set()
    for _ in range(5):
        with database.transaction(writes=False) as session:
            used.add(id(session.connection().connection.driver_connection))
    assert len(used) == 1
    database.dispose()


def test_many_read_at_once_without_waiting_for_a_connection(sqlite_url: str) -> None:
    database = Database(sqlite_url, pool_size=2)
    with ExitStack() as together:
        for _ in range(40):
            session = together.enter_context(database.transaction(writes=False))
            assert session.execute(text("select 1")).scalar() == 1
    database.dispose()


def test_a_transaction_that_was_given_up_leaves_nothing_open(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    session = database.session(writes=True)
    session.execute(text("create table left_over (x)"))
    session.close()
    with database.transaction() as next_one:
        tables = next_one.execute(text("select name from sqlite_master")).scalars().all()
    assert "left_over" not in tables
    database.dispose()
