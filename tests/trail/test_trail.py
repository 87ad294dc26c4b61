"""The trail keeps every act that was committed, none that was not, and shows what was tampered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from threading import Barrier, Thread

import pytest
from sqlalchemy import delete, event, func, select, text, update
from sqlalchemy.orm import Session

from intranet_qms.db import Database
from intranet_qms.extension import load_features
from intranet_qms.host import Actor
from intranet_qms.trail import queries, services
from intranet_qms.trail.models import TrailEntry, TrailHead
from tests.support.clock import FakeClock

ANNA = Actor(person_id=1, host_id="anna", name="Anna Wiśniewska", address="10.0.0.7")
UUID = "00000000-0000-4000-8000-000000000001"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The trail is tested on both databases."""
    load_features()
    opened = Database(database_url)
    yield opened
    opened.dispose()


def act(session: Session, name: str = "documents.approve", **details: object) -> None:
    services.record(session, ANNA, FakeClock(), name, "revision", UUID, details)


def fill(database: Database, number: int = 5) -> None:
    for place in range(number):
        with database.transaction() as session:
            act(session, place=place, note="zażółć")


def check(database: Database) -> services.Verification:
    with database.transaction(writes=False) as session:
        return services.verify(session, batch=2)


def names(database: Database) -> list[str]:
    with database.transaction(writes=False) as session:
        return list(session.scalars(select(TrailEntry.action).order_by(TrailEntry.id)))


# -- what is kept --------------------------------------------------------------------------------


def test_an_act_says_who_what_when_and_from_where(database: Database) -> None:
    with database.transaction() as session:
        services.record(
            session, ANNA, FakeClock(), "documents.approve", "revision", UUID,
            {"issue": 4}, on_behalf_of="Jan Kowal",
        )  # fmt: skip
    with database.transaction(writes=False) as session:
        (entry,) = queries.history(session, "revision", UUID)
        assert (entry.id, entry.actor_name, entry.on_behalf_of) == (
            1,
            "Anna Wiśniewska",
            "Jan Kowal",
        )
        assert (entry.source, entry.address, entry.details) == ("web", "10.0.0.7", {"issue": 4})
        assert entry.at == FakeClock().now()


def test_acts_of_one_transaction_are_appended_together_in_their_order(database: Database) -> None:
    statements: list[str] = []
    event.listen(
        database.engine,
        "before_cursor_execute",
        lambda _c, _cursor, statement, *_rest: statements.append(statement),
    )
    with database.transaction() as session:
        for number in range(100):
            act(session, f"act.{number}")
    written = [one for one in statements if "qms_trail" in one]
    assert len(written) <= 4, written
    assert names(database) == [f"act.{number}" for number in range(100)]
    assert check(database).intact


def test_a_transaction_that_is_rolled_back_leaves_no_act(database: Database) -> None:
    with suppress(RuntimeError), database.transaction() as session:
        act(session, "never")
        raise RuntimeError
    fill(database, 1)
    assert names(database) == ["documents.approve"]
    assert check(database).intact


def test_a_savepoint_that_is_rolled_back_takes_only_its_own_acts(database: Database) -> None:
    with database.transaction() as session:
        act(session, "before")
        with suppress(RuntimeError), session.begin_nested():
            act(session, "lost")
            with session.begin_nested():
                act(session, "lost with it")
            raise RuntimeError
        with session.begin_nested():
            act(session, "kept")
            with suppress(RuntimeError), session.begin_nested():
                act(session, "lost inside")
                raise RuntimeError
        act(session, "after")
    assert names(database) == ["before", "kept", "after"]
    assert check(database).intact


def test_a_session_that_is_used_again_after_a_rollback_starts_clean(session: Session) -> None:
    act(session, "lost")
    session.rollback()
    act(session, "kept")
    session.commit()
    assert list(session.scalars(select(TrailEntry.action))) == ["kept"]


# -- what is found -------------------------------------------------------------------------------


