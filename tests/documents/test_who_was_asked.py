"""Who was asked to review, to approve and to confirm is sealed in the trail, with names and moment;
what was altered afterwards is found."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from intranet_qms.documents import queries, services
from intranet_qms.documents.models import Acknowledgement, Revision, RevisionAssignment
from intranet_qms.documents.queries.proof import Fault
from intranet_qms.documents.workflow import RevisionState
from intranet_qms.trail.queries import entries_about
from tests.factories.documents import TODAY, Office, carry_on, draft, install
from tests.support.clock import FakeClock


def handed_over(session: Session, office: Office) -> Revision:
    issue = draft(session, office, install(session, office))
    carry_on(session, office, issue, RevisionState.IN_REVIEW)
    session.commit()
    return issue


def test_the_trail_names_who_is_asked_to_review_and_to_approve(
    session: Session, office: Office
) -> None:
    issue = handed_over(session, office)
    [entry] = entries_about(session, "revision", [issue.uuid], ["documents.submit"])
    asked = [(one["name"], one["to"]) for one in entry.details["asked"]]
    people = office.people
    assert asked == [(people["reviewer"].name, "review"), (people["approver"].name, "approve")]
    assert queries.prove(session, [issue])[issue.id].holds


def test_another_reviewer_or_approver_put_in_afterwards_is_found(
    session: Session, office: Office
) -> None:
    issue = handed_over(session, office)
    other = office.people["clerk"].id
    session.execute(update(RevisionAssignment).values(person_id=other))
    session.expire_all()
    assert queries.prove(session, [issue])[issue.id].faults == [Fault.ASKED]
    session.rollback()
    session.execute(update(Revision).where(Revision.id == issue.id).values(approver_id=other))
    session.expire_all()
    assert queries.prove(session, [issue])[issue.id].faults == [Fault.ASKED]


def test_the_trail_names_who_is_asked_to_confirm_and_when(
    session: Session, office: Office, clock: FakeClock
) -> None:
    document = install(session, office)
    services.begin_asking(session, document, clock.now(), TODAY)
    session.commit()
    [issue] = document.revisions
    [entry] = entries_about(session, "revision", [issue.uuid], ["documents.ask_to_confirm"])
    owing = {
        one.person.name
        for one in session.scalars(
            select(Acknowledgement).where(Acknowledgement.revision_id == issue.id)
        )
    }
    assert owing
    assert set(entry.details["people"].values()) == owing
    assert (entry.at, entry.details["hash"]) == (clock.now(), issue.content_hash)
    # Asked again the next day: nobody is new, nothing is noted.
    services.begin_asking(session, document, clock.now() + timedelta(days=1), TODAY)
    session.commit()
    assert len(entries_about(session, "revision", [issue.uuid], [entry.action])) == 1
    assert queries.duties_not_as_noted(session) == []


def test_a_duty_taken_away_or_made_up_is_found(
    session: Session, office: Office, clock: FakeClock
) -> None:
    document = install(session, office)
    services.begin_asking(session, document, clock.now(), TODAY)
    session.commit()
    clerk, [issue] = office.people["clerk"], document.revisions
    session.execute(delete(Acknowledgement).where(Acknowledgement.person_id == clerk.id))
    assert queries.duties_not_as_noted(session) == [("PG-02", "1", clerk.name, True)]
    session.rollback()

    second = draft(session, office, document)
    session.add(Acknowledgement(revision_id=second.id, person_id=clerk.id, owed_since=clock.now()))
    session.flush()
    assert queries.duties_not_as_noted(session) == [("PG-02", "2", clerk.name, False)]
    assert issue.number == 1
