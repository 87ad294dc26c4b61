"""A worker that has gone deaf notices it, and begins anew.

After its broker was away, a Celery worker can be connected again and yet take no message any more;
nothing fails, and mail simply stops. What shows it: wake-ups pile up in the queue, and none of them
reaches this process.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from celery import Celery
from celery.worker import state
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)

DEAF_AFTER_SECONDS = 10.0
"""Wake-ups are sent every second, and an idle worker takes each at once."""
LOOK_SECONDS = 2.0
END_JOBS_SECONDS = 60.0
"""How long jobs that have begun may take to end before the process begins anew without them."""


class Watch:
    """Looks whether wake-ups that wait in the broker reach this worker.

    Args:
        celery: whose default queue is looked at, by a connection of its own.
        begin_anew: what to do about a deaf worker; by default the process replaces itself, with
            its id and its command line.
        now: seconds that only grow.
    """

    def __init__(
        self,
        celery: Celery,
        *,
        begin_anew: Callable[[], None] | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._celery = celery
        self._begin_anew = begin_anew or replace_process
        self._now = now
        self._heard = now()
        self._piling_up_since: float | None = None

    def heard(self) -> None:
        """A wake-up has reached this worker."""
        self._heard = self._now()

    def start(self) -> None:
        """Look again and again, in a thread of its own."""
        self.heard()
        threading.Thread(target=self._run, name="watch", daemon=True).start()

    def _run(self) -> None:
        while True:
            time.sleep(LOOK_SECONDS)
            if state.active_requests:
                # Busy with long jobs: messages wait because they have to.
                self.heard()
            elif self.is_deaf(self._waiting()):
                log.error("wake-ups wait and none is heard: the worker begins anew")
                self._begin_anew()
                return

    def is_deaf(self, waiting: int | None) -> bool:
        """Whether messages have waited for so long that this worker cannot be listening.

        Args:
            waiting: messages in the queue now; None when the broker cannot be asked. A broker
                that is away is no deafness, and neither is a scheduler that sends nothing.
        """
        now = self._now()
        if not waiting:
            self._piling_up_since = None
            return False
        if self._piling_up_since is None:
            self._piling_up_since = now
        return now - max(self._piling_up_since, self._heard) > DEAF_AFTER_SECONDS

    def _waiting(self) -> int | None:
        connection: Any
        with self._celery.connection_for_read() as connection:
            try:
                connection.ensure_connection(max_retries=1, timeout=3)
                channel = connection.default_channel
                queue = self._celery.conf.task_default_queue
                return int(channel.queue_declare(queue, passive=True).message_count)
            except connection.channel_errors:
                # A queue without a message does not exist in Redis.
                return 0
            except (OperationalError, *connection.connection_errors) as error:
                log.debug("the broker cannot be asked: %s", error)
                return None


def replace_process() -> None:
    """Start this command again in the same process, when the jobs that have begun have ended.

    A job that does not end is done again after its visibility: it is written to have one effect.
    """
    until = time.monotonic() + END_JOBS_SECONDS
    while state.active_requests and time.monotonic() < until:
        time.sleep(0.2)
    sys.stdout.flush()
    sys.stderr.flush()
    # Sockets and files are not inherited (PEP 446), so that nothing of the deaf one is left.
    # The arguments are this process's own.
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606
