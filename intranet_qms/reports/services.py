"""Ask for a report, and the steps of the worker that makes it."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any, cast

from sqlalchemy import CursorResult, Update, or_, select, update
from sqlalchemy.orm import Session

from .. import access
from ..db import insert_into, new_uuid
from ..errors import Conflict, NotFound, not_found
from ..files import services as files_services
from ..host import SYSTEM, Actor, Clock, FileStore
from ..i18n import lazy
from ..outbox import services as outbox
from ..trail import services as trail
from . import queries
from .kinds import ReportKind, kind_named
from .models import ReportJob
from .typst_renderer import RenderedReport
from .workflow import LIVE, MOST_ATTEMPTS, SILENT_AFTER

OUTBOX_KIND = "reports.build"


def kind_of(name: str) -> ReportKind:
    """The registered kind. Raises NotFound when nothing prints this here."""
    kind = kind_named(name)
    if kind is None:
        raise not_found("reports.unknown_kind")
    return kind


def request_report(
    session: Session,
    actor: Actor,
    clock: Clock,
    kind: str,
    subject_uuid: uuid.UUID,
    *,
    language: str | None = None,
) -> ReportJob:
    """The job that makes this report: the one that is queued or running, or a new one.

    Args:
        language: ``pl`` or ``en``; the actor's when missing.

    Raises:
        Forbidden: the actor may not see the subject.
        NotFound: nothing prints this kind.
    """
    access.require(actor, "reports.see", kind_of(kind).allowed(session, actor, subject_uuid))
    language = language or actor.locale
    live_key = f"{kind}:{subject_uuid}:{language}"
    job_uuid = session.execute(
        insert_into(session, ReportJob)
        .values(
            uuid=new_uuid(),
            kind=kind,
            subject_uuid=subject_uuid,
            language=language,
            live_key=live_key,
            state="queued",
            progress=0,
            stage="waiting",
            requested_by_id=actor.person_id,
            created_at=clock.now(),
            attempt=0,
        )
        .on_conflict_do_nothing(index_elements=["live_key"])
        .returning(ReportJob.uuid)
    ).scalar_one_or_none()
    if job_uuid is not None:
        outbox.enqueue(
            session,
            clock,
            OUTBOX_KIND,
            {"job": str(job_uuid)},
            dedup_key=f"report:{job_uuid}",
        )
        trail.record(
            session, actor, clock, "reports.request", kind, subject_uuid, {"job": str(job_uuid)}
        )
    job = queries.by_uuid(session, job_uuid) if job_uuid else queries.by_live_key(session, live_key)
    if job is None:
        # It ended between the refused insert and the read: the reader asks again.
        raise Conflict(
            "reports.just_ended",
            lazy("This report has just been finished."),
            way_out=lazy("Open the page again."),
        )
    return job


def claim(session: Session, clock: Clock, job_uuid: uuid.UUID) -> ReportJob | None:
    """Take the job for this worker, or None when it is not to be taken.

    A job is taken when it waits, or when its worker has fallen silent. One that has been taken
    `MOST_ATTEMPTS` times is failed instead.
    """
    now = clock.now()
    job = session.scalars(
        update(ReportJob)
        .where(
            ReportJob.uuid == job_uuid,
            or_(
                ReportJob.state == "queued",
                (ReportJob.state == "running") & (ReportJob.heartbeat_at < now - SILENT_AFTER),
            ),
        )
        .values(
            state="running",
            stage="data",
            progress=0,
            attempt=ReportJob.attempt + 1,
            started_at=now,
            heartbeat_at=now,
        )
        .returning(ReportJob)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if job is not None and job.attempt > MOST_ATTEMPTS:
        fail(session, clock, job_uuid, job.attempt, "reports.gave_up")
        return None
    return job


def _update_mine(session: Session, job_uuid: uuid.UUID, claimed: int, /, **values: Any) -> None:
    statement: Update = (
        update(ReportJob)
        .where(
            ReportJob.uuid == job_uuid, ReportJob.state == "running", ReportJob.attempt == claimed
        )
        .values(**values)
    )
    result = cast("CursorResult[Any]", session.execute(statement))
    if result.rowcount != 1:
        raise Conflict("reports.taken_over", lazy("Another worker has taken this report over."))


def free_running(session: Session) -> None:
    """Let every report that is being made begin anew. Only for a process that is the only worker
    there is, before it begins: nobody is making any of them then."""
    session.execute(
        update(ReportJob)
        .where(ReportJob.state == "running")
        .values(state="queued", stage="waiting", progress=0)
    )


def advance(
    session: Session, clock: Clock, job_uuid: uuid.UUID, attempt: int, done: float, stage: str
) -> None:
    """Say how far the job is, and that its worker lives.

    Args:
        attempt: of the claim; an older one is refused.
        done: part done, 0 to 1.

    Raises:
        Conflict: ``reports.taken_over``; the worker must stop and write nothing.
    """
    _update_mine(
        session,
        job_uuid,
        attempt,
        heartbeat_at=clock.now(),
        progress=max(0, min(99, int(done * 100))),
        stage=stage,
    )


def finish(
    session: Session,
    clock: Clock,
    files: FileStore,
    job_uuid: uuid.UUID,
    attempt: int,
    rendered: RenderedReport,
    file_name: str,
    *,
    media_type: str = "application/pdf",
) -> None:
    """Keep the finished file and end the job.

    Raises:
        Conflict: ``reports.taken_over``; the file is not this worker's to give.
    """
    job = queries.by_uuid(session, job_uuid)
    if job is None:
        raise NotFound("reports.gone", lazy("This report is no longer wanted."))
    stored = files_services.store(
        session,
        clock,
        files,
        Path(rendered.path).read_bytes(),
        files_services.Content(media_type),
        person_id=job.requested_by_id,
        sha256=rendered.sha256,
    )
    now = clock.now()
    _update_mine(
        session,
        job_uuid,
        attempt,
        state="done",
        stage="done",
        progress=100,
        live_key=None,
        file_sha256=stored.sha256,
        file_name=file_name[:200],
        pages=rendered.pages,
        heartbeat_at=now,
        finished_at=now,
    )
    trail.record(
        session,
        SYSTEM,
        clock,
        "reports.finish",
        job.kind,
        job.subject_uuid,
        {"job": str(job_uuid), "sha256": rendered.sha256, "pages": rendered.pages},
    )
    kind = kind_named(job.kind)
    if kind is not None and kind.finished is not None:
        kind.finished(session, clock, job.subject_uuid, stored.id)


def release(session: Session, job_uuid: uuid.UUID, attempt: int) -> None:
    """Put the job back into the queue: a part it needs is away, which is not its fault.

    The attempt does not count; this worker must not act on the claim any more.
    """
    _update_mine(
        session,
        job_uuid,
        attempt,
        state="queued",
        stage="waiting",
        progress=0,
        attempt=attempt - 1,
        heartbeat_at=None,
    )


def fail(session: Session, clock: Clock, job_uuid: uuid.UUID, attempt: int, code: str) -> None:
    """End the job without a file; its page says the code and offers to try again."""
    _update_mine(
        session,
        job_uuid,
        attempt,
        state="failed",
        live_key=None,
        error_code=code[:60],
        finished_at=clock.now(),
    )


def is_live(session: Session, job_uuid: uuid.UUID) -> bool:
    """Whether the job is still to be made by somebody."""
    state = session.scalar(select(ReportJob.state).where(ReportJob.uuid == job_uuid))
    return state in LIVE
