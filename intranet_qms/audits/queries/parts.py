"""Who has which part in which audits, for whoever plans people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..models import Audit, TeamMember
from ..workflow import AuditKind, AuditState, TeamRole


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
) -> list[PartInAudit]:
    """What people have to do in audits, by first day. One query.

    Args:
        since, until: only audits with a day in this time, both days included.
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
