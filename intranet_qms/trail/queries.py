"""Reads of the trail."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
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


def entries_about(
    session: Session,
    entity: str,
    entity_uuids: Sequence[uuid.UUID | str],
    actions: Sequence[str],
) -> Sequence[TrailEntry]:
    """What was done to any of these records by some acts, the earliest first; in one query for a
    thousand records."""
    wanted = sorted(set(map(str, entity_uuids)))
    found: list[TrailEntry] = []
    for start in range(0, len(wanted), 1000):
        found += session.scalars(
            select(TrailEntry)
            .where(
                TrailEntry.entity == entity,
                TrailEntry.entity_uuid.in_(wanted[start : start + 1000]),
                TrailEntry.action.in_(list(actions)),
            )
            .order_by(TrailEntry.id)
        )
    return found


def entries_of(session: Session, actions: Sequence[str]) -> Iterator[TrailEntry]:
    """All entries of some acts, the earliest first, read in portions."""
    return iter(
        session.scalars(
            select(TrailEntry)
            .where(TrailEntry.action.in_(list(actions)))
            .order_by(TrailEntry.id)
            .execution_options(yield_per=500)
        )
    )
