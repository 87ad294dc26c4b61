"""Records for programs: what is due, and the class of one; consent is not to be had here."""

from __future__ import annotations

from datetime import date

from intranet_qms.documents import services as documents
from tests.factories.documents import COMPLAINTS, install, make_office
from tests.records.test_pages import sign_in
from tests.support.host import Host


def test_programs_list_what_is_due_and_give_a_class(host: Host) -> None:
    with host.transaction() as session:
        office = make_office(session, host.clock)
        install(
            session, office, code="PG-1", archive_category="B5",
            issues=[
                documents.PastIssue(body=COMPLAINTS, effective_on=date(2010, 1, 4)),
                documents.PastIssue(body=COMPLAINTS, effective_on=date(2012, 1, 4)),
            ],
        )  # fmt: skip
    client = sign_in(host, "representative")
    due = client.get("/qms/api/v1/records?state=due").get_json()
    assert [one["code"] for one in due["records"]] == ["PG-1 / 1"]
    assert due["counts"]["due"] == 1
    [found] = due["records"]
    address = f"/qms/api/v1/records/{found['kind']}/{found['uuid']}"
    longer = client.put(f"{address}/classification", json={"category": "B50", "jrwa": "0142"})
    assert longer.get_json()["record"]["state"] == "kept"
    assert client.get(address).get_json()["record"]["category"] == "B50"
    refused = client.put(f"{address}/classification", json={"category": "C7"})
    assert refused.status_code == 422
    assert "category" in refused.get_json()["error"]["fields"]
    assert client.put(f"{address}/classification", json={"consent": True}).status_code == 422
    assert client.get("/qms/api/v1/records?page=-1").status_code == 422
    assert sign_in(host, "employee").get("/qms/api/v1/records").status_code == 403
    rules = [rule.rule for rule in host.app.url_map.iter_rules() if "/api/v1/records" in rule.rule]
    assert not [one for one in rules if "consent" in one or "carry" in one]
