"""What waits for somebody: gathered from all features, in a constant number of queries."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from intranet_qms.extension import load_features
from intranet_qms.people.worklist import WorkItem, by_kind, waiting_for
from tests.factories.audits import Office, make_audit, make_office, record
from tests.factories.people import sign_in
from tests.support.clock import FakeClock
from tests.support.host import Host

TODAY = date(2026, 11, 23)


@pytest.fixture
def office(session: Session, clock: FakeClock) -> Office:
    load_features()
    return make_office(session, clock)


def kinds_of(office: Office, who: str) -> list[str]:
    return [item.kind for item in waiting_for(office.session, office.actor(who), TODAY)]


def test_the_most_urgent_comes_first_and_work_without_a_date_last() -> None:
    def item(title: str, days: int | None) -> WorkItem:
        due = None if days is None else TODAY + timedelta(days=days)
        return WorkItem("read" if days is None else "act", title, "documents_index", due_on=due)

    groups = by_kind([item("late", -2), item("soon", 3), item("some day", None)])
    assert [(group.kind, len(group.items), group.overdue(TODAY)) for group in groups] == [
        ("act", 2, 1),
        ("read", 1, 0),
    ]


def test_answers_that_differ_wait_for_the_lead_and_for_nobody_else(office: Office) -> None:
    audit = make_audit(office)
    record(office, audit, "conforming", who="auditor")
    assert "Rozstrzygnij między odpowiedziami" not in kinds_of(office, "lead")
    record(office, audit, "nonconforming", who="second")
    assert "Rozstrzygnij między odpowiedziami" in kinds_of(office, "lead")
    assert "Rozstrzygnij między odpowiedziami" not in kinds_of(office, "auditor")


def test_answers_that_agree_are_no_conflict(office: Office) -> None:
    audit = make_audit(office)
    record(office, audit, "conforming", who="auditor")
    record(office, audit, "conforming", who="second")
    assert "Rozstrzygnij między odpowiedziami" not in kinds_of(office, "lead")


def test_the_page_tells_somebody_without_work_that_nothing_waits(host: Host) -> None:
    sign_in(host, "anna", locale="en")
    assert "Nothing waits for you" in host.client().get("/qms/tasks/").text


def test_a_guest_can_open_the_page(host: Host) -> None:
    sign_in(host, "guest", "external_auditor")
    assert host.client().get("/qms/tasks/").status_code == 200
