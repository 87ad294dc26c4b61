"""Reads of agendas."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ..agenda import Booking, Line
from ..models import AgendaAuditor, AgendaItem, Audit
from ..workflow import AuditState

_ENDED = (AuditState.CANCELLED, AuditState.CLOSED)


def agenda_version(audit: Audit) -> str:
    """Tells one state of an agenda from another; short enough for a form."""
    lines = sorted(str(item.uuid) for item in audit.agenda)
    return hashlib.sha256("".join(lines).encode()).hexdigest()[:16]


def bookings(session: Session, audit: Audit, lines: Sequence[Line]) -> list[Booking]:
    """When the people and units of `lines` are wanted by other audits; one query."""
    if not lines:
        return []
    people = {number for line in lines for number in line.auditor_ids}
    units = {line.unit_id for line in lines if line.unit_id is not None}
    begin = min(line.starts_at for line in lines).astimezone(UTC)
    end = max(line.ends_at for line in lines).astimezone(UTC)
    rows = session.execute(
        select(AgendaItem.starts_at, AgendaItem.ends_at, Audit.number, AgendaAuditor.person_id,
               AgendaItem.unit_id)
        .join(Audit, Audit.id == AgendaItem.audit_id)
        .outerjoin(AgendaAuditor, AgendaAuditor.item_id == AgendaItem.id)
        .where(
            Audit.id != audit.id,
            Audit.state.not_in(_ENDED),
            AgendaItem.starts_at < end,
            AgendaItem.ends_at > begin,
            or_(AgendaAuditor.person_id.in_(people), AgendaItem.unit_id.in_(units)),
        )
        .order_by(AgendaItem.starts_at, AgendaItem.id)
    )  # fmt: skip
    found: list[Booking] = []
    for starts_at, ends_at, number, person_id, unit_id in rows:
        if ends_at is None:
            continue
        if person_id in people:
            found.append(Booking(starts_at, ends_at, number, person_id=person_id))
        if unit_id in units:
            found.append(Booking(starts_at, ends_at, number, unit_id=unit_id))
    return list(dict.fromkeys(found))
