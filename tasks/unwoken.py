"""What waits is done even when nobody wakes the worker.

The broker carries the word "do it now" and nothing else; the jobs are in the database. So a worker
that has heard no word for some seconds looks there by itself: while the broker or the scheduler is
away, mail leaves a little later, and not only when somebody has mended them.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

log = logging.getLogger(__name__)

UNHEARD_SECONDS = 10.0
"""Wake-ups are sent every second; so long a silence means that none comes, or that all hands are
busy, and then one more does no harm."""
TICK_SECONDS = 60.0
"""How often the calendar is asked meanwhile."""
LOOK_SECONDS = 2.0


class Unwoken:
    """Does what waits, job by job, while no wake-up is heard.

    Args:
        do_next: does one job that is due; returns whether there was one.
        tick: notes what the calendar asks for; asking twice changes nothing.
        now: seconds that only grow.
    """

    def __init__(
        self,
        do_next: Callable[[], bool],
        tick: Callable[[], None],
        *,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._do_next = do_next
        self._tick = tick
        self._now = now
        self._heard = self._ticked = now()

    def heard(self) -> None:
        """A wake-up has reached this worker."""
        self._heard = self._now()

    def start(self) -> None:
        """Look again and again, in a thread of its own."""
        self.heard()
        threading.Thread(target=self._run, name="unwoken", daemon=True).start()

    def _run(self) -> None:
        while True:
            time.sleep(LOOK_SECONDS)
            self.look()

    def look(self) -> None:
        """Do what waits, if no wake-up has come for so long that none is to be expected."""
        if not self._is_unheard():
            return
        try:
            if self._now() - self._ticked >= TICK_SECONDS:
                self._ticked = self._now()
                self._tick()
            while self._is_unheard() and self._do_next():
                pass
        except Exception:
            # The database is away too, perhaps; the jobs are in it and wait.
            log.warning("what waits could not be done without a wake-up", exc_info=True)

    def _is_unheard(self) -> bool:
        return self._now() - self._heard > UNHEARD_SECONDS
