"""Phones and late work on the desk side: who sees them, what they say, what can be done."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from sqlalchemy import select

from intranet_qms.audits import queries as audits
from intranet_qms.audits.hooks import further_obstacles, panels
from intranet_qms.audits.models import Answer, Audit
from intranet_qms.audits.services import finish
from intranet_qms.i18n import use_locale
from intranet_qms.sync.models import Device, Quarantined
from intranet_qms.sync.words import in_words
from tests.factories.audits import Office, make_audit, make_office, record
from tests.support.clock import FakeClock
from tests.support.host import Host

PHONE = uuid.UUID("10000000-0000-4000-8000-000000000001")


@pytest.fixture
def office(host: Host) -> Host:
    """An office with one audit in progress, and a phone of its auditor."""
    with host.transaction() as session:
        people = make_office(session, host.clock)
        audit = make_audit(people)
        record(people, audit, "conforming")
        add_phone(session, people.people["auditor"].id, unsent_mutations=3)
        for person in people.people.values():
            person.locale = "en"
    return host


def add_phone(session: Any, person_id: int, identifier: uuid.UUID = PHONE, **facts: Any) -> None:
    now = facts.pop("now", None)
    session.add(
        Device(
            **{
                "uuid": identifier,
                "person_id": person_id,
                "label": "Służbowy Samsung",
                "app_version": "1.2.0",
                "registered_at": now or ordinary_moment(),
                "last_seen_at": now or ordinary_moment(),
                "clock_offset_ms": 180_000,
                **facts,
            }
        )
    )
    session.flush()


def ordinary_moment() -> Any:
    return FakeClock().now()


def the_audit(session: Any) -> Audit:
    number = session.scalars(select(Audit.number)).one()
    found = audits.by_number(session, number)
    assert found is not None
    return found


def quarantine(host: Host, **args: Any) -> uuid.UUID:
    with host.transaction() as session:
        audit = the_audit(session)
        author = session.scalars(select(Device.person_id)).first()
        identifier = uuid.uuid4()
        row = Quarantined(
            mutation_uuid=identifier,
            device_uuid=PHONE,
            person_id=author,
            audit_uuid=audit.uuid,
            mutation={
                "id": str(identifier),
                "seq": 9,
                "name": "answer.record",
                "at": "2026-11-23T08:00:00.000Z",
                "args": {
                    "audit": str(audit.uuid), "question": "q4", "sample": 0,
                    "value": "Brak rejestru", "note": "<b>piwnica</b>", "based_on": [], **args,
                },
            },
            reason_code="sync.audit_closed",
            received_at=host.clock.now(),
        )  # fmt: skip
        session.add(row)
        session.flush()
        return row.uuid


# -- phones --------------------------------------------------------------------------------------


def test_somebody_sees_their_own_phones_with_what_they_hold(office: Host) -> None:
    office.sign_in("auditor")
    html = office.client().get("/qms/devices/").text
    assert "Służbowy Samsung" in html
    assert "3 records not sent" in html
    assert "3 minutes slow" in html
    office.sign_in("clerk")
    assert "No phone has been used yet" in office.client().get("/qms/devices/").text


def test_the_representative_sees_all_phones_and_locks_one(office: Host) -> None:
    office.sign_in("rep")
    client = office.client()
    assert "Auditor Kowal" in client.get("/qms/devices/").text
    assert client.post(f"/qms/devices/{PHONE}/revoke").status_code == 303
    assert "Locked since" in client.get("/qms/devices/").text


def test_somebody_elses_phone_is_not_found(office: Host) -> None:
    office.sign_in("clerk")
    assert office.client().post(f"/qms/devices/{PHONE}/revoke").status_code == 404
    with office.transaction() as session:
        assert session.scalars(select(Device)).one().revoked_at is None


# -- late work -----------------------------------------------------------------------------------


def test_late_work_is_shown_in_words(office: Host) -> None:
    quarantine(office)
    office.sign_in("lead")
    html = office.client().get("/qms/quarantine/").text
    assert "Question q4" in html
    assert "Brak rejestru" in html
    assert "&lt;b&gt;piwnica&lt;/b&gt;" in html


def test_late_work_of_a_running_audit_is_taken_over_in_the_name_of_its_author(
    office: Host,
) -> None:
    entry = quarantine(office)
    office.sign_in("lead")
    client = office.client()
    assert client.post(f"/qms/quarantine/{entry}/apply").status_code == 303
    with office.transaction() as session:
        answer = session.scalars(select(Answer).where(Answer.question_key == "q4")).one()
        assert (answer.value, answer.author_name) == ("Brak rejestru", "Auditor Kowal")
        assert session.scalars(select(Quarantined.state)).one() == "applied"
    assert "No late work" in client.get("/qms/quarantine/").text


def test_late_work_of_a_finished_audit_waits_for_it_to_be_opened_again(office: Host) -> None:
    with office.transaction() as session:
        people = Office(session, office.clock)
        finish(session, people.actor("lead"), office.clock, the_audit(session))
    entry = quarantine(office)
    office.sign_in("lead")
    client = office.client()
    assert "let the audit go on first" in client.get("/qms/quarantine/").text
    assert client.post(f"/qms/quarantine/{entry}/apply").status_code == 409
    assert (
        client.post(f"/qms/quarantine/{entry}/dismiss", data={"reason": "Too late."}).status_code
        == 303
    )
    with office.transaction() as session:
        assert session.scalars(select(Quarantined.state)).one() == "dismissed"


def test_late_work_is_not_for_everybody(office: Host) -> None:
    entry = quarantine(office)
    office.sign_in("clerk")
    client = office.client()
    assert client.get("/qms/quarantine/").status_code == 403
    assert client.post(f"/qms/quarantine/{entry}/dismiss").status_code == 403


def test_what_fits_no_question_is_said_as_it_came() -> None:
    with use_locale("en"):
        said = in_words(
            {"name": "answer.record", "args": {"question": "q", "value": ["x"]}},
            {"q": {"type": "signature", "text_pl": "Podpis", "text_en": "Signature"}},
        )
    assert said.values == [("Question", "Signature"), ("Answer", "['x']")]
    assert in_words({"name": "odd", "args": None}, {}).values == []


# -- on the audit's page -------------------------------------------------------------------------


def test_an_audit_is_not_complete_while_a_phone_holds_work(office: Host) -> None:
    quarantine(office)
    with office.transaction() as session, use_locale("en"):
        found = further_obstacles(session, the_audit(session))
        said = {one.code: str(one.sentence) for one in found}
    assert "Służbowy Samsung" in said["phone_unsent"]
    assert said["phone_unsent"].endswith("3.")
    assert said["late_work"].endswith("1.")


def test_a_locked_phone_holds_nobody_up(office: Host) -> None:
    with office.transaction() as session:
        session.scalars(select(Device)).one().revoked_at = office.clock.now()
    with office.transaction() as session:
        assert further_obstacles(session, the_audit(session)) == []


def test_the_team_sees_what_each_phone_has_sent(office: Host) -> None:
    with office.transaction() as session:
        people = Office(session, office.clock)
        shown = [
            panel
            for panel in panels(session, people.actor("lead"), the_audit(session))
            if panel.template == "qms/sync/_audit_panel.html"
        ]
        assert [phone.unsent for phone in shown[0].context["phones"]] == [3]
        assert panels(session, people.actor("clerk"), the_audit(session)) is not None
    office.sign_in("lead")
    with office.transaction() as session:
        number = the_audit(session).number
    html = office.client().get(f"/qms/audits/{number}").text
    assert "3 records still on the phone" in html
