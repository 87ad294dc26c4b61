"""Row 16 for reorganisations: carried out once, on the right day of the office, whatever its clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from intranet_qms.host import SYSTEM
from intranet_qms.people.models import EarlierUnit, Unit
from intranet_qms.reorganisation import services
from intranet_qms.reorganisation.workflow import ChangeKind
from intranet_qms.tasks import calendar
from tests.factories.documents import make_office
from tests.support.host import Host
from tests.tasks.jobs import jobs


@pytest.mark.faults
@pytest.mark.parametrize(
    ("day", "last_moment_before"),
    [
        # Midnight of the office is 23:00 UTC in winter and 22:00 UTC in summer.
        (date(2027, 1, 1), datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC)),
        (date(2027, 3, 28), datetime(2027, 3, 27, 22, 59, 59, tzinfo=UTC)),
        (date(2027, 3, 29), datetime(2027, 3, 28, 21, 59, 59, tzinfo=UTC)),
        (date(2027, 10, 31), datetime(2027, 10, 30, 21, 59, 59, tzinfo=UTC)),
        (date(2028, 2, 29), datetime(2028, 2, 28, 22, 59, 59, tzinfo=UTC)),
    ],
    ids=["new year", "shortest day", "day after it", "longest day", "leap day"],
)
def test_a_reorganisation_is_carried_out_at_midnight_of_its_day_and_once(
    host: Host, day: date, last_moment_before: datetime
) -> None:
    with host.transaction() as session:
        office = make_office(session, host.clock)
        actor = office.actor("representative", session)
        today = host.clock.now().date()
        plan = services.begin(session, actor, host.clock, services.Head("Plan", day), today=today)
        services.add_change(
            session, actor, host.clock, plan, ChangeKind.RENAME,
            {"unit": str(office.unit.id), "code": "KD", "name_pl": "Wydział Kadr"},
        )  # fmt: skip
        services.approve(
            session, actor, host.clock, plan, seen_version=plan.row_version, today=today
        )

    def tick() -> str:
        """A scheduler that comes by twice, and a worker that does what it noted."""
        for _ in range(2):
            with host.transaction() as session:
                calendar.note_due(session, host.clock, host.qms.config)
        for job in jobs(host, "reorganisation.carry_out_due"):
            with host.transaction() as session:
                services.carry_out_due(
                    session, SYSTEM, host.clock, date.fromisoformat(job.payload["day"])
                )
        with host.transaction() as session:
            return session.scalars(select(Unit.code).where(Unit.code.in_(("OR", "KD")))).one()

    host.clock.set(last_moment_before)  # type: ignore[attr-defined]
    assert tick() == "OR"
    host.clock.advance(seconds=1)  # type: ignore[attr-defined]
    assert tick() == "KD"
    # A worker that was down for the whole day before, and every later tick, find nothing to do.
    host.clock.set(host.clock.now() + timedelta(hours=30))  # type: ignore[attr-defined]
    assert tick() == "KD"
    with host.transaction() as session:
        (earlier,) = session.scalars(select(EarlierUnit))
        assert earlier.until == day
