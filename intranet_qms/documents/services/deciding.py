"""Hand an issue over, review it, send it back, approve it, withdraw it."""

from __future__ import annotations

import hmac
from datetime import date

from sqlalchemy.orm import Session

from ...access import decide, require
from ...errors import Conflict, Forbidden, Invalid
from ...host import Actor, Clock
from ...i18n import lazy, t
from ...people.queries import people_by_ids
from ...trail.services import record
from .. import notifications
from ..models import Document, Revision, RevisionDecision
from ..workflow import DecisionKind, RevisionState, RevisionStep, next_state
from .content import incomplete, wrong_approver
from .publishing import bring_into_force, take_out_of_force


def submit(session: Session, actor: Actor, clock: Clock, revision: Revision) -> None:
    """Hand a draft over for review and approval; its text stays as it is from now on.

    Raises:
        Forbidden: ``documents.submit``.
        Invalid: something is missing; ``fields`` says what.
        Conflict: it is not a draft any more.
    """
    _lock(session, revision)
    state = _after(revision, RevisionStep.SUBMIT)
    require(actor, "documents.submit", revision)
    problems = _missing(revision, actor)
    # Which people have a role is told by the day; the hour of midnight does not matter here.
    problems |= incomplete(session, revision, clock.now().date())
    if problems:
        raise Invalid(
            "documents.not_ready", t("The issue cannot be handed over yet."), fields=problems
        )
    revision.round += 1
    revision.state = state
    _decide(session, actor, clock, revision, DecisionKind.PREPARED, None, "")
    _note(session, actor, clock, revision, "submit", {"hash": revision.content_hash})
    notifications.ask_for_decision(
        session, clock, revision, revision.reviewer_id or revision.approver_id
    )


def _missing(revision: Revision, actor: Actor) -> dict[str, list[str]]:
    problems: dict[str, list[str]] = {}
    if not revision.title:
        problems["title"] = [t("Give the document a title.")]
    if revision.number > 1 and not revision.change_summary:
        problems["change_summary"] = [t("Say what has changed since the issue in force.")]
    if revision.approver_id is None:
        problems["approver_id"] = [t("Choose who approves the issue.")]
    writers = {revision.author_id, actor.person_id}
    if revision.reviewer_id in writers and revision.reviewer_id is not None:
        problems["reviewer_id"] = [t("The author cannot be the reviewer.")]
    if revision.approver_id in writers and revision.approver_id is not None:
        problems["approver_id"] = [t("The author cannot be the approver.")]
    elif revision.approver_id is not None and revision.approver_id == revision.reviewer_id:
        problems["approver_id"] = [
            t("Reviewer and approver are two people; leave the reviewer empty if one is enough.")
        ]
    return problems


def review(
    session: Session,
    actor: Actor,
    clock: Clock,
    revision: Revision,
    *,
    content_hash: str,
    comment: str = "",
) -> None:
    """The reviewer agrees with exactly the text that was shown.

    Raises:
        Forbidden: ``documents.review``.
        Conflict: decided already, or the text is another one than was shown.
    """
    _lock(session, revision)
    _after(revision, RevisionStep.REVIEW)
    require(actor, "documents.review", revision)
    _not_decided(actor, revision, DecisionKind.REVIEWED)
    _same_text(revision, content_hash)
    _refuse_submitter(actor, revision)
    _decide(session, actor, clock, revision, DecisionKind.REVIEWED, revision.reviewer_id, comment)
    _note(session, actor, clock, revision, "review", {"hash": revision.content_hash})
    notifications.ask_for_decision(session, clock, revision, revision.approver_id)


def approve(
    session: Session,
    actor: Actor,
    clock: Clock,
    revision: Revision,
    *,
    content_hash: str,
    today: date,
    comment: str = "",
) -> None:
    """The approver signs exactly the text that was shown; it comes into force on its day.

    Args:
        content_hash: hash of the text that the approver saw.
        today: the day in the office's zone. With an effective date of today or earlier, or none,
            the issue is in force at once; otherwise it waits for ``publish_due``.

    Raises:
        Forbidden: ``documents.approve``.
        Conflict: decided already, changed since it was shown, or not reviewed yet.
    """
    _lock(session, revision)
    already = [
        one for one in revision.decisions
        if one.kind is DecisionKind.APPROVED and one.round == revision.round
    ]  # fmt: skip
    if already:
        raise _decided_already(already[0])
    state = _after(revision, RevisionStep.APPROVE)
    require(actor, "documents.approve", revision)
    refusal = wrong_approver(session, revision, today)
    if refusal:
        raise Forbidden("documents.approve.refused", refusal)
    _same_text(revision, content_hash)
    _refuse_submitter(actor, revision)
    reviews = [
        one for one in revision.decisions
        if one.kind is DecisionKind.REVIEWED
        and one.round == revision.round
        and one.content_hash == revision.content_hash
    ]  # fmt: skip
    if revision.reviewer_id is not None and not reviews:
        raise Conflict(
            "documents.not_reviewed",
            lazy("The reviewer has not agreed with this text yet."),
            way_out=lazy("You will get a mail when it is your turn."),
        )
    if any(one.person_id == actor.person_id for one in reviews):
        raise Forbidden(
            "documents.approve.refused",
            lazy("You have reviewed this issue; somebody else approves it."),
        )
    _decide(session, actor, clock, revision, DecisionKind.APPROVED, revision.approver_id, comment)
    revision.state = state
    revision.effective_on = revision.effective_on or today
    _note(
        session, actor, clock, revision, "approve",
        {"hash": revision.content_hash, "effective_on": revision.effective_on.isoformat()},
    )  # fmt: skip
    notifications.tell_author(session, clock, revision, "approved", actor, comment)
    if revision.effective_on <= today:
        bring_into_force(session, actor, clock, revision)


