"""Plan external audits and note what came of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from ... import access
from ...db import new_uuid
from ...errors import Conflict, Invalid
from ...host import Actor, Clock
from ...i18n import lazy, t
from ...trail.services import record
from ..models import Certificate, CertificationVisit
from ..queries import audit_choices
from ..workflow import VisitDecision, VisitKind

LONGEST_NOTE = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitFacts:
    """What is known of an external audit."""

    due_on: date | None
    planned_on: date | None = None
    held_on: date | None = None
    auditors: str = ""
    audit_id: int | None = None
    decision: VisitDecision = VisitDecision.NONE
    decided_on: date | None = None
    note: str = ""


def plan_visit(
    session: Session,
    actor: Actor,
    clock: Clock,
    certificate: Certificate,
    kind: VisitKind,
    facts: VisitFacts,
    *,
    today: date,
) -> CertificationVisit:
    """Add an external audit to a certificate.

    Raises:
        Forbidden: ``certification.manage``.
        Invalid: ``fields`` says where.
    """
    access.require(actor, "certification.manage")
    _check(session, facts, None, today)
    visit = CertificationVisit(uuid=new_uuid(), certificate_id=certificate.id, kind=kind)
    _take(visit, facts)
    session.add(visit)
    session.flush()
    record(
        session, actor, clock, "certification.plan_visit", "certificate", certificate.uuid,
        {"kind": kind.value, "due_on": visit.due_on.isoformat()},
    )  # fmt: skip
    return visit


def save_visit(
    session: Session,
    actor: Actor,
    clock: Clock,
    visit: CertificationVisit,
    facts: VisitFacts,
    *,
    seen_version: int | None,
    today: date,
) -> None:
    """Change days, auditors, the audit and the decision of an external audit.

    Raises:
        Forbidden: ``certification.manage``.
        Conflict: somebody else saved meanwhile.
        Invalid: ``fields`` says where.
    """
    access.require(actor, "certification.manage")
    if seen_version is not None and seen_version != visit.row_version:
        raise Conflict(
            "certification.changed_meanwhile",
            lazy("Somebody else changed this external audit meanwhile."),
            way_out=lazy("Open it in another tab, compare, and enter your change anew."),
        )
    _check(session, facts, visit, today)
    _take(visit, facts)
    session.flush()
    record(
        session, actor, clock, "certification.save_visit", "certificate", visit.certificate.uuid,
        {
            "kind": visit.kind.value,
            "held_on": visit.held_on.isoformat() if visit.held_on else "",
            "decision": visit.decision.value,
        },
    )  # fmt: skip


def _take(visit: CertificationVisit, facts: VisitFacts) -> None:
    if facts.due_on is not None:
        visit.due_on = facts.due_on
    visit.planned_on, visit.held_on = facts.planned_on, facts.held_on
    visit.auditors = " ".join(facts.auditors.split())
    visit.audit_id = facts.audit_id
    visit.decision, visit.decided_on = facts.decision, facts.decided_on
    visit.note = facts.note.replace("\r\n", "\n").strip()


def _check(
    session: Session, facts: VisitFacts, visit: CertificationVisit | None, today: date
) -> None:
    fields: dict[str, list[str]] = {}
    if facts.due_on is None:
        fields["due_on"] = [t("Enter the day by which it has to be held.")]
    if facts.held_on is not None and facts.held_on > today:
        fields["held_on"] = [t("This day has not come yet.")]
    if facts.decision is not VisitDecision.NONE and facts.held_on is None:
        fields["decision"] = [t("The body decides after the audit: enter when it was held.")]
    if facts.decision is not VisitDecision.NONE and facts.decided_on is None:
        fields["decided_on"] = [t("Enter the day of the decision.")]
    own = visit.audit_id if visit is not None else None
    if facts.audit_id not in {None, own, *(one for one, _ in audit_choices(session))}:
        fields["audit_id"] = [t("Choose an audit of the list.")]
    for name, limit in (("auditors", 300), ("note", LONGEST_NOTE)):
        text = getattr(facts, name)
        if len(text) > limit or "\x00" in text:
            fields[name] = [t("This text is too long.")]
    if fields:
        raise Invalid(
            "certification.visit_invalid",
            lazy("The external audit cannot be saved like this."),
            way_out=lazy("Correct the marked fields."),
            fields=fields,
        )
