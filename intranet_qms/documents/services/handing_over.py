"""Hand an issue over for review and approval, when nothing is missing."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from ...access import require
from ...errors import Invalid
from ...host import Actor, Clock
from ...i18n import t
from ...people.queries import people_with_role, units
from .. import notifications
from ..models import Revision
from ..queries.paths import Path, path_of
from ..workflow import (
    ApproverRule,
    AssignmentPart,
    DecisionKind,
    RevisionStep,
)
from .asked import asked_to_decide
from .assigning import assign_approvers
from .checking import text_problems
from .commenting import keep_round, open_threads_of_others
from .content import incomplete
from .locking import lock_issue
from .steps import (
    decide_as,
    note_step,
    sealed_facts,
    state_after,
)


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
    state = state_after(revision, RevisionStep.SUBMIT)
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
    decision = decide_as(session, actor, clock, revision, DecisionKind.PREPARED, None, "")
    asked = {"asked": asked_to_decide(session, revision)}
    note_step(session, actor, clock, revision, "submit", sealed_facts(decision) | asked)
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
            - wrote_alone(revision)
        )
        if not able:
            problems["approver_id"] = [
                t("Nobody else has the role that approves documents of this kind.")
            ]
    elif revision.approver_id is None:
        problems["approver_id"] = [t("Choose who approves the issue.")]
    elif revision.approver_id in writers | wrote_alone(revision):
        problems["approver_id"] = [t("The author cannot be the approver.")]
    elif revision.approver_id in reviewers:
        problems["approver_id"] = [
            t("Reviewer and approver are two people; leave the reviewer empty if one is enough.")
        ]
    elif revision.approver_id not in _may_approve(session, today):
        problems["approver_id"] = [t("Top management or the head of a unit approves.")]
    return problems


def wrote_alone(revision: Revision) -> set[int]:
    """Who wrote all that was written in an issue, whoever began it."""
    wrote = set(revision.writer_ids or ())
    return wrote if len(wrote) == 1 else set()


def _may_approve(session: Session, today: date) -> set[int]:
    management = people_with_role(session, "top_management", today=today)
    heads = {unit.head_id for unit in units(session) if unit.head_id is not None}
    return {one.id for one in management} | heads
