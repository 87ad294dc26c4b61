"""The life of a run: begun by a person, worked at by one worker, ended once."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from ... import access
from ...db import Database, new_uuid
from ...errors import Conflict
from ...host import Actor, Clock
from ...i18n import lazy
from ...outbox import services as outbox
from ...trail.services import record
from ..models import ExchangeRun
from ..workflow import ENDED, SILENT_AFTER, TRANSITIONS, RunKind, RunState

OUTBOX_KIND = "exchange.work"


def begin(
    session: Session, actor: Actor, clock: Clock, kind: RunKind, state: RunState, **values: Any
) -> ExchangeRun:
    """A new run of the actor's. Raises Forbidden: ``exchange.manage``."""
    access.require(actor, "exchange.manage")
    run = ExchangeRun(
        uuid=new_uuid(),
        kind=kind,
        state=state,
        requested_by_id=actor.person_id,
        created_at=clock.now(),
        **values,
    )
    session.add(run)
    session.flush()
    return run


def move(session: Session, run: ExchangeRun, to: RunState, **values: Any) -> None:
    """Take a run on to another state, unless somebody else has done so meanwhile.

    Raises:
        Conflict: ``exchange.moved_on``.
    """
    result = None
    if to in TRANSITIONS[RunState(run.state)]:
        result = session.execute(
            update(ExchangeRun)
            .where(ExchangeRun.id == run.id, ExchangeRun.state == run.state)
            .values(state=to, **values)
            .returning(ExchangeRun.id)
            .execution_options(synchronize_session=False)
        ).scalar_one_or_none()
    session.expire(run)
    if result is None:
        raise Conflict(
            "exchange.moved_on",
            lazy("This exchange has moved on meanwhile."),
            way_out=lazy("Open its page again and see where it stands."),
        )


def hand_over(session: Session, clock: Clock, run: ExchangeRun) -> None:
    """Leave a run to the worker."""
    outbox.enqueue(
        session, clock, OUTBOX_KIND, {"run": str(run.uuid)},
        dedup_key=f"exchange:{run.uuid}:{new_uuid()}",
    )  # fmt: skip


def claim(session: Session, clock: Clock, run_uuid: uuid.UUID) -> ExchangeRun | None:
    """Take a run that waits, or whose worker fell silent; None when it is not to be taken."""
    now = clock.now()
    return session.scalars(
        update(ExchangeRun)
        .where(
            ExchangeRun.uuid == run_uuid,
            ExchangeRun.state.in_([RunState.CHECKING, RunState.APPLYING]),
            or_(
                ExchangeRun.heartbeat_at.is_(None),
                ExchangeRun.heartbeat_at < now - SILENT_AFTER,
            ),
        )
        .values(heartbeat_at=now, progress=1, stage="reading")
        .returning(ExchangeRun)
        .execution_options(populate_existing=True)
    ).one_or_none()


def is_taken(session: Session, run_uuid: uuid.UUID) -> bool:
    """Whether some worker has the run: it may have died, which only its silence will tell."""
    return (
        session.scalar(
            select(ExchangeRun.id).where(
                ExchangeRun.uuid == run_uuid,
                ExchangeRun.state.in_([RunState.CHECKING, RunState.APPLYING]),
            )
        )
        is not None
    )


def free_running(session: Session) -> None:
    """Let every run that is being worked at begin anew. Only for a process that is the only worker
    there is, before it begins: nobody works at any of them then."""
    session.execute(
        update(ExchangeRun)
        .where(ExchangeRun.state.in_([RunState.CHECKING, RunState.APPLYING]))
        .values(heartbeat_at=None)
    )


def teller(
    database: Database, clock: Clock, run_id: int, stage: str, low: int, high: int
) -> Callable[[float], None]:
    """Something to tell which part of a stage is done; it becomes per cent between two numbers."""

    def tell(part: float) -> None:
        with database.transaction() as session:
            session.execute(
                update(ExchangeRun)
                .where(ExchangeRun.id == run_id)
                .values(
                    progress=low + int((high - low) * min(1.0, max(0.0, part))),
                    stage=stage,
                    heartbeat_at=clock.now(),
                )
            )

    return tell


def fail(
    session: Session, actor: Actor, clock: Clock, run: ExchangeRun, code: str, **values: Any
) -> None:
    """End a run without having changed anything; its page says why."""
    move(
        session, run, RunState.FAILED,
        error_code=code[:60], error_values=values, finished_at=clock.now(), heartbeat_at=None,
    )  # fmt: skip
    record(
        session, actor, clock, "exchange.fail", "exchange_run", run.uuid,
        {"kind": run.kind, "code": code},
    )  # fmt: skip


def discard(session: Session, actor: Actor, clock: Clock, run: ExchangeRun) -> None:
    """Decide against a run. Raises Forbidden, Conflict."""
    access.require(actor, "exchange.manage")
    move(session, run, RunState.DISCARDED, finished_at=clock.now())
    record(session, actor, clock, "exchange.discard", "exchange_run", run.uuid, {"kind": run.kind})


def has_ended(run: ExchangeRun) -> bool:
    """Whether nothing more will happen to it."""
    return RunState(run.state) in ENDED
