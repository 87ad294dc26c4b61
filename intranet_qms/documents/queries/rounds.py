"""Remarks about an issue, and what changed in it since somebody last looked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ...errors import not_found
from ..compare import Wording
from ..models import Revision, RevisionComment, RevisionLook, RevisionRound


@dataclass(frozen=True, slots=True)
class Thread:
    """A remark with its answers, in the order in which they were written."""

    first: RevisionComment
    answers: list[RevisionComment] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether it still waits to be settled."""
        return self.first.resolved_at is None


def threads(session: Session, revision: Revision) -> list[Thread]:
    """All remarks about an issue: by paragraph in reading order, those about the whole first.

    A paragraph that was taken out keeps its remarks, at the end. One query.
    """
    rows = session.scalars(
        select(RevisionComment)
        .where(RevisionComment.revision_id == revision.id)
        .order_by(RevisionComment.id)
    ).all()
    found = {row.id: Thread(row) for row in rows if row.thread_id is None}
    for row in rows:
        if row.thread_id in found:
            found[row.thread_id].answers.append(row)
    places = {one.key: one.position for one in revision.paragraphs}
    return sorted(
        found.values(),
        key=lambda one: (
            places.get(one.first.paragraph_key, 10**6) if one.first.paragraph_key else -1,
            one.first.id,
        ),
    )


def comment_by_id(session: Session, revision: Revision, number: int) -> RevisionComment:
    """One remark of an issue by its internal number.

    Raises:
        NotFound: the issue has no such remark.
    """
    found = session.scalars(
        select(RevisionComment).where(
            RevisionComment.id == number, RevisionComment.revision_id == revision.id
        )
    ).one_or_none()
    if found is None:
        raise not_found("documents.comment_not_found")
    return found


def last_seen_round(session: Session, revision: Revision, person_id: int) -> int | None:
    """The last round before the present one that somebody looked at; None where there is none."""
    return session.scalar(
        select(func.max(RevisionLook.round)).where(
            RevisionLook.revision_id == revision.id,
            RevisionLook.person_id == person_id,
            RevisionLook.round < revision.round,
        )
    )


def round_text(session: Session, revision: Revision, number: int) -> RevisionRound:
    """The text of an issue as it was handed over in a round.

    Raises:
        NotFound: there was no such round.
    """
    found = session.scalars(
        select(RevisionRound).where(
            RevisionRound.revision_id == revision.id, RevisionRound.round == number
        )
    ).one_or_none()
    if found is None:
        raise not_found("documents.round_not_found")
    return found


def wordings_of_round(kept: RevisionRound) -> Sequence[Wording]:
    """The paragraphs of a round, to be compared."""
    return [Wording(key, number, text) for key, number, text in kept.paragraphs]
