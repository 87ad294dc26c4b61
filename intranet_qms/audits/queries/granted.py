"""The audits that somebody from outside was granted. What was granted is decided by the caller."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from ...http import Page, paginate
from ..models import Audit, AuditClause, AuditDocument, AuditUnit, TeamMember
from ..workflow import AuditState

_HELD = (AuditState.IN_PROGRESS, AuditState.REPORTING, AuditState.CLOSED)


@dataclass(frozen=True, slots=True)
class Granted:
    """Which audits: those named, and those held that began within two days, both included."""

    uuids: Collection[uuid.UUID] = ()
    days: tuple[date, date] | None = None


def _open(granted: Granted) -> ColumnElement[bool]:
    conditions = [false(), Audit.uuid.in_(list(granted.uuids))]
    if granted.days is not None:
        conditions.append(Audit.first_day.between(*granted.days) & Audit.state.in_(_HELD))
    return or_(*conditions)


def granted_audits(session: Session, granted: Granted, *, page: int, per_page: int = 50) -> Page:
    """The audits, the latest first, one page of them."""
    query = select(Audit).where(_open(granted)).order_by(Audit.first_day.desc(), Audit.id.desc())
    return paginate(session, query, page=page, per_page=per_page)


def granted_audit_ids(session: Session, granted: Granted) -> Sequence[int]:
    """Their internal numbers."""
    return session.scalars(select(Audit.id).where(_open(granted))).all()


def granted_audit(session: Session, granted: Granted, number: str) -> Audit | None:
    """An audit by its number with scope and team, if it is open."""
    return (
        session.scalars(
            select(Audit)
            .where(_open(granted), Audit.number == number)
            .options(
                selectinload(Audit.team).joinedload(TeamMember.person),
                selectinload(Audit.units).joinedload(AuditUnit.unit),
                selectinload(Audit.documents).joinedload(AuditDocument.document),
                selectinload(Audit.clauses).joinedload(AuditClause.clause),
                joinedload(Audit.edition),
            )
        )
        .unique()
        .one_or_none()
    )


def audits_to_grant(session: Session) -> list[tuple[str, str]]:
    """For a choice in a form: identifier, and number with title; cancelled ones are left out."""
    rows = session.execute(
        select(Audit.uuid, Audit.number, Audit.title)
        .where(Audit.state != AuditState.CANCELLED)
        .order_by(Audit.first_day.desc(), Audit.id.desc())
        .limit(500)
    )
    return [(str(row[0]), f"{row[1]} {row[2]}") for row in rows]
