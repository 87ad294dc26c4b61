"""Reads of reorganisations."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from ..errors import not_found
from .models import PlannedChange, Reorganisation
from .preview import Preview as Preview
from .preview import of_plan as preview
from .workflow import PlanState

__all__ = ["Preview", "by_uuid", "due", "listing", "preview", "waiting"]


def listing() -> Select[Any]:
    """All plans, the latest day first."""
    return (
        select(Reorganisation)
        .options(selectinload(Reorganisation.changes))
        .order_by(Reorganisation.effective_on.desc(), Reorganisation.id.desc())
    )


def by_uuid(session: Session, identifier: uuid.UUID) -> Reorganisation:
    """A plan with its changes and choices. Raises NotFound."""
    plan = session.scalars(
        select(Reorganisation)
        .where(Reorganisation.uuid == identifier)
        .options(selectinload(Reorganisation.changes).selectinload(PlannedChange.choices))
    ).one_or_none()
    if plan is None:
        raise not_found("reorganisation.not_found")
    return plan


def due(
    session: Session, day: date, *, only: int | None = None, locked: bool = True
) -> Sequence[Reorganisation]:
    """Approved plans whose day has come, the earliest first; locked until the commit. One that
    somebody has before them is waited for: left out, it would be carried out a day late."""
    query = (
        select(Reorganisation)
        .where(Reorganisation.state == PlanState.APPROVED, Reorganisation.effective_on <= day)
        .options(selectinload(Reorganisation.changes).selectinload(PlannedChange.choices))
        .order_by(Reorganisation.effective_on, Reorganisation.id)
    )
    if only is not None:
        query = query.where(Reorganisation.id == only)
    return session.scalars(query.with_for_update() if locked else query).all()


def waiting(session: Session) -> Sequence[Reorganisation]:
    """Approved plans that wait for their day, and those that could not be carried out."""
    return session.scalars(
        select(Reorganisation)
        .where(Reorganisation.state.in_((PlanState.APPROVED, PlanState.BLOCKED)))
        .order_by(Reorganisation.effective_on, Reorganisation.id)
    ).all()
