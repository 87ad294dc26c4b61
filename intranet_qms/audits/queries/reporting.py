"""Reads of reports: their versions, whom they went to, templates."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from ...host import Actor
from ...reports.audit_json import content_hash, from_json
from ...trail import queries as trail
from ..models import (
    Audit,
    AuditReport,
    AuditUnit,
    PlanConfirmation,
    PublicReport,
    ReportRecipient,
    ReportTemplate,
    TeamMember,
)
from ..seals import report_seal
from ..workflow import AuditState, ReportPart, ReportState, TeamRole
from .audits import related


def versions(session: Session, audit_id: int) -> Sequence[AuditReport]:
    """All versions of the report of an audit, the newest first, with their recipients."""
    return session.scalars(
        select(AuditReport)
        .where(AuditReport.audit_id == audit_id)
        .options(selectinload(AuditReport.recipients))
        .order_by(AuditReport.number.desc())
    ).all()


def report_by_uuid(session: Session, report_uuid: uuid.UUID) -> AuditReport | None:
    """One version with its recipients."""
    return session.scalars(
        select(AuditReport)
        .where(AuditReport.uuid == report_uuid)
        .options(selectinload(AuditReport.recipients))
    ).one_or_none()


def draft_of(session: Session, audit_id: int) -> AuditReport | None:
    """The version that is being written, if one is."""
    return session.scalars(
        select(AuditReport)
        .where(AuditReport.audit_id == audit_id, AuditReport.state == ReportState.DRAFT)
        .options(selectinload(AuditReport.recipients))
        .order_by(AuditReport.number.desc())
    ).first()


def signed_of(session: Session, audit_id: int) -> AuditReport | None:
    """The newest signed version, if there is one."""
    return session.scalars(
        select(AuditReport)
        .where(AuditReport.audit_id == audit_id, AuditReport.state == ReportState.SIGNED)
        .options(selectinload(AuditReport.recipients))
        .order_by(AuditReport.number.desc())
    ).first()


@dataclass(frozen=True, slots=True)
class Sealed:
    """Whether a signed report is what was signed. ``seal`` is what it comes to now."""

    intact: bool
    seal: str


def check_seal(session: Session, audit: Audit, report: AuditReport) -> Sealed:
    """Compare a signed report with its hash and with the seal in the trail."""
    seal = report_seal(audit.number, report)
    try:
        whole = content_hash(from_json(report.content)) == report.content_hash
    except (TypeError, ValueError, KeyError):
        whole = False
    remembered = any(
        entry.action == "audits.sign_report" and entry.details.get("seal") == seal
        for entry in trail.history(session, "audit", audit.uuid, limit=1000)
    )
    return Sealed(whole and remembered, seal)


def public_of(session: Session, report_id: int) -> PublicReport | None:
    """The public version of a report, if one was begun."""
    return session.scalars(
        select(PublicReport).where(PublicReport.report_id == report_id)
    ).one_or_none()


def public_by_uuid(session: Session, public_uuid: uuid.UUID) -> PublicReport | None:
    """A public version with the report that it is made of."""
    return session.scalars(
        select(PublicReport)
        .where(PublicReport.uuid == public_uuid)
        .options(joinedload(PublicReport.report))
    ).one_or_none()


def template_in_use(session: Session) -> ReportTemplate | None:
    """The office's own template, or None where the built-in one is used."""
    return session.scalars(
        select(ReportTemplate)
        .where(ReportTemplate.withdrawn_at.is_(None))
        .options(joinedload(ReportTemplate.file))
        .order_by(ReportTemplate.id.desc())
        .limit(1)
    ).one_or_none()


def all_templates(session: Session) -> Sequence[ReportTemplate]:
    """Every template that was ever uploaded, the newest first."""
    return session.scalars(
        select(ReportTemplate)
        .options(joinedload(ReportTemplate.file))
        .order_by(ReportTemplate.id.desc())
        .limit(200)
    ).all()


def template_by_uuid(session: Session, template_uuid: uuid.UUID) -> ReportTemplate | None:
    """One template with its file."""
    return session.scalars(
        select(ReportTemplate)
        .where(ReportTemplate.uuid == template_uuid)
        .options(joinedload(ReportTemplate.file))
    ).one_or_none()


