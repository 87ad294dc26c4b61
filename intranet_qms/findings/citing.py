"""Open findings and actions that cite a document."""

from __future__ import annotations

from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session, joinedload

from ..documents.hooks import Citation, citing
from .models import CorrectiveAction, Finding
from .queries import DONE


@citing
def findings(session: Session, document: Any) -> list[Citation]:
    """Findings that are not closed and cite it, and actions on the way that led to an issue of it."""
    listed = session.scalars(
        select(Finding)
        .where(Finding.document_id == document.id, Finding.state.not_in(DONE))
        .order_by(Finding.id)
    ).all()
    found = [
        Citation(
            kind="finding",
            reference=str(one.uuid),
            code=one.number,
            title_pl=one.statement[:300],
            endpoint="findings_show",
            values={"number": one.number},
            paragraphs=(one.paragraph_key,) if one.paragraph_key else (),
            owner_id=one.owner_id,
        )
        for one in listed
    ]
    revision = inspect(CorrectiveAction).relationships["revision"].mapper.class_
    actions = session.scalars(
        select(CorrectiveAction)
        .join(CorrectiveAction.finding)
        .join(revision, revision.id == CorrectiveAction.revision_id)
        .where(
            revision.document_id == document.id,
            CorrectiveAction.state != "verified",
            Finding.state.not_in(DONE),
        )
        .options(joinedload(CorrectiveAction.finding))
        .order_by(CorrectiveAction.id)
    ).all()
    found += [
        Citation(
            kind="action",
            reference=str(one.uuid),
            code=one.finding.number,
            title_pl=one.text[:300],
            endpoint="findings_show",
            values={"number": one.finding.number},
            owner_id=one.owner_id,
        )
        for one in actions
    ]
    return found
