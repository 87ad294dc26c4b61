"""A plan made by the machine: asked for, stopped, taken by one worker, ended once."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from ... import access
from ...db import Database, new_uuid, one_at_a_time
from ...errors import Conflict
from ...host import Actor, Clock
from ...i18n import lazy
from ...outbox import services as outbox
from ...trail.services import record
from ..models import PlanRun, Programme
from ..workflow import LIVE_RUNS, RunState
from .programmes import changeable

OUTBOX_KIND = "programme.plan"
SILENT_AFTER = timedelta(minutes=3)
"""After which a worker that said nothing is taken for lost."""


def request_plan(session: Session, actor: Actor, clock: Clock, programme: Programme) -> PlanRun:
    """Have the machine plan a draft.

    Raises:
        Forbidden; Conflict: not a draft, or it is at work already.
    """
    access.require(actor, "programme.manage")
    changeable(programme)
    # Two people who press at once have one search: the second is told of the first.
    one_at_a_time(session, f"programme-plan:{programme.id}")
    if session.scalar(
        select(PlanRun.id).where(PlanRun.programme_id == programme.id, PlanRun.state.in_(LIVE_RUNS))
    ):
        raise Conflict(
            "programme.planning_already",
            lazy("The machine is planning already."),
            way_out=lazy("Wait for it, or stop it."),
        )
    run = PlanRun(
        uuid=new_uuid(),
        programme_id=programme.id,
        state=RunState.QUEUED,
        requested_by_id=actor.person_id or None,
        requested_by=actor.name,
        created_at=clock.now(),
    )
    session.add(run)
    session.flush()
    outbox.enqueue(
        session, clock, OUTBOX_KIND, {"run": str(run.uuid)}, dedup_key=f"programme-plan:{run.uuid}"
    )
    record(
        session, actor, clock, "programme.request_plan", "programme", programme.uuid,
        {"run": str(run.uuid)},
    )  # fmt: skip
    return run


def cancel(session: Session, actor: Actor, clock: Clock, run: PlanRun) -> None:
    """Stop the search. One that waits, or whose worker fell silent, ends at once; one that goes on
    within a second."""
    access.require(actor, "programme.manage")
    now = clock.now()
    session.execute(
        update(PlanRun)
        .where(
            PlanRun.id == run.id,
            or_(
                PlanRun.state == RunState.QUEUED,
                (PlanRun.state == RunState.RUNNING) & (PlanRun.heartbeat_at < now - SILENT_AFTER),
            ),
        )
        .values(state=RunState.CANCELLED, finished_at=now)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(PlanRun)
        .where(PlanRun.id == run.id, PlanRun.state == RunState.RUNNING)
        .values(stop=True)
        .execution_options(synchronize_session=False)
    )
    session.expire(run)
    record(session, actor, clock, "programme.stop_plan", "programme_run", run.uuid)


def claim(session: Session, now: datetime, run_uuid: uuid.UUID) -> PlanRun | None:
    """Take a run that waits, or whose worker fell silent; None when it is not to be taken."""
    return session.scalars(
        update(PlanRun)
        .where(
            PlanRun.uuid == run_uuid,
            or_(
                PlanRun.state == RunState.QUEUED,
                (PlanRun.state == RunState.RUNNING) & (PlanRun.heartbeat_at < now - SILENT_AFTER),
            ),
        )
        .values(state=RunState.RUNNING, heartbeat_at=now, progress=5)
        .returning(PlanRun)
        .execution_options(populate_existing=True)
    ).one_or_none()


def free_running(session: Session) -> None:
    """Let every run that is being worked at be taken anew. Only for a process that is the only
    worker there is, before it begins: nobody works at any of them then."""
    session.execute(
        update(PlanRun)
        .where(PlanRun.state == RunState.RUNNING)
        .values(state=RunState.QUEUED, progress=0)
        .execution_options(synchronize_session=False)
    )


def is_taken(session: Session, run_uuid: uuid.UUID) -> bool:
    """Whether some worker has the run: it may have died, which only its silence will tell."""
    return (
        session.scalar(
            select(PlanRun.id).where(PlanRun.uuid == run_uuid, PlanRun.state == RunState.RUNNING)
        )
        is not None
    )


def advance(database: Database, clock: Clock, run_id: int, progress: int) -> bool:
    """Tell how far it is. Returns whether somebody wants it stopped."""
    with database.transaction() as session:
        stop = session.execute(
            update(PlanRun)
            .where(PlanRun.id == run_id)
            .values(progress=progress, heartbeat_at=clock.now())
            .returning(PlanRun.stop)
            .execution_options(synchronize_session=False)
        ).scalar_one_or_none()
    return stop is not False


def end(session: Session, clock: Clock, run_id: int, state: RunState, **values: Any) -> bool:
    """End a run that goes on. Returns whether it was still to be ended."""
    found = session.execute(
        update(PlanRun)
        .where(PlanRun.id == run_id, PlanRun.state == RunState.RUNNING)
        .values(state=state, progress=100, finished_at=clock.now(), **values)
        .returning(PlanRun.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    return found is not None
