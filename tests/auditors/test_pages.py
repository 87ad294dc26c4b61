"""The register of auditors in the browser and for programs."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from intranet_qms.audits.models import Audit
from intranet_qms.audits.workflow import AuditState
from intranet_qms.people.models import Person
from intranet_qms.standards import services as standards
from tests.factories.audits import make_audit, make_office
from tests.factories.sync import jpeg
from tests.support.host import Host

TODAY = date(2026, 11, 23)


@pytest.fixture
def office(host: Host) -> Host:
    with host.transaction() as session:
        standards.load_builtin(session)
        made = make_office(session, host.clock)
        for person in made.people.values():
            person.locale = "en"
        make_audit(made)
    return host


def come(host: Host, host_id: str) -> None:
    host.sign_in(host_id, f"{host_id.capitalize()} Kowal")


def address(host: Host, host_id: str) -> str:
    with host.transaction() as session:
        person = session.query(Person).filter_by(host_id=host_id).one()
        return f"/qms/auditors/{person.uuid}"


def test_the_representative_enters_an_auditor_from_the_list_to_the_certificate(
    office: Host,
) -> None:
    come(office, "rep")
    client, clerk = office.client(), address(office, "clerk")
    assert f'href="{clerk}#appointments"' in client.get("/qms/auditors/").text
    appointed = client.post(
        clerk, data={"act": "appoint", "grade": "lead", "first_day": "2026-11-23", "order": "Z 7"}
    )
    assert appointed.status_code == 303
    refused = client.post(clerk, data={"act": "competence", "standard": "ISO 9001"})
    assert refused.status_code == 422
    assert "Say what proves it" in refused.text
    sent = {
        "act": "competence", "standard": "ISO 9001", "level": "lead", "since": "2026-01-01",
        "until": "2026-12-31", "proof": "Certyfikat 3",
        "file": (io.BytesIO(jpeg()), "certyfikat.jpg"),
    }  # fmt: skip
    assert client.post(clerk, data=sent).status_code == 303
    page = client.get(clerk).text
    assert "Runs out soon" in page
    assert "Z 7" in page
    proof = page.split("/proof/")[1].split('"')[0]
    assert client.get(f"{clerk}/proof/{proof}").mimetype == "image/jpeg"
    listed = client.get("/qms/auditors/?standard=ISO+9001&competence=running_out").text
    assert "Clerk Kowal</a>" in listed.split("<tbody>")[1]
    assert "Auditor Kowal</a>" not in listed.split("<tbody>")[1]
    come(office, "auditor")
    colleague = office.client()
    assert colleague.get(clerk).status_code == 200
    assert colleague.get(f"{clerk}/proof/{proof}").status_code == 404
    assert colleague.post(clerk, data={"act": "limit", "load_days_limit": "3"}).status_code == 403


def test_an_auditor_notes_days_on_their_own_page_and_colleagues_do_not_see_them(
    office: Host,
) -> None:
    come(office, "auditor")
    own = address(office, "auditor")
    client = office.client()
    day = (TODAY + timedelta(days=15)).isoformat()
    sent = {"act": "absence", "away_first": day, "away_last": day, "back": "mine"}
    answer = client.post(own, data=sent)
    assert (answer.status_code, answer.location) == (303, "/qms/auditors/mine")
    assert f'datetime="{day}"' in client.get("/qms/auditors/mine").text
    again = client.post(own, data=sent)
    assert again.status_code == 422
    assert "is noted already" in again.text
    come(office, "second")
    assert f'datetime="{day}"' not in office.client().get(own).text
    come(office, "lead")
    assert f'datetime="{day}"' in office.client().get(own).text
    with office.transaction() as session:
        number = session.query(Audit).one().number
    assert (
        "Auditor Kowal is away from 8 Dec 2026" in office.client().get(f"/qms/audits/{number}").text
    )
    form = {
        "first_day": "2026-12-08", "last_day": "2026-12-08", "lead_id": "",
        "auditor_ids": [str(number_of(office, "auditor"))],
    }  # fmt: skip
    assert "is away" in office.client().post("/qms/audits/check", data=form).text


def number_of(host: Host, host_id: str) -> int:
    with host.transaction() as session:
        return session.query(Person).filter_by(host_id=host_id).one().id


def test_an_evaluation_goes_from_the_audit_to_the_evaluated(office: Host) -> None:
    with office.transaction() as session:
        audit = session.query(Audit).one()
        audit.state = AuditState.REPORTING
        number = audit.number
    come(office, "lead")
    client = office.client()
    page = client.get(f"/qms/audits/{number}").text
    where = f"/qms/auditors/evaluations/{number}/{address(office, 'auditor').rsplit('/')[-1]}"
    assert where in page
    marks = {f"mark_{one}": "4" for one in ("preparation", "method", "evidence", "conduct")}
    refused = client.post(where, data={**marks, "version": "0", "strengths": "Dobre pytania"})
    assert refused.status_code == 422
    assert "Dobre pytania" in refused.text
    sent = {**marks, "mark_timeliness": "3", "version": "0", "strengths": "Dobre pytania"}
    assert client.post(where, data=sent).status_code == 303
    come(office, "auditor")
    assert "Dobre pytania" in office.client().get("/qms/auditors/mine").text
    come(office, "second")
    assert office.client().get(where).status_code == 403
    assert "Dobre pytania" not in office.client().get(address(office, "auditor")).text


def test_the_list_asks_the_same_number_of_questions_however_long_it_is(office: Host) -> None:
    come(office, "rep")
    client = office.client()
    client.get("/qms/auditors/")

    def asked() -> int:
        seen: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        event.listen(office.database.engine, "before_cursor_execute", note)
        assert client.get("/qms/auditors/").status_code == 200
        event.remove(office.database.engine, "before_cursor_execute", note)
        return len(seen)

    before = asked()
    for host_id in ("clerk", "head", "orhead"):
        client.post(
            address(office, host_id),
            data={"act": "appoint", "grade": "auditor", "first_day": "2026-11-23"},
        )
    assert asked() == before


def test_a_program_asks_who_is_free(office: Host) -> None:
    come(office, "lead")
    client = office.client()
    answer = client.get("/qms/api/v1/auditors?on=2026-12-07&until=2026-12-09").get_json()
    found = {one["name"]: one for one in answer["auditors"]}
    assert found["Auditor Kowal"]["free_days"] == ["2026-12-09"]
    assert found["Lead Kowal"]["may_lead"] is True
    assert client.get("/qms/api/v1/auditors?on=wczoraj").status_code == 422
    assert client.get("/qms/api/v1/auditors?on=9999-12-31").status_code == 200
    assert client.get("/qms/api/v1/auditors?on=2026-12-07&until=2036-12-09").status_code == 422
    come(office, "clerk")
    assert office.client().get("/qms/api/v1/auditors").status_code == 403


def test_who_is_not_in_the_register_is_told_whom_to_ask(office: Host) -> None:
    come(office, "clerk")
    client = office.client()
    assert (
        "ask the QMS representative to enter your appointment"
        in client.get("/qms/auditors/mine").text
    )
    assert client.get(address(office, "head")).status_code == 404
