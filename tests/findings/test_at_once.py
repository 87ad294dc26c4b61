"""Two people at one finding at the same moment, on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet_qms.db import Database
from intranet_qms.errors import Conflict
from intranet_qms.findings import services
from intranet_qms.findings.models import DueExtension, Finding
from intranet_qms.findings.workflow import FindingState
from tests.factories.audits import make_office
from tests.factories.findings import TODAY, bring_to, make_finding
from tests.support.clock import FakeClock

pytestmark = pytest.mark.postgres


@pytest.fixture
def database(postgres_url: str) -> Iterator[Database]:
    opened = Database(postgres_url)
    yield opened
    opened.dispose()


def test_of_two_who_decide_about_more_time_the_second_is_told(
    database: Database, clock: FakeClock
) -> None:
    with database.transaction() as session:
        office = make_office(session, clock)
        finding = bring_to(office, make_finding(office), FindingState.ACTIONS_AGREED)
        asked = services.ask_extension(
            session, office.actor("clerk"), clock, finding, finding.actions[0],
            new_due_on=date(2027, 3, 15), reason="Opinia", today=TODAY,
        ).uuid  # fmt: skip
        rep = office.actor("rep")

    def decide(own: Session, finding: Finding, *, granted: bool) -> None:
        services.decide_extension(own, rep, clock, finding, asked, granted=granted, words="Nie ma")

    with database.transaction() as session:
        mine = session.scalars(select(Finding)).one()
        assert mine.extensions[0].granted is None
        with database.transaction() as other:
            decide(other, other.scalars(select(Finding)).one(), granted=True)
        with pytest.raises(Conflict):
            decide(session, mine, granted=False)
    with database.transaction() as session:
        assert session.scalars(select(DueExtension.granted)).one() is True
