"""Reads of runs and their lines."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from ..errors import not_found
from .models import ExchangeLine, ExchangeRun
from .workflow import Outcome, RunKind, RunState


def run(session: Session, run_uuid: uuid.UUID) -> ExchangeRun:
    """One run with who asked for it. Raises NotFound."""
    found = session.scalars(
        select(ExchangeRun)
        .where(ExchangeRun.uuid == run_uuid)
        .options(joinedload(ExchangeRun.requested_by))
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise not_found("exchange.no_run")
    return found


def runs(kind: str = "") -> Select[Any]:
    """All runs, the newest first, or those of one kind."""
    query = select(ExchangeRun).options(joinedload(ExchangeRun.requested_by))
    if kind in {one.value for one in RunKind}:
        query = query.where(ExchangeRun.kind == kind)
    return query.order_by(ExchangeRun.created_at.desc(), ExchangeRun.id.desc())


def lines(run_id: int, outcome: str = "") -> Select[Any]:
    """The rows of a run in the order of the file, or those with one outcome."""
    query = select(ExchangeLine).where(ExchangeLine.run_id == run_id)
    if outcome in {one.value for one in Outcome}:
        query = query.where(ExchangeLine.outcome == outcome)
    return query.order_by(ExchangeLine.row)


def all_lines(session: Session, run_id: int) -> Sequence[ExchangeLine]:
    """Every row of a run."""
    return session.scalars(lines(run_id)).all()


def done_before(session: Session, kind: RunKind, sha256: str) -> ExchangeRun | None:
    """The last run of this kind that was done with the same file."""
    return session.scalars(
        select(ExchangeRun)
        .where(
            ExchangeRun.kind == kind,
            ExchangeRun.file_sha256 == sha256,
            ExchangeRun.state == RunState.DONE,
        )
        .order_by(ExchangeRun.id.desc())
        .limit(1)
    ).first()
