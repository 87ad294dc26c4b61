"""A demo office in which much has happened, with texts that strain a page."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet_qms.audits import services as audits
from intranet_qms.audits.workflow import AuditKind
from intranet_qms.checklists.models import ChecklistVersion
from intranet_qms.documents import services as documents
from intranet_qms.documents.workflow import DocumentKind
from intranet_qms.extension import QMS
from intranet_qms.findings import services as findings
from intranet_qms.findings.workflow import FindingClass, FindingSource
from intranet_qms.people import services as people
from intranet_qms.people.models import Person, Unit

LONG_WORD = "Konstantynopolitańczykowianeczkówna" * 3
LONG = (f"Postępowanie w sprawie, o której nikt nie umiał powiedzieć krócej, {LONG_WORD} " * 4)[
    :400
]
HEBREW = "נוהל טיפול בתלונות (PG-02) 2026"
EMOJI = "Sprzątanie 🧹 po wizycie 👩‍👩‍👧‍👦 i e̶mo̶ji"
STRAINING = (LONG, HEBREW, EMOJI, "<b>Nie</b> & „cudzysłów” \u202etxet", "x")
"""Texts that people will enter one day."""


def crowd(
    session: Session, qms: QMS, *, documents_count: int, audits_count: int, findings_count: int
) -> None:
    """Fill the demo office, by the services themselves.

    Args:
        session: inside a transaction on the demo office.
        qms: whose clock and people are used.
        documents_count: procedures to add, each in force.
        audits_count: audits to plan.
        findings_count: findings to raise, by complaints.
    """
    clock = qms.clock
    today = clock.now().astimezone(qms.config.zone).date()
    by_name = {one.host_id: one for one in session.scalars(select(Person))}
    units = list(session.scalars(select(Unit).order_by(Unit.id)))
    actor = people.actor_by_host_id(session, "j.lisowska", clock.now())
    assert actor is not None
    owner = by_name["r.kociolek"]
    documents.install_documents(
        session,
        actor,
        clock,
        [
            documents.Installation(
                code=f"CR-{number:04}",
                kind=DocumentKind.PROCEDURE,
                title=f"{STRAINING[number % len(STRAINING)][:380]} {number}",
                owner_unit_id=units[number % len(units)].id,
                owner_id=owner.id,
                review_due_on=today + timedelta(days=number % 700 - 100),
                issues=[documents.PastIssue(body="## 1. Cel\n\nTreść.", effective_on=today)],
            )
            for number in range(documents_count)
        ],
    )
    version = session.scalars(select(ChecklistVersion).order_by(ChecklistVersion.id)).first()
    assert version is not None
    audited = next(one for one in units if one.code == "SO")
    for number in range(audits_count):
        day = today + timedelta(days=number % 300)
        audits.plan_audit(
            session,
            actor,
            clock,
            audits.Plan(
                title=f"{STRAINING[number % len(STRAINING)][:190]} {number}",
                kind=AuditKind.INTERNAL,
                first_day=day,
                last_day=day,
                objective=LONG,
                criteria=LONG,
                scope=audits.ScopeChoice(unit_ids=[audited.id]),
                team=audits.TeamChoice(lead_id=by_name["m.dabrowicz"].id, auditor_ids=[]),
                checklist_version_id=version.id,
            ),
        )
    for number in range(findings_count):
        findings.raise_finding(
            session,
            actor,
            clock,
            findings.Raised(
                finding_class=list(FindingClass)[number % 4],
                source=FindingSource.COMPLAINT,
                statement=f"{STRAINING[number % len(STRAINING)]} {number}",
                requirement=LONG_WORD,
                unit_id=audited.id,
                owner_id=owner.id,
            ),
            today=today,
            due_days=number % 60,
        )
