"""Certificates: their states, their cycle, and what reminds of it."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet_qms.certification import queries, services
from intranet_qms.certification.models import Certificate, CertificationBody, CertificationVisit
from intranet_qms.certification.workflow import (
    BY_HAND,
    TRANSITIONS,
    CertificateState,
    CertificateStep,
    VisitKind,
    cycle_days,
    next_state,
    steps_from,
)
from intranet_qms.errors import Conflict, Forbidden, Invalid
from intranet_qms.host import SYSTEM, Actor
from intranet_qms.outbox.models import OutboxJob
from intranet_qms.trail.models import TrailEntry
from tests.factories import people
from tests.support.host import Host

TODAY = date(2026, 11, 23)


@pytest.fixture
def keeper(host: Host) -> Actor:
    people.enter(host, "j.lisowska", "qms_representative", name="Joanna Lisowska")
    return people.actor(host, "j.lisowska")


def _body(session: Session, host: Host, keeper: Actor) -> CertificationBody:
    return services.save_body(
        session, keeper, host.clock, None, services.BodyFacts(name="Jednostka Badań S.A.")
    )


def _facts(body_id: int, **other: object) -> services.CertificateFacts:
    values: dict[str, object] = {
        "body_id": body_id, "number": "QMS/12/2025", "standard_text": "PN-EN ISO 9001:2015-10",
        "issued_on": date(2025, 12, 1), "valid_from": date(2025, 12, 1),
        "valid_until": date(2028, 11, 30), "scope_pl": "Usługi administracji publicznej",
    }  # fmt: skip
    return services.CertificateFacts(**{**values, **other})  # type: ignore[arg-type]


def _granted(session: Session, host: Host, keeper: Actor, **other: object) -> Certificate:
    body = _body(session, host, keeper)
    return services.enter(
        session, keeper, host.clock, _facts(body.id, **other), state=CertificateState.VALID
    )


def test_every_state_can_be_reached_and_nothing_leaves_the_last_ones() -> None:
    reached = {CertificateState.APPLIED} | set(TRANSITIONS.values())
    assert reached == set(CertificateState)
    assert not any(next_state(CertificateState.WITHDRAWN, step) for step in CertificateStep)
    assert not steps_from(CertificateState.EXPIRED), "only a corrected day brings one back"
    assert CertificateStep.EXPIRE not in BY_HAND


def test_the_days_of_a_cycle_count_from_the_decision_and_never_leave_the_certificate() -> None:
    days = cycle_days(date(2024, 2, 29), date(2027, 2, 27))
    assert days == {
        VisitKind.SURVEILLANCE_1: date(2025, 2, 28),
        VisitKind.SURVEILLANCE_2: date(2026, 2, 28),
        VisitKind.RECERTIFICATION: date(2026, 11, 27),
    }
    short = cycle_days(date(2026, 1, 1), date(2026, 3, 1))
    assert all(date(2026, 1, 1) <= one <= date(2026, 3, 1) for one in short.values())


def test_a_granted_certificate_gets_its_cycle_once(host: Host, keeper: Actor) -> None:
    with host.transaction() as session:
        body = _body(session, host, keeper)
        made = services.enter(session, keeper, host.clock, _facts(body.id, number=""))
        with pytest.raises(Invalid) as refused:
            services.step(session, keeper, host.clock, made, CertificateStep.GRANT, on=TODAY)
        assert "step" in refused.value.fields
        services.save(
            session, keeper, host.clock, made, _facts(body.id), seen_version=None, today=TODAY
        )
        services.step(session, keeper, host.clock, made, CertificateStep.GRANT, on=TODAY)
        services.step(
            session, keeper, host.clock, made, CertificateStep.SUSPEND, on=TODAY, reason="Zwłoka"
        )
        services.step(session, keeper, host.clock, made, CertificateStep.RESTORE, on=TODAY)
        found = queries.certificate(session, made.uuid)
        assert [one.kind for one in found.visits] == [
            VisitKind.CERTIFICATION, VisitKind.SURVEILLANCE_1, VisitKind.SURVEILLANCE_2,
            VisitKind.RECERTIFICATION,
        ]  # fmt: skip
        assert found.visits[1].due_on == date(2026, 12, 1)
    with host.transaction() as session:
        acts = session.scalars(select(TrailEntry.action).order_by(TrailEntry.id)).all()
    assert acts[-5:] == [
        "certification.enter", "certification.change", "certification.grant",
        "certification.suspend", "certification.restore",
    ]  # fmt: skip


def test_a_suspension_needs_its_reason_and_only_the_representative_notes_it(
    host: Host, keeper: Actor
) -> None:
    people.enter(host, "r.kociolek", unit="SO", heads=True)
    head = people.actor(host, "r.kociolek")
    with host.transaction() as session:
        made = _granted(session, host, keeper)
        with pytest.raises(Invalid):
            services.step(
                session, keeper, host.clock, made, CertificateStep.SUSPEND, on=TODAY, reason=" "
            )
        with pytest.raises(Forbidden):
            services.step(
                session, head, host.clock, made, CertificateStep.SUSPEND, on=TODAY, reason="x"
            )
        with pytest.raises(Conflict):
            services.step(session, keeper, host.clock, made, CertificateStep.GRANT, on=TODAY)
        assert made.state is CertificateState.VALID


def test_a_certificate_ends_the_day_after_its_last_day(host: Host, keeper: Actor) -> None:
    last = date(2028, 11, 30)
    with host.transaction() as session:
        made = _granted(session, host, keeper)
        assert services.expire_ended(session, SYSTEM, host.clock, last) == 0
        assert queries.current(session, last) is made
        assert services.expire_ended(session, SYSTEM, host.clock, last + timedelta(days=1)) == 1
        assert made.state is CertificateState.EXPIRED
        assert queries.current(session, last) is None


@pytest.mark.parametrize("suspended", [False, True])
def test_one_that_expired_by_a_wrong_day_is_corrected_and_the_trail_keeps_the_day(
    host: Host, keeper: Actor, suspended: bool
) -> None:
    wrong, right = date(2025, 12, 31), date(2028, 11, 30)
    with host.transaction() as session:
        made = _granted(session, host, keeper, valid_until=wrong)
        body_id = made.body_id
        if suspended:
            services.step(
                session, keeper, host.clock, made, CertificateStep.SUSPEND,
                on=date(2025, 12, 20), reason="Brak działań",
            )  # fmt: skip
        assert services.expire_ended(session, SYSTEM, host.clock, TODAY) == 1
        still = _facts(body_id, valid_until=date(2026, 1, 31))
        services.save(session, keeper, host.clock, made, still, seen_version=None, today=TODAY)
        assert made.state is CertificateState.EXPIRED, "this day has passed as well"
        services.save(
            session, keeper, host.clock, made, _facts(body_id, valid_until=right),
            seen_version=None, today=TODAY,
        )  # fmt: skip
        state = CertificateState.SUSPENDED if suspended else CertificateState.VALID
        assert (made.state, made.valid_until) == (state, right)
        assert made.state_reason == ("Brak działań" if suspended else "")
        assert queries.current(session, TODAY) is (None if suspended else made)
    with host.transaction() as session:
        kept = session.scalars(
            select(TrailEntry.details)
            .where(TrailEntry.action == "certification.change")
            .order_by(TrailEntry.id)
        ).all()
        assert [one["former"]["valid_until"] for one in kept] == ["2025-12-31", "2026-01-31"]


def _mails(session: Session) -> list[str]:
    found = session.scalars(select(OutboxJob.payload).where(OutboxJob.kind == "mail.send"))
    return sorted(str(one["template"]) for one in found)


def test_each_visit_and_each_last_day_is_reminded_of_once(host: Host, keeper: Actor) -> None:
    def remind(session: Session, day: date) -> int:
        return services.remind(session, host.clock, day, surveillance_days=60, expiry_days=180)

    with host.transaction() as session:
        made = _granted(session, host, keeper)
        assert remind(session, date(2026, 10, 1)) == 0
        assert remind(session, date(2026, 10, 2)) == 1
        assert remind(session, date(2026, 10, 3)) == 0
        first = session.scalars(
            select(CertificationVisit).where(CertificationVisit.kind == VisitKind.SURVEILLANCE_1)
        ).one()
        # A day that was moved is told anew; one that was held is not.
        first.due_on = date(2026, 11, 1)
        assert remind(session, date(2026, 10, 4)) == 1
        for one in queries.certificate(session, made.uuid).visits:
            one.held_on = date(2026, 10, 5)
        session.flush()
        assert remind(session, date(2028, 6, 2)) == 0
        assert remind(session, date(2028, 6, 3)) == 1
        assert remind(session, date(2028, 6, 4)) == 0
        assert _mails(session) == [
            "certification_ending", "certification_visit", "certification_visit"
        ]  # fmt: skip


def test_the_pages_lead_from_the_form_to_the_file_and_keep_what_was_typed(
    host: Host, keeper: Actor
) -> None:
    host.sign_in("j.lisowska", "Joanna Lisowska")
    client = host.client()
    assert "/qms/certification/bodies" in client.get("/qms/certification/certificates/new").text
    client.post("/qms/certification/bodies", data={"name": "Jednostka Badań S.A."})
    with host.transaction() as session:
        body_id = session.scalars(select(CertificationBody.id)).one()
    form = {
        "state": "valid", "body_id": str(body_id), "number": "QMS/12/2025",
        "standard_text": "PN-EN ISO 9001:2015-10", "whole_office": "1",
        "issued_on": "2025-12-01", "valid_from": "2025-12-01", "valid_until": "99999-11-30",
    }  # fmt: skip
    refused = client.post("/qms/certification/certificates/new", data=form)
    assert refused.status_code == 422
    assert "QMS/12/2025" in refused.text
    form["valid_until"] = "2028-11-30"
    made = client.post("/qms/certification/certificates/new", data=form)
    assert made.status_code == 303
    page = made.headers["Location"]
    sent = client.post(
        f"{page}/file", data={"file": (io.BytesIO(b"MZ not a pdf"), "certyfikat.pdf")}
    )
    assert sent.status_code == 415
    scan = b"%PDF-1.4\n" + b"x" * 40 + b"\n%%EOF"
    sent = client.post(f"{page}/file", data={"file": (io.BytesIO(scan), "../ certyfikat.pdf")})
    assert sent.status_code == 303
    shown = client.get(page).text
    assert "certyfikat.pdf" in shown
    assert "SHA-256:" in shown
    assert client.get(f"{page}/file").data == scan
    overview = client.get("/qms/certification/").text
    assert "qms-road" in overview
    assert "QMS/12/2025" in overview


def test_citizens_see_the_certificate_only_where_the_office_wants_it(
    make_host: object, sqlite_url: str
) -> None:
    for wanted in (False, True):
        host = make_host(sqlite_url, QMS_PUBLIC_GUIDES=True, QMS_PUBLIC_CERTIFICATE=wanted)  # type: ignore[operator]
        if not wanted:
            people.enter(host, "j.lisowska", "qms_representative")
            keeper = people.actor(host, "j.lisowska")
            with host.transaction() as session:
                _granted(session, host, keeper)
        assert ("QMS/12/2025" in host.client().get("/qms/guides/").text) is wanted


def test_programs_read_certificates_with_their_cycle(host: Host, keeper: Actor) -> None:
    with host.transaction() as session:
        _granted(session, host, keeper)
    host.sign_in("j.lisowska", "Joanna Lisowska")
    answer = host.client().get("/qms/api/v1/certificates").get_json()
    assert answer["current"] == "QMS/12/2025"
    assert [one["kind"] for one in answer["certificates"][0]["visits"]][1] == "surveillance_1"


def test_a_cycle_is_kept_and_reminded_of_on_both_databases(
    make_host: Callable[..., Host], database_url: str
) -> None:
    host = make_host(database_url)
    people.enter(host, "j.lisowska", "qms_representative", name="Joanna Lisowska", unit="SO")
    keeper = people.actor(host, "j.lisowska")
    with host.transaction() as session:
        made = _granted(session, host, keeper)
        visit = made.visits[1]
        sheet = "Numer;Klasa;Opis;Komórka\nN-1;minor;Brak wpisu;SO\n".encode()
        sent = services.check_sheet(session, keeper, host.clock, visit, sheet, "x.csv")
        assert services.enter_import(
            session, keeper, host.clock, visit, sent, today=TODAY, due_days=30
        ) == 1  # fmt: skip
        assert services.remind(
            session, host.clock, TODAY, surveillance_days=60, expiry_days=180
        ) == 1  # fmt: skip
        assert services.expire_ended(session, SYSTEM, host.clock, date(2030, 1, 1)) == 1
    host.sign_in("j.lisowska", "Joanna Lisowska")
    for page in ("", f"certificates/{made.uuid}", f"visits/{visit.uuid}"):
        assert host.client().get(f"/qms/certification/{page}").status_code == 200
