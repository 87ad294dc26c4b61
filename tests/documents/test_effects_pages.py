"""The pages on which a change is noted, foreseen and answered."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from intranet_qms.documents.models import ChangeEffect, Document
from intranet_qms.documents.workflow import DocumentKind, EffectState
from tests.factories.documents import COMPLAINTS, draft, install, make_office
from tests.support.host import Host


@pytest.fixture
def office(host: Host) -> Host:
    with host.transaction() as session:
        made = make_office(session, host.clock)
        install(
            session, made, code="KPA", title="Kodeks postępowania administracyjnego",
            kind=DocumentKind.LEGAL_ACT, body="## 1. Akt\n\nDz.U.\n",
        )  # fmt: skip
        document = install(session, made, body=COMPLAINTS + "\nZob. [KPA].\n")
        install(session, made, code="IN-01", body="## 1. Zasady\n\nZob. PG-02 § 2.2.\n")
        draft(session, made, document, body=document.revisions[0].body.replace("miesiąc", "rok"))
    host.sign_in("representative", "Representative Nowak")
    return host


def test_a_changed_act_is_noted_shown_where_it_matters_and_answered(office: Host) -> None:
    client = office.client()
    page = client.get("/qms/documents/KPA/effects").text
    assert "Akt się zmienił" in page
    assert "PG-02" in page
    sent = {"summary": "Nowy art. 14.", "happened_on": "2027-01-01", "due_on": "2026-12-15"}
    refused = client.post("/qms/documents/KPA/act-changed", data={**sent, "due_on": "kiedyś"})
    assert refused.status_code == 422
    assert "Nowy art. 14." in refused.text
    assert client.post("/qms/documents/PG-02/act-changed", data=sent).status_code == 403
    assert client.post("/qms/documents/KPA/act-changed", data=sent).status_code == 303

    # The document that rests on it says why it is due, and the task leads to the answer.
    assert "Nowy art. 14." in client.get("/qms/documents/PG-02").text
    office.sign_in("owner", "Owner Nowak")
    assert "Zmiana w KPA" in client.get("/qms/tasks/").text
    with office.transaction() as session:
        effect = session.scalars(select(ChangeEffect)).one().uuid
    address = f"/qms/documents/KPA/effects/{effect}"
    assert client.post(address, data={"state": "not_affected"}).status_code == 422
    assert client.post(address, data={"state": "zmyślony"}).status_code == 422
    answered = client.post(address, data={"state": "not_affected", "note": "Bez wpływu."})
    assert answered.status_code == 303
    with office.transaction() as session:
        found = session.scalars(select(ChangeEffect)).one()
        assert (found.state, found.note) == (EffectState.NOT_AFFECTED, "Bez wpływu.")
        document = session.scalars(select(Document).where(Document.code == "PG-02")).one()
        assert document.last_reviewed_on is not None
    assert "Nowy art. 14." not in client.get("/qms/documents/PG-02").text
    assert "Zmiana w KPA" not in client.get("/qms/tasks/").text


def test_an_issue_on_its_way_and_a_withdrawal_show_what_cites_the_document(office: Host) -> None:
    client = office.client()
    ahead = client.get("/qms/documents/PG-02/issues/2/effects").text
    assert "IN-01" in ahead
    assert (
        "/qms/documents/PG-02/issues/2/effects" in client.get("/qms/documents/PG-02/issues/2").text
    )
    assert "IN-01" in client.get("/qms/documents/PG-02/withdraw").text
    assert client.get("/qms/documents/PG-02/issues/9/effects").status_code == 404
    assert client.get("/qms/documents/IN-01/effects").status_code == 200
