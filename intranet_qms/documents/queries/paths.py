"""How the issues of a kind are reviewed and approved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..models import ApprovalPath
from ..workflow import ApproverRule, DocumentKind, ReviewOrder

MOST_REVIEWERS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """The way of one kind; ``row_version`` is 0 while nobody has changed the usual one."""

    kind: DocumentKind
    order: ReviewOrder = ReviewOrder.PARALLEL
    minimum_reviewers: int = 0
    approver_rule: ApproverRule = ApproverRule.NAMED
    minor_without_review: bool = False
    reviewer_ids: Sequence[int] = ()
    row_version: int = 0


def usual_path(kind: DocumentKind) -> Path:
    """The way of a kind before anybody has set it."""
    return Path(kind=kind)


def path_of(session: Session, kind: DocumentKind) -> Path:
    """The way of one kind."""
    row = session.scalars(select(ApprovalPath).where(ApprovalPath.kind == kind)).one_or_none()
    return usual_path(kind) if row is None else _as_set(row)


def paths(session: Session) -> list[Path]:
    """The ways of all kinds, in the order of the kinds; one query."""
    rows = {row.kind: row for row in session.scalars(select(ApprovalPath))}
    return [_as_set(rows[kind]) if kind in rows else usual_path(kind) for kind in DocumentKind]


def _as_set(row: ApprovalPath) -> Path:
    return Path(
        kind=row.kind,
        order=row.order,
        minimum_reviewers=row.minimum_reviewers,
        approver_rule=row.approver_rule,
        minor_without_review=row.minor_without_review,
        reviewer_ids=tuple(row.reviewer_ids or ()),
        row_version=row.row_version,
    )
