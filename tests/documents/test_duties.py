"""Who owes a confirmation of having read, and who is told what, on both databases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet_qms.documents import notifications, queries, services
from intranet_qms.documents.content import months_later
from intranet_qms.documents.models import Acknowledgement, Revision
from intranet_qms.documents.workflow import RevisionState
from intranet_qms.errors import Forbidden
from intranet_qms.outbox.models import OutboxJob
from intranet_qms.people.models import Deputising
from tests.factories.documents import TODAY, Office, carry_on, draft, install, make_office
from tests.support.clock import FakeClock


@pytest.fixture
def office(both: Session, clock: FakeClock) -> Office:
    return make_office(both, clock)


def publish(session: Session, office: Office, **distribution: object) -> Revision:
    document = install(session, office, everybody_reads=False, **distribution)
    revision = draft(session, office, document)
    carry_on(session, office, revision, RevisionState.EFFECTIVE)
    return revision


def debtors(session: Session, office: Office, revision: Revision) -> set[str]:
    names = {person.id: name for name, person in office.people.items()}
    rows = session.scalars(
        select(Acknowledgement.person_id).where(Acknowledgement.revision_id == revision.id)
    )
    return {names[row] for row in rows}


def mails(session: Session, template: str) -> list[OutboxJob]:
    jobs = session.scalars(select(OutboxJob).where(OutboxJob.kind == "mail.send")).all()
    return [job for job in jobs if job.payload["template"] == template]


def test_everybody_but_guests_owes_when_the_list_says_everybody(
    both: Session, office: Office
) -> None:
    document = install(both, office)
    revision = draft(both, office, document)
    carry_on(both, office, revision, RevisionState.EFFECTIVE)
    assert debtors(both, office, revision) == set(office.people) - {"guest"}
    assert len(mails(both, "documents_read")) == len(office.people) - 1


def test_a_unit_on_the_list_stands_for_the_units_below_and_nobody_owes_twice(
    both: Session, office: Office
) -> None:
    revision = publish(
        both, office,
        reader_unit_ids=[office.unit.id],
        reader_ids=[office.people["employee"].id, office.people["clerk"].id],
    )  # fmt: skip
    assert debtors(both, office, revision) == {
        "owner", "head", "author", "reviewer", "clerk", "employee",
    }  # fmt: skip


def test_nobody_owes_when_the_list_is_empty(both: Session, office: Office) -> None:
    assert debtors(both, office, publish(both, office)) == set()


def test_a_confirmation_is_given_once_and_for_oneself(
    both: Session, office: Office, clock: FakeClock
) -> None:
    revision = publish(both, office, reader_ids=[office.people["employee"].id])
    employee = office.actor("employee", both)
    assert services.acknowledge(both, employee, clock, revision)
    first = queries.own_acknowledgement(both, revision.id, employee.person_id)
    assert first is not None
    given = first.acknowledged_at
    clock.advance(hours=1)
    assert not services.acknowledge(both, employee, clock, revision)
    assert first.acknowledged_at == given
    assert queries.acknowledgement_counts(both, revision.id) == (1, 1)
    with pytest.raises(Forbidden):
        services.acknowledge(both, office.actor("guest", both), clock, revision)


def test_a_deputy_decides_in_the_name_of_the_absent_but_not_about_their_own_text(
    both: Session, office: Office, clock: FakeClock
) -> None:
    revision = draft(both, office, install(both, office))
    carry_on(both, office, revision, RevisionState.IN_REVIEW)
    for name in ("employee", "owner"):
        both.add(
            Deputising(
                person_id=office.people["reviewer"].id, deputy_id=office.people[name].id,
                first_day=TODAY, last_day=TODAY,
            )
        )  # fmt: skip
    both.flush()
    with pytest.raises(Forbidden):
        services.review(
            both, office.actor("owner", both), clock, revision, content_hash=revision.content_hash
        )
    services.review(
        both, office.actor("employee", both), clock, revision, content_hash=revision.content_hash
    )
    decision = revision.decisions[-1]
    assert decision.person_id == office.people["employee"].id
    assert decision.on_behalf_of_name == office.people["reviewer"].name


def test_one_mail_for_each_owner_lists_the_most_overdue_first(
    both: Session, office: Office, clock: FakeClock
) -> None:
    for code, days in (("PG-01", 10), ("PG-02", -40), ("PG-03", -2), ("PG-04", 31)):
        install(both, office, code, review_due_on=TODAY + timedelta(days=days))
    assert notifications.remind_reviews(both, clock, TODAY, 30) == 1
    assert notifications.remind_reviews(both, clock, TODAY, 30) == 0
    (mail,) = mails(both, "documents_reviews_due")
    assert [one["code"] for one in mail.payload["context"]["documents"]] == [
        "PG-02", "PG-03", "PG-01",
    ]  # fmt: skip


def test_where_nobody_owns_a_document_the_head_of_its_unit_is_reminded(
    both: Session, office: Office, clock: FakeClock
) -> None:
    install(both, office, owner_id=None, review_due_on=TODAY)
    notifications.remind_reviews(both, clock, TODAY, 30)
    (mail,) = mails(both, "documents_reviews_due")
    assert mail.payload["person_id"] == office.people["head"].id


def test_a_confirmed_review_is_due_again_an_interval_later(
    both: Session, office: Office, clock: FakeClock
) -> None:
    document = install(both, office, review_interval_months=12)
    due = services.confirm_review(
        both, office.actor("head", both), clock, document, today=TODAY, comment="Ok."
    )
    assert due == date(2027, 11, 23) == document.review_due_on
    with pytest.raises(Forbidden):
        services.confirm_review(
            both, office.actor("employee", both), clock, document, today=TODAY, comment="Ok."
        )


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 11, 23), 24, date(2028, 11, 23)),
    ],
)
def test_months_end_where_the_calendar_does(day: date, months: int, expected: date) -> None:
    assert months_later(day, months) == expected


def test_a_new_issue_makes_the_old_one_superseded_and_sets_the_next_review(
    both: Session, office: Office
) -> None:
    revision = publish(both, office)
    document = revision.document
    assert document.review_due_on == months_later(TODAY, document.review_interval_months)
    assert (document.current_number, document.effective_on) == (2, TODAY)
    first = next(one for one in document.revisions if one.number == 1)
    assert first.state is RevisionState.SUPERSEDED
    keys = [{one.key for one in issue.paragraphs} for issue in (first, revision)]
    assert keys[0] < keys[1]
