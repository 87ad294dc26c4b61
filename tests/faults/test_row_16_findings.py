"""Row 16: findings and actions remind on the right day and once, over clock changes, leap days and
the end of the year, and also when the worker stood still."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet_qms.findings import services
from intranet_qms.findings.services.reminding import phase_of
from intranet_qms.findings.workflow import FindingState
from intranet_qms.outbox.models import OutboxJob
from tests.factories.audits import Office, make_office
from tests.factories.findings import TODAY, bring_to, make_finding, planned_action
from tests.support.clock import FakeClock


@pytest.fixture
def office(session: Session, clock: FakeClock) -> Office:
    return make_office(session, clock)


def days_told(office: Office, person: str, first: date, last: date) -> list[date]:
    """On which days the calendar has somebody told, asking twice on each."""
    told, day = [], first
    while day <= last:
        for _ in range(2):
            office.session.expire_all()  # Each run of the worker reads anew.
            services.remind_due(office.session, office.clock, day, 7)
        keys = office.session.scalars(
            select(OutboxJob.dedup_key).where(OutboxJob.dedup_key.contains("findings.due"))
        ).all()
        if f"mail:findings.due:{office.people[person].id}:{day.isoformat()}" in keys:
            told.append(day)
        day += timedelta(days=1)
    return told


@pytest.mark.parametrize(
    "due",
    [
        pytest.param(date(2027, 1, 4), id="over the end of the year"),
        pytest.param(date(2028, 3, 1), id="over a leap day"),
        pytest.param(date(2027, 3, 30), id="over the change to summer time"),
    ],
)
def test_an_action_tells_a_week_ahead_and_once_a_week_when_it_is_late(
    office: Office, due: date
) -> None:
    finding = bring_to(office, make_finding(office), FindingState.ACCEPTED)
    services.agree_actions(
        office.session, office.actor("head"), office.clock, finding, root_cause="x",
        actions=[planned_action(office, due_on=due)], today=TODAY,
    )  # fmt: skip
    told = days_told(office, "clerk", due - timedelta(days=9), due + timedelta(days=9))
    assert told == [due - timedelta(days=7), due + timedelta(days=1), due + timedelta(days=8)]


def test_a_day_on_which_nothing_ran_is_made_up_for_once(office: Office) -> None:
    finding = make_finding(office)
    assert finding.due_on is not None
    first = finding.due_on - timedelta(days=4)
    assert days_told(office, "head", first, first + timedelta(days=3)) == [first]


def test_one_mail_lists_all_that_is_due(office: Office) -> None:
    due_on = max(make_finding(office).due_on or TODAY for _ in range(3))
    assert services.remind_due(office.session, office.clock, due_on, 7) == 1
    [mail] = [
        job.payload
        for job in office.session.scalars(select(OutboxJob))
        if job.payload.get("template") == "findings_due"
    ]
    assert len(mail["context"]["things"]) == 3


def test_what_falls_due_after_the_mail_of_a_day_is_told_on_the_next(office: Office) -> None:
    day = make_finding(office).due_on
    assert day is not None
    assert services.remind_due(office.session, office.clock, day, 7) == 1
    make_finding(office)
    office.session.expire_all()
    assert services.remind_due(office.session, office.clock, day, 7) == 0, "no second mail"
    assert services.remind_due(office.session, office.clock, day + timedelta(days=1), 7) == 1
    office.session.expire_all()
    assert services.remind_due(office.session, office.clock, day + timedelta(days=1), 7) == 0


def test_the_effect_is_asked_for_from_its_day_on_and_of_nobody_who_acted(office: Office) -> None:
    finding = bring_to(office, make_finding(office), FindingState.VERIFIED)
    day = finding.effectiveness_on
    assert day is not None
    told = days_told(office, "auditor", day - timedelta(days=8), day + timedelta(days=8))
    assert told == [day, day + timedelta(days=7)]
    assert days_told(office, "head", day, day) == []


def test_a_disputed_finding_does_not_press_who_disputes_it(office: Office) -> None:
    finding = make_finding(office)
    services.dispute(office.session, office.actor("head"), office.clock, finding, "Nie tak.")
    assert finding.due_on is not None
    assert services.remind_due(office.session, office.clock, finding.due_on, 7) == 0


def test_a_reminder_is_no_change_that_a_writer_has_to_be_told_of(office: Office) -> None:
    finding = make_finding(office)
    version = finding.row_version
    assert finding.due_on is not None
    services.remind_due(office.session, office.clock, finding.due_on, 7)
    office.session.refresh(finding)
    assert finding.row_version == version


def test_phases_follow_the_calendar_day_by_day() -> None:
    due = date(2028, 2, 29)
    assert phase_of(due, due - timedelta(days=8), 7) == ""
    assert phase_of(due, due, 7) == "2028-02-29:soon"
    assert phase_of(due, date(2028, 3, 1), 7) == "2028-02-29:late-0"
    assert phase_of(due, date(2028, 3, 8), 7) == "2028-02-29:late-1"
