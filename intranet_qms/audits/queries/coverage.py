"""What was audited when and by whom, for whoever plans the next audits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from ..models import Audit
from ..workflow import RECORDS, AuditKind, AuditState


@dataclass(frozen=True, slots=True)
class AuditedAreas:
    """One audit with its scope and those who judged in it."""

    audit_id: int
    number: str
    state: AuditState
    first_day: date
    last_day: date
    unit_ids: frozenset[int]
    document_ids: frozenset[int]
    team: frozenset[int]


def audited_areas(session: Session, audit_ids: Iterable[int] | None = None) -> list[AuditedAreas]:
    """Internal audits by their first day: all that were not cancelled, or those named, whatever
    their kind and state. A constant number of queries."""
    query = (
        select(Audit)
        .options(selectinload(Audit.units), selectinload(Audit.documents), selectinload(Audit.team))
        .order_by(Audit.first_day, Audit.id)
    )
    if audit_ids is None:
        query = query.where(Audit.state != AuditState.CANCELLED, Audit.kind == AuditKind.INTERNAL)
    else:
        query = query.where(Audit.id.in_(list(audit_ids)))
    return [
        AuditedAreas(
            one.id,
            one.number,
            AuditState(one.state),
            one.first_day,
            one.last_day,
            frozenset(of.unit_id for of in one.units),
            frozenset(of.document_id for of in one.documents),
            frozenset(
                of.person_id for of in one.team if of.removed_at is None and of.role in RECORDS
            ),
        )
        for one in session.scalars(query)
    ]
