"""Reads of client guides for those who publish them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..models import Document, Revision
from ..workflow import DocumentKind


def guide_identifiers(session: Session) -> tuple[Sequence[uuid.UUID], Sequence[uuid.UUID]]:
    """Identifiers of all client guides, in whatever state, and of their issues: what the trail
    knows them by."""
    guides = session.scalars(
        select(Document.uuid).where(Document.kind == DocumentKind.CLIENT_GUIDE)
    ).all()
    issues = session.scalars(
        select(Revision.uuid)
        .join(Revision.document)
        .where(Document.kind == DocumentKind.CLIENT_GUIDE)
    ).all()
    return guides, issues
