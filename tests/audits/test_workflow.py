"""Every state and step of an audit."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy.orm import Session

from intranet_qms.audits import services
from intranet_qms.audits.workflow import AuditState, AuditStep, next_state
from intranet_qms.errors import Conflict, Forbidden
from tests.factories.audits import make_audit, make_office
from tests.support.clock import FakeClock

ALLOWED = {
    ("planned", "announce"): "announced",
    ("planned", "cancel"): "cancelled",
    ("announced", "start"): "in_progress",
    ("announced", "cancel"): "cancelled",
    ("in_progress", "finish"): "reporting",
    ("in_progress", "cancel"): "cancelled",
    ("reporting", "reopen"): "in_progress",
    ("reporting", "close"): "closed",
    ("closed", "take_up"): "in_progress",
    ("cancelled", "take_up"): "in_progress",
}
VERBS = {
    "announce": lambda s, a, c, audit: services.announce(s, a, c, audit),
    "finish": lambda s, a, c, audit: services.finish(s, a, c, audit),
    "reopen": lambda s, a, c, audit: services.reopen(s, a, c, audit, "powód"),
    "close": lambda s, a, c, audit: services.close(s, a, c, audit, reason="powód"),
    "cancel": lambda s, a, c, audit: services.cancel(s, a, c, audit, "powód"),
}


@pytest.mark.parametrize(
    ("state", "step"), list(itertools.product(AuditState, AuditStep)), ids=lambda one: one.value
)
def test_only_what_is_written_is_possible(state: AuditState, step: AuditStep) -> None:
    assert next_state(state, step) == ALLOWED.get((state.value, step.value))


@pytest.mark.parametrize(
    ("state", "step"), list(itertools.product(AuditState, VERBS)), ids=lambda one: str(one)
)
def test_verbs_follow_the_table(
    session: Session, clock: FakeClock, state: AuditState, step: str
) -> None:
    office = make_office(session, clock)
    audit = make_audit(office, announced=False)
    audit.state = state
    session.flush()
    expected = ALLOWED.get((state.value, step))
    if expected is None:
        with pytest.raises(Conflict):
            VERBS[step](session, office.actor("lead"), clock, audit)
        assert audit.state == state
    else:
        VERBS[step](session, office.actor("lead"), clock, audit)
        assert audit.state == expected


@pytest.mark.parametrize("who", ["auditor", "head", "clerk", "mayor", "guest", "ithead"])
@pytest.mark.parametrize("step", list(VERBS))
def test_steps_are_the_leads(session: Session, clock: FakeClock, who: str, step: str) -> None:
    office = make_office(session, clock)
    audit = make_audit(office, announced=False)
    with pytest.raises(Forbidden):
        VERBS[step](session, office.actor(who), clock, audit)
