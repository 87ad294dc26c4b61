"""The periodic review: the text still holds, is revised, or goes out of force (ISO 9001, 7.5.2)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from ...access import require
from ...errors import Invalid
from ...host import Actor, Clock
from ...i18n import t
from ...people.queries import people_by_ids
from ...trail.services import record
from ..content import months_later
from ..models import Document, PeriodicReview, Revision
from ..workflow import EffectState, PeriodicOutcome, RevisionState
from . import effects
from .drafting import start_issue

LONGEST_INTERVAL = 60
"""Months after which a document is looked at, at the latest."""


def confirm_review(
    session: Session,
    actor: Actor,
    clock: Clock,
    document: Document,
    *,
    today: date,
    comment: str = "",
) -> date:
    """The periodic review found that the text still holds; the next one is due an interval on.

    Args:
        comment: what was checked; it stands in the record of changes.

    Returns:
        The day the next review is due.

    Raises:
        Forbidden: ``documents.confirm_review``.
        Invalid: nothing said about what was checked.
    """
    # Before the right is asked: the document may have gone out of force a moment ago.
    session.refresh(document, with_for_update={"of": Document})
    require(actor, "documents.confirm_review", document)
    note = _note(comment)
    was_due, due = document.review_due_on, months_later(today, document.review_interval_months)
    if (
        document.last_reviewed_on == today
        and was_due == due
        and _said_already(session, actor, document, note, today)
    ):
        return due
    document.last_reviewed_on, document.review_due_on = today, due
    _keep(
        session, actor, clock, document, PeriodicOutcome.CONFIRMED, note, today,
        was_due=was_due, next_due=due,
    )  # fmt: skip
    record(
        session, actor, clock, "documents.confirm_review", "document", document.uuid,
        {"code": document.code, "next": due.isoformat(), "comment": note},
    )  # fmt: skip
    effects.settle(session, actor, clock, document, EffectState.NOT_AFFECTED, note=note)
    return due


def revise_after_review(
    session: Session, actor: Actor, clock: Clock, document: Document, *, today: date, comment: str
) -> Revision:
    """The periodic review found that the text must change: begin its next issue.

    The review stays due until that issue is in force.

    Raises:
        Forbidden: ``documents.draft``.
        Invalid: nothing said about what must change.
        Conflict: an issue is on its way already.
    """
    require(actor, "documents.confirm_review", document)
    note = _note(comment)
    revision = start_issue(session, actor, clock, document)
    revision.change_summary = note
    _keep(
        session, actor, clock, document, PeriodicOutcome.REVISED, note, today,
        was_due=document.review_due_on, next_due=document.review_due_on,
    )  # fmt: skip
    record(
        session, actor, clock, "documents.revise_after_review", "document", document.uuid,
        {"code": document.code, "issue": revision.label, "comment": note},
    )  # fmt: skip
    return revision


def note_withdrawal(
    session: Session, actor: Actor, clock: Clock, document: Document, *, today: date, reason: str
) -> None:
    """Keep among the reviews that a document whose review was due went out of force."""
    if document.review_due_on is not None and document.review_due_on <= today:
        _keep(
            session, actor, clock, document, PeriodicOutcome.WITHDRAWN, reason, today,
            was_due=document.review_due_on, next_due=None,
        )  # fmt: skip


def _said_already(
    session: Session, actor: Actor, document: Document, note: str, today: date
) -> bool:
    """Whether this is the same word of the same person, sent twice: one review stays one."""
    found = session.scalar(
        select(PeriodicReview.id)
        .where(
            PeriodicReview.document_id == document.id,
            PeriodicReview.on == today,
            PeriodicReview.outcome == PeriodicOutcome.CONFIRMED,
            PeriodicReview.person_id == actor.person_id,
            PeriodicReview.note == note,
        )
        .limit(1)
    )
    return found is not None


def _note(comment: str) -> str:
    note = comment.strip()[:2000]
    if not note:
        problem = t("Write what was checked.")
        raise Invalid("documents.review_note", problem, fields={"comment": [problem]})
    return note


def _keep(
    session: Session,
    actor: Actor,
    clock: Clock,
    document: Document,
    outcome: PeriodicOutcome,
    note: str,
    today: date,
    *,
    was_due: date | None,
    next_due: date | None,
) -> None:
    current = next(
        (one for one in document.revisions if one.state is RevisionState.EFFECTIVE), None
    )
    owner_id = document.owner_id
    deputised = owner_id is not None and owner_id != actor.person_id and actor.is_person(owner_id)
    owners = people_by_ids(session, [owner_id]) if deputised and owner_id is not None else []
    session.add(
        PeriodicReview(
            document_id=document.id,
            revision_uuid=current.uuid if current else None,
            issue=current.label if current else "",
            outcome=outcome,
            note=note,
            person_id=actor.person_id,
            person_name=actor.name,
            on_behalf_of_name=owners[0].name if owners else "",
            on=today,
            was_due_on=was_due,
            next_due_on=next_due,
            at=clock.now(),
        )
    )
    session.flush()
