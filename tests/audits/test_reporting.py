"""The report of an audit: written, signed as it was shown, handed over, acknowledged, corrected."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from intranet_qms.access import StaleSignIn
from intranet_qms.audits import queries, services
from intranet_qms.audits.models import Audit, AuditReport
from intranet_qms.audits.progress import obstacles
from intranet_qms.audits.report_source import build
from intranet_qms.audits.workflow import AuditKind
from intranet_qms.config import QMSConfig
from intranet_qms.documents.workflow import RevisionState
from intranet_qms.errors import Conflict, Forbidden, Invalid
from intranet_qms.files.models import StoredFile
from intranet_qms.findings import queries as findings
from intranet_qms.findings.workflow import FindingClass
from intranet_qms.host import SYSTEM
from intranet_qms.outbox.models import OutboxJob
from intranet_qms.people.worklist import waiting_for
from intranet_qms.reports.audit_json import content_hash, from_json
from intranet_qms.reports.audit_values import AuditReport as Values
from tests.factories import documents
from tests.factories.audits import Office, make_audit, make_office, record
from tests.factories.findings import TODAY
from tests.support.clock import FakeClock

CONFIG = QMSConfig()


@pytest.fixture
def office(session: Session, clock: FakeClock) -> Office:
    return make_office(session, clock)


@pytest.fixture
def held(office: Office) -> Audit:
    """An audit whose work on site is over, with an answer and a finding."""
    audit = make_audit(office)
    record(office, audit, "nonconforming", note="Brak podpisu.")
    raise_finding(office, audit, "Karta bez podpisu")
    services.finish(office.session, office.actor("lead"), office.clock, audit)
    return audit


def raise_finding(office: Office, audit: Audit, statement: str) -> Any:
    return services.raise_finding(
        office.session, office.actor("lead"), office.clock, audit, uuid=uuid.uuid4(),
        question_key="q1", finding_class=FindingClass.MINOR, clause="", requirement="",
        statement=statement, evidence_text="", today=TODAY, due_days=30,
    )  # fmt: skip


def write(
    office: Office, audit: Audit, seen: int = 0, who: str = "lead", **texts: str
) -> AuditReport:
    return services.save_texts(
        office.session, office.actor(who), office.clock, audit,
        texts or {"conclusions": "Kryteria spełniono."}, language="pl", seen_version=seen,
    )  # fmt: skip


def made(office: Office, audit: Audit, draft: AuditReport | None) -> Values:
    office.session.flush()
    office.session.expire_all()
    whole = queries.by_uuid(office.session, audit.uuid)
    assert whole is not None
    return build(office.session, office.clock, CONFIG, whole, "pl", draft)


def sign(office: Office, audit: Audit, who: str = "lead", seen: str | None = None) -> AuditReport:
    draft = queries.draft_of(office.session, audit.id)
    return services.sign_report(
        office.session, office.actor(who), office.clock, audit,
        seen_hash=content_hash(made(office, audit, draft)) if seen is None else seen,
        build=lambda written: made(office, audit, written),
    )  # fmt: skip


def test_the_second_of_two_who_write_is_told(office: Office, held: Audit) -> None:
    draft = write(office, held)
    seen = draft.row_version
    write(office, held, seen, summary="Podsumowanie")
    with pytest.raises(Conflict) as refused:
        write(office, held, seen, summary="Inne")
    assert refused.value.code == "changed_meanwhile"
    with pytest.raises(Forbidden):
        write(office, held, draft.row_version, who="auditor")


def test_what_is_signed_is_what_was_shown(office: Office, held: Audit) -> None:
    write(office, held)
    shown = content_hash(made(office, held, queries.draft_of(office.session, held.id)))
    raise_finding(office, held, "Dopisane później")
    with pytest.raises(Conflict) as refused:
        sign(office, held, seen=shown)
    assert refused.value.code == "audits.report_changed"
    signed = sign(office, held)
    kept = from_json(signed.content)
    assert [one.statement for one in kept.findings] == ["Karta bez podpisu", "Dopisane później"]
    assert kept.conclusions == "Kryteria spełniono."


@pytest.mark.parametrize("who", ["auditor", "rep", "head", "mayor"])
def test_the_lead_alone_signs(office: Office, held: Audit, who: str) -> None:
    write(office, held)
    with pytest.raises(Forbidden):
        sign(office, held, who)


def test_the_representative_signs_for_a_lead_who_has_left(office: Office, held: Audit) -> None:
    write(office, held)
    office.people["lead"].active = False
    assert sign(office, held, "rep").signed_name == "Rep Kowal"


def test_a_signature_needs_a_fresh_proof_and_conclusions(office: Office, held: Audit) -> None:
    write(office, held, summary="Tylko podsumowanie")
    with pytest.raises(Invalid):
        sign(office, held)
    first = queries.draft_of(office.session, held.id)
    assert first is not None
    write(office, held, first.row_version, conclusions="Wnioski")
    draft = queries.draft_of(office.session, held.id)
    stale = replace(
        office.actor("lead"), must_prove=True, proved_at=office.clock.now() - timedelta(minutes=6)
    )
    with pytest.raises(StaleSignIn):
        services.sign_report(
            office.session, stale, office.clock, held,
            seen_hash=content_hash(made(office, held, draft)),
            build=lambda written: made(office, held, written),
        )  # fmt: skip
    assert queries.signed_of(office.session, held.id) is None


def test_a_signed_report_that_is_altered_loses_its_seal(office: Office, held: Audit) -> None:
    write(office, held)
    signed = sign(office, held)
    office.session.commit()
    assert queries.check_seal(office.session, held, signed).intact
    altered = {**signed.content, "conclusions": "Nic nie stwierdzono."}
    office.session.execute(
        update(AuditReport).where(AuditReport.id == signed.id).values(content=altered)
    )
    office.session.expire_all()
    assert not queries.check_seal(office.session, held, signed).intact
    whole = content_hash(from_json(altered))
    office.session.execute(
        update(AuditReport).where(AuditReport.id == signed.id).values(content_hash=whole)
    )
    office.session.expire_all()
    assert not queries.check_seal(office.session, held, signed).intact, "the trail remembers"


def test_everybody_on_the_list_is_told_once_when_the_file_is_made(
    office: Office, held: Audit
) -> None:
    services.save_texts(
        office.session, office.actor("lead"), office.clock, held, {"conclusions": "Wnioski"},
        language="pl", seen_version=0, further_ids=[office.people["mayor"].id],
    )  # fmt: skip
    signed = sign(office, held)
    for _ in range(2):
        services.hand_over(office.session, SYSTEM, office.clock, held, signed, None)  # type: ignore[arg-type]
    told = [job.payload for job in office.session.scalars(select(OutboxJob))
            if job.payload.get("template") == "audit_report"]  # fmt: skip
    by_id = {one.id: login for login, one in office.people.items()}
    assert {by_id[one["person_id"]]: one["context"]["acknowledge"] for one in told} == {
        "head": True, "lead": False, "auditor": False, "second": False, "mayor": False,
    }  # fmt: skip
    assert len(told) == 5


def test_the_audited_head_acknowledges_with_remarks_that_stay(office: Office, held: Audit) -> None:
    write(office, held)
    signed = sign(office, held)
    head = office.actor("head")
    assert "Potwierdź zapoznanie się z raportem z auditu" in kinds(office, "head")
    services.acknowledge_report(
        office.session, head, office.clock, held, signed, "Nie zgadzam się."
    )
    with pytest.raises(Conflict):
        services.acknowledge_report(office.session, head, office.clock, held, signed, "")
    with pytest.raises(Forbidden):
        services.acknowledge_report(
            office.session, office.actor("orhead"), office.clock, held, signed, ""
        )
    assert "Potwierdź zapoznanie się z raportem z auditu" not in kinds(office, "head")
    (given,) = [one for one in signed.recipients if one.part == "audited"]
    assert (given.acknowledged_by, given.remarks) == ("Head Kowal", "Nie zgadzam się.")


def _stored(office: Office, name: str) -> StoredFile:
    file = StoredFile(
        sha256=hashlib.sha256(name.encode()).hexdigest(), size=1, media_type="application/pdf",
        stored_at=office.clock.now(),
    )  # fmt: skip
    office.session.add(file)
    office.session.flush()
    return file


def test_a_correction_makes_a_version_and_leaves_the_first_readable(
    office: Office, held: Audit
) -> None:
    write(office, held)
    first = sign(office, held)
    services.acknowledge_report(
        office.session, office.actor("head"), office.clock, held, first, "Błędna data."
    )
    lead = office.actor("lead")
    with pytest.raises(Invalid):
        services.correct_report(office.session, lead, office.clock, held, " ")
    second = services.correct_report(office.session, lead, office.clock, held, "Poprawiono datę.")
    write(office, held, second.row_version, conclusions="Kryteria spełniono w całości.")
    corrected = sign(office, held)
    files = [_stored(office, name) for name in ("1.pdf", "2.pdf")]
    for report, file in ((corrected, files[1]), (first, files[0])):
        services.hand_over(office.session, SYSTEM, office.clock, held, report, file.id)
    assert (first.pdf_file_id, corrected.pdf_file_id) == (files[0].id, files[1].id)
    assert held.report_file_id == files[1].id, "the file of the audit is that of what holds"
    kept = queries.versions(office.session, held.id)
    assert [(one.number, one.state, from_json(one.content).conclusions) for one in kept] == [
        (2, "signed", "Kryteria spełniono w całości."),
        (1, "signed", "Kryteria spełniono."),
    ]
    assert from_json(kept[0].content).corrects == "Poprawiono datę."
    assert kept[1].recipients[0].remarks == "Błędna data."
    assert "Potwierdź zapoznanie się z raportem z auditu" in kinds(office, "head")


def test_an_audit_without_a_signed_report_is_not_complete(office: Office, held: Audit) -> None:
    assert "no_report" in {one.code for one in obstacles(office.session, held)}
    write(office, held)
    assert "no_report" in {one.code for one in obstacles(office.session, held)}
    sign(office, held)
    assert not {one.code for one in obstacles(office.session, held)} & {
        "no_report", "correction_open",
    }  # fmt: skip


def kinds(office: Office, who: str) -> list[str]:
    """What audits and their reports ask of somebody."""
    office.session.flush()
    asked = waiting_for(office.session, office.actor(who), TODAY)
    return [one.kind for one in asked if one.endpoint in ("audits_show", "audits_report")]


def test_nobody_is_asked_for_what_they_cannot_do(office: Office) -> None:
    """The report is the lead's; an observer takes part and records nothing."""
    team = services.TeamChoice(
        lead_id=office.people["lead"].id, auditor_ids=[office.people["auditor"].id],
        observer_ids=[office.people["second"].id],
    )  # fmt: skip
    audit = make_audit(office, team=team)
    assert kinds(office, "second") == ["Udział w audicie"]
    assert kinds(office, "auditor") == ["Przygotuj i przeprowadź audit"]
    record(office, audit, "conforming")
    services.finish(office.session, office.actor("lead"), office.clock, audit)
    assert kinds(office, "lead") == ["Dokończ raport"]
    assert kinds(office, "auditor") == kinds(office, "second") == []
    write(office, audit)
    sign(office, audit)
    assert kinds(office, "lead") == ["Zamknij audit"]


