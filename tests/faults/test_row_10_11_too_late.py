"""Rows 10 and 11: the audit, the assignment or the account ended while a phone was offline."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select, update

from intranet_qms.audits.models import Audit
from intranet_qms.audits.workflow import AuditState
from intranet_qms.host import SYSTEM
from intranet_qms.people.models import Person
from intranet_qms.sync.models import Quarantined
from intranet_qms.trail import services as trail
from tests.factories.sync import PEOPLE, answer
from tests.faults.conftest import Field


def decide(field: Field, verdict: str, person: str = "ewa", why: str = "Za późno.") -> int:
    """The representative decides about the only piece of late work."""
    entry = field.rows(Quarantined)[0]
    field.host.sign_in(person, PEOPLE[person][0])
    status: int = (
        field.host.client()
        .post(f"/qms/quarantine/{entry.uuid}/{verdict}", data={"reason": why})
        .status_code
    )
    return status


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (AuditState.REPORTING, "sync.audit_closed"),
        (AuditState.CLOSED, "sync.audit_closed"),
        (AuditState.CANCELLED, "sync.audit_cancelled"),
    ],
)
def test_row_10_a_late_push_is_kept_whole(field: Field, state: AuditState, code: str) -> None:
    """Not applied, not lost: the mutation is kept as it came, with its reason."""
    phone = field.phone("piotr")
    field.set_state(state)
    mutation = answer(uuid.uuid4(), 1, "nonconforming", note="Karta bez podpisu.")
    receipt = phone.push(mutation).json["receipts"][0]
    assert (receipt["status"], receipt["reason"]["code"]) == ("quarantined", code)
    assert receipt["reason"]["way_out"]
    (kept,) = field.rows(Quarantined)
    assert (kept.mutation, kept.state, kept.reason_code) == (mutation, "waiting", code)
    assert field.answers() == []
    assert phone.receipt()["quarantined"] == 1


def test_row_10_late_work_is_taken_over_when_the_audit_is_reopened(field: Field) -> None:
    """Its author stays its author; the phone that asks again is given the same receipt."""
    phone = field.phone("piotr")
    field.set_state(AuditState.REPORTING)
    mutation = answer(uuid.uuid4(), 1, "nonconforming", note="Karta bez podpisu.")
    first = phone.push(mutation).json["receipts"][0]
    assert decide(field, "apply") == 409
    field.set_state(AuditState.IN_PROGRESS)
    assert decide(field, "apply") == 303
    (taken,) = field.answers()
    assert (taken.author_name, taken.note, str(taken.uuid)) == (
        "Piotr Zieliński",
        "Karta bez podpisu.",
        mutation["id"],
    )
    assert phone.push(mutation).json["receipts"][0] == {**first, "replayed": True}
    assert decide(field, "apply") == 404


def test_row_10_what_is_dismissed_stays_stored(field: Field) -> None:
    """A decision is about applying; nothing is ever thrown away, and it can be taken back."""
    phone = field.phone("piotr")
    field.set_state(AuditState.CANCELLED)
    phone.record()
    assert decide(field, "dismiss", why=" ") == 422, "a reason is asked for"
    assert decide(field, "dismiss") == 303
    assert decide(field, "restore") == 303
    assert field.rows(Quarantined)[0].state == "waiting"
    assert decide(field, "dismiss", why="Dublet karty.") == 303
    shown = field.host.client().get("/qms/quarantine/?show=decided").get_data(as_text=True)
    assert "Dublet karty." in shown
    (kept,) = field.rows(Quarantined)
    assert (kept.state, kept.decided_by_id is not None) == ("dismissed", True)
    assert kept.mutation["name"] == "answer.record"


@pytest.mark.parametrize("state", [AuditState.CLOSED, AuditState.CANCELLED])
def test_row_10_an_audit_that_is_over_is_taken_up_again_for_late_work(
    field: Field, state: AuditState
) -> None:
    """By the representative, with a reason; then the late record is taken over by its author."""
    phone = field.phone("piotr")
    field.set_state(state)
    phone.record("nonconforming")
    assert decide(field, "apply") == 409
    with field.host.transaction() as session:
        session.execute(
            update(Audit).values(number="A-2026-01", announced_at=field.host.clock.now())
        )
    number = "A-2026-01"
    client = field.host.client()
    field.host.sign_in("anna", PEOPLE["anna"][0])
    refused = client.post(f"/qms/audits/{number}/reopen", data={"reopen_reason": "Wpisy."})
    assert refused.status_code == 403, "the lead alone does not take up what is over"
    field.host.sign_in("ewa", PEOPLE["ewa"][0])
    taken = client.post(f"/qms/audits/{number}/reopen", data={"reopen_reason": "Wpisy z piwnicy."})
    assert taken.status_code == 303
    assert decide(field, "apply") == 303
    assert [one.author_name for one in field.answers()] == ["Piotr Zieliński"]


def test_row_10_work_for_an_audit_that_is_gone_is_kept_and_seen(field: Field) -> None:
    """A record that was destroyed, or never was: the representative sees it and decides."""
    phone = field.phone("piotr")
    with field.host.transaction() as session:
        gone = session.scalars(select(Audit.uuid)).one()
        trail.record(session, SYSTEM, field.host.clock, "audits.plan", "audit", gone)
        session.execute(update(Audit).values(uuid=uuid.uuid4()))
    phone.push(answer(uuid.uuid4(), 1, "nonconforming", note="Karta bez podpisu."))
    (kept,) = field.rows(Quarantined)
    assert kept.state == "waiting"
    field.host.sign_in("ewa", PEOPLE["ewa"][0])
    shown = field.host.client().get("/qms/quarantine/").get_data(as_text=True)
    assert "Karta bez podpisu." in shown
    assert decide(field, "dismiss", why="Auditu już nie ma.") == 303


def test_row_11_work_of_somebody_taken_off_the_team_is_kept_and_can_be_taken_over(
    field: Field,
) -> None:
    """The audit goes on without them; what they had seen is not lost."""
    phone = field.phone("piotr")
    field.take_off_the_team("piotr")
    receipt = phone.record("nonconforming")
    assert (receipt["status"], receipt["reason"]["code"]) == (
        "quarantined",
        "sync.assignment_ended",
    )
    assert decide(field, "apply", "anna") == 303
    assert [one.author_name for one in field.answers()] == ["Piotr Zieliński"]


def test_row_11_a_stranger_to_the_audit_decides_nothing(field: Field) -> None:
    """Somebody who neither leads the audit nor represents the system does not see late work."""
    field.phone("piotr").record()
    field.set_state(AuditState.CLOSED)
    field.phone("anna").record()
    assert decide(field, "apply", "piotr") == 404
    assert field.rows(Quarantined)[0].state == "waiting"


@pytest.mark.parametrize("where", ["here", "in the host"])
def test_row_11_the_account_was_disabled(field: Field, where: str) -> None:
    """Answered 401 with receipts: everything kept, nothing applied, and it can be taken over."""
    phone = field.phone("piotr")
    mutation = answer(uuid.uuid4(), 1, "nonconforming")
    if where == "here":
        with field.host.transaction() as session:
            session.execute(update(Person).where(Person.host_id == "piotr").values(active=False))
        answered = phone.push(mutation)
    else:
        field.host.sign_in("piotr", "Piotr Zieliński", active=False)
        answered = field.host.client().post(
            "/qms/api/sync/v1/push",
            json={
                "protocol": 1,
                "device": str(phone.device),
                "app_version": "1",
                "sent_at": "2026-11-23T09:00:00Z",
                "clock_offset_ms": 0,
                "unsent": {"mutations": 1, "evidence": 0},
                "mutations": [mutation],
            },
        )
    assert answered.status_code == 401
    assert answered.json["error"]["code"] == "sync.account_disabled"
    assert answered.json["receipts"][0]["status"] == "quarantined"
    assert field.answers() == []
    assert decide(field, "apply") == 303
    assert [one.author_name for one in field.answers()] == ["Piotr Zieliński"]


def test_row_11_nobody_at_all_is_told_to_sign_in(field: Field) -> None:
    """Without a sign-in nothing is taken, not even into quarantine."""
    field.phone("piotr")
    field.host.sign_out()
    answered = field.host.client().post("/qms/api/sync/v1/push", json={})
    assert (answered.status_code, answered.json["error"]["code"]) == (401, "sync.signed_out")
    assert field.rows(Quarantined) == []
