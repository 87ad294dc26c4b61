"""A confirmation that was given is proved by the trail, also where an editorial issue takes it
over; one that was altered or made up is found."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from intranet_qms.documents import queries, services
from intranet_qms.documents.models import Acknowledgement
from intranet_qms.documents.workflow import RevisionState
from tests.factories.documents import TODAY, Office, carry_on, draft, install
from tests.support.clock import FakeClock


def confirmed(session: Session, office: Office, clock: FakeClock) -> Acknowledgement:
    document = install(session, office)
    services.acknowledge(session, office.actor("clerk", session), clock, document.revisions[0])
    # Since then the office goes on: an editorial issue takes over what was confirmed.
    services.begin_asking(session, document, clock.now(), TODAY)
    clock.advance(hours=1)
    issue = draft(session, office, document, minor=True)
    carry_on(session, office, issue, RevisionState.IN_REVIEW)
    services.review(
        session, office.actor("reviewer", session), clock, issue, content_hash=issue.content_hash
    )
    services.approve(
        session, office.actor("approver", session), clock, issue,
        content_hash=issue.content_hash, today=TODAY, editorial=True,
    )  # fmt: skip
    session.commit()
    return session.scalars(
        select(Acknowledgement).where(
            Acknowledgement.revision_id == issue.id, Acknowledgement.acknowledged_at.is_not(None)
        )
    ).one()


def test_a_confirmation_that_was_taken_over_is_proved(
    session: Session, office: Office, clock: FakeClock
) -> None:
    confirmed(session, office, clock)
    assert queries.altered_confirmations(session) == []


def test_another_moment_and_one_that_was_made_up_are_found(
    session: Session, office: Office, clock: FakeClock
) -> None:
    given = confirmed(session, office, clock)
    earlier = clock.now() - timedelta(days=30)
    session.execute(
        update(Acknowledgement)
        .where(Acknowledgement.id == given.id)
        .values(acknowledged_at=earlier)
    )
    made_up = office.people["employee"].id
    session.execute(
        update(Acknowledgement)
        .where(
            Acknowledgement.revision_id == given.revision_id, Acknowledgement.person_id == made_up
        )
        .values(acknowledged_at=earlier, person_name="Employee Nowak", content_hash="0" * 64)
    )
    session.expire_all()
    found = queries.altered_confirmations(session)
    assert {name for _, _, name in found} == {"Clerk Nowak", "Employee Nowak"}


def test_a_confirmation_that_was_deleted_is_missed(
    session: Session, office: Office, clock: FakeClock
) -> None:
    given = confirmed(session, office, clock)
    assert queries.confirmations_gone(session) == []
    session.execute(delete(Acknowledgement).where(Acknowledgement.person_id == given.person_id))
    assert queries.confirmations_gone(session) == [("PG-02", "1", "Clerk Nowak")]
