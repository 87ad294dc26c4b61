"""Reads of the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from .models import OutboxJob


def troubled(session: Session, *, limit: int = 100) -> Sequence[OutboxJob]:
    """Jobs that were given up, or failed and wait for another try, newest first."""
    return session.scalars(
        select(OutboxJob)
        .where(
            or_(
                OutboxJob.state == "given_up",
                (OutboxJob.state == "waiting") & (OutboxJob.attempts > 0),
            )
        )
        .order_by(OutboxJob.id.desc())
        .limit(limit)
    ).all()


def oldest_due(session: Session, now: datetime) -> datetime | None:
    """Since when the job that waits longest has been due; None when none is. A worker that runs
    takes each within seconds."""
    return session.scalar(
        select(func.min(OutboxJob.due_at)).where(
            OutboxJob.state == "waiting", OutboxJob.due_at <= now
        )
    )
