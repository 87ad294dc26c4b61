"""Bring issues into force and take them out; who then owes a confirmation of having read."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from ...errors import Conflict
from ...host import Actor, Clock
from ...i18n import lazy, sort_key
from ...signals import announce, revision_published
from ...trail.services import record
from .. import notifications
from ..content import months_later
from ..models import Document, Revision
from ..workflow import OPEN_STATES, RevisionState, RevisionStep, next_state
from . import duties, effects, indexing


def bring_into_force(
    session: Session, actor: Actor, clock: Clock, revision: Revision, *, day: date | None = None
) -> None:
    """Put an approved issue into force in place of the one before.

    The caller has checked that its day has come and that the actor may.

    Args:
        day: first day in force by the office's calendar; its effective day when missing, however
            late the worker comes to it.
    """
    state = next_state(revision.state, RevisionStep.PUBLISH)
    if state is None or revision.effective_on is None:
        raise Conflict(
            "documents.step_impossible",
            lazy("The issue has moved on meanwhile; this step is not possible any more."),
        )
    now, document = clock.now(), revision.document
    day = max(day or revision.effective_on, revision.effective_on)
    replaced = None
    for earlier in document.revisions:
        if earlier.state is RevisionState.EFFECTIVE:
            replaced = earlier
            earlier.state = RevisionState.SUPERSEDED
            earlier.superseded_at, earlier.in_force_until = now, day
    # Only one issue may be in force at any moment, in the database too.
    session.flush()
    revision.state, revision.published_at, revision.in_force_from = state, now, day
    revision.owner_name = document.owner.name if document.owner else ""
    document.title, document.title_en = revision.title, revision.title_en
    document.title_key = sort_key(revision.title)
    document.current_state, document.current_number = state, revision.number
    document.current_label, document.effective_on = revision.label, revision.effective_on
    if not revision.is_minor or document.review_due_on is None:
        # New words for the same rules do not show that the rules were looked at.
        document.review_due_on = months_later(
            revision.effective_on, document.review_interval_months
        )
    session.flush()
    if revision.is_minor and replaced is not None:
        duties.carry_over(session, replaced, revision, now)
        duties.reconcile(session, now, day, document_ids=[document.id])
    else:
        duties.ask_readers(session, revision, now, day)
    indexing.refresh(session, [document.id])
    record(
        session, actor, clock, "documents.publish", "revision", revision.uuid,
        {
            "code": document.code, "issue": revision.label, "hash": revision.content_hash,
            "from": day.isoformat(),
        },
    )  # fmt: skip
    notifications.tell_readers(session, clock, revision)
    effects.note_issue(session, actor, clock, replaced, revision, day=day)
    announce(session, revision_published, document_code=document.code, revision_uuid=revision.uuid)


def issues_due(session: Session, today: date) -> list[int]:
    """The numbers of the approved issues whose day has come, the earliest day first.

    Args:
        today: the day in the office's zone.
    """
    return list(
        session.scalars(
            select(Revision.id)
            .where(Revision.state == RevisionState.APPROVED, Revision.effective_on <= today)
            .order_by(Revision.effective_on, Revision.id)
        )
    )


def publish_due(
    session: Session, actor: Actor, clock: Clock, today: date, *, only: int | None = None
) -> int:
    """Put every approved issue into force whose day has come; for the worker, after midnight.

    An issue that somebody is deciding about is waited for: left out, it would come into force a day
    late.

    Args:
        today: the day in the office's zone.
        only: the number of one issue (``issues_due``), so that each has a transaction of its own.

    Returns:
        How many came into force. A second call the same day finds none.
    """
    due = session.scalars(
        select(Revision)
        .where(
            Revision.state == RevisionState.APPROVED,
            Revision.effective_on <= today,
            *([Revision.id == only] if only is not None else []),
        )
        .options(selectinload(Revision.document).selectinload(Document.revisions))
        .order_by(Revision.effective_on, Revision.id)
        .with_for_update()
    ).all()
    for revision in due:
        bring_into_force(session, actor, clock, revision)
    return len(due)


def take_out_of_force(
    session: Session,
    actor: Actor,
    clock: Clock,
    document: Document,
    *,
    reason: str,
    day: date,
    replaced_by: Document | None = None,
    replacement_note: str = "",
) -> None:
    """End the issue in force without a successor.

    Args:
        day: the first day on which it is no longer in force.
        replaced_by, replacement_note: what people use instead, if anything.

    Raises:
        Conflict: an issue is on its way; it would come into force later by itself.
    """
    if any(one.state in OPEN_STATES for one in document.revisions):
        raise Conflict(
            "documents.issue_open",
            lazy("A new issue is being prepared; give it up before withdrawing the document."),
        )
    for revision in document.revisions:
        if revision.state is RevisionState.EFFECTIVE:
            revision.state = RevisionState.WITHDRAWN
            revision.withdrawn_reason = reason
            revision.superseded_at, revision.in_force_until = clock.now(), day
    document.current_state = RevisionState.WITHDRAWN
    document.review_due_on, document.withdrawn_on = None, day
    document.replaced_by_id = replaced_by.id if replaced_by else None
    document.replacement_note = replacement_note
    session.flush()
    record(
        session, actor, clock, "documents.withdraw", "document", document.uuid,
        {
            "code": document.code, "reason": reason,
            "replaced_by": replaced_by.code if replaced_by else None,
            "replacement": replacement_note,
        },
    )  # fmt: skip
    effects.note_withdrawal(session, actor, clock, document, reason=reason, day=day)
