"""Reads of the trail."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
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


def last_change(
    session: Session, entity: str, entity_uuids: Sequence[uuid.UUID | str]
) -> datetime | None:
    """When something was last done to any of these records; None where nothing is known."""
    newest = (
        select(func.max(TrailEntry.id))
        .where(TrailEntry.entity == entity, TrailEntry.entity_uuid.in_(map(str, entity_uuids)))
        .scalar_subquery()
    )
    return session.scalar(select(TrailEntry.at).where(TrailEntry.id == newest))
