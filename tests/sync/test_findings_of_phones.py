"""Findings raised on phones: their photographs, their class by the office's name, who holds what."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import select

from intranet_qms.audits.models import Audit, Evidence
from intranet_qms.audits.report_source import build
from intranet_qms.findings.models import Finding, FindingClassSetting
from intranet_qms.people import services as people
from intranet_qms.people.models import Person
from intranet_qms.sync.models import Device
from tests.factories.sync import AUDIT, Phone, attach, jpeg
from tests.support.host import Host

FINDING = "7d0c2a4e-1b5f-4c3d-8e9a-0f1e2d3c4b5a"


def raising(phone: Phone, finding: str = FINDING, **args: Any) -> dict[str, Any]:
    phone.last_seq += 1
    return {
        "id": str(uuid.uuid4()),
        "seq": phone.last_seq,
        "name": "finding.raise",
        "at": "2026-11-23T08:15:02.120Z",
        "args": {
            "audit": str(AUDIT), "finding": finding, "question": None, "class": "minor",
            "clause": "", "requirement": "", "statement": "Klucza nie ma.", "evidence_text": "",
            **args,
        },
    }  # fmt: skip


def piece(phone: Phone, data: bytes, **args: Any) -> dict[str, Any]:
    phone.last_seq += 1
    return attach(uuid.uuid4(), phone.last_seq, data, **args)


def only(pushed: Any) -> dict[str, Any]:
    (receipt,) = pushed.json["receipts"]
    return dict(receipt)


def page_of(host: Host, person: str, name: str) -> Any:
    with host.transaction() as session:
        session.scalars(select(Finding)).one().number = "U-1"
        session.scalars(select(Audit)).one().number = "A-2026-07"
    host.sign_in(person, name)
    return host.client().get("/qms/findings/U-1")


def test_photographs_stand_on_the_page_of_their_finding(anna: Phone, office: Host) -> None:
    photo, waiting = jpeg(), jpeg(shade=9)
    anna.push(raising(anna))
    anna.push(piece(anna, photo, finding=FINDING, caption="Szafa <b>", question=None))
    anna.push(piece(anna, waiting, finding=FINDING, question=None))
    anna.push(piece(anna, jpeg(shade=7), caption="Innego pytania"))
    anna.upload(photo)
    shown = page_of(office, "anna", "Anna Kowalska").text
    assert "Szafa &lt;b&gt;" in shown
    assert shown.count('class="qms-evidence__picture"') == 1
    assert "bez podpisu" in shown  # the bytes of the second have not come
    assert "Innego pytania" not in shown
    address = shown.split('class="qms-evidence__picture"')[1].split('src="')[1].split('"')[0]
    assert office.client().get(address).mimetype == "image/jpeg"

    # Who has to do something about the finding without being of the audited unit learns of them.
    with office.transaction() as session:
        lead = session.scalars(select(Person).where(Person.host_id == "anna")).one()
        stranger = people.add_person(
            session, office.clock.now(), host_id="stefan", name="Stefan Lis",
            email="stefan@example.test", unit=lead.unit, roles=(),
        )  # fmt: skip
        stranger.unit_id = None
        session.flush()
        session.scalars(select(Finding)).one().raised_by_id = stranger.id
    told = page_of(office, "stefan", "Stefan Lis")
    assert told.status_code == 200
    assert "qms-evidence__picture" not in told.text
    assert "widzą je zespół" in told.text


def test_evidence_belongs_to_a_finding_of_its_own_audit(anna: Phone, office: Host) -> None:
    anna.push(raising(anna))
    with office.transaction() as session:
        session.scalars(select(Finding)).one().audit_id = None
    refused = only(anna.push(piece(anna, jpeg(), finding=FINDING)))
    assert (refused["status"], refused["reason"]["code"]) == ("rejected", "sync.finding_unknown")
    # A finding that is still on its way, or has to be mended first, takes nothing away.
    early = only(anna.push(piece(anna, jpeg(), finding=str(uuid.uuid4()))))
    assert early["status"] == "applied"
    with office.transaction() as session:
        assert len(session.scalars(select(Evidence)).all()) == 1


def test_classes_are_called_as_the_office_calls_them(anna: Phone, office: Host) -> None:
    anna.push(raising(anna))
    plain = anna.pull()["changes"]
    assert not any("class_name" in one["data"] or "class_names" in one["data"] for one in plain)
    with office.transaction() as session:
        own = FindingClassSetting(
            code="formal", base="minor", name_pl="Uchybienie formalne", name_en="Formality",
            needs_action=True, due_days=14,
        )  # fmt: skip
        renamed = FindingClassSetting(
            code="observation", base="observation", name_pl="Spostrzeżenie urzędu",
            name_en="Remark", needs_action=False, due_days=None,
        )  # fmt: skip
        session.add_all([own, renamed])
        session.flush()
        session.scalars(select(Finding)).one().class_id = own.id
    changes = anna.pull()["changes"]
    finding = next(one["data"] for one in changes if one["type"] == "finding")
    assert (finding["class"], finding["class_name"]) == ("minor", "Uchybienie formalne")
    head = next(one["data"] for one in changes if one["type"] == "audit")
    assert head["class_names"] == {"observation": "Spostrzeżenie urzędu"}
    with office.transaction() as session:
        audit = session.scalars(select(Audit)).one()
        report = build(session, office.clock, office.qms.config, audit, "pl")
    assert [one.grade.label for one in report.findings] == ["Uchybienie formalne"]
    labels = [one.label for one in report.grades]
    assert labels.index("Uchybienie formalne") < labels.index("Spostrzeżenie urzędu")
    assert "Spostrzeżenie" not in labels


def test_the_lead_learns_whose_phone_still_holds_what(anna: Phone, office: Host) -> None:
    piotr = Phone(office.client(), office, "piotr")
    piotr.register()
    assert "phones" not in anna.pull()
    since = "2026-11-23T07:00:00.000Z"
    holds = {"mutations": 12, "evidence": 3, "since": since}
    assert piotr.push(unsent=holds).status_code == 200
    assert anna.push(unsent={**holds, "mutations": 1}).status_code == 200
    (told,) = anna.pull()["phones"]
    assert told.pop("seen_at") is not None
    assert told.pop("person")["name"] == "Piotr Zieliński"
    assert told == {
        "audit": str(AUDIT), "label": "piotr", "mutations": 12, "evidence": 3,
        "since": since,
    }  # fmt: skip
    # It is the lead's to know; and a phone that was revoked is reviewed elsewhere.
    assert "phones" not in piotr.pull()
    with office.transaction() as session:
        device = session.scalars(select(Device).where(Device.uuid == piotr.device)).one()
        device.revoked_at = office.clock.now()
    assert "phones" not in anna.pull()
