"""When a worker is taken to be deaf, and when it is not."""

from __future__ import annotations

from typing import cast

import pytest
from celery import Celery
from celery.signals import worker_shutting_down

from intranet_qms.tasks import watching
from intranet_qms.tasks.watching import DEAF_AFTER_SECONDS, Watch, work_until_asked


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


class Ends:
    """In the place of an application whose worker comes to an end."""

    def __init__(self, how: str) -> None:
        self._how = how

    def worker_main(self, _arguments: list[str]) -> None:
        if self._how == "is asked to":
            worker_shutting_down.send(sender=self, sig="SIGTERM", how="Warm", exitcode=0)
        if self._how == "fails":
            raise AttributeError("a connection that is no more")


@pytest.mark.parametrize(("how", "anew"), [("by itself", 1), ("fails", 1), ("is asked to", 0)])
def test_a_worker_that_ends_unasked_begins_anew(
    monkeypatch: pytest.MonkeyPatch, how: str, anew: int
) -> None:
    monkeypatch.setattr(watching, "PAUSE_SECONDS", 0)
    begun: list[str] = []
    celery = cast(Celery, Ends(how))
    work_until_asked(celery, [], begin_anew=lambda: begun.append(how))
    assert len(begun) == anew
