"""A worker that has gone deaf, or has ended though nobody asked it to, begins anew.

After its broker was away, a Celery worker can be connected again and yet take no message any more;
nothing fails, and mail simply stops. What shows it: wake-ups pile up in the queue, and none of them
reaches this process. It can also end by itself, with an exit code that tells its supervisor that
all is well.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from celery import Celery
from celery.signals import worker_shutting_down
from celery.worker import state

log = logging.getLogger(__name__)

DEAF_AFTER_SECONDS = 10.0
"""Wake-ups are sent every second, and an idle worker takes each at once."""
LOOK_SECONDS = 2.0
END_JOBS_SECONDS = 60.0
"""How long jobs that have begun may take to end before the process begins anew without them."""
PAUSE_SECONDS = 1.0
"""Before a worker that ended by itself begins anew; what ended it may need a moment to pass."""


class Running:
    """Counts the jobs that this process is doing.

    Celery's own list keeps a request for ever that was under way when the broker went.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count = 0

    @contextmanager
    def one_more(self) -> Iterator[None]:
        """While the block runs, one job more is being done."""
        with self._lock:
            self._count += 1
        try:
            yield
        finally:
            with self._lock:
                self._count -= 1

    def __bool__(self) -> bool:
        return self._count > 0


RUNNING = Running()
"""The jobs that came to this process by messages. While there are any, others wait because they
have to."""


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
            if RUNNING:
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
        try:
            connection: Any
            with self._celery.connection_for_read() as connection:
                connection.ensure_connection(max_retries=1, timeout=3)
                channel = connection.default_channel
                try:
                    queue = self._celery.conf.task_default_queue
                    return int(channel.queue_declare(queue, passive=True).message_count)
                except connection.channel_errors:
                    # A queue without a message does not exist in Redis.
                    return 0
        except Exception as error:
            # Whatever a broker that goes away makes of its client: this thread outlives it.
            log.debug("the broker cannot be asked: %s", error)
            return None


def work_until_asked(
    celery: Celery,
    arguments: list[str],
    *,
    begin_anew: Callable[[], None] | None = None,
) -> None:
    """Be a worker until somebody asks it to end.

    Args:
        celery: the application that works.
        arguments: of Celery's command ``worker``.
        begin_anew: what to do when it ended all the same; by default the process replaces itself.
    """
    asked = threading.Event()

    def ask(**_details: object) -> None:
        asked.set()

    worker_shutting_down.connect(ask)
    try:
        celery.worker_main(arguments)
    except Exception:
        log.exception("the worker failed")
    finally:
        worker_shutting_down.disconnect(ask)
    # Two words of the worker that its stubs take for constants.
    told: Any = state
    if asked.is_set() or told.should_stop is not None or told.should_terminate is not None:
        return
    log.error("the worker ended and nobody had asked it to: it begins anew")
    time.sleep(PAUSE_SECONDS)
    (begin_anew or replace_process)()


def replace_process() -> None:
    """Start this command again in the same process, when the jobs that have begun have ended.

    A job that does not end is done again after its visibility: it is written to have one effect.
    """
    until = time.monotonic() + END_JOBS_SECONDS
    while RUNNING and time.monotonic() < until:
        time.sleep(0.2)
    sys.stdout.flush()
    sys.stderr.flush()
    # Sockets and files are not inherited (PEP 446), so that nothing of the deaf one is left.
    # The arguments are this process's own.
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606