def confirmations_of(session: Session, audit_id: int) -> Sequence[PlanConfirmation]:
    """Who has got to know the plan of an audit, in their order."""
    return session.scalars(
        select(PlanConfirmation)
        .where(PlanConfirmation.audit_id == audit_id)
        .order_by(PlanConfirmation.id)
    ).all()


def _people(actor: Actor) -> list[int]:
    return [actor.person_id, *actor.covers_person_ids]


def own_parts(session: Session, actor: Actor) -> Sequence[tuple[Audit, TeamRole]]:
    """Audits that go on and in whose team the actor is, with their role, the earliest first."""
    rows = session.execute(
        select(Audit, TeamMember.role)
        .join(TeamMember, TeamMember.audit_id == Audit.id)
        .where(
            TeamMember.person_id == actor.person_id,
            TeamMember.removed_at.is_(None),
            Audit.state.in_((AuditState.ANNOUNCED, AuditState.IN_PROGRESS, AuditState.REPORTING)),
        )
        .order_by(Audit.first_day, Audit.id)
        .limit(100)
    )
    return [(audit, TeamRole(role)) for audit, role in rows]


def signed_audits(session: Session, audit_ids: Sequence[int]) -> frozenset[int]:
    """Which of these audits have a signed report and none that is being corrected."""
    if not audit_ids:
        return frozenset()
    rows = session.execute(
        select(AuditReport.audit_id, AuditReport.state).where(AuditReport.audit_id.in_(audit_ids))
    ).all()
    drafts = {row.audit_id for row in rows if row.state == ReportState.DRAFT}
    return frozenset(row.audit_id for row in rows) - drafts


def plans_to_confirm(session: Session, actor: Actor, today: date) -> Sequence[Audit]:
    """Announced audits of units that the actor leads whose present plan they have not confirmed."""
    unit = related(AuditUnit, "unit")
    people = _people(actor)
    return (
        session.scalars(
            select(Audit)
            .join(AuditUnit, AuditUnit.audit_id == Audit.id)
            .join(unit, unit.id == AuditUnit.unit_id)
            .where(
                Audit.state == AuditState.ANNOUNCED,
                Audit.last_day >= today,
                unit.head_id.in_(people),
                ~select(PlanConfirmation.id)
                .where(
                    PlanConfirmation.audit_id == Audit.id,
                    PlanConfirmation.person_id == unit.head_id,
                    PlanConfirmation.plan_number == Audit.invitation_number,
                )
                .exists(),
            )
            .order_by(Audit.first_day)
            .limit(100)
        )
        .unique()
        .all()
    )


def reports_to_acknowledge(session: Session, actor: Actor) -> Sequence[tuple[Audit, AuditReport]]:
    """Signed reports that the actor owes an acknowledgement of; of each audit the newest."""
    newest = (
        select(AuditReport.audit_id, AuditReport.number)
        .where(AuditReport.state == ReportState.SIGNED)
        .order_by(AuditReport.number.desc())
    ).subquery()
    rows = session.execute(
        select(Audit, AuditReport)
        .join(AuditReport, AuditReport.audit_id == Audit.id)
        .join(ReportRecipient, ReportRecipient.report_id == AuditReport.id)
        .where(
            AuditReport.state == ReportState.SIGNED,
            ReportRecipient.part == ReportPart.AUDITED,
            ReportRecipient.person_id.in_(_people(actor)),
            ReportRecipient.acknowledged_at.is_(None),
            ~select(newest.c.number)
            .where(newest.c.audit_id == Audit.id, newest.c.number > AuditReport.number)
            .exists(),
        )
        .order_by(AuditReport.signed_at)
        .limit(100)
    ).unique()
    return [(row[0], row[1]) for row in rows]


def follow_ups_of(session: Session, audit_id: int) -> Sequence[Audit]:
    """The audits that looked again at the findings of this one."""
    return (
        session.scalars(
            select(Audit)
            .where(Audit.follows_id == audit_id)
            .options(selectinload(Audit.team).joinedload(TeamMember.person))
            .order_by(Audit.first_day)
        )
        .unique()
        .all()
    )