def test_an_empty_and_a_whole_chain_are_intact(database: Database) -> None:
    assert check(database) == services.Verification(0, None, None)
    fill(database)
    assert check(database) == services.Verification(5, None, None)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor_host_id", "jan"),
        ("actor_name", "Jan Kowal"),
        ("on_behalf_of", "Jan Kowal"),
        ("source", "cli"),
        ("address", "10.0.0.8"),
        ("action", "documents.withdraw"),
        ("entity", "document"),
        ("entity_uuid", UUID.replace("1", "2")),
        ("details", {"place": 2, "note": "zazolc"}),
        ("at", FakeClock().advance(seconds=0.001)),
        ("hash", "f" * 64),
        ("previous_hash", "f" * 64),
    ],
)
def test_an_altered_field_is_found(database: Database, column: str, value: object) -> None:
    fill(database)
    with database.transaction() as session:
        session.execute(update(TrailEntry).where(TrailEntry.id == 3).values({column: value}))
    found = check(database)
    assert found.broken_at == 3
    assert found.problem


@pytest.mark.parametrize("place", [1, 3])
def test_a_removed_entry_is_found(database: Database, place: int) -> None:
    fill(database)
    with database.transaction() as session:
        session.execute(delete(TrailEntry).where(TrailEntry.id == place))
    assert check(database).broken_at == place


def test_a_cut_end_is_found(database: Database) -> None:
    fill(database)
    with database.transaction() as session:
        session.execute(delete(TrailEntry).where(TrailEntry.id >= 4))
    assert check(database).broken_at == 4


def test_a_whole_trail_that_is_gone_is_found(database: Database) -> None:
    fill(database)
    with database.transaction() as session:
        session.execute(delete(TrailEntry))
    assert check(database).broken_at == 1


def test_a_head_that_is_gone_is_found(database: Database) -> None:
    fill(database)
    with database.transaction() as session:
        session.execute(delete(TrailHead))
    assert not check(database).intact


def test_an_entry_that_was_slipped_in_is_found(database: Database) -> None:
    # The forger moves the later ones up and links the new one well, but cannot know their hashes
    # without making the rest anew, and then the head gives it away.
    fill(database)
    with database.transaction() as session:
        for number in (5, 4, 3):
            session.execute(update(TrailEntry).where(TrailEntry.id == number).values(id=number + 1))
        before = session.get_one(TrailEntry, 2)
        forged = {column.key: getattr(before, column.key) for column in TrailEntry.__table__.c} | {
            "id": 3,
            "action": "documents.forge",
            "previous_hash": before.hash,
        }
        forged["hash"] = services.entry_hash(forged)
        session.add(TrailEntry(**forged))
    assert check(database).broken_at == 4


def test_a_chain_that_was_made_anew_is_found_by_its_head(database: Database) -> None:
    fill(database)
    with database.transaction() as session:
        entries = session.scalars(select(TrailEntry).order_by(TrailEntry.id)).all()
        previous = services.GENESIS
        for entry in entries:
            fields = {column.key: getattr(entry, column.key) for column in TrailEntry.__table__.c}
            fields |= {"actor_name": "Ktoś Inny", "previous_hash": previous}
            previous = services.entry_hash(fields)
            entry.actor_name, entry.previous_hash, entry.hash = (
                fields["actor_name"],
                fields["previous_hash"],
                previous,
            )
    assert not check(database).intact


# -- many at once --------------------------------------------------------------------------------


def test_concurrent_writers_make_one_chain_without_gaps(database: Database) -> None:
    writers, each = 6, 10
    start = Barrier(writers)
    failed: list[BaseException] = []

    def write(writer: int) -> None:
        start.wait()
        try:
            for number in range(each):
                with database.transaction() as session:
                    # Reading first and writing late is what requests do.
                    session.execute(text("select 1"))
                    act(session, f"w{writer}.{number}")
                    act(session, f"w{writer}.{number}b")
        except BaseException as error:
            failed.append(error)

    threads = [Thread(target=write, args=(writer,)) for writer in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    found = check(database)
    assert (found.entries, found.broken_at) == (writers * each * 2, None)
    with database.transaction(writes=False) as session:
        assert session.scalar(select(func.max(TrailEntry.id))) == writers * each * 2
