"""What auditors add while they are there, and what they take along: from the phone to the page."""

from __future__ import annotations

import hashlib
import re
import uuid
from typing import Any

import pytest
from sqlalchemy import select

from intranet_qms.audits import queries as audits
from intranet_qms.audits.models import Audit
from intranet_qms.audits.progress import progress_of
from intranet_qms.audits.report_source import build
from intranet_qms.audits.services import content_of_sheet
from intranet_qms.audits.workflow import AuditState
from intranet_qms.findings import services as findings
from intranet_qms.findings.models import Finding
from intranet_qms.findings.workflow import FindingClass, FindingSource, FindingState
from intranet_qms.people import queries as people
from intranet_qms.people.services import actor_by_host_id
from intranet_qms.sync.models import Device
from intranet_qms.trail.models import TrailEntry
from tests.factories.sync import (
    AUDIT,
    CONFORMITY,
    Phone,
    answer,
    attach,
    golden_checklist,
    jpeg,
    make_golden_office,
)
from tests.support.host import Host


def mutation(phone: Phone, name: str, **args: Any) -> dict[str, Any]:
    phone.last_seq += 1
    return {
        "id": str(args.pop("identifier", uuid.uuid4())),
        "seq": phone.last_seq,
        "name": name,
        "at": "2026-11-23T08:15:02.120Z",
        "args": {"audit": str(AUDIT), **args},
    }


def ask(phone: Phone, text: str = "Czy klucz jest w rejestrze?", **args: Any) -> str:
    """Add an own question; returns its key."""
    sent = mutation(
        phone,
        "question.add",
        **{"section": "s1", "text": text, "clause": "7.1.3", "type": "yes_no", **args},
    )
    (receipt,) = phone.push(sent).json["receipts"]
    assert receipt["status"] == "applied", receipt
    key: str = receipt["result"]["question"]
    return key


def number_without_slashes(office: Host) -> None:
    with office.transaction() as session:
        session.scalars(select(Audit)).one().number = "A-2026-07"


def the_page(office: Host) -> str:
    number_without_slashes(office)
    office.sign_in("anna", "Anna Kowalska")
    answered = office.client().get("/qms/audits/A-2026-07")
    assert answered.status_code == 200
    return str(answered.text)


def report_of(office: Host) -> Any:
    with office.transaction() as session:
        audit = audits.by_uuid(session, AUDIT)
        assert audit is not None
        return build(session, office.clock, office.qms.config, audit, "pl")


def test_an_own_question_is_answered_counted_shown_and_printed(anna: Phone, office: Host) -> None:
    key = ask(anna)
    anna.last_seq += 1
    (receipt,) = anna.push(answer(uuid.uuid4(), anna.last_seq, "no", question=key)).json["receipts"]
    assert receipt["status"] == "applied"
    raised = mutation(
        anna,
        "finding.raise",
        finding=str(uuid.uuid4()),
        question=key,
        **{"class": "minor"},
        clause="",
        requirement="",
        statement="Klucza nie ma w rejestrze.",
        evidence_text="",
    )
    assert anna.push(raised).json["receipts"][0]["status"] == "applied"
    with office.transaction() as session:
        audit = audits.by_uuid(session, AUDIT)
        assert audit is not None
        progress = progress_of(session, audit)
        assert (progress.shown, progress.answered) == (4, 1)
    shown = the_page(office)
    assert "Czy klucz jest w rejestrze?" in shown
    assert "Dodane na miejscu" in shown
    questions = [one for section in report_of(office).sections for one in section.questions]
    printed = next(one for one in questions if "Czy klucz" in one.text)
    assert "Anna Kowalska" in printed.text
    assert [one.value.label for one in printed.answers] == ["Nie"]


def test_an_own_question_is_another_phones_too(anna: Phone, office: Host) -> None:
    key = ask(anna, section=None)
    piotr = Phone(office.client(), office, "piotr")
    piotr.register()
    head = next(one for one in piotr.pull()["changes"] if one["type"] == "audit")
    (own,) = head["data"]["own_questions"]
    assert (own["key"], own["section"], own["author"]["name"]) == (key, None, "Anna Kowalska")
    assert piotr.record("yes", question=key)["status"] == "applied"


