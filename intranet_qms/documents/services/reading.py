"""Confirm that a document was read, and that it still holds."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from ...access import require
from ...host import Actor, Clock
from ...trail.services import record
from ..content import months_later
from ..models import Acknowledgement, Document, Revision
from ..neighbours import PERSON, UNIT


def acknowledge(session: Session, actor: Actor, clock: Clock, revision: Revision) -> bool:
    """The actor confirms having read the issue in force; always for themselves.

    Somebody who is not on the distribution list can confirm too.

    Returns:
        Whether this is the first confirmation; a second one changes nothing.

    Raises:
        Forbidden: ``documents.acknowledge``.
    """
    require(actor, "documents.acknowledge", revision)
    given = session.scalars(
        select(Acknowledgement)
        .where(
            Acknowledgement.revision_id == revision.id,
            Acknowledgement.person_id == actor.person_id,
        )
        .with_for_update()
    ).one_or_none()
    now = clock.now()
    if given is None:
        given = Acknowledgement(revision_id=revision.id, person_id=actor.person_id, owed_since=now)
        session.add(given)
    elif given.acknowledged_at is not None:
        return False
    given.acknowledged_at, given.ended_at = now, None
    given.content_hash = revision.content_hash
    given.person_name = actor.name
    unit = session.execute(
        select(UNIT.c.name_pl, UNIT.c.name_en)
        .join_from(PERSON, UNIT, UNIT.c.id == PERSON.c.unit_id)
        .where(PERSON.c.id == actor.person_id)
    ).one_or_none()
    if unit is not None:
        given.unit_name_pl, given.unit_name_en = unit.name_pl, unit.name_en
    session.flush()
    record(
        session, actor, clock, "documents.acknowledge", "revision", revision.uuid,
        {
            "code": revision.document.code, "issue": revision.label,
            "hash": revision.content_hash,
        },
    )  # fmt: skip
    return True


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

    Returns:
        The day the next review is due.

    Raises:
        Forbidden: ``documents.confirm_review``.
    """
    require(actor, "documents.confirm_review", document)
    due = months_later(today, document.review_interval_months)
    document.last_reviewed_on, document.review_due_on = today, due
    session.flush()
    record(
        session, actor, clock, "documents.confirm_review", "document", document.uuid,
        {"code": document.code, "next": due.isoformat(), "comment": comment.strip()[:2000]},
    )  # fmt: skip
    return due
