"""Row 9: the checklist is changed under an audit that is going on."""

from __future__ import annotations

import copy
import re
import uuid
from typing import Any

from sqlalchemy import select

from intranet_qms.audits.models import Audit, ChecklistMove
from intranet_qms.checklists import services as checklists
from intranet_qms.host import Actor
from intranet_qms.trail.models import TrailEntry
from tests.factories.sync import AUDIT, CHECKLIST, CONFORMITY, YES_NO, answer, golden_checklist
from tests.faults.conftest import Field

REPRESENTATIVE = Actor(
    person_id=0, host_id="system", name="system", roles=frozenset({"qms_representative"})
)


def publish_without_the_question(field: Field, retyped: str = "") -> uuid.UUID:
    """The next version of the same checklist, in which the audited question is gone, and another
    one takes an answer about conformity."""
    content = copy.deepcopy(golden_checklist())
    for section in content["sections"]:
        section["questions"] = [each for each in section["questions"] if each["key"] != CONFORMITY]
        for each in section["questions"]:
            if each["key"] == retyped:
                each["type"] = "conformity"
    content["sections"] = [section for section in content["sections"] if section["questions"]]
    with field.host.transaction() as session:
        version = checklists.create_from_content(session, REPRESENTATIVE, field.host.clock, content)
        checklists.publish(session, REPRESENTATIVE, field.host.clock, version)
        return version.uuid


def addressable(field: Field) -> str:
    """The number of the audit as pages name it; that of the golden messages has slashes."""
    with field.host.transaction() as session:
        session.scalars(select(Audit)).one().number = "A-2026-07"
    return "A-2026-07"


def checklists_of(page: dict[str, Any]) -> set[str]:
    return {one["data"]["checklist"]["uuid"] for one in page["changes"] if one["type"] == "audit"}


def test_an_audit_stays_on_the_version_it_began_with(field: Field) -> None:
    """What an offline phone answers to a question that the new version lacks is taken."""
    phone = field.phone()
    before = phone.pull()
    pinned = field.rows(Audit)[0].checklist_version_id
    newer = publish_without_the_question(field)

    receipt = phone.push(answer(uuid.uuid4(), 1)).json["receipts"][0]
    assert receipt["status"] == "applied"
    assert field.rows(Audit)[0].checklist_version_id == pinned

    # A phone that was there, and one that comes now: both work with the version of the audit.
    assert checklists_of(phone.pull(before["cursor"])) <= {str(CHECKLIST)}
    assert checklists_of(field.phone("piotr").pull()) == {str(CHECKLIST)}
    assert newer != CHECKLIST


