"""Row 16: over a change of the clock, a leap day and the end of a year one reminder comes, on the
right day of the office."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from intranet_qms.documents import services
from intranet_qms.documents.models import Acknowledgement
from intranet_qms.outbox.models import OutboxJob
from tests.factories.documents import install, make_office
from tests.support.clock import FakeClock

WARSAW = ZoneInfo("Europe/Warsaw")


def reminders(session: Session) -> int:
    return (
        session.scalar(
            select(func.count(OutboxJob.id)).where(
                OutboxJob.dedup_key.like("mail:documents.owed:%")
            )
        )
        or 0
    )


@pytest.mark.parametrize(
    ("asked", "day_before", "due"),
    [
        # 28 March 2027 has 23 hours, 25 October 2026 has 25: the hour counts by the office's clock.
        (datetime(2027, 3, 21, 22, 59, tzinfo=UTC), date(2027, 3, 27), date(2027, 3, 28)),
        (datetime(2026, 10, 18, 22, 30, tzinfo=UTC), date(2026, 10, 25), date(2026, 10, 26)),
        # Asked in the last hour of a day by UTC, which is the next day in the office.
        (datetime(2026, 12, 28, 23, 30, tzinfo=UTC), date(2027, 1, 4), date(2027, 1, 5)),
        (datetime(2028, 2, 22, 8, 0, tzinfo=UTC), date(2028, 2, 28), date(2028, 2, 29)),
        (datetime(2028, 2, 29, 8, 0, tzinfo=UTC), date(2028, 3, 6), date(2028, 3, 7)),
    ],
)
def test_a_reminder_of_reading_comes_once_on_the_right_day(
    session: Session, asked: datetime, day_before: date, due: date
) -> None:
    clock = FakeClock(asked)
    office = make_office(session, clock)
    document = install(
        session, office, everybody_reads=False, reader_ids=[office.people["clerk"].id]
    )
    representative = office.actor("representative", session)
    services.ask_again(session, representative, clock, document, asked.astimezone(WARSAW).date())
    for day, expected in ((day_before, 0), (due, 1), (due, 1)):
        clock.set(datetime(day.year, day.month, day.day, 7, tzinfo=WARSAW))
        services.remind_debtors(session, clock, day, 7, WARSAW)
        assert reminders(session) == expected, day
    # And again after as many days, not before.
    again = date.fromordinal(due.toordinal() + 7)
    for day, expected in ((date.fromordinal(again.toordinal() - 1), 1), (again, 2)):
        clock.set(datetime(day.year, day.month, day.day, 7, tzinfo=WARSAW))
        services.remind_debtors(session, clock, day, 7, WARSAW)
        assert reminders(session) == expected, day
    # With no interval nobody is reminded by the calendar.
    assert services.remind_debtors(session, clock, date(2030, 1, 1), 0, WARSAW) == 0
    session.execute(update(Acknowledgement).values(acknowledged_at=clock.now()))
    assert services.remind_debtors(session, clock, date(2030, 1, 1), 7, WARSAW) == 0
