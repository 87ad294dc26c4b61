"""Who reviews and approves an issue, and which number it gets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from ...errors import Invalid
from ...host import Actor
from ...i18n import t
from ...people.queries import people_by_ids, people_with_role
from ..models import Document, Revision, RevisionAssignment
from ..queries.paths import MOST_REVIEWERS, Path
from ..workflow import ApproverRule, AssignmentPart, RevisionState


def assign_reviewers(session: Session, revision: Revision, person_ids: Sequence[int]) -> bool:
    """Name the reviewers of an issue, in their order.

    Returns:
        Whether anything changed.

    Raises:
        Invalid: more than ten, or somebody who does not exist.
    """
    wanted = list(dict.fromkeys(person_ids))
    if wanted == revision.reviewer_ids:
        return False
    problem = None
    if len(wanted) > MOST_REVIEWERS:
        problem = t("At most ten people review an issue.")
    elif len(people_by_ids(session, wanted)) != len(wanted):
        problem = t("Somebody of the list is not here any more; choose again.")
    if problem:
        raise Invalid("documents.reviewers", problem, fields={"reviewers": [problem]})
    _replace(session, revision, AssignmentPart.REVIEW, wanted)
    return True


def writers_with(revision: Revision, actor: Actor) -> list[int]:
    """Everybody who wrote in an issue, and the actor: a new list, so that a change is seen."""
    known = list(revision.writer_ids or ())
    return known if actor.person_id in known else [*known, actor.person_id]


def assign_approvers(
    session: Session, revision: Revision, path: Path, *, minor: bool, today: date
) -> None:
    """Settle who may approve as the way of the kind says; called when an issue is handed over.

    Where a role approves, everybody who has it is noted, so that a deputy of any of them may act.
    """
    if path.approver_rule is ApproverRule.NAMED:
        revision.approver_role = ""
        holders: list[int] = []
    else:
        revision.approver_role, revision.approver_id = path.approver_rule.value, None
        holders = [
            one.id for one in people_with_role(session, path.approver_rule.value, today=today)
        ]
    _replace(session, revision, AssignmentPart.APPROVE, holders)
    if minor and path.minor_without_review:
        _replace(session, revision, AssignmentPart.REVIEW, [])


def _replace(
    session: Session, revision: Revision, part: AssignmentPart, person_ids: Sequence[int]
) -> None:
    for one in [one for one in revision.assignments if one.part is part]:
        revision.assignments.remove(one)
    # The old rows go before the new ones come: nobody is there twice, not even for a moment.
    session.flush()
    for position, person_id in enumerate(person_ids):
        revision.assignments.append(
            RevisionAssignment(person_id=person_id, part=part, position=position)
        )
    session.flush()


def next_numbers(
    document: Document, *, minor: bool, besides: Revision | None = None
) -> tuple[int, int]:
    """Major and minor number of the next issue; those of issues that were given up are not used
    again.

    Raises:
        Invalid: an editorial issue of a document that is not in force.
    """
    others = [one for one in document.revisions if one is not besides]
    if not minor:
        return max((one.major_number for one in others), default=0) + 1, 0
    current = next((one for one in others if one.state is RevisionState.EFFECTIVE), None)
    if current is None:
        problem = t("Only an issue that follows one in force can be editorial.")
        raise Invalid("documents.minor_impossible", problem, fields={"minor": [problem]})
    taken = [one.minor_number for one in others if one.major_number == current.major_number]
    return current.major_number, max(taken) + 1


def set_minor(revision: Revision, minor: bool) -> bool:
    """Make a draft editorial or not; its number follows.

    Returns:
        Whether it changed.

    Raises:
        Invalid: see ``next_numbers``.
    """
    if minor == revision.is_minor:
        return False
    numbers = next_numbers(revision.document, minor=minor, besides=revision)
    revision.major_number, revision.minor_number = numbers
    return True
