"""Duties to read follow issues, lists and people; who is missing is told; the proof is whole."""

from __future__ import annotations

import io
from datetime import timedelta
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet_qms.documents import queries, reading_proof, services
from intranet_qms.documents.models import Acknowledgement, DistributionEntry, Document, Revision
from intranet_qms.documents.workflow import RevisionState
from intranet_qms.errors import Forbidden
from intranet_qms.people import services as people
from intranet_qms.people.models import Person
from intranet_qms.people.workflow import Role
from tests.documents.test_duties import debtors, mails, publish
from tests.factories.documents import TODAY, Office, carry_on, draft, install, make_office
from tests.support.clock import FakeClock


@pytest.fixture
def office(both: Session, clock: FakeClock) -> Office:
    return make_office(both, clock)


def open_of(session: Session, office: Office, revision: Revision) -> set[str]:
    names = {person.id: name for name, person in office.people.items()}
    rows = session.scalars(
        select(Acknowledgement.person_id).where(
            Acknowledgement.revision_id == revision.id,
            Acknowledgement.acknowledged_at.is_(None),
            Acknowledgement.ended_at.is_(None),
        )
    )
    return {names[row] for row in rows}


def listing(session: Session, document: Document, **entry: object) -> None:
    session.add(DistributionEntry(document_id=document.id, **entry))
    session.flush()


def test_a_role_on_the_list_means_whoever_has_it_today_and_heads_are_a_role(
    both: Session, office: Office, clock: FakeClock
) -> None:
    document = install(both, office, everybody_reads=False)
    listing(both, document, role="auditor")
    listing(both, document, role=queries.UNIT_HEAD)
    shown = queries.distribution_named(both, document.id, TODAY)
    assert (shown.roles, shown.total) == ([("auditor", 1), ("unit_head", 1)], 2)
    revision = draft(both, office, document)
    carry_on(both, office, revision, RevisionState.EFFECTIVE)
    assert debtors(both, office, revision) == {"auditor", "head"}
    representative = office.actor("representative", both)
    people.grant(
        both, representative, clock, office.people["clerk"], Role.AUDITOR,
        valid_until=TODAY + timedelta(days=3),
    )  # fmt: skip
    services.people_changed(both, clock, TODAY)
    assert open_of(both, office, revision) == {"auditor", "head", "clerk"}
    services.people_changed(both, clock, TODAY + timedelta(days=4))
    assert open_of(both, office, revision) == {"auditor", "head"}


def test_who_comes_owes_who_moves_owes_other_things_and_who_leaves_owes_nothing(
    both: Session, office: Office, clock: FakeClock
) -> None:
    ours = publish(both, office, reader_unit_ids=[office.unit.id])
    document = install(both, office, "FN-01", everybody_reads=False)
    listing(both, document, unit_id=office.other_unit.id)
    theirs = draft(both, office, document)
    carry_on(both, office, theirs, RevisionState.EFFECTIVE)
    clerk, employee = office.people["clerk"], office.people["employee"]
    services.acknowledge(both, office.actor("owner", both), clock, ours)
    both.get_one(Person, clerk.id).unit_id = office.other_unit.id
    both.get_one(Person, employee.id).active = False
    both.get_one(Person, office.people["owner"].id).unit_id = office.other_unit.id
    both.flush()
    changed = services.people_changed(both, clock, TODAY)
    assert sorted(changed.new) == sorted([clerk.id, office.people["owner"].id])
    assert "clerk" not in open_of(both, office, ours)
    assert {"clerk", "owner"} <= open_of(both, office, theirs)
    assert "employee" not in open_of(both, office, theirs)
    # What was confirmed stays a proof, whoever moved where.
    lines = {line.name: line for line in queries.acknowledgements(both, ours)}
    assert lines["Owner Nowak"].unit_pl == "Wydział Organizacyjny"
    assert lines["Owner Nowak"].content_hash == ours.content_hash
    # One mail to each of those who owe something new; a second look changes and writes nothing.
    assert len(mails(both, "documents_owed")) == 2
    assert services.people_changed(both, clock, TODAY).new == ()
    # Who comes back owes again.
    both.get_one(Person, employee.id).active = True
    both.flush()
    services.people_changed(both, clock, TODAY)
    assert "employee" in open_of(both, office, theirs)


def test_an_editorial_issue_asks_nobody_again_and_keeps_what_was_confirmed(
    both: Session, office: Office, clock: FakeClock
) -> None:
    first = publish(both, office, reader_unit_ids=[office.unit.id])
    services.acknowledge(both, office.actor("owner", both), clock, first)
    before = len(mails(both, "documents_read"))
    second = draft(both, office, first.document)
    second.major_number, second.minor_number = first.major_number, 1
    carry_on(both, office, second, RevisionState.IN_REVIEW)
    seen = second.content_hash
    services.review(both, office.actor("reviewer", both), clock, second, content_hash=seen)
    approver = office.actor("approver", both)
    services.approve(
        both, approver, clock, second, content_hash=seen, today=TODAY, editorial=True
    )  # fmt: skip
    assert second.is_minor
    assert second.state is RevisionState.EFFECTIVE
    assert "owner" not in open_of(both, office, second)
    assert open_of(both, office, second) == {"head", "author", "reviewer", "clerk"}
    given = queries.own_acknowledgement(both, second.id, office.people["owner"].id)
    assert given is not None
    assert given.content_hash == first.content_hash
    assert len(mails(both, "documents_read")) <= before + 4


