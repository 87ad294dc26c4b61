"""The audit of the golden messages with its two auditors, on SQLite unless a test says otherwise."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update

from intranet_qms.audits.models import Answer, Audit, TeamMember
from intranet_qms.audits.standing import Standing, derive
from intranet_qms.audits.workflow import AuditState
from intranet_qms.people.models import Person
from tests.factories.sync import AUDIT, CONFORMITY, Phone, make_golden_office
from tests.support.host import Host


class Field:
    """The server with an audit going on, and phones for it."""

    def __init__(self, host: Host) -> None:
        self.host = host

    def phone(self, person: str = "anna", **how: Any) -> Phone:
        """A new phone of somebody, registered."""
        made = Phone(self.host.client(), self.host, person, **how)
        assert made.register().status_code == 200
        return made

    def set_state(self, state: AuditState) -> None:
        """Let the audit be further than the phones know."""
        with self.host.transaction() as session:
            session.execute(update(Audit).where(Audit.uuid == AUDIT).values(state=state))

    def take_off_the_team(self, person: str) -> None:
        """Remove somebody's assignment."""
        with self.host.transaction() as session:
            found = session.scalars(
                select(TeamMember)
                .join(Person, Person.id == TeamMember.person_id)
                .where(Person.host_id == person)
            ).one()
            found.removed_at = self.host.clock.now()

    def answers(self) -> list[Answer]:
        """Every record of the server."""
        with self.host.transaction() as session:
            found = list(session.scalars(select(Answer).order_by(Answer.id)))
            session.expunge_all()
            return found

    def standing(self, question: str = CONFORMITY, sample: int = 0) -> Standing[Any]:
        """What the server says about one question."""
        return derive(
            one for one in self.answers() if (one.question_key, one.sample) == (question, sample)
        )

    def rows(self, model: Any, *conditions: Any) -> list[Any]:
        """Rows of any table."""
        with self.host.transaction() as session:
            found = list(session.scalars(select(model).where(*conditions)))
            session.expunge_all()
            return found


@pytest.fixture
def field(host: Host) -> Field:
    with host.transaction() as session:
        make_golden_office(session, host.clock)
    return Field(host)


@pytest.fixture
def field_on(make_host: Callable[..., Host]) -> Callable[..., Field]:
    """The same on a database of choice."""

    def make(url: str, **how: Any) -> Field:
        host = make_host(url)
        with host.transaction() as session:
            make_golden_office(session, host.clock, **how)
        return Field(host)

    return make


def new_id() -> uuid.UUID:
    """What a phone names a mutation by."""
    return uuid.uuid4()
