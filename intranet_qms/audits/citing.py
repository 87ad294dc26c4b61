"""Audits that are not over and have a document in their scope."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from ..documents.hooks import Citation, citing, shown_only_by
from ..host import Actor
from .models import Audit, AuditDocument
from .queries.audits import visible_to
from .workflow import AuditState, TeamRole


@citing
def audits(session: Session, document: Any) -> list[Citation]:
    """Planned and running audits; those that are announced go on with the issue that they pinned."""
    listed = session.scalars(
        select(Audit)
        .join(AuditDocument, AuditDocument.audit_id == Audit.id)
        .where(
            AuditDocument.document_id == document.id,
            Audit.state.not_in((AuditState.CLOSED, AuditState.CANCELLED)),
        )
        .options(selectinload(Audit.team))
        .order_by(Audit.first_day, Audit.id)
    ).all()
    return [
        Citation(
            kind="audit",
            reference=str(one.uuid),
            code=one.number,
            title_pl=one.title,
            endpoint="audits_show",
            values={"number": one.number},
            owner_id=next(
                (
                    member.person_id
                    for member in one.team
                    if member.role == TeamRole.LEAD and member.removed_at is None
                ),
                None,
            ),
        )
        for one in listed
    ]


@shown_only_by("audit")
def readable_audits(session: Session, actor: Actor, references: Iterable[str]) -> set[str]:
    """Audits that are only planned are shown to those who plan."""
    wanted = [uuid.UUID(one) for one in references]
    return {
        str(one)
        for one in session.scalars(
            select(Audit.uuid).where(Audit.uuid.in_(wanted), visible_to(actor))
        )
    }
