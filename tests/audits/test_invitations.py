"""Whoever an announced audit concerns has its present plan in the calendar, and nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet_qms.audits import services
from intranet_qms.audits.agenda import proposal
from intranet_qms.audits.models import Audit
from intranet_qms.audits.notifications import HOLD
from intranet_qms.audits.queries.agenda import agenda_version
from intranet_qms.errors import Invalid
from intranet_qms.outbox.models import OutboxJob
from tests.factories.audits import Office, make_audit, make_office, make_plan
from tests.support.clock import FakeClock

WARSAW = ZoneInfo("Europe/Warsaw")


@pytest.fixture
def office(session: Session, clock: FakeClock) -> Office:
    return make_office(session, clock)


def mails(office: Office, template: str) -> dict[str, dict[str, Any]]:
    """The newest mail of a kind for each person, by login."""
    names = {person.id: login for login, person in office.people.items()}
    jobs = office.session.scalars(select(OutboxJob).order_by(OutboxJob.id)).all()
    return {
        names[job.payload["person_id"]]: job.payload["context"]
        for job in jobs
        if job.payload.get("template") == template
    }


def leave(office: Office) -> None:
    """The mails that wait are sent, as the worker does after a while."""
    for job in office.session.scalars(select(OutboxJob).where(OutboxJob.state == "waiting")):
        job.state = "done"
    office.session.flush()


def change(office: Office, audit: Audit, **how: Any) -> None:
    plan = replace(make_plan(office, checklist_version_id=audit.checklist_version_id), **how)
    services.change_plan(
        office.session,
        office.actor("lead"),
        office.clock,
        audit,
        plan,
        seen_version=None,
        zone=WARSAW,
    )


def test_the_announcement_brings_whole_days(office: Office) -> None:
    make_audit(office)
    told = mails(office, "audit_announced")
    assert set(told) == {"lead", "auditor", "second", "head"}
    entry = told["head"]["calendar"]
    assert (entry["start"], entry["end"]) == ("2026-12-07", "2026-12-09")
    assert (entry["number"], entry["cancelled"]) == (0, False)


def test_an_agenda_brings_the_hours_with_a_higher_number(office: Office) -> None:
    audit = make_audit(office)
    leave(office)
    lines = proposal(
        [date(2026, 12, 7)], {audit.units[0].unit_id: "SO"}, [office.people["lead"].id],
        zone=WARSAW, opening="O", closing="C",
    )  # fmt: skip
    services.set_agenda(
        office.session, office.actor("lead"), office.clock, audit, lines,
        zone=WARSAW, seen_version=agenda_version(audit),
    )  # fmt: skip
    told = mails(office, "audit_changed")["head"]
    assert told["calendar"]["start"] == "2026-12-07T07:00:00+00:00"
    assert told["calendar"]["end"] == "2026-12-07T14:00:00+00:00"
    assert told["calendar"]["number"] == 1
    assert [line["what"] for line in told["agenda"]] == ["O", "SO", "C"]


def with_agenda(office: Office, *days: date) -> Audit:
    """An announced audit of two days with an agenda."""
    audit = make_audit(office)
    leave(office)
    lines = proposal(
        list(days), {audit.units[0].unit_id: "SO"}, [office.people["lead"].id],
        zone=WARSAW, opening="O", closing="C",
    )  # fmt: skip
    services.set_agenda(
        office.session, office.actor("lead"), office.clock, audit, lines,
        zone=WARSAW, seen_version=agenda_version(audit),
    )  # fmt: skip
    return audit


def test_an_audit_that_is_put_off_takes_its_agenda_along(office: Office) -> None:
    """Over the change of the hour: eight o'clock stays eight o'clock."""
    audit = with_agenda(office, date(2026, 12, 7))
    change(office, audit, first_day=date(2027, 3, 30), last_day=date(2027, 3, 31))
    told = mails(office, "audit_changed")["head"]
    assert told["calendar"]["start"] == "2027-03-30T06:00:00+00:00"
    assert told["agenda"][0]["from"] == told["calendar"]["start"]


def test_a_day_that_the_agenda_uses_is_not_left_out_silently(office: Office) -> None:
    audit = with_agenda(office, date(2026, 12, 7), date(2026, 12, 8))
    with pytest.raises(Invalid) as refused:
        change(office, audit, last_day=date(2026, 12, 7))
    assert set(refused.value.fields) == {"last_day"}


def test_who_leaves_the_plan_is_told_and_who_comes_gets_it(office: Office) -> None:
    audit = make_audit(office)
    leave(office)
    change(
        office,
        audit,
        scope=services.ScopeChoice(unit_ids=[office.units["OR"].id]),
        team=services.TeamChoice(
            lead_id=office.people["lead"].id, auditor_ids=[office.people["second"].id]
        ),
    )
    assert set(mails(office, "audit_changed")) == {"lead", "second", "orhead"}
    gone = mails(office, "audit_not_yours")
    assert set(gone) == {"auditor", "head"}
    assert gone["head"]["calendar"]["cancelled"] is True


def test_an_agenda_set_right_after_the_announcement_goes_into_the_same_mail(
    office: Office,
) -> None:
    """One mail, which says how the plan stands now; it waits a while for that."""
    audit = make_audit(office)
    change(office, audit, place="Sala 12", first_day=date(2026, 12, 9), last_day=date(2026, 12, 9))
    assert mails(office, "audit_changed") == {}
    told = mails(office, "audit_announced")
    assert {one["place"] for one in told.values()} == {"Sala 12"}
    assert {one["calendar"]["start"] for one in told.values()} == {"2026-12-09"}
    due = office.session.scalars(select(OutboxJob.due_at)).all()
    assert min(due) == office.clock.now() + HOLD


def test_who_was_never_told_needs_no_word_that_it_is_over(office: Office) -> None:
    audit = make_audit(office)
    change(office, audit, team=services.TeamChoice(lead_id=office.people["lead"].id))
    assert mails(office, "audit_not_yours") == {}
    services.cancel(office.session, office.actor("rep"), office.clock, audit, "Zmiana terminu")
    assert mails(office, "audit_cancelled") == {}
    states = set(office.session.scalars(select(OutboxJob.state)))
    assert states == {"done"}


def test_who_leaves_the_team_leaves_the_agenda(office: Office) -> None:
    audit = with_agenda(office, date(2026, 12, 7))
    change(office, audit, team=services.TeamChoice(lead_id=office.people["second"].id,
                                                   auditor_ids=[office.people["auditor"].id]))  # fmt: skip
    office.session.expire_all()
    assert [line.auditors for line in audit.agenda] == [[], [], []]


def test_an_audit_is_not_moved_to_where_its_people_are_elsewhere(office: Office) -> None:
    """Neither an auditor nor a unit can be in two audits at once."""
    first = with_agenda(office, date(2026, 12, 7))
    second = make_audit(
        office, first_day=date(2026, 12, 9), last_day=date(2026, 12, 10),
        scope=services.ScopeChoice(unit_ids=[office.units["OR"].id]),
    )  # fmt: skip
    lines = proposal(
        [date(2026, 12, 9)], {office.units["OR"].id: "OR"}, [office.people["lead"].id],
        zone=WARSAW, opening="O", closing="C",
    )  # fmt: skip
    services.set_agenda(
        office.session, office.actor("lead"), office.clock, second, lines,
        zone=WARSAW, seen_version=agenda_version(second),
    )  # fmt: skip
    with pytest.raises(Invalid) as refused:
        change(
            office, second, first_day=date(2026, 12, 7), last_day=date(2026, 12, 8),
            scope=services.ScopeChoice(unit_ids=[office.units["OR"].id]),
        )  # fmt: skip
    told = " ".join(refused.value.fields["first_day"])
    assert "Lead Kowal" in told
    assert first.number in told


def test_a_plan_that_nobody_was_told_of_changes_silently(office: Office) -> None:
    audit = make_audit(office, announced=False)
    change(office, audit, title="Inny tytuł")
    assert mails(office, "audit_changed") == {}


def test_a_cancelled_audit_leaves_the_calendars(office: Office) -> None:
    audit = make_audit(office)
    change(office, audit, place="Sala 12")
    leave(office)
    services.cancel(office.session, office.actor("rep"), office.clock, audit, "Zmiana terminu")
    entry = mails(office, "audit_cancelled")["head"]["calendar"]
    assert (entry["number"], entry["cancelled"]) == (2, True)
