"""What is done on the page of a finding and by the API, as people and programs do it."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest

from intranet_qms.findings import queries
from intranet_qms.findings.workflow import FindingState
from tests.factories.audits import Office, make_office
from tests.factories.findings import bring_to, make_finding
from tests.findings.test_pages import _person as person_named
from tests.findings.test_pages import _unit as unit_named
from tests.findings.test_pages import get, post
from tests.support.host import Host

ONE = "/findings/U-2026-001"


@pytest.fixture
def host(host: Host) -> Host:
    with host.transaction() as session:
        make_finding(make_office(session, host.clock))
    return host


def brought(host: Host, state: FindingState) -> None:
    with host.transaction() as session:
        office = Office(session, host.clock)
        for unit in ("SO", "FB"):
            office.units[unit] = unit_named(session, unit)
        for person in ("head", "clerk", "auditor", "second", "rep"):
            office.people[person] = person_named(session, person)
        finding = queries.by_number(session, "U-2026-001")
        assert finding is not None
        bring_to(office, finding, state)


def state_of(host: Host) -> tuple[str, int]:
    with host.transaction() as session:
        finding = queries.by_number(session, "U-2026-001")
        assert finding is not None
        return str(finding.state), finding.round


def test_a_dispute_is_written_and_decided_on_the_page(host: Host) -> None:
    empty = post(host, "head", f"{ONE}/do", what="dispute", dispute_words=" ")
    assert empty.text.count("qms-alert__title") == 1, "only the form that was sent says so"
    assert empty.status_code == 422
    assert post(host, "head", f"{ONE}/do", what="dispute", dispute_words="Nie").status_code == 303
    page = get(host, "lead", ONE).text
    assert "Rozstrzygnij zastrzeżenia" in page
    assert "Rozstrzygnij zastrzeżenia" not in get(host, "head", ONE).text
    tasks = get(host, "rep", "/tasks/").text
    assert "Rozstrzygnij zastrzeżenia" in tasks
    form = {"what": "decide_dispute", "decision": "stands", "decision_words": "Tak jest"}
    assert post(host, "head", f"{ONE}/do", **form).status_code == 403
    assert post(host, "lead", f"{ONE}/do", **form).status_code == 303
    page = get(host, "head", ONE).text
    assert "Nie</p>" in page
    assert "Tak jest</p>" in page


@pytest.mark.parametrize("what", ["", "nonsense", "answers", "repeat", "change_document"])
def test_a_form_of_rubbish_is_refused_in_words(host: Host, what: str) -> None:
    form = {"what": what, "answers": "x/y", "earlier": "'", "document_id": "-1", "version": "1"}
    assert post(host, "rep", f"{ONE}/do", **form).status_code in (303, 422)


def test_causes_are_written_changed_and_removed_on_the_page(host: Host) -> None:
    brought(host, FindingState.ACCEPTED)
    path = f"{ONE}/analysis"
    assert get(host, "orhead", path).status_code == 404
    assert post(host, "auditor", path, what="add", text="x").status_code == 403
    assert post(host, "head", path, what="add", text=" ").status_code == 422
    first = post(host, "head", path, what="add", text="Brak zastępstwa")
    cause = re.search(r"#cause-(\d+)", first.headers["Location"])
    assert cause is not None
    post(host, "head", path, what="add", text="Karta urlopowa", parent=cause[1])
    post(
        host, "head", path, what="change", cause=cause[1], text="Brak zastępstw", is_root="1",
        version="1",
    )  # fmt: skip
    stale = post(host, "head", path, what="change", cause=cause[1], text="x", version="1")
    assert stale.status_code == 409
    page = get(host, "head", path).text
    assert "Karta urlopowa" in page
    assert page.count("przyczyna źródłowa") >= 1
    assert "Brak zastępstw</textarea>" in get(host, "head", ONE).text, "proposed as the root cause"
    post(host, "head", path, what="method", method="fishbone")
    post(host, "head", path, what="add", text="Brak instrukcji", category="method")
    drawn = get(host, "auditor", path).text
    assert '<svg class="qms-fishbone"' in drawn
    post(host, "head", path, what="remove", cause=cause[1])
    assert "Karta urlopowa" not in get(host, "head", f"{path}?method=whys").text


def test_an_action_is_done_with_a_file_that_only_readers_get(host: Host) -> None:
    brought(host, FindingState.ACTIONS_AGREED)
    with host.transaction() as session:
        finding = queries.by_number(session, "U-2026-001")
        assert finding is not None
        action = finding.actions[0].id
    answer = post(
        host, "clerk", f"{ONE}/actions/{action}/done",
        **{f"done_text_{action}": "Gotowe",
           f"files_{action}": (io.BytesIO("Protokół".encode()), "protokół.txt")},
    )  # fmt: skip
    assert answer.status_code == 303
    link = re.search(rf'/qms({ONE}/files/[0-9a-f-]+)"', get(host, "auditor", ONE).text)
    assert link is not None
    sent = get(host, "auditor", link[1])
    assert sent.data.decode() == "Protokół"
    assert sent.headers["Content-Disposition"].startswith("attachment")
    assert get(host, "orhead", link[1]).status_code == 404


def test_more_time_is_asked_and_given_on_the_page(host: Host) -> None:
    brought(host, FindingState.ACTIONS_AGREED)
    with host.transaction() as session:
        finding = queries.by_number(session, "U-2026-001")
        assert finding is not None
        action = finding.actions[0].id
    form = {"what": "ask_extension", "action": action, f"extension_reason_{action}": "Opinia"}
    late = post(host, "clerk", f"{ONE}/do", **form)
    assert late.status_code == 422
    assert "Opinia" in late.text
    form[f"new_due_on_{action}"] = "2027-01-15"
    assert post(host, "clerk", f"{ONE}/do", **form).status_code == 303
    assert "Zdecyduj o przedłużeniu" in get(host, "rep", "/tasks/").text
    request = re.search(r'name="extension" value="([0-9a-f-]+)"', get(host, "rep", ONE).text)
    assert request is not None
    decide = {"what": "decide_extension", "extension": request[1], "granted": "yes"}
    assert post(host, "rep", f"{ONE}/do", **decide).status_code == 303
    assert post(host, "rep", f"{ONE}/do", **decide).status_code == 409
    assert "2027-01-15" in get(host, "clerk", ONE).text


def test_what_did_not_help_and_what_came_back_begin_a_new_round(host: Host) -> None:
    brought(host, FindingState.VERIFIED)
    form = {"what": "ineffective", "ineffective_words": "Nadal zwłoki"}
    assert post(host, "second", f"{ONE}/do", **form).status_code == 409
    host.clock.advance(days=90)  # type: ignore[attr-defined]
    assert post(host, "head", f"{ONE}/do", **form).status_code == 403
    assert post(host, "second", f"{ONE}/do", **form).status_code == 303
    assert state_of(host) == ("accepted", 2)
    page = get(host, "head", ONE).text
    assert "podejście 1" in page
    assert "Nadal zwłoki" in page


def test_the_second_of_two_writers_keeps_their_words_beside_the_others(host: Host) -> None:
    post(host, "rep", f"{ONE}/amend", version="1", statement="Pierwsza treść")
    second = post(host, "lead", f"{ONE}/amend", version="1", statement="Druga treść", clause="7.5")
    assert second.status_code == 409
    assert "Druga treść</textarea>" in second.text
    assert "Pierwsza treść" in second.text
    version = re.search(r'name="version" value="(\d+)"', second.text)
    assert version is not None
    again = post(
        host, "lead", f"{ONE}/amend", version=version[1], statement="Druga treść", clause="7.5"
    )
    assert again.status_code == 303


def test_a_requirement_is_looked_for_without_a_script(host: Host) -> None:
    answer = post(
        host, "rep", "/findings/new", find="1", requirement_q="nic takiego", statement="Zachowaj"
    )
    assert answer.status_code == 200
    assert "Zachowaj" in answer.text
    assert "Nic nie znaleziono" in answer.text
    assert get(host, "rep", "/findings/requirements?requirement_q=%00%27").status_code == 200


def test_figures_and_classes_have_their_pages(host: Host) -> None:
    for year in ("", "?year=2026", "?year=1999"):
        assert get(host, "rep", f"/findings/figures{year}").status_code == 200
    assert get(host, "rep", "/findings/figures?year=x").status_code == 422
    fields: dict[str, Any] = {
        "code": "uwaga", "base": "observation", "name_pl": "Uwaga", "name_en": "Remark",
        "due_days": "7", "tone": "progress", "shape": "ring",
    }  # fmt: skip
    assert post(host, "lead", "/findings/classes", **fields).status_code == 403
    assert post(host, "rep", "/findings/classes", **fields, needs_action="1").status_code == 303
    assert post(host, "rep", "/findings/classes", **{**fields, "code": "Ą"}).status_code == 422
    assert "Uwaga" in get(host, "rep", "/findings/new").text
    assert get(host, "rep", "/findings/?class=uwaga").status_code == 200
    post(host, "rep", "/findings/classes", what="retire", code="uwaga")
    assert "Uwaga</option>" not in get(host, "rep", "/findings/new").text


def api(host: Host, who: str, path: str, body: dict[str, Any] | None = None) -> Any:
    host.sign_in(who, f"{who.capitalize()} Kowal")
    client = host.client()
    headers = {"Accept": "application/json"}
    if body is None:
        return client.get(f"/qms/api/v1{path}", headers=headers)
    return client.post(f"/qms/api/v1{path}", json=body, headers=headers)


def test_programs_read_and_enter_findings(host: Host) -> None:
    brought(host, FindingState.CLOSED)
    listed = api(host, "rep", "/findings?state=closed").get_json()
    assert [one["number"] for one in listed["findings"]] == ["U-2026-001"]
    assert api(host, "orhead", "/findings").get_json()["total"] == 0
    assert api(host, "orhead", "/findings/U-2026-001").status_code == 404
    one = api(host, "rep", "/findings/U-2026-001").get_json()["finding"]
    assert (one["class"], one["unit"], one["actions"][0]["state"]) == ("minor", "SO", "verified")
    assert [remark["kind"] for remark in one["remarks"]] == ["accepted", "effective"]
    new = {"class": "minor", "source": "external_audit", "source_reference": "NC-1", "unit": "SO",
           "statement": "Brak przeglądu zarządzania.", "due_on": "2027-03-01"}  # fmt: skip
    assert api(host, "clerk", "/findings", new).status_code == 403
    made = api(host, "rep", "/findings", new)
    assert made.status_code == 201
    assert made.get_json()["finding"]["due_on"] == "2027-03-01"
    about_others = api(host, "orhead", "/findings", new)
    assert (about_others.status_code, about_others.get_json()["error"]["code"]) == (
        403, "findings.raise.refused"
    )  # fmt: skip
    assert api(host, "orhead", "/findings", {**new, "unit": "OR"}).status_code == 201
    for wrong in ({"unit": "NIC"}, {"class": "x"}, {"source": "audit"}, {"statement": ""}):
        assert api(host, "rep", "/findings", {**new, **wrong}).status_code == 422
