"""Row 16: an issue comes into force at midnight of the office, once, on days of 23 and 25 hours, on
a leap day and at the turn of the year."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from intranet_qms.config import QMSConfig
from intranet_qms.documents import services
from intranet_qms.documents.workflow import RevisionState
from intranet_qms.host import SYSTEM
from intranet_qms.outbox.models import OutboxJob
from intranet_qms.tasks.calendar import note_due
from tests.factories.documents import carry_on, draft, install, make_office
from tests.support.clock import FakeClock

MIDNIGHTS = {
    date(2027, 1, 1): datetime(2026, 12, 31, 23, 0, tzinfo=UTC),
    date(2027, 3, 28): datetime(2027, 3, 27, 23, 0, tzinfo=UTC),
    date(2027, 3, 29): datetime(2027, 3, 28, 22, 0, tzinfo=UTC),
    date(2027, 10, 31): datetime(2027, 10, 30, 22, 0, tzinfo=UTC),
    date(2027, 11, 1): datetime(2027, 10, 31, 23, 0, tzinfo=UTC),
    date(2028, 2, 29): datetime(2028, 2, 28, 23, 0, tzinfo=UTC),
}


def publish_as_the_worker_does(session: Session, clock: FakeClock) -> int:
    """Note what the calendar says, then do every publishing job there is, again and again."""
    note_due(session, clock, QMSConfig())
    session.flush()
    jobs = session.query(OutboxJob).filter_by(kind="documents.publish_due").all()
    return sum(
        services.publish_due(session, SYSTEM, clock, date.fromisoformat(job.payload["day"]))
        for job in jobs
    )


@pytest.mark.parametrize("day", MIDNIGHTS, ids=date.isoformat)
def test_row_16_in_force_at_midnight_of_the_office(
    session: Session, clock: FakeClock, day: date
) -> None:
    office = make_office(session, clock)
    revision = draft(session, office, install(session, office), effective_on=day)
    carry_on(session, office, revision, RevisionState.APPROVED)
    midnight = MIDNIGHTS[day]

    clock.set(midnight - timedelta(seconds=1))
    assert publish_as_the_worker_does(session, clock) == 0
    clock.set(midnight)
    assert publish_as_the_worker_does(session, clock) == 1
    clock.set(midnight + timedelta(hours=24))
    assert publish_as_the_worker_does(session, clock) == 0
    assert (revision.state, revision.in_force_from) == (RevisionState.EFFECTIVE, day)
