"""Procedures as areas of audits, and when their issues came into force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..models import Document, Revision
from ..workflow import DocumentKind, RevisionState


@dataclass(frozen=True, slots=True)
class AuditableProcedure:
    """A procedure or process card in force."""

    document_id: int
    code: str
    title: str
    owner_unit_id: int | None


def auditable_procedures(session: Session) -> list[AuditableProcedure]:
    """Procedures and process cards in force, by code. One query."""
    rows = session.execute(
        select(Document.id, Document.code, Document.title, Document.owner_unit_id)
        .where(
            Document.kind.in_((DocumentKind.PROCEDURE, DocumentKind.PROCESS_CARD)),
            Document.current_state == RevisionState.EFFECTIVE,
        )
        .order_by(Document.code_key, Document.id)
    )
    return [AuditableProcedure(*row) for row in rows]


def issue_days(session: Session, since: date) -> dict[int, list[date]]:
    """When issues came into force since a day, by document. One query."""
    found: dict[int, list[date]] = {}
    rows = session.execute(
        select(Revision.document_id, Revision.effective_on).where(
            Revision.state.in_((RevisionState.EFFECTIVE, RevisionState.SUPERSEDED)),
            Revision.effective_on >= since,
        )
    )
    for document_id, day in rows:
        if day is not None:
            found.setdefault(document_id, []).append(day)
    return found
