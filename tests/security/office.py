"""The demo office with secrets in it: each record that not everybody may see carries a mark.

The texts that people can fill in hold a script, a formula and a way out of an attribute, so that the
same office serves the tests of rights and those of inert texts.
"""

from __future__ import annotations

import io
import shutil
import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet_qms.auditors import services as auditors
from intranet_qms.auditors.models import Evaluation
from intranet_qms.auditors.workflow import Grade
from intranet_qms.audits import services as audits
from intranet_qms.audits.models import Audit
from intranet_qms.audits.report_source import REPORT_KIND
from intranet_qms.audits.workflow import AuditKind
from intranet_qms.certification import queries as certification_queries
from intranet_qms.certification import services as certification
from intranet_qms.checklists import services as checklists
from intranet_qms.checklists.models import ChecklistVersion
from intranet_qms.citizens import services as citizens
from intranet_qms.citizens.workflow import Clarity
from intranet_qms.documents import services as documents
from intranet_qms.documents.models import Document, Revision
from intranet_qms.documents.workflow import AttachmentRole, DocumentKind
from intranet_qms.exchange import services as exchange
from intranet_qms.files import services as files
from intranet_qms.findings import services as findings
from intranet_qms.findings.workflow import FindingClass, FindingSource
from intranet_qms.guests import services as guests
from intranet_qms.guests.workflow import ScopeKind
from intranet_qms.host import Actor
from intranet_qms.outbox import services as outbox
from intranet_qms.outbox.models import OutboxJob
from intranet_qms.people import services as people
from intranet_qms.people.models import Deputising, Person, Unit
from intranet_qms.programme import services as programme
from intranet_qms.records import queries as record_queries
from intranet_qms.records import services as records
from intranet_qms.records.workflow import DisposalKind
from intranet_qms.reorganisation import services as reorganisation
from intranet_qms.reorganisation.workflow import ChangeKind
from intranet_qms.reports import services as reports
from intranet_qms.reports.print_marks import token_of
from intranet_qms.standalone import demo_office
from intranet_qms.standards import queries as standards
from intranet_qms.standards.models import StandardEdition
from intranet_qms.sync import devices
from intranet_qms.sync.models import Quarantined
from tests.factories.checklists import content, question
from tests.factories.sync import jpeg
from tests.support.clock import FakeClock
from tests.support.host import Host, make_schema
from tests.support.postgres import create_database, drop_database
from tests.support.processes import session_folder
from tests.support.sharing import once_per_session

ANONYMOUS = "anonymous"
CLERK = "clerk of another unit"
HEAD = "head of the audited unit"
OTHER_HEAD = "head of another unit"
OTHER_AUDITOR = "auditor not on the team"
AUDITOR = "auditor on the team"
LEAD = "lead auditor"
REPRESENTATIVE = "QMS representative"
MANAGEMENT = "top management"
GUEST = "external auditor"
ADMINISTRATOR = "IT administrator"
DISABLED = "disabled account"
DEPUTY = "deputy of the head of the audited unit"

PERSONS: dict[str, str | None] = {
    ANONYMOUS: None,
    CLERK: "c.obcy",
    HEAD: "r.kociolek",
    OTHER_HEAD: "r.kmiec",
    OTHER_AUDITOR: "m.rutka",
    AUDITOR: "p.szymczak",
    LEAD: "m.dabrowicz",
    REPRESENTATIVE: "j.lisowska",
    MANAGEMENT: "t.golebiowski",
    GUEST: "m.holloway",
    ADMINISTRATOR: "p.ziolko",
    DISABLED: "w.wylaczony",
    DEPUTY: "z.zastepca",
}
"""The host's identifier of one person of each kind."""

ATTACK = """<script>alert("qms")</script>"'><img src=x onerror=alert(1)>"""


def secret(name: str) -> str:
    """A text with the mark of a record and an attack in it."""
    return f"=SUM(1+1) TAJNE-{name} {ATTACK}"


def mark(name: str) -> str:
    """The part of ``secret`` that stays readable wherever the text is shown."""
    return f"TAJNE-{name}"