def test_an_audit_that_its_lead_moves_keeps_every_answer(field: Field) -> None:
    """The lead sees what changes; answers to removed and changed questions are kept with their
    authors, and a phone that has not heard of the move still gets rid of its queue."""
    phone, late = field.phone(), field.phone("piotr")
    before, seen_late = phone.pull(), late.pull()
    given = phone.push(
        answer(uuid.uuid4(), 1, "nonconforming"), answer(uuid.uuid4(), 2, "yes", question=YES_NO)
    ).json
    assert [one["status"] for one in given["receipts"]] == ["applied", "applied"]
    publish_without_the_question(field, retyped=YES_NO)
    client = field.host.client()
    field.host.sign_in("anna")
    number = addressable(field)

    shown = client.get(f"/qms/audits/{number}")
    assert f"/qms/audits/{number}/checklist" in shown.text
    page = client.get(f"/qms/audits/{number}/checklist").text
    assert "1 pytanie z odpowiedzią nie jest już zadawane" in page
    assert "1 pytanie przyjmuje teraz odpowiedź innego rodzaju" in page
    form = dict(re.findall(r'name="(version|row_version)" value="(\d+)"', page))
    assert client.post(f"/qms/audits/{number}/checklist", data=form).status_code == 303

    # Nothing that was recorded changed, and both answers are on the sheet.
    assert [one.value for one in field.answers()] == ["nonconforming", "yes"]
    sheet = client.get(f"/qms/audits/{number}").text
    assert "Pytania z wcześniejszej wersji listy" in sheet
    assert "Tak (odpowiedź w wersji 3)" in sheet
    trail = field.rows(TrailEntry, TrailEntry.action == "audits.move_checklist")
    assert trail[0].details["kept_answers_to_removed"] == [CONFORMITY]
    assert trail[0].details["to_be_answered_anew"] == [YES_NO]

    # The phone gets the new version with what the earlier one asked.
    pulled = {one["type"]: one["data"] for one in phone.pull(before["cursor"])["changes"]}
    assert pulled["audit"]["checklist"]["number"] == int(form["version"])
    assert [one["key"] for one in pulled["checklist"]["earlier"]] == [CONFORMITY]
    asked = {q["key"]: q for s in pulled["checklist"]["sections"] for q in s["questions"]}
    assert asked[YES_NO]["was"][0]["type"] == "yes_no"

    # A phone that was offline sends what it answered under version 1.
    assert seen_late["changes"]
    receipts = late.push(
        answer(uuid.uuid4(), 1, note="z archiwum"), answer(uuid.uuid4(), 2, "no", question=YES_NO)
    ).json["receipts"]
    assert [one["status"] for one in receipts] == ["conflict", "conflict"]
    assert len(field.answers()) == 4


def test_an_own_question_asked_in_a_section_that_is_gone_is_taken_with_its_answer(
    field: Field,
) -> None:
    """The phone was offline during the move; the new version lacks the whole section."""
    phone = field.phone()
    phone.pull()
    content = copy.deepcopy(golden_checklist())
    gone = content["sections"][0]
    gone["key"] = "another-section"
    with field.host.transaction() as session:
        version = checklists.create_from_content(session, REPRESENTATIVE, field.host.clock, content)
        checklists.publish(session, REPRESENTATIVE, field.host.clock, version)
    number, client = addressable(field), field.host.client()
    field.host.sign_in("anna")
    page = client.get(f"/qms/audits/{number}/checklist").text
    form = dict(re.findall(r'name="(version|row_version)" value="(\d+)"', page))
    assert client.post(f"/qms/audits/{number}/checklist", data=form).status_code == 303

    asked = uuid.uuid4()
    own = {
        "id": str(asked), "seq": 1, "name": "question.add", "at": "2026-11-23T08:15:02.120Z",
        "args": {
            "audit": str(AUDIT), "section": golden_checklist()["sections"][0]["key"],
            "text": "Czy klucz jest w rejestrze?", "clause": "", "type": "yes_no",
        },
    }  # fmt: skip
    receipts = phone.push(own, answer(uuid.uuid4(), 2, "no", question=f"own-{asked}")).json[
        "receipts"
    ]
    assert [one["status"] for one in receipts] == ["applied", "applied"]
    sheet = client.get(f"/qms/audits/{number}").text
    assert "Pytania dodane na miejscu" in sheet
    assert "Czy klucz jest w rejestrze?" in sheet


def test_only_the_lead_moves_an_audit_and_only_forward(field: Field) -> None:
    field.phone()
    number = addressable(field)
    client = field.host.client()
    field.host.sign_in("anna")
    assert client.get(f"/qms/audits/{number}/checklist").status_code == 404
    publish_without_the_question(field)
    field.host.sign_in("piotr")
    assert client.get(f"/qms/audits/{number}/checklist").status_code == 403
    field.host.sign_in("anna")
    assert client.post(f"/qms/audits/{number}/checklist", data={"version": "1"}).status_code == 409
    page = client.get(f"/qms/audits/{number}/checklist").text
    stale = dict(re.findall(r'name="(version)" value="(\d+)"', page)) | {"row_version": "99"}
    assert client.post(f"/qms/audits/{number}/checklist", data=stale).status_code == 409
    assert field.rows(ChecklistMove) == []