def test_documents_from_earlier_records_are_asked_about_when_somebody_says_so(
    both: Session, office: Office, clock: FakeClock
) -> None:
    document = install(both, office, everybody_reads=False, reader_unit_ids=[office.unit.id])
    install(both, office, "PG-09", reader_ids=[office.people["clerk"].id], everybody_reads=False)
    revision = document.revisions[0]
    services.people_changed(both, clock, TODAY)
    assert open_of(both, office, revision) == set()
    assert [row[0] for row in queries.never_asked(both)] == ["PG-02", "PG-09"]
    with pytest.raises(Forbidden):
        services.ask_all(both, office.actor("head", both), clock, TODAY)
    assert services.ask_all(both, office.actor("representative", both), clock, TODAY) == 2
    assert open_of(both, office, revision) == {"owner", "head", "author", "reviewer", "clerk"}
    assert queries.never_asked(both) == []
    # Everybody gets one mail, also the clerk with two documents.
    assert len(mails(both, "documents_owed")) == 5
    owed = queries.own_reading(both, office.people["clerk"].id)
    assert [one.code for one in owed] == ["PG-02", "PG-09"]


def test_who_is_missing_is_counted_by_document_unit_and_person_for_whom_one_may_see(
    both: Session, office: Office, clock: FakeClock
) -> None:
    revision = publish(
        both, office, reader_unit_ids=[office.unit.id, office.other_unit.id]
    )  # fmt: skip
    for name in ("owner", "head"):
        services.acknowledge(both, office.actor(name, both), clock, revision)
    seen = queries.units_seen(both, office.actor("head", both))
    assert seen is not None
    assert len(seen) == 2  # the unit and the one below it
    assert queries.missing_in_all(both, seen) == (5, 2, 3)
    assert queries.missing_in_all(both, None) == (9, 2, 7)
    (by_document,) = queries.missing_by_document(both, seen).items
    assert (by_document.key, by_document.asked, by_document.missing) == ("PG-02", 5, 3)
    units = {one.name_pl: one.missing for one in queries.missing_by_unit(both, None).items}
    assert units == {"Wydział Organizacyjny": 2, "Kancelaria": 1, "Wydział Finansowy": 4}
    names = [one.name_pl for one in queries.missing_by_person(both, seen).items]
    assert names == ["Author Nowak", "Clerk Nowak", "Reviewer Nowak"]
    assert queries.units_seen(both, office.actor("auditor", both)) is None


def test_a_reminder_by_hand_is_one_mail_a_person_and_day_with_all_they_owe(
    both: Session, office: Office, clock: FakeClock
) -> None:
    publish(both, office, reader_unit_ids=[office.unit.id])
    second = draft(both, office, install(both, office, "PG-09", everybody_reads=True))
    carry_on(both, office, second, RevisionState.EFFECTIVE)
    head = office.actor("head", both)
    unit = queries.units_seen(both, head)
    assert services.remind(both, head, clock, TODAY, unit_ids=unit) == 5
    assert services.remind(both, head, clock, TODAY, unit_ids=unit) == 0
    clerk = next(
        mail for mail in mails(both, "documents_owed")
        if mail.payload["person_id"] == office.people["clerk"].id
    )  # fmt: skip
    assert [one["code"] for one in clerk.payload["context"]["documents"]] == ["PG-02", "PG-09"]


def test_the_workbook_says_who_when_and_which_text(
    both: Session, office: Office, clock: FakeClock
) -> None:
    revision = publish(both, office, reader_unit_ids=[office.unit.id])
    services.acknowledge(both, office.actor("owner", both), clock, revision)
    lines = queries.acknowledgements(both, revision)
    body = reading_proof.workbook(
        revision.document, revision, lines, made_at=clock.now(),
        zone=ZoneInfo("Europe/Warsaw"), office="Urząd",
    )  # fmt: skip
    sheet = openpyxl.load_workbook(io.BytesIO(body)).worksheets[0]
    rows = {row[0]: row for row in sheet.iter_rows(values_only=True)}
    assert rows["Owner Nowak"][2:4] == ("PG-02", "2")
    # 9:00 in UTC is 10:00 in the office.
    assert rows["Owner Nowak"][5:] == ("2026-11-23", "10:00:00", revision.content_hash)
    assert rows["Clerk Nowak"][6:] in {("", ""), (None, None)}
    assert rows["Clerk Nowak"][4] == TODAY.isoformat()


def test_who_got_a_mail_in_the_morning_is_told_of_what_comes_in_the_afternoon(
    both: Session, office: Office, clock: FakeClock
) -> None:
    clerk = office.people["clerk"].id
    publish(both, office, reader_ids=[clerk])
    services.remind(both, office.actor("representative", both), clock, TODAY)
    other = install(both, office, "PG-09", everybody_reads=False)
    carry_on(both, office, draft(both, office, other), RevisionState.EFFECTIVE)
    clock.advance(hours=4)
    listing(both, other, person_id=clerk)
    services.people_changed(both, clock, TODAY)
    told = [job.payload["context"]["documents"] for job in mails(both, "documents_owed")]
    assert [[one["code"] for one in listed] for listed in told] == [["PG-02"], ["PG-02", "PG-09"]]
    # A second look and a second reminder write nothing more.
    services.people_changed(both, clock, TODAY)
    services.remind(both, office.actor("representative", both), clock, TODAY)
    assert len(mails(both, "documents_owed")) == 2
