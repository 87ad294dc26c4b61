"""Reads of plans: documents that changed since the announcement, findings to follow up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ..models import Audit, AuditDocument, FollowedFinding
from .audits import related


def newer_issues(session: Session, audit: Audit) -> dict[int, Any]:
    """The issues in force of documents that have changed since the audit pinned them.

    Returns:
        Issue by document; a document that is as it was pinned is not in it, and one that was
        pinned without an issue in force is when it has one now.
    """
    pinned = {one.document_id: one.revision_id for one in audit.documents}
    if not pinned or audit.announced_at is None:
        return {}
    revision = related(AuditDocument, "revision")
    rows = session.scalars(
        select(revision).where(revision.document_id.in_(pinned), revision.state == "effective")
    )
    return {one.document_id: one for one in rows if one.id != pinned[one.document_id]}


def followed_findings(session: Session, audit_id: int) -> Sequence[Any]:
    """The earlier findings that a follow-up looks at again, as they stand now."""
    finding = related(FollowedFinding, "finding")
    return session.scalars(
        select(finding)
        .join(FollowedFinding, FollowedFinding.finding_id == finding.id)
        .where(FollowedFinding.audit_id == audit_id)
        .options(joinedload(finding.unit), joinedload(finding.owner))
        .order_by(finding.id)
    ).all()