@dataclass
class Office:
    """The host and the names by which addresses know its records."""

    host: Host
    at: dict[str, Any] = field(default_factory=dict)

    def sign_in(self, kind: str) -> None:
        """From now on every request comes from this kind of person."""
        host_id = PERSONS[kind]
        if host_id is None:
            self.host.sign_out()
        else:
            # A host that says no name; another than the known would be entered at every request.
            self.host.sign_in(host_id, host_id)


def make(folder: Path) -> Office:
    """The office on an SQLite file of its own; it is filled once for the whole session."""
    template = session_folder() / "hostile-office"

    def fill() -> dict[str, Any]:
        shutil.rmtree(template, ignore_errors=True)
        template.mkdir()
        url = f"sqlite:///{template / 'qms.sqlite3'}"
        make_schema(url)
        host = Host(template / "home", url, FakeClock())
        try:
            demo_office.load(host.qms)
            with host.transaction() as session:
                return _fill(session, host)
        finally:
            host.close()

    at = once_per_session("hostile-office", fill)
    shutil.copytree(template, folder / "office")
    host = Host(
        folder / "office" / "home",
        f"sqlite:///{folder / 'office' / 'qms.sqlite3'}",
        QMS_PUBLIC_GUIDES=True,
    )
    return Office(host, dict(at))


def make_on_postgres(folder: Path, port: int, name: str) -> Office:
    """The office in a PostgreSQL database of its own; it is filled once for the whole session.

    Args:
        folder: for its files.
        port: of the server.
        name: of the database, made here; drop it when the office is closed.
    """
    template = session_folder() / "hostile-office-postgres"

    def fill() -> dict[str, Any]:
        shutil.rmtree(template, ignore_errors=True)
        drop_database(port, "hostile_office")
        url = create_database(port, "hostile_office")
        make_schema(url)
        host = Host(template / "home", url, FakeClock())
        try:
            demo_office.load(host.qms)
            with host.transaction() as session:
                return _fill(session, host)
        finally:
            host.close()

    at = once_per_session("hostile-office-postgres", fill)
    shutil.copytree(template, folder / "office")
    url = create_database(port, name, "hostile_office")
    return Office(Host(folder / "office" / "home", url, QMS_PUBLIC_GUIDES=True), dict(at))


def _fill(session: Session, host: Host) -> dict[str, Any]:
    maker = _Maker(session, host)
    maker.people()
    maker.documents()
    maker.citizens()
    maker.audits()
    maker.findings()
    maker.auditors()
    maker.programme()
    maker.reorganisation()
    maker.records()
    maker.certification()
    maker.machinery()
    session.flush()
    return maker.at