def request_changes(
    session: Session, actor: Actor, clock: Clock, revision: Revision, *, comment: str
) -> None:
    """Send an issue back to be written on, with the reason.

    Raises:
        Forbidden: ``documents.request_changes``.
        Invalid: no reason.
        Conflict: it is not in review.
    """
    _lock(session, revision)
    state = _after(revision, RevisionStep.REQUEST_CHANGES)
    require(actor, "documents.request_changes", revision)
    comment = comment.strip()
    if not comment:
        problem = t("Say what should change.")
        raise Invalid("documents.reason_missing", problem, fields={"comment": [problem]})
    named = next(
        (
            person_id for person_id in (revision.reviewer_id, revision.approver_id)
            if actor.is_person(person_id)
        ),
        None,
    )  # fmt: skip
    _decide(session, actor, clock, revision, DecisionKind.CHANGES_REQUESTED, named, comment)
    revision.state = state
    _note(session, actor, clock, revision, "request_changes", {"comment": comment})
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
    _lock(session, revision)
    state = _after(revision, RevisionStep.WITHDRAW)
    if revision.state is RevisionState.EFFECTIVE:
        raise _impossible(revision)
    require(actor, "documents.withdraw", revision)
    revision.withdrawn_reason = _reason(reason)
    revision.state = state
    revision.updated_at = clock.now()
    _note(session, actor, clock, revision, "withdraw_issue", {"reason": revision.withdrawn_reason})


def withdraw_document(
    session: Session, actor: Actor, clock: Clock, document: Document, *, reason: str
) -> None:
    """Take a document out of force without a successor; it stays readable with the reason.

    Raises:
        Forbidden: ``documents.withdraw``.
        Invalid: no reason.
        Conflict: an issue is on its way, or it is not in force.
    """
    session.refresh(document, with_for_update={"of": Document})
    require(actor, "documents.withdraw", document)
    take_out_of_force(session, actor, clock, document, reason=_reason(reason))


def _reason(text: str) -> str:
    reason = text.strip()
    if not reason:
        problem = t("Give the reason.")
        raise Invalid("documents.reason_missing", problem, fields={"reason": [problem]})
    return reason[:4000]


def _lock(session: Session, revision: Revision) -> None:
    """Let two decisions about one issue come one after the other, the second with fresh facts."""
    session.refresh(revision, with_for_update={"of": Revision})
    session.refresh(revision, ["decisions"])


def _after(revision: Revision, step: RevisionStep) -> RevisionState:
    state = next_state(revision.state, step)
    if state is None:
        raise _impossible(revision)
    return state


def _impossible(revision: Revision) -> Conflict:
    return Conflict(
        "documents.step_impossible",
        lazy("The issue has moved on meanwhile; this step is not possible any more."),
        way_out=lazy("Open the page again to see where the issue stands."),
    )


def _not_decided(actor: Actor, revision: Revision, kind: DecisionKind) -> None:
    for one in revision.decisions:
        if one.kind is kind and one.round == revision.round:
            raise _decided_already(one)


def _decided_already(decision: RevisionDecision) -> Conflict:
    return Conflict(
        "documents.decided_already",
        lazy("This was decided already by %(name)s.", name=decision.person_name),
        way_out=lazy("Open the page again to see where the issue stands."),
    )


def _same_text(revision: Revision, shown_hash: str) -> None:
    if not hmac.compare_digest(revision.content_hash.encode(), shown_hash.encode()):
        raise Conflict(
            "documents.text_changed",
            lazy("The text is no longer the one that was shown to you."),
            way_out=lazy("Open the page again, read what has changed, and decide then."),
        )


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


def _decide(
    session: Session,
    actor: Actor,
    clock: Clock,
    revision: Revision,
    kind: DecisionKind,
    named_id: int | None,
    comment: str,
) -> None:
    deputised = None
    if named_id is not None and named_id != actor.person_id:
        deputised = next(iter(people_by_ids(session, [named_id])), None)
    session.add(
        RevisionDecision(
            revision=revision,
            round=revision.round,
            kind=kind,
            person_id=actor.person_id,
            person_name=actor.name,
            on_behalf_of_id=deputised.id if deputised else None,
            on_behalf_of_name=deputised.name if deputised else "",
            content_hash=revision.content_hash,
            comment=comment.strip()[:4000],
            at=clock.now(),
        )
    )
    revision.updated_at = clock.now()
    session.flush()


def _note(
    session: Session,
    actor: Actor,
    clock: Clock,
    revision: Revision,
    verb: str,
    details: dict[str, object],
) -> None:
    facts = {"code": revision.document.code, "issue": revision.number, **details}
    record(session, actor, clock, f"documents.{verb}", "revision", revision.uuid, facts)
