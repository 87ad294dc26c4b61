"""Worker and scheduler as threads of the web process, for an office that runs one command."""

from __future__ import annotations

import logging
import threading
from typing import Any

from celery.beat import EmbeddedService, Scheduler
from flask import Flask

from ..exchange import services as exchange
from ..extension import QMS
from ..outbox import services as outbox
from ..programme import services as programme
from ..reports import services as reports
from ..tasks import make_worker

log = logging.getLogger(__name__)
STOP_SECONDS = 20.0
"""How long a job that has begun may take after the stop was asked for."""


class Background:
    """The embedded worker. The outbox keeps every job until it has had its effect."""

    def __init__(self, app: Flask, qms: QMS, *, threads: int = 2) -> None:
        # All tasks are defined before the first thread starts: later ones would not be seen.
        self._celery = make_worker(app)
        # The threads of the pool look their tasks up in the application that is the process's.
        self._celery.set_default()
        self._qms = qms
        self._worker: Any = self._celery.WorkController(
            pool="threads",
            concurrency=threads,
            without_gossip=True,
            without_mingle=True,
            without_heartbeat=True,
            loglevel="WARNING",
        )
        self._beat: Any = EmbeddedService(self._celery, thread=True, scheduler_cls=Scheduler)
        self._thread = threading.Thread(target=self._worker.start, name="worker", daemon=True)

    def start(self) -> None:
        """Begin. Jobs that a killed process had taken are free at once: it was the only one."""
        self._free_taken_jobs()
        self._thread.start()
        self._beat.start()

    def stop(self) -> bool:
        """Stop waking, and let the jobs that have begun come to their end.

        Returns:
            Whether they did; False when one still runs after `STOP_SECONDS`. It is done again
            after the next start.
        """
        stopping = threading.Thread(target=self._stop, name="stopping", daemon=True)
        stopping.start()
        stopping.join(timeout=STOP_SECONDS)
        return not stopping.is_alive()

    def _stop(self) -> None:
        self._beat.stop()
        self._worker.stop()
        self._thread.join()
        # Those that were handed to a thread and had not begun.
        self._free_taken_jobs()

    def _free_taken_jobs(self) -> None:
        with self._qms.database.transaction() as session:
            outbox.free_taken(session)
            reports.free_running(session)
            exchange.free_running(session)
            programme.free_running(session)
