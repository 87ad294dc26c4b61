"""What the calendar asks for is noted once a day, on the office's day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import pytest

from intranet_qms.tasks import calendar
from tests.support.host import Host
from tests.tasks.jobs import jobs

WARSAW = ZoneInfo("Europe/Warsaw")


def tick(host: Host, moment: datetime) -> None:
    host.clock.set(moment)  # type: ignore[attr-defined]
    with host.transaction() as session:
        calendar.note_due(session, host.clock, host.qms.config)


def reminders(host: Host) -> list[str]:
    return [job.payload["day"] for job in jobs(host, "documents.remind_reviews")]


@pytest.mark.parametrize(
    "day",
    [
        pytest.param((2026, 3, 29), id="23 hours, spring"),
        pytest.param((2026, 10, 25), id="25 hours, autumn"),
        pytest.param((2028, 2, 29), id="leap day"),
        pytest.param((2026, 12, 31), id="last day of the year"),
        pytest.param((2027, 1, 1), id="first day of the year"),
    ],
)
def test_a_day_of_any_length_has_one_reminder_at_seven(
    host: Host, day: tuple[int, int, int]
) -> None:
    before = datetime(*day, 6, 59, tzinfo=WARSAW)
    tick(host, before)
    assert reminders(host) == []
    for hour in (7, 8, 12, 23):
        tick(host, datetime(*day, hour, 0, tzinfo=WARSAW))
    assert reminders(host) == [before.date().isoformat()]


def test_every_hour_around_the_clock_change_gives_one_job_for_each_day(host: Host) -> None:
    start = datetime(2026, 10, 24, 22, 0, tzinfo=UTC)  # midnight in Warsaw
    for hours in range(49):
        tick(host, datetime.fromtimestamp(start.timestamp() + hours * 3600, UTC))
    days = [job.payload["day"] for job in jobs(host, "documents.publish_due")]
    assert days == ["2026-10-25", "2026-10-26"]
    assert reminders(host) == ["2026-10-25", "2026-10-26"]


def test_an_issue_of_today_comes_into_force_at_midnight_of_the_office(host: Host) -> None:
    tick(host, datetime(2026, 11, 30, 22, 59, tzinfo=UTC))
    tick(host, datetime(2026, 11, 30, 23, 0, tzinfo=UTC))
    days = [job.payload["day"] for job in jobs(host, "documents.publish_due")]
    assert days == ["2026-11-30", "2026-12-01"]


@pytest.mark.postgres
def test_two_schedulers_note_one_job(make_host: Callable[..., Host], postgres_url: str) -> None:
    host = make_host(postgres_url)
    host.clock.set(datetime(2026, 11, 23, 8, 0, tzinfo=UTC))  # type: ignore[attr-defined]
    start = Barrier(4)

    def schedule() -> None:
        start.wait()
        for _ in range(5):
            with host.transaction() as session:
                calendar.note_due(session, host.clock, host.qms.config)

    threads = [Thread(target=schedule) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert reminders(host) == ["2026-11-23"]
