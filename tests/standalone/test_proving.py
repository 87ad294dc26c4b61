"""Before a signature whoever is signed in proves who they are: at the provider, or by a click."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from intranet_qms.documents import services
from intranet_qms.documents.workflow import RevisionState
from intranet_qms.standalone import proving
from intranet_qms.standalone.openid import Provider
from tests.factories.documents import carry_on, draft, install, make_office
from tests.standalone.test_sign_in import Office
from tests.standalone.test_sign_in import demo as demo
from tests.standalone.test_sign_in import office as office
from tests.support.clock import FakeClock

ISSUE = "/qms/documents/PG-02/issues/2"


def in_review(app: Flask, clock: FakeClock) -> str:
    """An issue that waits for its approver; the hash of its text."""
    with app.extensions["intranet_qms"].database.transaction() as session:
        people = make_office(session, clock)
        revision = draft(session, people, install(session, people))
        carry_on(session, people, revision, RevisionState.IN_REVIEW)
        services.review(
            session, people.actor("reviewer", session), clock, revision,
            content_hash=revision.content_hash,
        )  # fmt: skip
        return revision.content_hash


def test_a_demo_person_confirms_by_a_click_and_signs_within_five_minutes(
    demo: Flask, clock: FakeClock
) -> None:
    shown = in_review(demo, clock)
    client: FlaskClient = demo.test_client()
    client.post("/sign-in", data={"username": "approver"})
    clock.advance(minutes=6)
    assert f"{ISSUE}/prove" in client.get(ISSUE).text

    late = client.post(f"{ISSUE}/approve", data={"content_hash": shown, "comment": "Zgoda."})
    assert late.status_code == 403
    assert "Zgoda." in late.text
    way = client.get(f"{ISSUE}/prove").location
    assert way.startswith("/sign-in/confirm?next=")
    assert "demonstracyjny" in client.get(way).text
    back = client.post("/sign-in/confirm", data={"next": f"{ISSUE}?sign=approve"})
    assert back.location == f"{ISSUE}?sign=approve"
    assert 'id="sign"' in client.get(back.location).text

    signed = client.post(f"{ISSUE}/approve", data={"content_hash": shown, "comment": "Zgoda."})
    assert signed.status_code == 303
    clock.advance(minutes=6)
    client.post("/sign-in", data={"username": "representative"})
    clock.advance(minutes=6)
    withdrawn = client.post("/qms/documents/PG-02/withdraw", data={"reason": "Zbędna."})
    assert withdrawn.status_code == 403


def test_nobody_confirms_from_another_machine_or_without_a_sign_in(demo: Flask) -> None:
    client = demo.test_client()
    assert client.post("/sign-in/confirm").status_code == 403
    client.post("/sign-in", data={"username": "j.zolc"})
    elsewhere = client.post("/sign-in/confirm", environ_overrides={"REMOTE_ADDR": "192.168.1.20"})
    assert elsewhere.status_code == 403
    assert client.post("/sign-in/confirm", data={"next": "//evil.example"}).location == "/"


def confirm(office: Office, login: str) -> Any:
    """Ask for a proof, and have somebody sign in at the provider for it."""
    asked = office.client.get(
        "/sign-in/confirm", query_string={"next": "/qms/tasks/"}, base_url=office.origin
    )
    assert "prompt=login" in asked.location
    assert "max_age=0" in asked.location
    return office.come_back(office.at_the_provider(asked.location, login))


def proved_at(office: Office) -> float:
    with office.client.session_transaction(base_url=office.origin) as session:
        return float(session["proved_at"])


def test_the_provider_asks_anew_and_its_word_counts_from_now(
    office: Office, clock: FakeClock
) -> None:
    office.sign_in("a.wisniewska")
    clock.advance(hours=1)
    answer = confirm(office, "a.wisniewska")
    assert (answer.status_code, answer.location) == (302, "/qms/tasks/")
    assert proved_at(office) == clock.now().timestamp()


def test_somebody_else_at_the_provider_proves_nothing(office: Office, clock: FakeClock) -> None:
    office.sign_in("a.wisniewska")
    confirm(office, "a.wisniewska")
    before = proved_at(office)
    clock.advance(hours=1)
    answer = confirm(office, "j.zolc")
    assert answer.status_code == 403
    assert proved_at(office) == before
    assert "Anna Wiśniewska" in office.get("/qms/tasks/").text


def test_a_sign_in_that_asked_nobody_proves_nothing(office: Office, clock: FakeClock) -> None:
    # Whoever sits at an unlocked computer may have the provider, which still knows the browser,
    # sign them in again: the same person to the office, and no proof of who it is.
    office.sign_in("a.wisniewska")
    confirm(office, "a.wisniewska")
    office.sign_in("a.wisniewska")
    assert "Anna Wiśniewska" in office.get("/qms/tasks/").text
    with office.client.session_transaction(base_url=office.origin) as session:
        assert "proved_at" not in session
    # Who was asked has proved it.
    office.client.post("/sign-out", base_url=office.origin)
    office.sign_in("a.wisniewska")
    assert proved_at(office) == clock.now().timestamp()


def test_a_provider_that_does_not_say_when_it_asked_proves_nothing(
    office: Office, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.sign_in("a.wisniewska")
    answer = Provider.answer
    monkeypatch.setattr(
        Provider,
        "answer",
        lambda self: {k: v for k, v in (answer(self) or {}).items() if k != "auth_time"},
    )
    refused = confirm(office, "a.wisniewska")
    assert refused.status_code == 403
    assert "auth_time" in refused.text
    with office.client.session_transaction(base_url=office.origin) as session:
        assert "proved_at" not in session


@pytest.mark.parametrize(
    ("claims", "counts"),
    [({"auth_time": 100, "iat": 130}, True), ({"auth_time": 100, "iat": 3700}, False), ({}, False)],
)
def test_a_plain_sign_in_counts_where_the_provider_says_that_it_just_asked(
    claims: dict[str, int], counts: bool
) -> None:
    assert proving.counts(claims) is counts
