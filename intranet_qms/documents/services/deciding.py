"""Hand an issue over, review it, send it back, approve it, withdraw it."""

from __future__ import annotations

import hmac
from datetime import date

from sqlalchemy.orm import Session

from ...access import decide, require, require_fresh_sign_in
from ...errors import Conflict, Forbidden, Invalid
from ...host import Actor, Clock
from ...i18n import lazy, t
from ...outbox.services import enqueue
from ...people.queries import people_by_ids, people_with_role, units
from ...trail.services import record
from .. import notifications
from ..models import Document, Revision, RevisionDecision
from ..queries.paths import Path, path_of
from ..seals import decision_seal
from ..standing import Standing, all_agreed, standings
from ..workflow import (
    ApproverRule,
    AssignmentPart,
    DecisionKind,
    ReviewerState,
    RevisionState,
    RevisionStep,
    next_state,
)
from .asked import asked_to_decide
from .assigning import assign_approvers
from .checking import text_problems
from .commenting import keep_round, note_look, open_threads_of_others
from .content import incomplete, wrong_approver
from .locking import lock_issue
from .periodic import note_withdrawal
from .publishing import bring_into_force, take_out_of_force


def submit(
    session: Session, actor: Actor, clock: Clock, revision: Revision, *, today: date | None = None
) -> None:
    """Hand a draft over for review and approval; its text stays as it is from now on.

    Args:
        today: the day in the office's zone, by which people have their roles; the clock's own when
            missing.

    Raises:
        Forbidden: ``documents.submit``.
        Invalid: something is missing; ``fields`` says what.
        Conflict: it is not a draft any more.
    """
    lock_issue(session, revision)
    state = _after(revision, RevisionStep.SUBMIT)
    require(actor, "documents.submit", revision)
    today = today or clock.now().date()
    path = path_of(session, revision.document.kind)
    assign_approvers(session, revision, path, minor=revision.is_minor, today=today)
    problems = _missing(session, today, revision, actor, path)
    problems |= incomplete(session, revision, today)
    problems |= text_problems(session, revision)
    if problems:
        raise Invalid(
            "documents.not_ready", t("The issue cannot be handed over yet."), fields=problems
        )
    revision.round += 1
    revision.state = state
    keep_round(session, clock, revision)
    decision = _decide(session, actor, clock, revision, DecisionKind.PREPARED, None, "")
    asked = {"asked": asked_to_decide(session, revision)}
    _note(session, actor, clock, revision, "submit", _sealed(decision) | asked)
    notifications.ask_for_decision(session, clock, revision)


def _missing(
    session: Session, today: date, revision: Revision, actor: Actor, path: Path
) -> dict[str, list[str]]:
    problems: dict[str, list[str]] = {}
    if not revision.title:
        problems["title"] = [t("Give the document a title.")]
    if revision.number > 1 and not revision.change_summary:
        problems["change_summary"] = [t("Say what has changed since the issue in force.")]
    unanswered = open_threads_of_others(session, revision)
    if unanswered:
        problems["comments"] = [
            t("Answer the remarks first: %(number)s of them wait.", number=unanswered)
        ]
    return problems | _people_missing(session, today, revision, actor, path)


def _people_missing(
    session: Session, today: date, revision: Revision, actor: Actor, path: Path
) -> dict[str, list[str]]:
    """What is wrong with who reviews and who approves."""
    problems: dict[str, list[str]] = {}
    writers = {revision.author_id, actor.person_id}
    reviewers = set(revision.reviewer_ids)
    if reviewers & (writers | set(revision.writer_ids or ())):
        problems["reviewers"] = [t("The author cannot be the reviewer.")]
    shorter = revision.is_minor and path.minor_without_review
    if len(reviewers) < path.minimum_reviewers and not shorter:
        problems["reviewers"] = [
            t("Documents of this kind need reviewers: %(n)s or more.", n=path.minimum_reviewers)
        ]
    if path.approver_rule is not ApproverRule.NAMED:
        able = (
            {one.person_id for one in revision.assignments if one.part is AssignmentPart.APPROVE}
            - writers
            - reviewers
            - _wrote_alone(revision)
        )
        if not able:
            problems["approver_id"] = [
                t("Nobody else has the role that approves documents of this kind.")
            ]
    elif revision.approver_id is None:
        problems["approver_id"] = [t("Choose who approves the issue.")]
    elif revision.approver_id in writers | _wrote_alone(revision):
        problems["approver_id"] = [t("The author cannot be the approver.")]
    elif revision.approver_id in reviewers:
        problems["approver_id"] = [
            t("Reviewer and approver are two people; leave the reviewer empty if one is enough.")
        ]
    elif revision.approver_id not in _may_approve(session, today):
        problems["approver_id"] = [t("Top management or the head of a unit approves.")]
    return problems


