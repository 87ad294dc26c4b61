"""An office in which a programme of next year can be made."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet_qms.auditors.models import Competence
from intranet_qms.auditors.workflow import Grade
from intranet_qms.host import Clock
from intranet_qms.standards import services as standards
from intranet_qms.standards.models import StandardEdition
from tests.factories.audits import Office, make_office, make_version
from tests.support.clock import FakeClock

TODAY = date(2026, 11, 23)


def fill(session: Session, clock: Clock) -> Office:
    """Units SO, OR with IT, PM and FB; leads of FB and SO, auditors of FB and IT, all competent."""
    office = make_office(session, clock)
    standards.load_builtin(session)
    office.person("solead", "SO", "lead_auditor")
    for name in ("rep", "lead", "auditor", "second", "ithead", "solead"):
        session.add(
            Competence(
                person_id=office.people[name].id, standard="ISO 9001", grade=Grade.AUDITOR,
                since=date(2026, 1, 1), recorded_at=clock.now(),
            )
        )  # fmt: skip
    make_version(session, clock)
    session.flush()
    return office


def edition_of(session: Session) -> int:
    """ISO 9001:2015."""
    return session.scalars(
        select(StandardEdition.id).where(
            StandardEdition.standard == "ISO 9001", StandardEdition.edition == "2015"
        )
    ).one()


@pytest.fixture
def office(session: Session, clock: FakeClock) -> Office:
    return fill(session, clock)
