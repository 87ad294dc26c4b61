"""Review an issue, send it back, approve it, withdraw it."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from ...access import decide, require, require_fresh_sign_in
from ...errors import Conflict, Forbidden, Invalid
from ...host import Actor, Clock
from ...i18n import lazy, t
from ...outbox.services import enqueue
from ...people.queries import people_with_role
from .. import notifications
from ..models import Document, Revision
from ..standing import Standing, all_agreed, standings
from ..workflow import (
    DecisionKind,
    ReviewerState,
    RevisionState,
    RevisionStep,
)
from .commenting import note_look
from .content import wrong_approver
from .locking import lock_issue
from .periodic import note_withdrawal
from .publishing import bring_into_force, take_out_of_force
from .steps import (
    decide_as,
    decided_already,
    note_step,
    reason_given,
    require_same_text,
    sealed_facts,
    state_after,
    step_impossible,
)


def review(
    session: Session,
    actor: Actor,
    clock: Clock,
    revision: Revision,
    *,
    content_hash: str,
    comment: str = "",
) -> None:
    """A reviewer agrees with exactly the text that was shown; the last one opens the way to
    approval, and where they are asked in turn each opens it to the next.

    Raises:
        Forbidden: ``documents.review``.
        Conflict: decided already, or the text is another one than was shown.
    """
    lock_issue(session, revision)
    state_after(revision, RevisionStep.REVIEW)
    require(actor, "documents.review", revision)
    own = _own_standing(actor, revision)
    if own.decision is not None:
        raise decided_already(own.decision)
    require_same_text(revision, content_hash)
    _refuse_submitter(actor, revision)
    _refuse_second_word(actor, revision)
    note_look(session, actor, clock, revision)
    decision = decide_as(
        session, actor, clock, revision, DecisionKind.REVIEWED, own.person_id, comment
    )
    note_step(session, actor, clock, revision, "review", sealed_facts(decision))
    notifications.ask_for_decision(session, clock, revision)


def _own_standing(actor: Actor, revision: Revision) -> Standing:
    """For whom the actor reviews: first for themselves, then for whom they deputise; those whose
    turn it is before those who have spoken."""
    own = [one for one in standings(revision) if actor.is_person(one.person_id)]
    return min(
        own,
        key=lambda one: (
            one.state is not ReviewerState.ASKED,
            one.person_id != actor.person_id,
        ),
    )


def _refuse_second_word(actor: Actor, revision: Revision) -> None:
    """Two pairs of eyes belong to two people, also where one deputises for the other."""
    for one in standings(revision):
        if one.decision is not None and one.decision.person_id == actor.person_id:
            raise decided_already(one.decision)


def approve(
    session: Session,
    actor: Actor,
    clock: Clock,
    revision: Revision,
    *,
    content_hash: str,
    today: date,
    comment: str = "",
    editorial: bool = False,
) -> None:
    """The approver signs exactly the text that was shown; it comes into force on its day.

    Args:
        content_hash: hash of the text that the approver saw.
        today: the day in the office's zone. With an effective date of today or earlier, or none,
            the issue is in force at once; otherwise it waits for ``publish_due``.
        editorial: the approver confirms that a minor issue changes nothing but its wording.

    Raises:
        Forbidden: ``documents.approve``.
        StaleSignIn: the approver has not proved who they are within the last minutes.
        Invalid: a minor issue that was not confirmed to be one.
        Conflict: decided already, changed since it was shown, or not reviewed yet.
    """
    lock_issue(session, revision)
    already = [
        one for one in revision.decisions
        if one.kind is DecisionKind.APPROVED and one.round == revision.round
    ]  # fmt: skip
    if already:
        raise decided_already(already[0])
    state = state_after(revision, RevisionStep.APPROVE)
    require(actor, "documents.approve", revision)
    refusal = wrong_approver(session, revision, today, actor)
    if refusal:
        raise Forbidden("documents.approve.refused", refusal)
    require_same_text(revision, content_hash)
    _refuse_submitter(actor, revision)
    reviews = [one.decision for one in standings(revision) if one.decision is not None]
    if not all_agreed(revision):
        raise Conflict(
            "documents.not_reviewed",
            lazy("Not every reviewer has agreed with this text yet."),
            way_out=lazy("You will get a mail when it is your turn."),
        )
    if any(one.person_id == actor.person_id for one in reviews):
        raise Forbidden(
            "documents.approve.refused",
            lazy("You have reviewed this issue; somebody else approves it."),
        )
    if revision.is_minor and not editorial:
        problem = t("Confirm that the change is editorial, or send the issue back.")
        raise Invalid("documents.minor_unconfirmed", problem, fields={"editorial": [problem]})
    require_fresh_sign_in(actor, clock.now())
    decision = decide_as(
        session, actor, clock, revision, DecisionKind.APPROVED,
        _approver_for(session, actor, today, revision), comment,
    )  # fmt: skip
    revision.state = state
    revision.effective_on = revision.effective_on or today
    note_step(
        session, actor, clock, revision, "approve",
        {
            **sealed_facts(decision),
            "effective_on": revision.effective_on.isoformat(),
            "kind": "minor" if revision.is_minor else "major",
        },
    )  # fmt: skip
    notifications.tell_author(session, clock, revision, "approved", actor, comment)
    if revision.effective_on <= today:
        # Nothing is in force before it is signed, whatever day the author wrote.
        bring_into_force(session, actor, clock, revision, day=today)
    else:
        # Committed after the midnight of its day, it would have missed the work of that night.
        enqueue(
            session, clock, "documents.publish_due", {"day": today.isoformat()},
            dedup_key=f"documents.publish_due:{revision.uuid}:{revision.round}",
        )  # fmt: skip


def _approver_for(session: Session, actor: Actor, today: date, revision: Revision) -> int:
    """For whom the actor signs: for themselves, or for whom they deputise.

    Raises:
        Forbidden: whom they deputise for has lost the role meanwhile.
    """
    if not revision.approver_role:
        return revision.approver_id or actor.person_id
    if actor.has_role(revision.approver_role):
        return actor.person_id
    holders = people_with_role(session, revision.approver_role, today=today)
    for one in holders:
        if actor.is_person(one.id):
            return one.id
    raise Forbidden("documents.approve.refused", lazy("Another person was named as the approver."))


def request_changes(
    session: Session, actor: Actor, clock: Clock, revision: Revision, *, comment: str
) -> None:
    """Send an issue back to be written on, with the reason.

    Raises:
        Forbidden: ``documents.request_changes``.
        Invalid: no reason.
        Conflict: it is not in review.
    """
    lock_issue(session, revision)
    state = state_after(revision, RevisionStep.REQUEST_CHANGES)
    require(actor, "documents.request_changes", revision)
    comment = comment.strip()
    if not comment:
        problem = t("Say what should change.")
        raise Invalid("documents.reason_missing", problem, fields={"comment": [problem]})
    asked_for = [*(one.person_id for one in revision.assignments), revision.approver_id]
    own = [one for one in asked_for if one is not None and actor.is_person(one)]
    # Somebody who was asked themselves speaks for themselves.
    named = actor.person_id if actor.person_id in own else next(iter(own), None)
    note_look(session, actor, clock, revision)
    decision = decide_as(
        session, actor, clock, revision, DecisionKind.CHANGES_REQUESTED, named, comment
    )
    revision.state = state
    note_step(
        session, actor, clock, revision, "request_changes",
        {**sealed_facts(decision), "comment": comment},
    )  # fmt: skip
    if not actor.is_person(revision.author_id):
        notifications.tell_author(session, clock, revision, "changes_requested", actor, comment)


def withdraw_revision(
    session: Session, actor: Actor, clock: Clock, revision: Revision, *, reason: str
) -> None:
    """Give up an issue that never came into force.

    Raises:
        Forbidden: ``documents.withdraw``.
        Invalid: no reason.
    """
    lock_issue(session, revision)
    state = state_after(revision, RevisionStep.WITHDRAW)
    if revision.state is RevisionState.EFFECTIVE:
        raise step_impossible(revision)
    require(actor, "documents.withdraw", revision)
    revision.withdrawn_reason = reason_given(reason)
    revision.state = state
    revision.updated_at = clock.now()
    note_step(
        session, actor, clock, revision, "withdraw_issue", {"reason": revision.withdrawn_reason}
    )


def withdraw_document(
    session: Session,
    actor: Actor,
    clock: Clock,
    document: Document,
    *,
    reason: str,
    today: date | None = None,
    replaced_by: Document | None = None,
    replacement_note: str = "",
) -> None:
    """Take a document out of force without a successor; it stays readable with the reason.

    Args:
        today: the day in the office's zone; the clock's own when missing.
        replaced_by: the document that people use instead.
        replacement_note: what or who takes its place, in words.

    Raises:
        Forbidden: ``documents.withdraw``.
        StaleSignIn: the actor has not proved who they are within the last minutes.
        Invalid: no reason, or replaced by itself or by what is not in force.
        Conflict: an issue is on its way, or it is not in force.
    """
    session.refresh(document, with_for_update={"of": Document})
    require(actor, "documents.withdraw", document)
    words = reason_given(reason)
    if replaced_by is not None and (
        replaced_by.id == document.id or replaced_by.current_state is not RevisionState.EFFECTIVE
    ):
        problem = t("Choose another document that is in force.")
        raise Invalid("documents.replacement", problem, fields={"replaced_by": [problem]})
    require_fresh_sign_in(actor, clock.now())
    note_withdrawal(
        session, actor, clock, document, today=today or clock.now().date(), reason=words
    )
    take_out_of_force(
        session, actor, clock, document, reason=words, day=today or clock.now().date(),
        replaced_by=replaced_by, replacement_note=replacement_note.strip()[:1000],
    )  # fmt: skip


def _refuse_submitter(actor: Actor, revision: Revision) -> None:
    prepared = [
        one for one in revision.decisions
        if one.kind is DecisionKind.PREPARED and one.round == revision.round
    ]  # fmt: skip
    if any(one.person_id == actor.person_id for one in prepared):
        raise Forbidden(
            "documents.approve.refused",
            decide(actor, "documents.approve", revision).reason
            or lazy("Nobody reviews or approves what they wrote themselves."),
        )
