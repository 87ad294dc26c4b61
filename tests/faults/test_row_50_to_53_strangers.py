"""Rows 50 to 53: other sites, other people, locked phones, and fields that claim a right."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from intranet_qms.audits.models import Answer, Evidence
from intranet_qms.findings.models import Finding
from intranet_qms.people import services as people
from intranet_qms.sync import devices
from intranet_qms.sync.models import Device, Quarantined, Receipt, Upload
from tests.factories.sync import AUDIT, BASE, DEVICES, PEOPLE, answer, attach, frame, jpeg
from tests.faults.conftest import Field

WRITES: dict[str, Callable[[], tuple[str, str, Any]]] = {
    "push": lambda: ("POST", "push", frame([answer(uuid.uuid4(), 1)])),
    "device": lambda: (
        "PUT",
        f"devices/{uuid.uuid4()}",
        {"label": "x", "app_version": "1", "user_agent": "x"},
    ),
    "evidence": lambda: ("PUT", f"evidence/{'0' * 64}?offset=0&size=1", {}),
}
OTHER_SITES = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
)


@pytest.mark.parametrize("headers", OTHER_SITES, ids=str)
@pytest.mark.parametrize("name", WRITES)
def test_row_50_another_site_writes_nothing(
    field: Field, name: str, headers: dict[str, str]
) -> None:
    """A page elsewhere, opened by somebody who is signed in here, is refused."""
    method, path, body = WRITES[name]()
    field.host.sign_in("anna", PEOPLE["anna"][0])
    answered = field.host.client().open(BASE + path, method=method, json=body, headers=headers)
    assert (answered.status_code, answered.json["error"]["code"]) == (403, "cross_site_write")
    assert field.rows(Device) == []
    assert field.answers() == []


def test_row_50_a_request_that_does_not_say_where_it_comes_from(field: Field) -> None:
    """Every browser says; what says nothing and writes is refused too."""
    field.host.sign_in("anna", PEOPLE["anna"][0])
    answered = FlaskClient(field.host.app).post(BASE + "push", json=frame([]))
    assert (answered.status_code, answered.json["error"]["code"]) == (403, "cross_site_write")


# -- row 51: every route of the protocol against everybody who has no business there ---------------


def sync_addresses(field: Field) -> list[tuple[str, str]]:
    """Every route of the protocol, filled in with what belongs to Anna and her audit."""
    values = {"device": str(DEVICES["anna"]), "audit": str(AUDIT), "sha256": "0" * 64}
    found = []
    for rule in field.host.app.url_map.iter_rules():
        if not str(rule).startswith("/qms/api/sync/v1/"):
            continue
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda match: values[match[1]], str(rule))
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "DELETE", "PATCH"}):
            found.append((method, f"{path}?device={DEVICES['anna']}"))
    assert len(found) >= 7
    return found


def contents(field: Field) -> list[int]:
    with field.host.transaction() as session:
        return [
            session.scalar(select(func.count()).select_from(model)) or 0
            for model in (Answer, Evidence, Finding, Quarantined, Upload)
        ]


@pytest.mark.parametrize("who", ["nobody", "stranger", "piotr", "guest", "disabled"])
def test_row_51_nobody_reaches_the_phone_of_another(field: Field, who: str) -> None:
    """No route tells a stranger anything of the audit, or takes anything for it."""
    anna = field.phone("anna", device=DEVICES["anna"])
    secret = "Karta bez podpisu kierownika"
    anna.record(note=secret)
    with field.host.transaction() as session:
        for host_id, roles in (
            ("stranger", ()),
            ("guest", ("external_auditor",)),
            ("disabled", ()),
        ):
            people.add_person(
                session,
                field.host.clock.now(),
                host_id=host_id,
                name=host_id,
                email=None,
                unit=None,
                roles=roles,
            ).active = host_id != "disabled"
    before = contents(field)
    if who == "nobody":
        field.host.sign_out()
    else:
        field.host.sign_in(who, who)
    body = frame([answer(uuid.uuid4(), 2, sample=1)], DEVICES["anna"])
    for method, path in sync_addresses(field):
        answered = field.host.client().open(
            path, method=method, json=body if method == "POST" else {"label": "x"}
        )
        text = answered.get_data(as_text=True)
        assert secret not in text, path
        assert str(AUDIT) not in text or answered.status_code >= 400, path
        harmless = path.split("?")[0].endswith(("/hello", "0" * 64)) and method == "GET"
        if who in {"stranger", "piotr"} and harmless:
            assert answered.status_code == 200
        else:
            assert answered.status_code in {401, 403, 404, 413, 422}, (method, path, text)
    assert contents(field) == before


def test_row_51_a_stranger_is_not_told_whether_an_audit_exists(field: Field) -> None:
    """Somebody else's audit and one that is not there are answered alike."""
    with field.host.transaction() as session:
        people.add_person(
            session,
            field.host.clock.now(),
            host_id="stranger",
            name="Obcy",
            email=None,
            unit=None,
            roles=("auditor",),
        )
    phone = field.phone("stranger")
    real, none = (
        phone.push(answer(uuid.uuid4(), seq, audit=audit)).json["receipts"][0]
        for seq, audit in ((1, AUDIT), (2, uuid.uuid4()))
    )
    for one in (real, none):
        assert (one["status"], one["reason"]["code"]) == ("rejected", "sync.audit_not_yours")
    assert real["reason"] == none["reason"]
    answers = [
        phone.send("GET", f"audits/{audit}/receipt?device={phone.device}")
        for audit in (AUDIT, uuid.uuid4())
    ]
    assert answers[0].status_code == answers[1].status_code == 404
    assert answers[0].json["error"] == answers[1].json["error"]
    assert phone.pull()["changes"] == []


