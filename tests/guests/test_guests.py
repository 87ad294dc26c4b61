"""A guest comes in by a link and a code, reads what was granted, and nothing else."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import url_for
from flask.testing import FlaskClient
from sqlalchemy import select

from intranet_qms.access import StaleSignIn
from intranet_qms.documents import services as documents
from intranet_qms.documents.workflow import DocumentKind
from intranet_qms.errors import Invalid
from intranet_qms.guests import services
from intranet_qms.guests.models import GuestCode, GuestGrant, GuestSession
from intranet_qms.guests.services import Invitation, Line
from intranet_qms.guests.services.mailing import make_code, make_link
from intranet_qms.guests.workflow import ScopeKind
from intranet_qms.host import SYSTEM
from intranet_qms.http import Guard
from intranet_qms.people import queries as people_queries
from intranet_qms.trail.models import TrailEntry
from tests.factories import people
from tests.support.host import Host

TODAY = date(2026, 11, 23)


def _invitation(**other: Any) -> Invitation:
    values: dict[str, Any] = {
        "name": "Ewa Zewnętrzna", "email": "ewa@jednostka.example", "organisation": "JC",
        "first_day": TODAY, "last_day": TODAY + timedelta(days=2),
        "lines": [Line(ScopeKind.CERTIFICATES)],
    }  # fmt: skip
    return Invitation(**{**values, **other})


def _grant(host: Host, **other: Any) -> str:
    """Grant access; returns the identifier."""
    with host.transaction() as session:
        known = people_queries.person_by_host_id(session, "j.lisowska")
    if known is None:
        people.enter(host, "j.lisowska", "qms_representative", name="Joanna Lisowska")
    host.sign_in("j.lisowska", "Joanna Lisowska")
    keeper = people.actor(host, "j.lisowska")
    with host.transaction() as session:
        made = services.grant(
            session, keeper, host.clock, _invitation(**other),
            zone=host.qms.config.zone, most_days=14,
        )  # fmt: skip
        return str(made.uuid)


def _document(host: Host, code: str, text: str) -> str:
    with host.transaction() as session:
        made = documents.install_document(
            session, SYSTEM, host.clock,
            documents.Installation(
                code=code, kind=DocumentKind.PROCEDURE, title=f"Procedura {code}",
                issues=[documents.PastIssue(body=f"# Cel\n\n{text}", effective_on=date(2026, 1, 7))],
            ),
        )  # fmt: skip
        return str(made.uuid)


def _link(host: Host, grant: str) -> str:
    with host.transaction() as session:
        letter = make_link(session, host.clock, grant)
        assert letter is not None
        return f"/qms/guest/enter/{letter.secret}"


def _code(host: Host, grant: str) -> str:
    """The code that the worker mails for the last question."""
    with host.transaction() as session:
        code_id = session.scalars(select(GuestCode.id).order_by(GuestCode.id.desc())).first()
        assert code_id is not None
        letter = make_code(session, host.clock, grant, code_id)
        assert letter is not None
        return letter.secret


def _come_in(host: Host, grant: str) -> FlaskClient:
    host.sign_out()
    client = host.client()
    link = _link(host, grant)
    client.post(link)
    assert client.post(f"{link}/code", data={"code": _code(host, grant)}).status_code == 303
    return client


def test_opening_the_link_sends_nothing_and_the_link_alone_opens_nothing(host: Host) -> None:
    grant = _grant(host)
    link = _link(host, grant)
    host.sign_out()
    client = host.client()
    assert client.get(link).status_code == 200
    with host.transaction() as session:
        assert session.scalars(select(GuestCode)).all() == []
    assert client.get("/qms/guest/").status_code == 403


def test_a_code_opens_once_and_neither_code_nor_link_nor_session_is_kept(host: Host) -> None:
    grant = _grant(host)
    link = _link(host, grant)
    host.sign_out()
    client, other = host.client(), host.client()
    client.post(link)
    code = _code(host, grant)
    assert client.post(f"{link}/code", data={"code": f" {code[:4]} {code[4:]} "}).status_code == 303
    assert other.post(f"{link}/code", data={"code": code}).status_code == 422
    assert client.get("/qms/guest/").status_code == 200
    assert other.get("/qms/guest/").status_code == 403
    cookie = client.get_cookie("qms_guest", path="/qms")
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    with host.transaction() as session:
        connection = session.connection().connection
        kept = "\n".join(connection.iterdump())
    for secret in (code, link.rsplit("/", 1)[1], cookie.value):
        assert secret not in kept


def test_a_code_is_worth_nothing_after_ten_minutes(host: Host) -> None:
    grant = _grant(host)
    link = _link(host, grant)
    client = host.client()
    client.post(link)
    code = _code(host, grant)
    host.clock.advance(minutes=11)  # type: ignore[attr-defined]
    assert client.post(f"{link}/code", data={"code": code}).status_code == 422


def test_the_access_ends_by_itself_by_rest_and_at_once_when_it_is_revoked(host: Host) -> None:
    grant = _grant(host)
    client = _come_in(host, grant)
    host.clock.advance(minutes=59)  # type: ignore[attr-defined]
    assert client.get("/qms/guest/").status_code == 200
    host.clock.advance(minutes=61)  # type: ignore[attr-defined]
    assert client.get("/qms/guest/").status_code == 403
    client = _come_in(host, grant)
    host.sign_in("j.lisowska", "Joanna Lisowska")
    assert host.client().post(f"/qms/guests/{grant}", data={"act": "revoke"}).status_code == 303
    host.sign_out()
    assert client.get("/qms/guest/").status_code == 403
    with host.transaction() as session:
        assert make_link(session, host.clock, grant) is None
        assert all(one.ended_at for one in session.scalars(select(GuestSession)).all()[1:])
    later = _grant(host)
    client = _come_in(host, later)
    host.clock.advance(days=3)  # type: ignore[attr-defined]
    assert client.get("/qms/guest/").status_code == 403


def test_a_second_link_takes_the_first_ones_place(host: Host) -> None:
    grant = _grant(host)
    first = _link(host, grant)
    second = _link(host, grant)
    host.sign_out()
    assert host.client().get(first).status_code == 404
    assert host.client().get(second).status_code == 200


def test_a_new_link_shows_out_whoever_came_in_by_the_one_before(host: Host) -> None:
    grant = _grant(host)
    client = _come_in(host, grant)
    assert client.get("/qms/guest/").status_code == 200
    keeper = people.actor(host, "j.lisowska")
    with host.transaction() as session:
        found = session.scalars(select(GuestGrant).where(GuestGrant.uuid == uuid.UUID(grant))).one()
        services.send_link(session, keeper, host.clock, found)
    assert client.get("/qms/guest/").status_code == 403


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"last_day": TODAY + timedelta(days=14)}, "last_day"),
        (
            {"first_day": TODAY - timedelta(days=9), "last_day": TODAY - timedelta(days=8)},
            "last_day",
        ),
        ({"email": "ewa@jednostka.example, zly@example.com"}, "email"),
        ({"lines": []}, "scope"),
        ({"lines": [Line(ScopeKind.RECORDS)]}, "records_from"),
        ({"name": " \r\n"}, "name"),
    ],
)
def test_what_cannot_be_granted_is_told_beside_its_field(
    host: Host, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        _grant(host, **wrong)
    assert field in refused.value.fields


def test_a_guest_reads_what_was_granted_and_nothing_beside_it(host: Host) -> None:
    identifier = _document(host, "PG-02", "Treść jawna.")
    _document(host, "PG-03", "Treść zamknięta.")
    grant = _grant(host, lines=[Line(ScopeKind.DOCUMENT, str(identifier))])
    client = _come_in(host, grant)
    listed = client.get("/qms/guest/list/documents").text
    assert "PG-02" in listed
    assert "PG-03" not in listed
    assert "Treść jawna." in client.get("/qms/guest/documents/PG-02").text
    for closed in (
        "documents/PG-03", "documents/PG-03/pdf", "list/audits", "list/records",
        "list/certificates", "audits/A-2026-01", "findings/U-2026-001",
    ):  # fmt: skip
        assert client.get(f"/qms/guest/{closed}").status_code in {403, 404}, closed
    with host.transaction() as session:
        seen = [
            (one.details.get("what"), one.details.get("code"))
            for one in session.scalars(
                select(TrailEntry)
                .where(TrailEntry.action == "guests.see", TrailEntry.entity_uuid == grant)
                .order_by(TrailEntry.id)
            )
        ]
    assert seen == [("documents", ""), ("document", "PG-02")]
    host.sign_in("j.lisowska", "Joanna Lisowska")
    assert "PG-02" in host.client().get(f"/qms/guests/{grant}").text


def test_a_guest_is_closed_out_of_every_route_that_was_not_opened_on_purpose(host: Host) -> None:
    grant = _grant(host)
    client = _come_in(host, grant)
    values: dict[str, Any] = {
        "IntegerConverter": 1, "UUIDConverter": "00000000-0000-4000-8000-000000000000",
        "UnicodeConverter": "x", "PathConverter": "x", "FloatConverter": 1.0,
    }  # fmt: skip
    let_in = []
    opened = set()
    for rule in host.app.url_map.iter_rules():
        view = host.app.view_functions[rule.endpoint]
        guard = getattr(view, "_qms_guard", None)
        if not rule.endpoint.startswith("qms.") or rule.endpoint == "qms.static":
            continue
        assert isinstance(guard, Guard)
        if guard.visited:
            opened.add(rule.endpoint.removeprefix("qms."))
            continue
        if guard.public_reason is not None:
            continue
        parts: dict[str, Any] = {
            name: values.get(type(one).__name__)
            or re.sub(r"^\(\?:|\)$", "", one.regex).split("|")[0]
            for name, one in rule._converters.items()
        }
        with host.app.test_request_context():
            address = url_for(rule.endpoint, **parts)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            status = client.open(address, method=method).status_code
            if status not in {403, 404}:
                let_in.append(f"{method} {address}: {status}")
    assert let_in == []
    # A route is opened to guests here, where somebody sees it, or not at all.
    assert opened == {
        "guests_home", "guests_listing", "guests_document", "guests_document_pdf", "guests_audit",
        "guests_finding", "guests_leave", "guests_language",
    }  # fmt: skip


def test_a_door_for_strangers_is_opened_by_fresh_proof_alone(host: Host) -> None:
    grant = _grant(host)
    keeper = replace(
        people.actor(host, "j.lisowska"), must_prove=True,
        proved_at=host.clock.now() - timedelta(minutes=6),
    )  # fmt: skip
    with host.transaction() as session:
        found = session.scalars(select(GuestGrant).where(GuestGrant.uuid == uuid.UUID(grant))).one()
        with pytest.raises(StaleSignIn):
            services.send_link(session, keeper, host.clock, found)
        with pytest.raises(StaleSignIn):
            services.grant(
                session, keeper, host.clock, _invitation(),
                zone=host.qms.config.zone, most_days=14,
            )  # fmt: skip


def test_people_of_the_office_do_not_get_in_by_the_doors_of_guests(host: Host) -> None:
    _grant(host)
    assert host.client().get("/qms/guest/").status_code == 403


def test_guests_are_let_in_by_the_representative_only(host: Host) -> None:
    people.sign_in(host, "m.zwykly", "auditor", name="Marek Zwykły")
    for address in ("/qms/guests/", "/qms/guests/new"):
        assert host.client().get(address).status_code == 403


def test_the_form_grants_what_was_ticked(host: Host) -> None:
    people.sign_in(host, "j.lisowska", "qms_representative", name="Joanna Lisowska")
    client = host.client()
    form = {
        "name": "Ewa", "email": "ewa@jc.example", "language": "en", "first_day": "2026-11-23",
        "last_day": "2026-11-27", "certificates": "1", "findings": "1",
        "records_from": "2026-01-01", "records_until": "2026-11-23",
        "chosen_kinds": ["procedure"],
    }  # fmt: skip
    refused = client.post("/qms/guests/new", data={**form, "chosen_units": ["not-a-unit"]})
    assert refused.status_code == 422
    assert "ewa@jc.example" in refused.text
    assert client.post("/qms/guests/new", data=form).status_code == 303
    with host.transaction() as session:
        made = session.scalars(select(GuestGrant)).one()
        assert {(one.kind.value, one.reference) for one in made.scope} == {
            ("certificates", ""), ("findings", ""), ("document_kind", "procedure"),
        }  # fmt: skip
    assert made.link_hash is None


def test_a_visit_from_grant_to_revocation_on_both_databases(
    make_host: Callable[..., Host], database_url: str
) -> None:
    host = make_host(database_url)
    _document(host, "PG-02", "Treść jawna.")
    grant = _grant(
        host,
        records_from=date(2026, 1, 1), records_until=TODAY,
        lines=[
            Line(ScopeKind.DOCUMENT_KIND, "procedure"), Line(ScopeKind.RECORDS),
            Line(ScopeKind.AUDITS), Line(ScopeKind.FINDINGS), Line(ScopeKind.CERTIFICATES),
        ],
    )  # fmt: skip
    link = _link(host, grant)
    client = _come_in(host, grant)
    # The link of the first mail opens nothing since another was made.
    assert client.get(link).status_code == 404
    for what in ("documents", "audits", "findings", "records", "certificates"):
        assert client.get(f"/qms/guest/list/{what}").status_code == 200, what
    assert "Treść jawna." in client.get("/qms/guest/documents/PG-02").text
    client.post("/qms/guest/language", data={"locale": "en"})
    assert "How it works" in client.get("/qms/guest/").text
    assert client.post("/qms/guest/leave").status_code == 200
    assert client.get("/qms/guest/").status_code == 403


def test_the_address_is_forgotten_three_months_after_and_who_saw_what_is_not(host: Host) -> None:
    grant = _grant(host)
    _come_in(host, grant).get("/qms/guest/")
    with host.transaction() as session:
        assert services.forget(session, host.clock) == 0
    host.clock.advance(days=94)  # type: ignore[attr-defined]
    with host.transaction() as session:
        assert services.forget(session, host.clock) == 1
        assert services.forget(session, host.clock) == 0
        assert session.scalars(select(GuestGrant.email)).all() == [""]
        assert session.scalars(select(GuestSession)).all() == []
    host.sign_in("j.lisowska", "Joanna Lisowska")
    shown = host.client().get(f"/qms/guests/{grant}").text
    assert "Ewa Zewnętrzna" in shown
    assert "ewa@jednostka.example" not in shown
