"""Two people at one agenda at the same moment, on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet_qms.audits import services
from intranet_qms.audits.agenda import Line, proposal
from intranet_qms.audits.models import Audit
from intranet_qms.audits.queries.agenda import agenda_version
from intranet_qms.db import Database
from intranet_qms.errors import Conflict
from tests.factories.audits import Office, make_audit, make_office
from tests.support.clock import FakeClock

pytestmark = pytest.mark.postgres
WARSAW = ZoneInfo("Europe/Warsaw")


@pytest.fixture
def database(postgres_url: str) -> Iterator[Database]:
    opened = Database(postgres_url)
    yield opened
    opened.dispose()


def test_of_two_who_save_an_agenda_at_once_the_second_is_told(
    database: Database, clock: FakeClock
) -> None:
    with database.transaction() as session:
        office = make_office(session, clock)
        make_audit(office, announced=False)

    def lines(audit: Audit, office: Office) -> list[Line]:
        return proposal(
            [date(2026, 12, 7)], {audit.units[0].unit_id: "SO"}, [office.people["lead"].id],
            zone=WARSAW, opening="O", closing="C",
        )  # fmt: skip

    def save(session: Session, audit: Audit, seen: str) -> None:
        office.session = session
        services.set_agenda(
            session, office.actor("lead"), clock, audit, lines(audit, office),
            zone=WARSAW, seen_version=seen,
        )  # fmt: skip

    with database.transaction() as session:
        mine = session.scalars(select(Audit)).one()
        seen = agenda_version(mine)
        with database.transaction() as other:
            save(other, other.scalars(select(Audit)).one(), seen)
        with pytest.raises(Conflict):
            save(session, mine, seen)
    with database.transaction() as session:
        assert len(session.scalars(select(Audit)).one().agenda) == 3
