"""When a worker looks for jobs by itself, and when it leaves them to those who are woken."""

from __future__ import annotations

import pytest

from intranet_qms.tasks.unwoken import TICK_SECONDS, UNHEARD_SECONDS, Unwoken


class Office:
    """A clock that a test moves on, and jobs that wait."""

    def __init__(self, waiting: int) -> None:
        self.seconds = 0.0
        self.waiting = waiting
        self.ticks = 0
        self.fails = False
        self.unwoken = Unwoken(self.do_next, self.tick, now=lambda: self.seconds)

    def do_next(self) -> bool:
        if self.fails:
            raise OSError("the database is away")
        if not self.waiting:
            return False
        self.waiting -= 1
        return True

    def tick(self) -> None:
        self.ticks += 1

    def look_after(self, seconds: float) -> None:
        self.seconds += seconds
        self.unwoken.look()


@pytest.fixture
def office() -> Office:
    return Office(waiting=3)


def test_a_worker_that_is_woken_leaves_everything_to_its_messages(office: Office) -> None:
    office.look_after(UNHEARD_SECONDS)
    office.unwoken.heard()
    office.look_after(UNHEARD_SECONDS)
    assert (office.waiting, office.ticks) == (3, 0)


def test_without_a_wake_up_all_that_waits_is_done(office: Office) -> None:
    office.look_after(UNHEARD_SECONDS + 1)
    assert office.waiting == 0


def test_the_calendar_is_asked_as_well_but_not_at_every_look(office: Office) -> None:
    office.look_after(TICK_SECONDS)
    office.look_after(UNHEARD_SECONDS)
    assert office.ticks == 1
    office.look_after(TICK_SECONDS)
    assert office.ticks == 2


def test_a_database_that_is_away_ends_nothing(office: Office) -> None:
    office.fails = True
    office.look_after(UNHEARD_SECONDS + 1)
    office.fails = False
    office.look_after(1)
    assert office.waiting == 0
