"""Rows 10 and 11: the audit, the assignment or the account ended while a phone was offline."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import update

from intranet_qms.audits.workflow import AuditState
from intranet_qms.people.models import Person
from intranet_qms.sync.models import Quarantined
from tests.factories.sync import PEOPLE, answer
from tests.faults.conftest import Field


def decide(field: Field, verdict: str, person: str = "ewa") -> int:
    """The representative decides about the only piece of late work."""
    entry = field.rows(Quarantined)[0]
    field.host.sign_in(person, PEOPLE[person][0])
    status: int = field.host.client().post(f"/qms/quarantine/{entry.uuid}/{verdict}").status_code
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
    """A decision is about applying; nothing is ever thrown away."""
    phone = field.phone("piotr")
    field.set_state(AuditState.CANCELLED)
    phone.record()
    assert decide(field, "dismiss") == 303
    (kept,) = field.rows(Quarantined)
    assert (kept.state, kept.decided_by_id is not None) == ("dismissed", True)
    assert kept.mutation["name"] == "answer.record"


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
