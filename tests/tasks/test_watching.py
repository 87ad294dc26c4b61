"""When a worker is taken to be deaf, and when it is not."""

from __future__ import annotations

import pytest
from celery import Celery

from intranet_qms.tasks.watching import DEAF_AFTER_SECONDS, Watch


class Time:
    """Seconds that a test moves on."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def watch(time: Time) -> Watch:
    return Watch(Celery(broker="memory://", set_as_current=False), now=time)


def test_wake_ups_that_wait_and_are_not_heard_show_a_deaf_worker(watch: Watch, time: Time) -> None:
    assert not watch.is_deaf(1)
    time.now = DEAF_AFTER_SECONDS + 1
    assert watch.is_deaf(DEAF_AFTER_SECONDS)


def test_a_worker_that_hears_is_not_deaf_however_much_waits(watch: Watch, time: Time) -> None:
    watch.is_deaf(500)
    time.now = DEAF_AFTER_SECONDS + 1
    watch.heard()
    assert not watch.is_deaf(500)


@pytest.mark.parametrize("waiting", [0, None], ids=["nothing was sent", "the broker is away"])
def test_silence_alone_is_no_deafness(watch: Watch, time: Time, waiting: int | None) -> None:
    watch.is_deaf(waiting)
    time.now = DEAF_AFTER_SECONDS + 1
    assert not watch.is_deaf(waiting)
    assert not watch.is_deaf(1)


def test_what_waits_after_the_broker_was_away_is_counted_from_its_return(
    watch: Watch, time: Time
) -> None:
    watch.is_deaf(3)
    time.now = DEAF_AFTER_SECONDS - 1
    watch.is_deaf(None)
    time.now += 2
    assert not watch.is_deaf(3)
