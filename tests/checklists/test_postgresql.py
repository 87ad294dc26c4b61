"""On PostgreSQL: two people at once, and the reads that the database does by itself."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from intranet_qms.checklists import queries, services
from intranet_qms.checklists.workflow import VersionState
from intranet_qms.db import Database
from intranet_qms.errors import Conflict
from intranet_qms.host import Actor
from tests.factories.checklists import content, question
from tests.support.clock import FakeClock

REPRESENTATIVE = Actor(
    person_id=1, host_id="rep", name="Anna Wiśniewska", roles=frozenset({"qms_representative"})
)


@pytest.fixture
def postgresql(postgres_url: str) -> Iterator[Database]:
    opened = Database(postgres_url)
    yield opened
    opened.dispose()


def test_of_two_imports_at_once_one_is_stored_and_the_other_is_told(
    postgresql: Database, clock: FakeClock
) -> None:
    together = Barrier(2)

    def take_in(key: str) -> str:
        try:
            with postgresql.transaction() as session:
                together.wait(timeout=20)
                services.create_from_content(session, REPRESENTATIVE, clock, content(question(key)))
        except Conflict as conflict:
            return conflict.code
        return "stored"

    with ThreadPoolExecutor(2) as threads:
        outcomes = sorted(threads.map(take_in, ["a", "b"]))
    # Truly at once, one is told; one after the other, both are stored as versions 1 and 2.
    assert outcomes in (
        ["checklists.changed_meanwhile", "stored"],
        ["stored", "stored"],
    )
    with postgresql.transaction() as session:
        numbers = [
            version.number
            for version in queries.versions(session, queries.by_key(session, "archive"))
        ]
    assert numbers == list(range(outcomes.count("stored"), 0, -1))


def test_a_second_published_version_is_refused_by_the_database(
    postgresql: Database, clock: FakeClock
) -> None:
    with postgresql.transaction() as session:
        for key in ("a", "b"):
            services.create_from_content(session, REPRESENTATIVE, clock, content(question(key)))
    with postgresql.transaction() as session:
        services.publish(session, REPRESENTATIVE, clock, queries.version(session, "archive", 1))
    with postgresql.transaction() as session:
        queries.version(session, "archive", 2).state = VersionState.PUBLISHED
        with pytest.raises(Exception, match="uq_qms_checklist_version_published"):
            session.flush()
        session.rollback()


def test_lists_and_citations_are_read(postgresql: Database, clock: FakeClock) -> None:
    with postgresql.transaction() as session:
        services.load_builtin(session, clock)
    with postgresql.transaction() as session:
        rows = queries.as_listed(list(session.execute(queries.listing("ISO 9001"))))
        assert rows
        assert all(row.published is not None for row in rows)
        assert queries.standards(session)
        cited = queries.citing_clause(session, "8", standard="ISO 9001", edition="2015")
        assert cited
        assert {question.version.template.edition for question in cited} == {"2015"}
