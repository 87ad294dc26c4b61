"""A disposal list by the pages, as the two people of an office do it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from intranet_qms.documents import services as documents
from intranet_qms.people import services as people
from tests.factories.documents import COMPLAINTS, install, make_office
from tests.support.host import Host


def sign_in(host: Host, who: str) -> Any:
    """A browser of somebody."""
    host.sign_in(who, f"{who.capitalize()} Nowak")
    return host.client()


def test_an_old_issue_goes_by_two_people_and_the_pages(host: Host) -> None:
    with host.transaction() as session:
        office = make_office(session, host.clock)
        people.add_person(
            session, host.clock.now(), host_id="archivist", name="Anna Archiwista", email=None,
            unit=office.unit, roles=("archivist",),
        )  # fmt: skip
        install(
            session, office, code="PG-1", archive_category="B5",
            issues=[
                documents.PastIssue(body=COMPLAINTS, effective_on=date(2010, 1, 4)),
                documents.PastIssue(body=COMPLAINTS, effective_on=date(2012, 1, 4)),
            ],
        )  # fmt: skip
    client = sign_in(host, "representative")
    due = client.get("/qms/records/?state=due").text
    chosen = re.findall(r'name="record" value="([^"]+)"', due)
    assert len(chosen) == 1
    page = "/qms/records/lists/?state=due"
    refused = client.post(page, data={"record": chosen, "kind": "destroy"})
    assert (refused.status_code, "w jakim celu" in refused.text) == (422, True)
    sent = client.post(page, data={"record": chosen, "kind": "destroy", "reason": "Brakowanie"})
    where = sent.headers["Location"]
    assert client.post(f"{where}/consent").status_code == 403
    assert client.post(f"{where}/carry-out").status_code == 409
    archivist = sign_in(host, "archivist")
    assert "Wyraź zgodę" in archivist.get(where).text
    assert archivist.post(f"{where}/consent", data={"note": "DN.5120"}).status_code == 303
    assert archivist.post(f"{where}/carry-out").status_code == 403
    client = sign_in(host, "representative")
    assert client.post(f"{where}/carry-out").status_code == 303
    assert client.get("/qms/documents/PG-1/issues/1").status_code == 404
    assert client.get("/qms/documents/PG-1").status_code == 200
    assert client.get("/qms/documents/PG-1/issues").status_code == 200
    assert "PG-1 / 1" in client.get(where).text
    assert client.get(f"{where}/list.xlsx").status_code == 200


def test_a_hold_and_a_class_are_given_on_the_page_of_a_record(host: Host) -> None:
    with host.transaction() as session:
        office = make_office(session, host.clock)
        revision = install(session, office).revisions[0]
        page = f"/qms/records/of/issue/{revision.uuid}"
    client = sign_in(host, "representative")
    assert client.post(f"{page}/hold", data={"reason": " "}).status_code == 422
    assert client.post(f"{page}/hold", data={"reason": "Kontrola NIK"}).status_code == 303
    assert "Kontrola NIK" in client.get(page).text
    assert client.post(f"{page}/class", data={"category": "C9"}).status_code == 422
    assert client.post(f"{page}/class", data={"category": "be 50"}).status_code == 303
    assert "BE50" in client.get(page).text
    assert client.post(f"{page}/release", data={"released": "Koniec"}).status_code == 303
    assert (
        client.get("/qms/records/of/fairy/00000000-0000-0000-0000-000000000000").status_code == 404
    )
    assert client.get("/qms/records/?year=10000&page=-1").status_code == 422
