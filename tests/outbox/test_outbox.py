"""A job is done by one worker, tried again after growing pauses, and never lost."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from itertools import pairwise
from threading import Barrier, Lock, Thread

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet_qms.db import Database
from intranet_qms.extension import load_features
from intranet_qms.outbox import queries, services
from intranet_qms.outbox.models import OutboxJob
from tests.factories.people import sign_in
from tests.support.clock import FakeClock
from tests.support.host import Host

MINUTE = timedelta(minutes=1)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The outbox is tested on both databases."""
    load_features()
    opened = Database(database_url)
    yield opened
    opened.dispose()


def add(session: Session, clock: FakeClock, key: str | None = None, **more: object) -> bool:
    return services.enqueue(session, clock, "test.do", {"n": 1}, dedup_key=key, **more)  # type: ignore[arg-type]


def take(session: Session, clock: FakeClock, limit: int = 20) -> list[services.TakenJob]:
    return services.take_due(session, clock, visibility=MINUTE, limit=limit)


def only(session: Session) -> OutboxJob:
    return session.scalars(select(OutboxJob).execution_options(populate_existing=True)).one()


def test_a_job_of_a_transaction_that_is_rolled_back_never_was(
    database: Database, clock: FakeClock
) -> None:
    with suppress(RuntimeError), database.transaction() as session:
        add(session, clock)
        raise RuntimeError
    with database.transaction() as session:
        assert take(session, clock) == []


def test_the_same_key_is_one_job_for_ever(session: Session, clock: FakeClock) -> None:
    assert add(session, clock, "k")
    assert not add(session, clock, "k")
    (job,) = take(session, clock)
    services.finish(session, clock, job.uuid)
    assert not add(session, clock, "k")
    assert services.counts(session) == {"done": 1}


def test_jobs_without_a_key_are_all_kept(session: Session, clock: FakeClock) -> None:
    assert add(session, clock)
    assert add(session, clock)
    assert services.counts(session) == {"waiting": 2}


def test_a_job_is_not_taken_before_its_time(session: Session, clock: FakeClock) -> None:
    add(session, clock, not_before=clock.now() + MINUTE)
    assert take(session, clock) == []
    clock.advance(minutes=1)
    assert len(take(session, clock)) == 1


def test_those_that_are_due_longest_are_taken_first(session: Session, clock: FakeClock) -> None:
    for minutes in (3, 1, 2):
        add(session, clock, str(minutes), not_before=clock.now() + minutes * MINUTE)
    clock.advance(minutes=5)
    taken = take(session, clock, limit=1)
    job = session.scalars(select(OutboxJob).where(OutboxJob.uuid == taken[0].uuid)).one()
    assert job.dedup_key == "1"


def test_a_taken_job_is_taken_again_only_when_its_worker_fell_silent(
    session: Session, clock: FakeClock
) -> None:
    add(session, clock)
    (first,) = take(session, clock)
    clock.advance(seconds=50)
    services.extend(session, clock, first.uuid, visibility=MINUTE)
    clock.advance(seconds=50)
    assert take(session, clock) == []
    clock.advance(seconds=20)
    (second,) = take(session, clock)
    assert second.uuid == first.uuid
    assert second.attempts == 2


def test_pauses_grow_up_to_half_an_hour(session: Session, clock: FakeClock) -> None:
    add(session, clock)
    pauses = []
    for _ in range(14):
        (job,) = take(session, clock)
        assert services.retry_later(
            session, clock, job.uuid, attempts=job.attempts, created_at=job.created_at,
            error="no", give_up_after=timedelta(days=9),
        )  # fmt: skip
        due = only(session).due_at
        pauses.append((due - clock.now()).total_seconds())
        clock.set(due)
    assert pauses[0] < 13
    assert all(after > before * 1.2 for before, after in pairwise(pauses[:8]))
    assert max(pauses) <= 30 * 60 * 1.2


def test_a_job_that_is_too_old_is_given_up_and_can_be_revived(
    session: Session, clock: FakeClock
) -> None:
    add(session, clock)
    (job,) = take(session, clock)
    clock.advance(days=3)
    again = services.retry_later(
        session, clock, job.uuid, attempts=1, created_at=job.created_at, error="x" * 5000,
        give_up_after=timedelta(days=2),
    )  # fmt: skip
    assert not again
    assert take(session, clock) == []
    (shown,) = queries.troubled(session)
    assert (shown.state, len(shown.last_error or "")) == ("given_up", 2000)
    services.revive(session, clock, job.uuid)
    (revived,) = take(session, clock)
    assert (revived.attempts, revived.created_at) == (1, clock.now())


def test_only_what_was_given_up_is_revived(session: Session, clock: FakeClock) -> None:
    add(session, clock)
    (job,) = take(session, clock)
    services.finish(session, clock, job.uuid)
    services.revive(session, clock, job.uuid)
    assert take(session, clock) == []


def test_the_age_of_the_oldest_waiting_job_is_told(session: Session, clock: FakeClock) -> None:
    assert queries.oldest_due(session, clock.now()) is None
    since = clock.now()
    add(session, clock)
    clock.advance(minutes=9)
    assert queries.oldest_due(session, clock.now()) == since


def test_parallel_takers_take_each_job_once(database: Database, clock: FakeClock) -> None:
    with database.transaction() as session:
        for _ in range(60):
            add(session, clock)
    start, lock = Barrier(4), Lock()
    taken: list[uuid.UUID] = []
    failed: list[BaseException] = []

    def taker() -> None:
        start.wait()
        try:
            while True:
                with database.transaction() as session:
                    found = take(session, clock, limit=3)
                if not found:
                    return
                with lock:
                    taken.extend(job.uuid for job in found)
        except BaseException as error:
            failed.append(error)

    threads = [Thread(target=taker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(taken) == len(set(taken)) == 60


@pytest.mark.postgres
def test_a_taker_does_not_wait_for_another_that_is_taking(
    postgres_url: str, clock: FakeClock
) -> None:
    database = Database(postgres_url)
    with database.transaction() as session:
        add(session, clock)
        add(session, clock)
    with database.transaction() as slow:
        held = take(slow, clock, limit=1)
        with database.transaction() as quick:
            others = take(quick, clock, limit=5)
        assert len(held) == len(others) == 1
        assert held[0].uuid != others[0].uuid
    database.dispose()


# -- the page ------------------------------------------------------------------------------------


def test_the_administrator_sees_what_was_given_up_and_tries_it_again(host: Host) -> None:
    sign_in(host, "admin", "it_administrator", locale="en")
    with host.transaction() as session:
        services.enqueue(session, host.clock, "mail.send", {})
        (job,) = services.take_due(session, host.clock, visibility=MINUTE)
        services.give_up(session, job.uuid, error="550 no such user")
    client = host.client()
    html = client.get("/qms/machinery/").text
    assert "550 no such user" in html
    assert client.post(f"/qms/machinery/{job.uuid}/retry").status_code == 303
    assert "Nothing is stuck" in client.get("/qms/machinery/").text
    with host.transaction() as session:
        assert services.counts(session) == {"waiting": 1}


def test_the_machinery_is_nobody_elses_business(host: Host) -> None:
    sign_in(host, "anna", locale="en")
    client = host.client()
    assert client.get("/qms/machinery/").status_code == 403
    assert "/qms/machinery/" not in client.get("/qms/tasks/").text


def test_health_tells_yes_or_no_without_an_account(host: Host) -> None:
    answer = host.client().get("/qms/health")
    assert answer.status_code == 200
    assert answer.json == {"service": "intranet-qms", "healthy": True}