class _Maker:
    def __init__(self, session: Session, host: Host) -> None:
        self.session, self.host, self.clock = session, host, host.clock
        self.today: date = host.clock.now().date()
        self.units = {one.code: one for one in session.scalars(select(Unit))}
        self.at: dict[str, Any] = {}

    def person(self, host_id: str) -> Person:
        return self.session.scalars(select(Person).where(Person.host_id == host_id)).one()

    def actor(self, kind: str) -> Actor:
        made = people.actor_by_host_id(self.session, PERSONS[kind] or "", self.clock.now())
        assert made is not None
        return made

    def people(self) -> None:
        now = self.clock.now()
        for kind, unit, name in (
            (CLERK, "KT", "Celina Obca"),
            (DISABLED, "KT", "Wiktor Wyłączony"),
            (DEPUTY, "DR", "Zenon Zastępca"),
        ):
            people.add_person(
                self.session, now, host_id=PERSONS[kind] or "", name=name,
                email=f"{PERSONS[kind]}@example.test", unit=self.units[unit],
            )  # fmt: skip
        self.session.flush()
        self.person(PERSONS[DISABLED] or "").active = False
        self.session.add(
            Deputising(
                person_id=self.actor(HEAD).person_id,
                deputy_id=self.actor(DEPUTY).person_id,
                first_day=self.today - timedelta(days=1),
                last_day=self.today + timedelta(days=5),
            )
        )
        self.session.flush()

    def documents(self) -> None:
        head = self.actor(HEAD)
        new = documents.create_document(
            self.session, head, self.clock,
            code="XX-01", kind=DocumentKind.PROCEDURE, title=secret("new-document"),
            title_en=secret("new-document"),
            properties=documents.Properties(
                owner_unit_id=self.units["SO"].id, owner_id=head.person_id,
                legal_basis=secret("new-document"),
            ),
        )  # fmt: skip
        self._write(new.revisions[0], head, "new-document")
        in_force = self.session.scalars(select(Document).where(Document.code == "PG-07")).one()
        draft = documents.start_issue(self.session, head, self.clock, in_force)
        self._write(draft, head, "draft")
        self._attach(draft, head)
        self.at |= {
            "code": "PG-07",
            "number": draft.number - 1,
            "number_draft": draft.number,
            "new_code": "XX-01",
            "print": token_of(in_force.revisions[-1].uuid),
        }

    def reorganisation(self) -> None:
        """A plan that nobody has been told about, with a unit that gives things away."""
        actor = self.actor(REPRESENTATIVE)
        plan = reorganisation.begin(
            self.session, actor, self.clock,
            reorganisation.Head(secret("reorganisation"), self.today + timedelta(days=40)),
            today=self.today,
        )  # fmt: skip
        change = reorganisation.add_change(
            self.session, actor, self.clock, plan, ChangeKind.MERGE,
            {"units": [str(self.units["KT"].id)], "target": str(self.units["SO"].id)},
        )  # fmt: skip
        head = self.person(PERSONS[HEAD] or "")
        standing = self.session.scalars(
            select(Deputising).where(Deputising.person_id == head.id)
        ).one()
        act = self.session.scalars(
            select(Document).where(Document.kind == DocumentKind.LEGAL_ACT).order_by(Document.id)
        ).first()
        assert act is not None
        self.at |= {
            "plan": str(plan.uuid),
            "change": str(change.uuid),
            "unit": "SO",
            "head": str(head.uuid),
            "standing": standing.id,
            "act": act.code,
            "nothing": str(uuid.uuid4()),
        }

    def records(self) -> None:
        """An import that waits for a decision, and a disposal list that waits for consent."""
        actor = self.actor(REPRESENTATIVE)
        rows = [
            "Kod;Rodzaj;Tytuł;Komórka",
            f'"XX-80";procedura;"{secret("import").replace(chr(34), chr(34) * 2)}";SO',
        ]
        run = exchange.upload(
            self.session, actor, self.clock, self.host.qms.files, "\n".join(rows).encode(),
            f"{secret('import')}.csv", today=self.today,
        )  # fmt: skip
        old = documents.install_document(
            self.session, actor, self.clock,
            documents.Installation(
                code="XX-81", kind=DocumentKind.PROCEDURE, title="Obieg pism",
                archive_category="B5",
                issues=[
                    documents.PastIssue(body="Treść.", effective_on=date(2008, 1, 7)),
                    documents.PastIssue(body="Treść.", effective_on=date(2012, 1, 9)),
                ],
            ),
        )  # fmt: skip
        self.session.flush()
        first = self.session.scalars(
            select(Revision).where(Revision.document_id == old.id, Revision.number == 1)
        ).one()
        due = record_queries.named(
            self.session, [("issue", first.uuid)], zone=self.host.qms.config.zone
        )
        listed = records.propose(
            self.session, actor, self.clock, due,
            kind=DisposalKind.DESTROY, reason=secret("record"), today=self.today,
        )  # fmt: skip
        self.at |= {"run": str(run.uuid), "record": str(first.uuid), "list": listed.number}

    def certification(self) -> None:
        """A finding of an external audit, a sheet that waits for a decision, and a guest."""
        actor = self.actor(REPRESENTATIVE)
        body = certification.save_body(
            self.session,
            actor,
            self.clock,
            None,
            certification.BodyFacts(name=secret("body")[:190]),
        )
        found = certification_queries.certificates(self.session)[0]
        visit = found.visits[-1]
        visit.note = secret("visit")
        sheet = f"Numer;Klasa;Opis\nN-1;mała niezgodność;{secret('sheet').replace(chr(34), '')}\n"
        sent = certification.check_sheet(
            self.session, actor, self.clock, visit, sheet.encode(), f"{secret('sheet')}.csv"
        )
        granted = guests.grant(
            self.session, actor, self.clock,
            guests.Invitation(
                name=secret("guest")[:150], email="gosc@jednostka.example", purpose=secret("guest"),
                first_day=self.today, last_day=self.today,
                lines=[guests.Line(ScopeKind.CERTIFICATES)],
            ),
            zone=self.host.qms.config.zone, most_days=14,
        )  # fmt: skip
        letter = guests.make_link(self.session, self.clock, str(granted.uuid))
        assert letter is not None
        self.at |= {
            "body": str(body.uuid),
            "certificate": str(found.uuid),
            "visit": str(visit.uuid),
            "sheet": str(sent.uuid),
            "guest_grant": str(granted.uuid),
            "guest_link": letter.secret,
        }

    def citizens(self) -> None:
        """An opinion about a guide of the audited unit, with an attack in it."""
        guide = self.session.scalars(select(Document).where(Document.code == "KU-01")).one()
        opinion = citizens.receive(
            self.session, self.clock, guide, guide.revisions[0],
            citizens.Said(
                clarity=Clarity.NO, text=secret("opinion"), language="pl", sender_mark="somebody"
            ),
        )  # fmt: skip
        self.at |= {
            "guide": "KU-01",
            "guide_uuid": str(guide.uuid),
            "opinion": str(opinion.uuid),
        }

    def _attach(self, revision: Any, actor: Actor) -> None:
        """A file whose name and words are an attack, a PDF and a picture of the text."""
        stream = io.BytesIO()
        Image.new("RGB", (8, 8), "teal").save(stream, "PDF")
        for key, name, data, role in (
            ("attached", f"{secret('attached')}.txt", mark("attached").encode(), "file"),
            ("attached_pdf", "../../skan.pdf", stream.getvalue(), "file"),
            ("text_picture", "zdjęcie.jpg", jpeg(), "picture"),
        ):
            made = documents.attach(
                self.session, actor, self.clock, self.host.qms.files, revision,
                name=name, data=data, role=AttachmentRole(role),
            )  # fmt: skip
            self.at[key] = str(made.uuid)

    def _write(self, revision: Any, actor: Actor, name: str) -> None:
        documents.save_draft(
            self.session, actor, self.clock, revision,
            documents.DraftFields(
                title=secret(name),
                title_en=secret(name),
                body=f"# {secret(name)}\n\n{secret(name)} [x](javascript:alert(1)) "
                "[y](data:text/html,<script>alert(1)</script>) ![z](https://elsewhere.example/z.png)",
                change_summary=secret(name),
            ),
            row_version=revision.row_version,
        )  # fmt: skip

    def _plan(self, name: str, version: ChecklistVersion) -> Audit:
        edition = self.session.scalars(select(StandardEdition)).first()
        assert edition is not None
        document = self.session.scalars(select(Document).where(Document.code == "PG-07")).one()
        audit = audits.plan_audit(
            self.session, self.actor(REPRESENTATIVE), self.clock,
            audits.Plan(
                title=secret(name), kind=AuditKind.INTERNAL,
                first_day=self.today, last_day=self.today,
                checklist_version_id=version.id,
                objective=secret(name), criteria=secret(name), place=secret(name),
                standard_edition_id=edition.id,
                scope=audits.ScopeChoice(
                    unit_ids=[self.units["SO"].id], document_ids=[document.id]
                ),
                team=audits.TeamChoice(
                    lead_id=self.actor(LEAD).person_id,
                    auditor_ids=[self.actor(AUDITOR).person_id],
                ),
            ),
        )  # fmt: skip
        self.session.flush()
        self.session.refresh(audit)
        return audit

    def _checklist(self, key: str) -> ChecklistVersion:
        made = content(
            question("q1", text_pl=secret(key), text_en=secret(key), evidence="optional"),
            question("q2", type="text", text_pl=secret(key), guidance_pl=secret(key)),
            key=key,
        )
        made["title_pl"] = made["title_en"] = secret(key)
        made["sections"][0]["title_pl"] = secret(key)
        return checklists.create_from_content(
            self.session, self.actor(REPRESENTATIVE), self.clock, made
        )

    def audits(self) -> None:
        published = self._checklist("published-checklist")
        checklists.publish(self.session, self.actor(REPRESENTATIVE), self.clock, published)
        draft = self._checklist("draft-checklist")
        self.session.flush()
        planned, running = self._plan("planned", published), self._plan("running", published)
        lead, auditor = self.actor(LEAD), self.actor(AUDITOR)
        audits.announce(self.session, lead, self.clock, running)
        self._answer(running, auditor, "q1", "nonconforming", "answer")
        self._answer(running, lead, "q2", secret("text-answer"), "answer")
        self._answer(running, auditor, "q2", "coś innego", "answer")
        data = jpeg(2_000, 7)
        stored = files.store(
            self.session, self.clock, self.host.qms.files, data,
            files.examine(data, maximum_pixels=10**6), person_id=auditor.person_id,
        )  # fmt: skip
        evidence = audits.attach_evidence(
            self.session, auditor, self.clock, running,
            uuid=uuid.uuid4(), question_key="q1", sample=0, finding_uuid=None,
            sha256=stored.sha256, size=len(data), media_type="image/jpeg",
            caption=secret("caption"), taken_at=None, device_uuid=None,
        )  # fmt: skip
        finding = audits.raise_finding(
            self.session, auditor, self.clock, running, uuid=uuid.uuid4(), question_key="q1",
            finding_class=FindingClass.MINOR, clause="8.5", requirement=secret("finding"),
            statement=secret("finding"), evidence_text=secret("finding"),
            today=self.today, due_days=30,
        )  # fmt: skip
        audits.save_texts(
            self.session, lead, self.clock, running, {"conclusions": secret("conclusions")},
            language="pl", seen_version=0,
        )  # fmt: skip
        held = self.session.scalars(select(Audit).where(Audit.number == "A-2026-01")).one()
        job = reports.request_report(
            self.session, self.actor(REPRESENTATIVE), self.clock, REPORT_KIND, held.uuid
        )
        job.state, job.stage, job.live_key = "done", "done", None
        job.file_sha256, job.file_name = stored.sha256, f"{secret('report')}.pdf"[:200]
        self.at |= {
            "planned": planned.number,
            "running": running.number,
            "running_uuid": str(running.uuid),
            "held": held.number,
            "evidence": str(evidence.uuid),
            "sha256": stored.sha256,
            "audit_finding": finding.number,
            "job": str(job.uuid),
            "draft_checklist": draft.template.key,
            "published_checklist": published.template.key,
            "question": published.content["sections"][0]["questions"][0]["key"],
        }

    def _answer(self, audit: Audit, actor: Actor, key: str, value: Any, name: str) -> None:
        audits.record_answer(
            self.session, actor, self.clock, audit,
            uuid=uuid.uuid4(), question_key=key, sample=0, value=value, note=secret(name),
            based_on=(), device_uuid=uuid.uuid5(uuid.NAMESPACE_DNS, actor.host_id),
            device_time=self.clock.now(), clock_offset_ms=0,
        )  # fmt: skip

    def auditors(self) -> None:
        evaluated = self.session.scalars(
            select(Person).where(Person.host_id == PERSONS[AUDITOR])
        ).one()
        data = jpeg(1_000, 9)
        kept = auditors.add_competence(
            self.session, self.actor(REPRESENTATIVE), self.clock, self.host.qms.files, evaluated,
            auditors.CompetenceGiven(
                standard="ISO 9001", grade=Grade.AUDITOR, since=self.today, proof="Certyfikat",
            ),
            auditors.ProofFile(data, "certyfikat.jpg", 10**6, 10**6),
        )  # fmt: skip
        running = self.session.scalars(
            select(Audit).where(Audit.number == self.at["running"])
        ).one()
        self.session.add(
            Evaluation(
                audit_id=running.id, person_id=evaluated.id, grade=Grade.AUDITOR,
                marks={"method": 2}, strengths=secret("evaluation"),
                to_improve=secret("evaluation"), given_by="Marek Dąbrowicz",
                given_at=self.clock.now(),
            )
        )  # fmt: skip
        self.at |= {
            "auditor": str(evaluated.uuid),
            "proof": {"person": str(evaluated.uuid), "competence": str(kept.uuid)},
            "evaluated": {"number": running.number, "person": str(evaluated.uuid)},
        }

    def programme(self) -> None:
        """A programme in draft with one entry."""
        actor, clock = self.actor(REPRESENTATIVE), self.host.clock
        made = programme.begin(self.session, actor, clock, 2031)
        entry = programme.save_entry(
            self.session, actor, clock, made, None,
            programme.EntryChoice(unit_id=self.people_unit(), month=5),
            today=date(2026, 11, 23), seen_version=made.row_version,
        )  # fmt: skip
        self.at["programme_year"] = made.year
        self.at["programme_entry"] = str(entry.key)

    def people_unit(self) -> int:
        """Any unit."""
        return self.session.scalars(select(Unit.id).order_by(Unit.id)).first() or 0

    def findings(self) -> None:
        head = self.actor(HEAD)
        finding = findings.raise_finding(
            self.session, self.actor(REPRESENTATIVE), self.clock,
            findings.Raised(
                finding_class=FindingClass.MINOR, source=FindingSource.COMPLAINT,
                statement=secret("complaint"), requirement=secret("complaint"),
                evidence_text=secret("complaint"), clause="7.5",
                unit_id=self.units["SO"].id, owner_id=head.person_id,
            ),
            today=self.today, due_days=30,
        )  # fmt: skip
        findings.accept(self.session, head, self.clock, finding, secret("complaint"))
        findings.agree_actions(
            self.session, head, self.clock, finding, root_cause=secret("complaint"),
            actions=[
                findings.PlannedAction(
                    kind=kind, text=secret("complaint"), owner_id=head.person_id,
                    due_on=self.today + timedelta(days=5),
                )
                for kind in ("correction", "corrective")
            ],
            today=self.today,
        )  # fmt: skip
        self.session.flush()
        self.session.refresh(finding)
        kept = findings.attach_file(
            self.session, head, self.clock, self.host.qms.files, finding,
            name="dowód TAJNE.txt", data=b"TAJNE w pliku",
            limit=10**6,
        )  # fmt: skip
        self.at |= {
            "finding": finding.number,
            "action": finding.actions[0].id,
            "finding_file": str(kept.uuid),
        }

    def machinery(self) -> None:
        auditor = self.actor(AUDITOR)
        phone = devices.register(
            self.session, auditor, self.clock, uuid.uuid4(),
            label=secret("phone")[:100], app_version="1.0", user_agent=secret("phone")[:100],
        )  # fmt: skip
        phone.recovery_code = "0" * 20
        late = Quarantined(
            uuid=uuid.uuid4(), mutation_uuid=uuid.uuid4(), device_uuid=phone.uuid,
            person_id=auditor.person_id, audit_uuid=uuid.UUID(self.at["running_uuid"]),
            mutation={
                "id": str(uuid.uuid4()), "seq": 1, "name": "answer.record",
                "at": "2026-11-23T08:15:02.120Z",
                "args": {
                    "audit": self.at["running_uuid"], "question": "q2", "sample": 0,
                    "value": secret("late"), "note": secret("late"), "based_on": [],
                },
            },
            reason_code="sync.device_revoked", received_at=self.clock.now(), state="waiting",
        )  # fmt: skip
        self.session.add(late)
        outbox.enqueue(
            self.session, self.clock, "hostile.job", {"to": secret("job")}, dedup_key="hostile"
        )
        self.session.flush()
        job = self.session.scalars(select(OutboxJob).where(OutboxJob.dedup_key == "hostile")).one()
        job.state, job.last_error = "given_up", secret("job")
        earlier, later = (
            self.session.get_one(StandardEdition, one)
            for one in standards.mapped_editions(self.session)[0]
        )
        self.at |= {
            "device": str(phone.uuid),
            "late": str(late.uuid),
            "outbox": str(job.uuid),
            "edition": str(later.uuid),
            "earlier": str(earlier.uuid),
            "clause": str(later.clauses[0].uuid),
        }


def keep_nothing(patch: pytest.MonkeyPatch, office: Office) -> None:
    """Let every request write, and take it back where it would commit.

    So thousands of requests meet the same office, each in whatever order.
    """
    database = office.host.database
    open_session = database.session

    def session(*args: Any, **kwargs: Any) -> Session:
        opened = open_session(*args, **kwargs)
        patch.setattr(opened, "commit", opened.flush)
        return opened

    patch.setattr(database, "session", session)
