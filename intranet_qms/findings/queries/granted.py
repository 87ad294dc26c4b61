"""The findings that somebody from outside was granted. What was granted is decided by the caller."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from ...http import Page, paginate
from ..models import CorrectiveAction, Finding
from ..workflow import FindingState


@dataclass(frozen=True, slots=True)
class Granted:
    """Which findings: those named, those of audits, those raised from one moment until another."""

    uuids: Collection[uuid.UUID] = ()
    audit_ids: Collection[int] = ()
    raised: tuple[datetime, datetime] | None = None


def _open(granted: Granted) -> ColumnElement[bool]:
    conditions = [
        false(),
        Finding.uuid.in_(list(granted.uuids)),
        Finding.audit_id.in_(list(granted.audit_ids)),
    ]
    if granted.raised is not None:
        conditions.append(
            (Finding.raised_at >= granted.raised[0]) & (Finding.raised_at < granted.raised[1])
        )
    return or_(*conditions)


def granted_findings(session: Session, granted: Granted, *, page: int, per_page: int = 50) -> Page:
    """The findings, the latest first, one page of them."""
    query = (
        select(Finding)
        .where(_open(granted))
        .options(joinedload(Finding.unit))
        .order_by(Finding.id.desc())
    )
    return paginate(session, query, page=page, per_page=per_page)


def granted_finding(session: Session, granted: Granted, number: str) -> Finding | None:
    """A finding by its number with its actions, if it is open."""
    return (
        session.scalars(
            select(Finding)
            .where(_open(granted), Finding.number == number)
            .options(
                joinedload(Finding.unit),
                joinedload(Finding.document),
                selectinload(Finding.actions).joinedload(CorrectiveAction.owner),
            )
        )
        .unique()
        .one_or_none()
    )


def findings_to_grant(session: Session) -> list[tuple[str, str]]:
    """For a choice in a form: identifier, and number with the beginning of the statement."""
    rows = session.execute(
        select(Finding.uuid, Finding.number, Finding.statement)
        .where(Finding.state != FindingState.WITHDRAWN)
        .order_by(Finding.id.desc())
        .limit(500)
    )
    return [(str(row[0]), f"{row[1]} {row[2][:80]}") for row in rows]
