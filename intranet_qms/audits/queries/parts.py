"""Who has which part in which audits, for whoever plans people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import case, func, inspect, select
from sqlalchemy.orm import Session, aliased

from ...host import Actor
from ..models import Audit, TeamMember
from ..workflow import AuditKind, AuditState, TeamRole
from .audits import visible_to


@dataclass(frozen=True, slots=True)
class PartInAudit:
    """Somebody's present part in an audit that was not cancelled."""

    person_id: int
    role: TeamRole
    audit_id: int
    number: str
    title: str
    kind: AuditKind
    state: AuditState
    first_day: date
    last_day: date


def parts_in_audits(
    session: Session,
    person_ids: Iterable[int],
    *,
    since: date | None = None,
    until: date | None = None,
    seen_by: Actor | None = None,
) -> list[PartInAudit]:
    """What people have to do in audits, by first day. One query.

    Args:
        since, until: only audits with a day in this time, both days included.
        seen_by: only audits that this actor may know of.
    """
    query = (
        select(
            TeamMember.person_id,
            TeamMember.role,
            Audit.id,
            Audit.number,
            Audit.title,
            Audit.kind,
            Audit.state,
            Audit.first_day,
            Audit.last_day,
        )
        .join(Audit, Audit.id == TeamMember.audit_id)
        .where(
            TeamMember.person_id.in_(list(person_ids)),
            TeamMember.removed_at.is_(None),
            Audit.state != AuditState.CANCELLED,
        )
        .order_by(Audit.first_day, Audit.id)
    )
    if since is not None:
        query = query.where(Audit.last_day >= since)
    if until is not None:
        query = query.where(Audit.first_day <= until)
    if seen_by is not None:
        query = query.where(visible_to(seen_by))
    return [
        PartInAudit(
            row[0],
            TeamRole(row[1]),
            row[2],
            row[3],
            row[4],
            AuditKind(row[5]),
            AuditState(row[6]),
            row[7],
            row[8],
        )
        for row in session.execute(query)
    ]


@dataclass(frozen=True, slots=True)
class PartCounts:
    """How often somebody led audits, took part in them, and has one that is not over."""

    led: int = 0
    taken: int = 0
    open: int = 0


def part_counts(session: Session, person_ids: Iterable[int]) -> dict[int, PartCounts]:
    """How much people audit; of those with no part, nothing. One query.

    Led and taken part in are audits whose work on site is over.
    """
    over = Audit.state.in_((AuditState.REPORTING, AuditState.CLOSED))
    led = over & (TeamMember.role == TeamRole.LEAD)
    taken = over & (TeamMember.role == TeamRole.AUDITOR)
    going_on = Audit.state.not_in((AuditState.REPORTING, AuditState.CLOSED))
    rows = session.execute(
        select(
            TeamMember.person_id,
            func.sum(case((led, 1), else_=0)),
            func.sum(case((taken, 1), else_=0)),
            func.sum(case((going_on, 1), else_=0)),
        )
        .join(Audit, Audit.id == TeamMember.audit_id)
        .where(
            TeamMember.person_id.in_(list(person_ids)),
            TeamMember.removed_at.is_(None),
            TeamMember.role.in_((TeamRole.LEAD, TeamRole.AUDITOR)),
            Audit.state != AuditState.CANCELLED,
        )
        .group_by(TeamMember.person_id)
    )
    return {row[0]: PartCounts(int(row[1]), int(row[2]), int(row[3])) for row in rows}


def leads_of(session: Session, audit_ids: Iterable[int]) -> dict[int, int]:
    """Who leads each of these audits now."""
    rows = session.execute(
        select(TeamMember.audit_id, TeamMember.person_id).where(
            TeamMember.audit_id.in_(list(audit_ids)),
            TeamMember.role == TeamRole.LEAD,
            TeamMember.removed_at.is_(None),
        )
    )
    return {row[0]: row[1] for row in rows}


def planners_of(session: Session, audit_ids: Iterable[int]) -> dict[int, int]:
    """Who planned each of these audits, where that is known."""
    rows = session.execute(
        select(Audit.id, Audit.created_by_id).where(
            Audit.id.in_(list(audit_ids)), Audit.created_by_id.is_not(None)
        )
    )
    return {row[0]: row[1] for row in rows if row[1] is not None}


@dataclass(frozen=True, slots=True)
class EndedPart:
    """A lead's or an auditor's part in an audit whose work on site is over.

    ``lead_id``: who leads the audit.
    """

    audit_id: int
    number: str
    title: str
    person_id: int
    person_uuid: UUID
    name: str
    role: TeamRole
    lead_id: int | None


def ended_parts(session: Session, since: date, *, led_by: int | None = None) -> list[EndedPart]:
    """Parts in audits of which the last day is not before ``since``, by audit and name.

    Args:
        led_by: only audits that this person leads.
    """
    person = inspect(TeamMember).relationships["person"].mapper.class_
    lead = aliased(TeamMember)
    query = (
        select(
            Audit.id, Audit.number, Audit.title, person.id, person.uuid, person.name,
            TeamMember.role, lead.person_id,
        )
        .select_from(TeamMember)
        .join(Audit, Audit.id == TeamMember.audit_id)
        .join(person, person.id == TeamMember.person_id)
        .outerjoin(
            lead,
            (lead.audit_id == Audit.id) & (lead.role == TeamRole.LEAD) & lead.removed_at.is_(None),
        )
        .where(
            TeamMember.removed_at.is_(None),
            TeamMember.role.in_((TeamRole.LEAD, TeamRole.AUDITOR)),
            Audit.state.in_((AuditState.REPORTING, AuditState.CLOSED)),
            Audit.last_day >= since,
        )
        .order_by(Audit.last_day, Audit.id, person.sort_key)
        .limit(200)
    )  # fmt: skip
    if led_by is not None:
        query = query.where(lead.person_id == led_by)
    return [
        EndedPart(row[0], row[1], row[2], row[3], row[4], row[5], TeamRole(row[6]), row[7])
        for row in session.execute(query)
    ]


def numbers_by_id(session: Session, audit_ids: Iterable[int]) -> dict[int, str]:
    """How people cite these audits, by internal numbers."""
    rows = session.execute(select(Audit.id, Audit.number).where(Audit.id.in_(list(audit_ids))))
    return {row[0]: row[1] for row in rows}
