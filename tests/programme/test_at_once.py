"""What two people do to one programme at the same moment, on PostgreSQL where both are at work."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intranet_qms.audits.models import Audit
from intranet_qms.db import Database
from intranet_qms.errors import Conflict
from intranet_qms.host import Actor
from intranet_qms.programme import queries, services
from intranet_qms.programme.models import PlanRun
from tests.programme.conftest import TODAY, fill
from tests.programme.test_services import add, approve, draft
from tests.support.clock import FakeClock
from tests.support.waiting import until

pytestmark = pytest.mark.postgres
WAITING = (
    "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
    " and datname = current_database()"
)


@pytest.fixture
def database(postgres_url: str) -> Iterator[Database]:
    opened = Database(postgres_url)
    yield opened
    opened.dispose()


def twice_at_once(database: Database, act: Callable[[Session], object]) -> list[str]:
    """Do ``act``, and once more before the first is committed; codes of what was refused."""
    refused: list[str] = []

    def other() -> None:
        try:
            with database.transaction() as session:
                act(session)
        except Conflict as error:
            refused.append(error.code)

    def waits() -> bool:
        with database.engine.connect() as connection:
            return not thread.is_alive() or bool(connection.exec_driver_sql(WAITING).scalar_one())

    with database.transaction() as session:
        act(session)
        session.flush()
        thread = threading.Thread(target=other)
        thread.start()
        until(waits, within=20, what="the other one waits, or is through")
    thread.join(timeout=20)
    return refused


def test_two_who_ask_for_a_plan_at_once_get_one(database: Database, clock: FakeClock) -> None:
    with database.transaction() as session:
        office = fill(session, clock)
        draft(office)
        rep: Actor = office.actor("rep")

    def ask(session: Session) -> None:
        services.request_plan(session, rep, clock, queries.version(session, 2027))

    assert twice_at_once(database, ask) == ["programme.planning_already"]
    with database.transaction() as session:
        assert session.scalar(select(func.count()).select_from(PlanRun)) == 1


def test_two_who_make_the_audit_of_an_entry_at_once_make_one(
    database: Database, clock: FakeClock
) -> None:
    with database.transaction() as session:
        office = fill(session, clock)
        programme = draft(office)
        add(office, programme)
        approve(office, programme)
        rep: Actor = office.actor("rep")

    def make(session: Session) -> None:
        programme = queries.version(session, 2027)
        services.make_audit(session, rep, clock, programme, programme.entries[0], today=TODAY)

    assert twice_at_once(database, make) == ["programme.audit_there"]
    with database.transaction() as session:
        assert session.scalar(select(func.count()).select_from(Audit)) == 1