def test_the_head_is_asked_to_know_the_plan_and_again_when_it_changes(office: Office) -> None:
    audit = make_audit(office)
    head = office.actor("head")
    assert kinds(office, "head") == ["Zapoznaj się z planem auditu"]
    services.confirm_plan(office.session, head, office.clock, audit, seen_plan=0, remarks="")
    assert kinds(office, "head") == []
    audit.invitation_number += 1
    office.session.flush()
    assert kinds(office, "head") == ["Zapoznaj się z planem auditu"]
    with pytest.raises(Conflict):
        services.confirm_plan(office.session, head, office.clock, audit, seen_plan=0, remarks="")
    with pytest.raises(Forbidden):
        services.confirm_plan(
            office.session, office.actor("orhead"), office.clock, audit, seen_plan=1, remarks=""
        )


def test_a_late_announcement_asks_for_its_reason(office: Office) -> None:
    audit = make_audit(office, announced=False)
    lead, today = office.actor("lead"), audit.first_day - timedelta(days=1)
    with pytest.raises(Invalid) as refused:
        services.announce(
            office.session, lead, office.clock, audit, today=today, notice_working_days=5
        )
    assert set(refused.value.fields) == {"short_notice_reason"}
    services.announce(
        office.session, lead, office.clock, audit, today=today, notice_working_days=5,
        short_notice_reason="Skarga mieszkańca",
    )  # fmt: skip
    assert (audit.state, audit.short_notice_reason) == ("announced", "Skarga mieszkańca")


