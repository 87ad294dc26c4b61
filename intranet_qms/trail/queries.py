"""Reads of the trail."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from .models import TrailEntry


def history(
    session: Session, entity: str, entity_uuid: uuid.UUID | str, *, limit: int = 200
) -> Sequence[TrailEntry]:
    """What happened to one record, newest first."""
    return session.scalars(
        select(TrailEntry)
        .where(TrailEntry.entity == entity, TrailEntry.entity_uuid == str(entity_uuid))
        .order_by(TrailEntry.id.desc())
        .limit(limit)
    ).all()