def _wrote_alone(revision: Revision) -> set[int]:
    """Who wrote all that was written in an issue, whoever began it."""
    wrote = set(revision.writer_ids or ())
    return wrote if len(wrote) == 1 else set()


def _may_approve(session: Session, today: date) -> set[int]:
    management = people_with_role(session, "top_management", today=today)
    heads = {unit.head_id for unit in units(session) if unit.head_id is not None}
    return {one.id for one in management} | heads


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
    _after(revision, RevisionStep.REVIEW)
    require(actor, "documents.review", revision)
    own = _own_standing(actor, revision)
    if own.decision is not None:
        raise _decided_already(own.decision)
    _same_text(revision, content_hash)
    _refuse_submitter(actor, revision)
    _refuse_second_word(actor, revision)
    note_look(session, actor, clock, revision)
    decision = _decide(
        session, actor, clock, revision, DecisionKind.REVIEWED, own.person_id, comment
    )
    _note(session, actor, clock, revision, "review", _sealed(decision))
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
            raise _decided_already(one.decision)


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
        raise _decided_already(already[0])
    state = _after(revision, RevisionStep.APPROVE)
    require(actor, "documents.approve", revision)
    refusal = wrong_approver(session, revision, today, actor)
    if refusal:
        raise Forbidden("documents.approve.refused", refusal)
    _same_text(revision, content_hash)
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
    decision = _decide(
        session, actor, clock, revision, DecisionKind.APPROVED,
        _approver_for(session, actor, today, revision), comment,
    )  # fmt: skip
    revision.state = state
    revision.effective_on = revision.effective_on or today
    _note(
        session, actor, clock, revision, "approve",
        {
            **_sealed(decision),
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
    state = _after(revision, RevisionStep.REQUEST_CHANGES)
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
    decision = _decide(
        session, actor, clock, revision, DecisionKind.CHANGES_REQUESTED, named, comment
    )
    revision.state = state
    _note(
        session, actor, clock, revision, "request_changes",
        {**_sealed(decision), "comment": comment},
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
    state = _after(revision, RevisionStep.WITHDRAW)
    if revision.state is RevisionState.EFFECTIVE:
        raise _impossible(revision)
    require(actor, "documents.withdraw", revision)
    revision.withdrawn_reason = _reason(reason)
    revision.state = state
    revision.updated_at = clock.now()
    _note(session, actor, clock, revision, "withdraw_issue", {"reason": revision.withdrawn_reason})


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
    words = _reason(reason)
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


def _reason(text: str) -> str:
    reason = text.strip()
    if not reason:
        problem = t("Give the reason.")
        raise Invalid("documents.reason_missing", problem, fields={"reason": [problem]})
    return reason[:4000]


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
) -> RevisionDecision:
    deputised = None
    if named_id is not None and named_id != actor.person_id:
        deputised = next(iter(people_by_ids(session, [named_id])), None)
    decision = RevisionDecision(
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
        signed_in_at=actor.proved_at,
    )
    session.add(decision)
    revision.updated_at = clock.now()
    session.flush()
    return decision


def _sealed(decision: RevisionDecision) -> dict[str, object]:
    """What the trail remembers of a decision, so that an altered row is found."""
    facts: dict[str, object] = {
        "hash": decision.content_hash,
        "round": decision.round,
        "decision": str(decision.uuid),
        "seal": decision_seal(decision),
    }
    if decision.on_behalf_of_name:
        facts["for"] = decision.on_behalf_of_name
    return facts


def _note(
    session: Session,
    actor: Actor,
    clock: Clock,
    revision: Revision,
    verb: str,
    details: dict[str, object],
) -> None:
    facts = {"code": revision.document.code, "issue": revision.label, **details}
    record(session, actor, clock, f"documents.{verb}", "revision", revision.uuid, facts)