def test_a_follow_up_takes_findings_along_and_shows_how_they_stand(
    office: Office, held: Audit
) -> None:
    (finding,) = findings.of_audit(office.session, held.id)
    plan = {"kind": AuditKind.FOLLOW_UP, "follows_id": held.id}
    with pytest.raises(Invalid) as refused:
        make_audit(office, **plan)
    assert "followed_ids" in refused.value.fields
    audit = make_audit(office, **plan, followed_ids=[finding.id])
    record(office, audit, "conforming")
    followed = made(office, audit, None).followed
    assert [(one.number, one.statement) for one in followed] == [
        (finding.number, "Karta bez podpisu")
    ]
    assert followed[0].state
    assert [one.number for one in queries.follow_ups_of(office.session, held.id)] == [audit.number]


def test_evidence_that_is_no_photograph_is_listed_with_what_it_belongs_to(office: Office) -> None:
    audit = make_audit(office)
    record(office, audit, "nonconforming")
    finding = raise_finding(office, audit, "Karta bez podpisu")
    for question, about in (("q1", None), (None, finding.uuid), (None, None)):
        services.attach_evidence(
            office.session, office.actor("auditor"), office.clock, audit, uuid=uuid.uuid4(),
            question_key=question, sample=0, finding_uuid=about, sha256=uuid.uuid4().hex * 2,
            size=10, media_type="application/pdf", caption="Wyciąg", taken_at=None,
            device_uuid=None,
        )  # fmt: skip
    files = made(office, audit, None).files
    assert [one.about for one in files] == ["pytanie 1.1", f"ustalenie {finding.number}", ""]
    assert {one.caption for one in files} == {"Wyciąg"}