@pytest.mark.parametrize(
    "wrong",
    [{"text": "  "}, {"section": "no-such"}, {"type": "photo"}, {"text": "x" * 2001}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_what_is_no_question_is_refused_with_a_reason(anna: Phone, wrong: dict[str, Any]) -> None:
    sent = mutation(
        anna,
        "question.add",
        **{"section": None, "text": "Czy?", "clause": "", "type": "yes_no", **wrong},
    )
    (receipt,) = anna.push(sent).json["receipts"]
    assert receipt["status"] == "rejected"
    assert receipt["reason"]["message"]


def test_an_answer_to_an_own_question_that_nobody_asked_is_refused(anna: Phone) -> None:
    receipt = anna.record("yes", question=f"own-{uuid.uuid4()}")
    assert (receipt["status"], receipt["reason"]["code"]) == ("rejected", "sync.question_unknown")


def test_each_sample_has_its_name_answer_and_evidence(anna: Phone, office: Host) -> None:
    first, second = "Teczka OR.1431.12", "Teczka OR.1431.13"
    anna.record("conforming")
    anna.record("nonconforming", sample=1)
    for sample, label in ((0, "Zła nazwa"), (0, first), (1, second)):
        sent = mutation(anna, "sample.label", question=CONFORMITY, sample=sample, label=label)
        assert anna.push(sent).json["receipts"][0]["status"] == "applied"
    with office.transaction() as session:
        audit = audits.by_uuid(session, AUDIT)
        assert audit is not None
        # The bad answer is about the second sample, which has nothing to prove it.
        assert progress_of(session, audit).evidence_missing == 1
        renamed = session.scalars(
            select(TrailEntry).where(TrailEntry.action == "audits.label_sample")
        ).all()
        assert renamed[1].details["before"] == "Zła nazwa"
    shown = the_page(office)
    assert f"Próba 1: {first}" in shown
    assert f"Próba 2: {second}" in shown
    answers = report_of(office).sections[0].questions[0].answers
    assert [(one.sample, one.value.label) for one in answers] == [
        (first, "Zgodność"),
        (second, "Niezgodność"),
    ]


def sign(phone: Phone, picture: bytes, **args: Any) -> list[dict[str, Any]]:
    sha256 = hashlib.sha256(picture).hexdigest()
    phone.last_seq += 1
    attached = attach(uuid.uuid4(), phone.last_seq, picture, question=None, caption="Zofia Wójcik")
    signed = mutation(
        phone,
        "sheet.sign",
        signer="auditee",
        signed_name="Zofia Wójcik",
        agrees=False,
        remark="Rejestr prowadzi ochrona.",
        content_hash="0" * 64,
        picture=sha256,
        **args,
    )
    receipts: list[dict[str, Any]] = phone.push(attached, signed).json["receipts"]
    return receipts


def test_a_drawn_signature_is_no_evidence_and_stands_with_the_disagreement(
    anna: Phone, office: Host
) -> None:
    drawn = jpeg(900, shade=7)
    assert [one["status"] for one in sign(anna, drawn)] == ["applied", "applied"]
    assert "jeszcze na telefonie" in the_page(office)
    anna.upload(drawn)
    with office.transaction() as session:
        audit = audits.by_uuid(session, AUDIT)
        assert audit is not None
        assert content_of_sheet(session, audit)["evidence"] == []
    shown = the_page(office)
    assert "Podpis odręczny: Zofia Wójcik" in shown
    assert "Rejestr prowadzi ochrona." in shown
    assert "Dowody całego auditu" not in shown
    made = report_of(office)
    signature = next(one for one in made.signatures if one.name == "Zofia Wójcik")
    assert signature.picture == hashlib.sha256(drawn).hexdigest()
    assert made.photos == ()


def test_a_photograph_that_proves_something_does_not_become_a_signature(anna: Phone) -> None:
    photo = jpeg(901, shade=9)
    anna.last_seq += 1
    anna.push(attach(uuid.uuid4(), anna.last_seq, photo))
    attached, signed = sign(anna, photo)
    assert attached["status"] == "applied"
    assert (signed["status"], signed["reason"]["code"]) == ("rejected", "sync.value_invalid")


def raise_earlier(
    office: Host,
    statement: str,
    *,
    unit: str,
    withdrawn: bool = False,
    source: FindingSource = FindingSource.EXTERNAL_AUDIT,
) -> None:
    with office.transaction() as session:
        ewa = actor_by_host_id(session, "ewa", office.clock.now())
        assert ewa is not None
        wanted = next(one for one in people.units(session) if one.code == unit)
        finding: Finding = findings.raise_finding(
            session,
            ewa,
            office.clock,
            findings.Raised(
                source=source,
                finding_class=FindingClass.MINOR,
                unit_id=wanted.id,
                clause="7.5.3",
                statement=statement,
            ),
            today=office.clock.now().date(),
            due_days=30,
        )
        if withdrawn:
            finding.state = FindingState.WITHDRAWN


def test_earlier_findings_of_the_scope_come_along_and_no_others(office: Host) -> None:
    raise_earlier(office, "W tej komórce.", unit="OR")
    raise_earlier(office, "Wycofane.", unit="OR", withdrawn=True)
    raise_earlier(office, "W innej komórce.", unit="AW")
    raise_earlier(office, "Ze skargi.", unit="OR", source=FindingSource.COMPLAINT)
    phone = Phone(office.client(), office, "anna")
    phone.register()
    head = next(one for one in phone.pull()["changes"] if one["type"] == "audit")
    assert [one["statement"] for one in head["data"]["earlier_findings"]] == ["W tej komórce."]


def test_a_question_brings_the_paragraph_that_it_cites(host: Host) -> None:
    content = golden_checklist()
    content["sections"][0]["questions"][0]["procedure"] = "P-07"
    with host.transaction() as session:
        make_golden_office(session, host.clock, content=content)
    phone = Phone(host.client(), host, "anna")
    phone.register()
    data = next(one for one in phone.pull()["changes"] if one["type"] == "checklist")["data"]
    assert data["cited"] == {CONFORMITY: {"code": "P-07", "paragraphs": []}}
    (document,) = data["documents"]
    assert (document["issue"], document["whole"]) == ("4", True)
    assert [one["text"] for one in document["paragraphs"]] == ["Dokumenty są pod nadzorem."]


def test_the_lead_sees_since_when_a_phone_holds_work_and_closes_over_it_only_with_a_reason(
    anna: Phone, office: Host
) -> None:
    piotr = Phone(office.client(), office, "piotr")
    piotr.register()
    since = "2026-11-20T07:00:00Z"
    piotr.push(unsent={"mutations": 3, "evidence": 1, "since": since})
    # Bytes alone have no time: what was told before holds on.
    piotr.push(unsent={"mutations": 0, "evidence": 1})
    with office.transaction() as session:
        held = session.scalars(select(Device).where(Device.uuid == piotr.device)).one()
        assert held.unsent_since is not None
        assert held.unsent_since.isoformat() == "2026-11-20T07:00:00+00:00"
        session.scalars(select(Audit)).one().state = AuditState.REPORTING
    shown = the_page(office)
    assert "najstarszy od" in shown
    assert "20 lis" in shown
    client = office.client()
    refused = client.post("/qms/audits/A-2026-07/close", data={"reason": ""})
    assert refused.status_code in (409, 422)
    assert re.search(r"„piotr” \(Piotr Zieliński\) są jeszcze niewysłane zapisy: 1", refused.text)
    with office.transaction() as session:
        assert session.scalars(select(Audit)).one().state == AuditState.REPORTING
    piotr.push(unsent={"mutations": 0, "evidence": 0})
    with office.transaction() as session:
        held = session.scalars(select(Device).where(Device.uuid == piotr.device)).one()
        assert held.unsent_since is None
