"""The Celery application of the module."""

from __future__ import annotations

import logging
import uuid
from datetime import datetime, timedelta
from typing import Any, cast

from celery import Celery
from celery.signals import worker_init, worker_ready
from flask import Flask
from sqlalchemy.exc import OperationalError

from intranet_qms.extension import QMS
from intranet_qms.outbox import services as outbox
from intranet_qms.reports.temporary import sweep_temporary

from . import attachments, calendar, exchange, guests, mail, programme, reports, upkeep
from .handling import Context, Job, run
from .unwoken import Unwoken
from .watching import RUNNING, Watch

log = logging.getLogger(__name__)

HANDLERS = (attachments, exchange, guests, mail, programme, reports, upkeep)
"""Modules that register handlers; named, so that none is forgotten."""

DRAIN_SECONDS = 1.0
TICK_SECONDS = 30.0
BATCH = 20


def make_worker(app: Flask) -> Celery:
    """The Celery application that works for ``app``.

    Args:
        app: a Flask application with ``QMS(...).init_app(app)`` done. Its Jinja environment writes
            the mails, so that a host's templates hold for them too.
    """
    qms = cast(QMS, app.extensions["intranet_qms"])
    config = qms.config
    # The embedded broker is asked for by the name of a machine, as every other.
    broker = "memory://localhost" if config.embedded_worker else config.broker_url
    celery = Celery("intranet_qms", broker=broker, set_as_current=False)
    celery.conf.update(
        task_ignore_result=True,
        task_serializer="json",
        accept_content=["json"],
        timezone="UTC",
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        broker_connection_retry_on_startup=True,
        broker_transport_options=(
            {"polling_interval": 0.05}
            if config.embedded_worker
            else {
                "visibility_timeout": 3600,
                "unacked_restore_interval": 2,
                "unacked_restore_throttle": 1,
            }
        ),
        beat_max_loop_interval=0.5,
        beat_schedule={
            # An undelivered wake-up is worthless after a few seconds: the next one is under way.
            "drain": {
                "task": "qms.drain",
                "schedule": DRAIN_SECONDS,
                "options": {"expires": 5},
            },
            "tick": {"task": "qms.tick", "schedule": TICK_SECONDS, "options": {"expires": 60}},
        },
    )
    visibility = timedelta(seconds=config.outbox_visibility_seconds)
    context = Context(app, qms, visibility)
    # What a killed worker left unfinished on this machine.
    sweep_temporary(config.home / "work")

    watch = Watch(celery)

    def drain() -> int:
        """Hand due jobs to the workers. Returns how many."""
        watch.heard()
        unwoken.heard()
        try:
            with qms.database.transaction() as session:
                jobs = outbox.take_due(session, qms.clock, visibility=visibility, limit=BATCH)
        except OperationalError as error:
            # The database is away: the jobs are in it and wait.
            log.warning("the outbox cannot be read: %s", error.orig)
            return 0
        for job in jobs:
            run_job.delay(str(job.uuid), job.until.isoformat())
        return len(jobs)

    def tick() -> None:
        """Note what the calendar asks for; asking twice changes nothing."""
        with qms.database.transaction() as session:
            calendar.note_due(session, qms.clock, config)

    def do_job(job_uuid: str, until: str) -> None:
        """Do one job that was taken until ``until`` (ISO 8601)."""
        with RUNNING.one_more():
            run(context, Job(uuid.UUID(job_uuid), datetime.fromisoformat(until)))

    def do_next() -> bool:
        """Do one job that is due, here and now. Returns whether there was one."""
        with qms.database.transaction() as session:
            jobs = outbox.take_due(session, qms.clock, visibility=visibility, limit=1)
        for job in jobs:
            log.info("%s is done without a wake-up", job.kind)
            run(context, Job(job.uuid, job.until))
        return bool(jobs)

    unwoken = Unwoken(do_next, tick)
    define = cast(Any, celery.task)
    options: dict[str, Any] = {"shared": False, "ignore_result": True}
    define(name="qms.drain", **options)(drain)
    define(name="qms.tick", **options)(tick)
    run_job = define(name="qms.run_job", **options)(do_job)
    celery.finalize()
    if not config.embedded_worker:
        # Before it is connected: a broker that is away at the start stops no job either.
        worker_init.connect(lambda **_details: unwoken.start(), weak=False)
        worker_ready.connect(lambda **_details: watch.start(), weak=False)
    return celery
