"""Set how the issues of a kind are reviewed and approved."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ...access import require
from ...errors import Conflict, Invalid
from ...host import Actor, Clock
from ...i18n import lazy, t
from ...people.queries import people_by_ids
from ...trail.services import record
from ..models import ApprovalPath
from ..queries.paths import MOST_REVIEWERS
from ..workflow import ApproverRule, DocumentKind, ReviewOrder


def save_path(
    session: Session,
    actor: Actor,
    clock: Clock,
    kind: DocumentKind,
    *,
    order: ReviewOrder,
    minimum_reviewers: int,
    approver_rule: ApproverRule,
    minor_without_review: bool,
    reviewer_ids: Sequence[int],
    row_version: int,
) -> ApprovalPath:
    """Set the way of one kind; issues that are in review already go on as they began.

    Args:
        minimum_reviewers: how many people must agree before approval, 0 to 10.
        reviewer_ids: who is put down as a reviewer of every new draft, in their order.
        row_version: the version that the form was made from; 0 for a kind nobody has set.

    Raises:
        Forbidden: ``documents.set_paths``.
        Invalid: see ``fields``.
        Conflict: somebody else set it meanwhile.
    """
    require(actor, "documents.set_paths")
    reviewer_ids = list(dict.fromkeys(reviewer_ids))
    problems: dict[str, list[str]] = {}
    if not 0 <= minimum_reviewers <= MOST_REVIEWERS:
        problems["minimum_reviewers"] = [t("Choose a number from 0 to 10.")]
    if len(reviewer_ids) > MOST_REVIEWERS:
        problems["reviewers"] = [t("At most ten people review an issue.")]
    if len(people_by_ids(session, reviewer_ids)) != len(reviewer_ids):
        problems["reviewers"] = [t("Somebody of the list is not here any more; choose again.")]
    if problems:
        raise Invalid("documents.path_not_saved", t("The way was not saved."), fields=problems)
    path = session.scalars(
        select(ApprovalPath).where(ApprovalPath.kind == kind).with_for_update()
    ).one_or_none()
    if (path.row_version if path else 0) != row_version:
        raise Conflict(
            "documents.path_changed",
            lazy("Somebody else changed this way of approval meanwhile."),
            way_out=lazy("Open the page again and look at what is there now."),
        )
    if path is None:
        path = ApprovalPath(kind=kind)
        session.add(path)
    path.order, path.minimum_reviewers = order, minimum_reviewers
    path.approver_rule, path.minor_without_review = approver_rule, minor_without_review
    path.reviewer_ids = reviewer_ids
    session.flush()
    record(
        session, actor, clock, "documents.set_path", "approval_path", path.uuid,
        {
            "kind": kind.value, "order": order.value, "minimum_reviewers": minimum_reviewers,
            "approver": approver_rule.value, "minor_without_review": minor_without_review,
            "reviewers": len(reviewer_ids),
        },
    )  # fmt: skip
    return path
