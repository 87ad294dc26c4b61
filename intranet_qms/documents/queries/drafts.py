"""Reads of a draft's earlier states."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..models import DraftState


def draft_state(session: Session, revision_id: int, row_version: int) -> DraftState | None:
    """The draft as it was at a version, if that is still kept."""
    return session.scalars(
        select(DraftState).where(
            DraftState.revision_id == revision_id, DraftState.row_version == row_version
        )
    ).one_or_none()
