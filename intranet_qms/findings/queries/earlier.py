"""What was found before in the same place: an auditor goes there knowing it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import case, or_, select
from sqlalchemy.orm import Session, joinedload

from ..models import Finding
from ..workflow import FindingSource, FindingState
from .register import DONE


def earlier_in(
    session: Session,
    *,
    unit_ids: Iterable[int],
    document_ids: Iterable[int],
    without_audit_id: int,
    limit: int,
) -> Sequence[Finding]:
    """Findings of audits in these units or about these documents, open ones first, then the newest.

    What came from complaints or reports of people stays with those who handle it: an auditor carries
    it on no phone.

    Args:
        without_audit_id: the audit that is going on; its own findings are not earlier ones.
        limit: at most so many.
    """
    return session.scalars(
        select(Finding)
        .where(
            or_(
                Finding.unit_id.in_(list(unit_ids)),
                Finding.document_id.in_(list(document_ids)),
            ),
            or_(Finding.audit_id.is_(None), Finding.audit_id != without_audit_id),
            Finding.state != FindingState.WITHDRAWN,
            Finding.source.in_((FindingSource.AUDIT, FindingSource.EXTERNAL_AUDIT)),
        )
        .options(joinedload(Finding.unit), joinedload(Finding.document))
        .order_by(case((Finding.state.in_(DONE), 1), else_=0), Finding.id.desc())
        .limit(limit)
    ).all()
