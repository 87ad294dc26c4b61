"""A register that was restored proves what the one before it proved, and goes on doing so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from intranet_qms.db import Database
from intranet_qms.documents import queries as documents
from intranet_qms.documents import services
from intranet_qms.documents.models import Acknowledgement, Document, Revision, RevisionDecision
from intranet_qms.documents.queries.proof import Fault
from intranet_qms.documents.workflow import RevisionState
from intranet_qms.exchange.runner import Workshop
from intranet_qms.exchange.workflow import RunState
from intranet_qms.host import SYSTEM
from tests.exchange.test_archive import archive_of, restore, send
from tests.factories.documents import carry_on, draft, install, make_office
from tests.factories.exchange import workshop
from tests.support.clock import FakeClock
from tests.support.host import make_schema

DAY = date(2027, 1, 4)


def office_at(folder: Path, clock: FakeClock) -> Workshop:
    """An office with people and no document."""
    folder.mkdir()
    url = f"sqlite:///{folder / 'office.sqlite3'}"
    make_schema(url)
    return workshop(Database(url), folder, clock)


@pytest.fixture
def restored(tmp_path: Path, clock: FakeClock) -> Iterator[Workshop]:
    """An office whose register came from another: one issue in review, one that waits for its day,
    and a confirmation."""
    old, new = office_at(tmp_path / "old", clock), office_at(tmp_path / "new", clock)
    with old.database.transaction() as session:
        office = make_office(session, clock)
        first = install(session, office)
        services.acknowledge(session, office.actor("clerk", session), clock, first.revisions[0])
        carry_on(session, office, draft(session, office, first), RevisionState.IN_REVIEW)
        other = install(session, office, code="PG-03", title="Faktury")
        waiting = draft(session, office, other, effective_on=DAY)
        carry_on(session, office, waiting, RevisionState.APPROVED)
    with new.database.transaction() as session:
        make_office(session, clock)
    clock.advance(days=1)
    data, _ = archive_of(old, clock)
    assert restore(new, clock, send(new, clock, data)).state == RunState.DONE
    yield new
    old.database.dispose()
    new.database.dispose()


def faults(session: Session) -> list[tuple[str, list[Fault]]]:
    return [(one.revision.document.code, one.faults) for one in documents.altered_issues(session)]


def issue(session: Session, code: str) -> Revision:
    """The second issue of a document."""
    return session.scalars(
        select(Revision).join(Document).where(Document.code == code, Revision.number == 2)
    ).one()


def test_an_altered_decision_about_an_issue_on_its_way_is_found(restored: Workshop) -> None:
    with restored.database.transaction() as session:
        assert faults(session) == []
        number = issue(session, "PG-02").id
        session.execute(
            update(RevisionDecision)
            .where(RevisionDecision.revision_id == number)
            .values(person_name="Ktoś Inny")
        )
        session.expire_all()
        assert faults(session) == [("PG-02", [Fault.DECISION])]


def test_a_removed_decision_about_an_issue_on_its_way_is_found(restored: Workshop) -> None:
    with restored.database.transaction() as session:
        session.delete(issue(session, "PG-02").decisions[0])
        session.flush()
        session.expire_all()
        assert faults(session) == [("PG-02", [Fault.DECISION_GONE])]


def test_what_was_approved_before_comes_into_force_here_with_its_proof(
    restored: Workshop, clock: FakeClock
) -> None:
    with restored.database.transaction() as session:
        assert services.publish_due(session, SYSTEM, clock, DAY) == 1
    with restored.database.transaction() as session:
        assert issue(session, "PG-03").state is RevisionState.EFFECTIVE
        assert faults(session) == []


def test_an_altered_confirmation_is_found(restored: Workshop) -> None:
    with restored.database.transaction() as session:
        assert documents.altered_confirmations(session) == []
        session.execute(update(Acknowledgement).values(content_hash="0" * 64))
        session.expire_all()
        assert documents.altered_confirmations(session) == [("PG-02", "1", "Clerk Nowak")]
