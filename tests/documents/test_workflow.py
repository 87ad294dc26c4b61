"""An issue goes its way only by the steps that there are, taken by whom they belong to."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from intranet_qms.documents import services
from intranet_qms.documents.models import Revision
from intranet_qms.documents.workflow import TRANSITIONS, RevisionState, RevisionStep
from intranet_qms.errors import Conflict, Forbidden
from intranet_qms.host import Actor
from tests.factories.documents import TODAY, Office, carry_on, draft, install, issue_in
from tests.support.clock import FakeClock

Act = Callable[[Session, Actor, FakeClock, Revision], None]

STEPS: dict[RevisionStep, Act] = {
    RevisionStep.SUBMIT: lambda s, a, c, r: services.submit(s, a, c, r),
    RevisionStep.REVIEW: lambda s, a, c, r: services.review(
        s, a, c, r, content_hash=r.content_hash
    ),
    RevisionStep.REQUEST_CHANGES: lambda s, a, c, r: services.request_changes(
        s, a, c, r, comment="Proszę dopisać termin."
    ),
    RevisionStep.APPROVE: lambda s, a, c, r: services.approve(
        s, a, c, r, content_hash=r.content_hash, today=TODAY
    ),
    RevisionStep.WITHDRAW: lambda s, a, c, r: services.withdraw_revision(
        s, a, c, r, reason="Zbędne."
    ),
}
ALLOWED: dict[RevisionStep, set[str]] = {
    RevisionStep.SUBMIT: {"owner", "head", "representative"},
    RevisionStep.REVIEW: {"reviewer"},
    RevisionStep.REQUEST_CHANGES: {"owner", "reviewer", "approver", "representative"},
    RevisionStep.APPROVE: {"approver"},
    RevisionStep.WITHDRAW: {"owner", "head", "representative"},
}
PEOPLE = (
    "owner", "head", "author", "reviewer", "approver", "representative", "employee", "auditor",
    "guest",
)  # fmt: skip


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", RevisionState)
def test_every_step_from_every_state_by_everybody(
    session: Session,
    office: Office,
    clock: FakeClock,
    state: RevisionState,
    step: RevisionStep,
    person: str,
) -> None:
    revision = issue_in(session, office, state)
    if step is RevisionStep.APPROVE and state is RevisionState.IN_REVIEW:
        STEPS[RevisionStep.REVIEW](session, office.actor("reviewer", session), clock, revision)
    # An issue in force is withdrawn with its document, by another verb.
    possible = (state, step) in TRANSITIONS and not (
        step is RevisionStep.WITHDRAW and state is RevisionState.EFFECTIVE
    )
    actor = office.actor(person, session)
    before = (revision.state, len(revision.decisions))

    if possible and person in ALLOWED[step]:
        STEPS[step](session, actor, clock, revision)
        assert revision.state is TRANSITIONS[state, step] or (
            step is RevisionStep.APPROVE and revision.state is RevisionState.EFFECTIVE
        )
        return
    with pytest.raises(Forbidden if possible else Conflict):
        STEPS[step](session, actor, clock, revision)
    session.refresh(revision)
    assert (revision.state, len(revision.decisions)) == before


def test_an_approved_issue_waits_for_its_day(
    session: Session, office: Office, clock: FakeClock
) -> None:
    revision = issue_in(session, office, RevisionState.APPROVED)
    system = office.actor("representative", session)

    assert services.publish_due(session, system, clock, TODAY) == 0
    assert revision.effective_on is not None
    assert services.publish_due(session, system, clock, revision.effective_on) == 1
    assert services.publish_due(session, system, clock, revision.effective_on) == 0

    states = {one.number: one.state for one in revision.document.revisions}
    assert states == {1: RevisionState.SUPERSEDED, 2: RevisionState.EFFECTIVE}
    assert revision.document.current_number == 2


def test_one_issue_at_a_time_is_on_its_way(
    session: Session, office: Office, clock: FakeClock
) -> None:
    document = install(session, office)
    draft(session, office, document)
    with pytest.raises(Conflict) as refused:
        services.start_issue(session, office.actor("owner", session), clock, document)
    assert refused.value.code == "documents.issue_open"


def test_an_approval_given_twice_is_one_decision(
    session: Session, office: Office, clock: FakeClock
) -> None:
    revision = issue_in(session, office, RevisionState.APPROVED)
    with pytest.raises(Conflict) as refused:
        STEPS[RevisionStep.APPROVE](session, office.actor("approver", session), clock, revision)
    assert refused.value.code == "documents.decided_already"
    assert [one.kind for one in revision.decisions].count("approved") == 1


def test_an_approval_is_bound_to_the_text_that_was_shown(
    session: Session, office: Office, clock: FakeClock
) -> None:
    revision = issue_in(session, office, RevisionState.IN_REVIEW)
    STEPS[RevisionStep.REVIEW](session, office.actor("reviewer", session), clock, revision)
    shown = revision.content_hash
    STEPS[RevisionStep.REQUEST_CHANGES](session, office.actor("owner", session), clock, revision)
    services.save_draft(
        session, office.actor("owner", session), clock, revision,
        services.DraftFields(
            title=revision.title, body="Inna treść.", change_summary="Wszystko.",
            approver_id=revision.approver_id,
        ),
        row_version=revision.row_version,
    )  # fmt: skip
    carry_on(session, office, revision, RevisionState.IN_REVIEW)
    STEPS[RevisionStep.REVIEW](session, office.actor("reviewer", session), clock, revision)

    with pytest.raises(Conflict) as refused:
        services.approve(
            session, office.actor("approver", session), clock, revision,
            content_hash=shown, today=TODAY,
        )  # fmt: skip
    assert refused.value.code == "documents.text_changed"
    assert revision.state is RevisionState.IN_REVIEW


def test_the_approver_waits_for_the_reviewer(
    session: Session, office: Office, clock: FakeClock
) -> None:
    revision = issue_in(session, office, RevisionState.IN_REVIEW)
    with pytest.raises(Conflict) as refused:
        STEPS[RevisionStep.APPROVE](session, office.actor("approver", session), clock, revision)
    assert refused.value.code == "documents.not_reviewed"


def test_a_text_sent_back_unchanged_can_be_decided_about_again(
    session: Session, office: Office, clock: FakeClock
) -> None:
    revision = issue_in(session, office, RevisionState.IN_REVIEW)
    STEPS[RevisionStep.REVIEW](session, office.actor("reviewer", session), clock, revision)
    STEPS[RevisionStep.REQUEST_CHANGES](session, office.actor("approver", session), clock, revision)
    carry_on(session, office, revision, RevisionState.EFFECTIVE)
    assert [one.kind for one in revision.decisions].count("reviewed") == 2
    assert revision.state is RevisionState.EFFECTIVE


def test_a_draft_saved_by_two_people_keeps_the_first_and_tells_the_second(
    session: Session, office: Office, clock: FakeClock
) -> None:
    revision = draft(session, office, install(session, office))
    seen = revision.row_version
    fields = services.DraftFields(title="Tytuł", body="Pierwszy tekst.")
    services.save_draft(
        session, office.actor("owner", session), clock, revision, fields, row_version=seen
    )
    with pytest.raises(Conflict) as refused:
        services.save_draft(
            session, office.actor("head", session), clock, revision,
            services.DraftFields(title="Tytuł", body="Drugi tekst."), row_version=seen,
        )  # fmt: skip
    assert refused.value.code == "documents.changed_meanwhile"
    assert revision.body == "Pierwszy tekst."
