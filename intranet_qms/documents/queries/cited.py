"""Issues with their text, for whoever has to read what is cited where there is no network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from ..models import Document, Revision
from ..workflow import RevisionState


def issues_with_text(
    session: Session, *, revision_ids: Iterable[int], document_ids: Iterable[int]
) -> Sequence[Revision]:
    """These issues, and those in force of these documents, with paragraphs, documents and
    all their issues.

    Three queries, however many there are.
    """
    pinned, current = list(revision_ids), list(document_ids)
    if not pinned and not current:
        return []
    return session.scalars(
        select(Revision)
        .where(
            or_(
                Revision.id.in_(pinned),
                and_(Revision.document_id.in_(current), Revision.state == RevisionState.EFFECTIVE),
            )
        )
        .options(
            joinedload(Revision.document).selectinload(Document.revisions),
            selectinload(Revision.paragraphs),
        )
        .order_by(Revision.document_id, Revision.id)
    ).all()
