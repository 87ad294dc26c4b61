"""Making one report from its job: the body of the worker's task.

Each step is a transaction of its own, because others must see the progress and because no
transaction may stay open while pages are laid out. So this is an entry point, like a request,
and the one room of the feature that commits.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Literal

from ..db import Database
from ..errors import Conflict, QMSError, Unavailable
from ..host import Clock, FileStore
from . import services
from .kinds import Prepared
from .temporary import work_folder
from .typst_renderer import ReportFailed

log = logging.getLogger(__name__)

Outcome = Literal["done", "failed", "busy", "over"]
"""``done``: made now. ``failed``: given up, the job says why. ``busy``: another worker is at it;
look again later, it may have died. ``over``: nothing left to do."""

BEAT_SECONDS = 1.0
"""Progress is written at most so often; photos come faster."""


def build(
    database: Database, files: FileStore, clock: Clock, folder: Path, job_uuid: uuid.UUID
) -> Outcome:
    """Make the report of this job.

    Safe to call any number of times and by several workers: one of them makes it, once.

    Args:
        folder: local folder for unfinished files; `temporary.sweep_temporary` cleans it when the
            worker starts.

    Raises:
        Unavailable, OSError: a part is away (the store, the disk, the PDF extra). The job waits
            again; call later.
    """
    with database.transaction() as session:
        job = services.claim(session, clock, job_uuid)
        if job is None:
            return "busy" if services.is_live(session, job_uuid) else "over"
        attempt, kind, subject, language = job.attempt, job.kind, job.subject_uuid, job.language
    try:
        with database.transaction(writes=False) as session:
            prepared = services.kind_of(kind).prepare(session, files, clock, subject, language)
        _make(database, files, clock, folder, job_uuid, attempt, prepared)
    except Conflict as error:
        if error.code != "reports.taken_over":
            return _failed(database, clock, job_uuid, attempt, error)
        log.warning("report %s was taken over by another worker", job_uuid)
        return "over"
    except (Unavailable, OSError) as error:
        log.warning("report %s waits: %s", job_uuid, error)
        with suppress(Exception), database.transaction() as session:
            services.release(session, job_uuid, attempt)
        raise
    except QMSError as error:
        return _failed(database, clock, job_uuid, attempt, error)
    return "done"


def _make(
    database: Database,
    files: FileStore,
    clock: Clock,
    folder: Path,
    job_uuid: uuid.UUID,
    attempt: int,
    prepared: Prepared,
) -> None:
    with work_folder(folder) as own:
        rendered = prepared.render(
            own / "report.pdf", _progress(database, clock, job_uuid, attempt)
        )
        with database.transaction() as session:
            services.finish(
                session, clock, files, job_uuid, attempt, rendered, prepared.file_name,
                media_type=prepared.media_type,
            )  # fmt: skip


def _progress(
    database: Database, clock: Clock, job_uuid: uuid.UUID, attempt: int
) -> Callable[[float, str], None]:
    told_stage = ""
    told_at = 0.0

    def progress(done: float, stage: str) -> None:
        nonlocal told_stage, told_at
        if stage == told_stage and time.monotonic() - told_at < BEAT_SECONDS:
            return
        with database.transaction() as session:
            services.advance(session, clock, job_uuid, attempt, done, stage)
        told_stage, told_at = stage, time.monotonic()

    return progress


def _failed(
    database: Database, clock: Clock, job_uuid: uuid.UUID, attempt: int, error: QMSError
) -> Outcome:
    detail = error.detail if isinstance(error, ReportFailed) else ""
    log.error("report %s failed: %s %s", job_uuid, error.code, detail)
    with database.transaction() as session:
        services.fail(session, clock, job_uuid, attempt, error.code)
    return "failed"
