"""Worker and scheduler as threads of the web process, for an office that runs one command."""

from __future__ import annotations

import logging
import threading
from typing import Any

from celery.beat import EmbeddedService, Scheduler
from flask import Flask
from sqlalchemy import update

from ..extension import QMS
from ..outbox.models import OutboxJob
from ..tasks import make_worker

log = logging.getLogger(__name__)


class Background:
    """The embedded worker. The outbox keeps every job until it has had its effect."""

    def __init__(self, app: Flask, qms: QMS, *, threads: int = 2) -> None:
        # All tasks are defined before the first thread starts: later ones would not be seen.
        self._celery = make_worker(app)
        self._qms = qms
        self._worker: Any = self._celery.WorkController(
            pool="threads",
            concurrency=threads,
            without_gossip=True,
            without_mingle=True,
            without_heartbeat=True,
            loglevel="WARNING",
        )
        self._beat = EmbeddedService(self._celery, thread=True, scheduler_cls=Scheduler)
        self._thread = threading.Thread(target=self._worker.start, name="worker", daemon=True)

    def start(self) -> None:
        """Begin. Jobs that a killed process had taken are free at once: it was the only one."""
        with self._qms.database.transaction() as session:
            session.execute(
                update(OutboxJob)
                .where(OutboxJob.state == "taken")
                .values(state="waiting", taken_until=None)
            )
        self._thread.start()
        self._beat.start()

    def stop(self) -> None:
        """Stop waking, and let the jobs that have begun come to their end."""
        self._beat.stop(wait=True)
        self._worker.stop()
        self._thread.join(timeout=30)