def test_a_document_that_changed_since_the_announcement_is_told(
    session: Session, clock: FakeClock
) -> None:
    """The audit keeps the issue that it was announced with, and says that there is a newer one."""
    written = documents.make_office(session, clock)
    document = documents.install(session, written)
    office = Office(session, clock)
    for code in ("SO", "FB"):
        office.unit(code)
    office.person("rep", "FB", "qms_representative", "lead_auditor")
    office.person("lead", "FB", "lead_auditor", "auditor")
    office.people["auditor"] = office.people["second"] = office.people["rep"]
    audit = make_audit(
        office,
        scope=services.ScopeChoice(unit_ids=[office.units["SO"].id], document_ids=[document.id]),
        team=services.TeamChoice(lead_id=office.people["lead"].id),
    )
    assert queries.newer_issues(session, audit) == {}
    documents.carry_on(
        session, written, documents.draft(session, written, document), RevisionState.EFFECTIVE
    )
    session.expire_all()
    assert list(queries.newer_issues(session, audit)) == [document.id]
    assert "od ogłoszenia zmienione na wydanie 2" in made(office, audit, None).scope_procedures[0]


def test_a_meeting_is_written_down_with_who_was_there(office: Office) -> None:
    audit = make_audit(office)
    record(office, audit, "conforming")
    held_at = office.clock.now()

    def meet(kind: str, *names: str, at: Any = held_at) -> None:
        services.record_meeting(
            office.session, office.actor("auditor"), office.clock, audit, kind=kind,
            starts_at=at, place="Sala 12", notes="Uwag nie zgłoszono.",
            attendees=[services.Attendee(name=name, function="naczelnik") for name in names],
        )  # fmt: skip

    meet("closing", "Anna Gość")
    meet("closing", "Anna Gość", "Jan Gość")
    for wrong in ({"at": held_at + timedelta(hours=1)}, {}):
        with pytest.raises(Invalid):
            meet("opening", *([] if not wrong else ["Ktoś"]), **wrong)
    closing = made(office, audit, None).closing
    assert closing is not None
    assert closing.participants == ("Anna Gość (naczelnik)", "Jan Gość (naczelnik)")