# -- row 52 ------------------------------------------------------------------------------------


def test_row_52_a_locked_phone_replays_its_queue(field: Field) -> None:
    """401, everything kept in quarantine and nothing applied; it can read nothing any more."""
    phone, photo = field.phone(), jpeg()
    applied = phone.push(answer(uuid.uuid4(), 1)).json["receipts"][0]
    with field.host.transaction() as session:
        anna = people.actor_by_host_id(session, "anna", field.host.clock.now())
        device = devices.by_uuid(session, phone.device)
        assert anna is not None
        assert device is not None
        devices.revoke(session, anna, field.host.clock, device)
    queue = [
        answer(uuid.uuid4(), 2, "nonconforming"),
        attach(uuid.uuid4(), 3, photo),
        answer(uuid.uuid4(), 4, audit=uuid.uuid4()),
    ]
    pushed = phone.push(*queue)
    assert (pushed.status_code, pushed.json["error"]["code"]) == (401, "sync.device_revoked")
    assert [one["status"] for one in pushed.json["receipts"]] == ["quarantined"] * 3
    again = phone.push(*queue)
    assert again.status_code == 401
    assert [one["replayed"] for one in again.json["receipts"]] == [True] * 3
    assert [one.mutation for one in field.rows(Quarantined)] == queue
    assert [str(one.uuid) for one in field.answers()] == [applied["id"]]
    for answered in (
        phone.register(),
        phone.upload(photo),
        phone.send("GET", f"pull?device={phone.device}"),
        phone.send("GET", f"audits/{AUDIT}/receipt?device={phone.device}"),
    ):
        assert (answered.status_code, answered.json["error"]["code"]) == (
            401,
            "sync.device_revoked",
        )


# -- row 53 ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "field_name", ["role", "state", "author", "person", "author_id", "__proto__"]
)
@pytest.mark.parametrize("place", ["push", "mutation", "args"])
def test_row_53_a_right_cannot_be_claimed_in_the_message(
    field: Field, field_name: str, place: str
) -> None:
    """The author is who is signed in; a message that says otherwise is refused, never obeyed."""
    phone, mutation = field.phone("piotr"), answer(uuid.uuid4(), 1)
    message = frame([mutation], phone.device)
    {"push": message, "mutation": mutation, "args": mutation["args"]}[place][field_name] = "anna"
    answered = phone.send("POST", "push", json=message)
    if place == "push":
        assert (answered.status_code, answered.json["error"]["code"]) == (422, "sync.unknown_field")
        assert field.rows(Receipt) == []
    else:
        receipt = answered.json["receipts"][0]
        assert (receipt["status"], receipt["reason"]["code"]) == ("rejected", "sync.unknown_field")
    assert field.answers() == []
