"""Bring issues into force and take them out; who then owes a confirmation of having read."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, exists, insert, literal, or_, select, true
from sqlalchemy.orm import Session, selectinload

from ...access import GUEST_ROLE
from ...db import UTCDateTime
from ...errors import Conflict
from ...host import Actor, Clock
from ...i18n import lazy, sort_key
from ...signals import announce, revision_published
from ...trail.services import record
from .. import notifications, queries, search
from ..content import months_later
from ..models import Acknowledgement, DistributionEntry, Document, Revision
from ..neighbours import PERSON, ROLE_GRANT, UNIT
from ..workflow import OPEN_STATES, RevisionState, RevisionStep, next_state


def bring_into_force(session: Session, actor: Actor, clock: Clock, revision: Revision) -> None:
    """Put an approved issue into force in place of the one before.

    The caller has checked that its day has come and that the actor may.
    """
    state = next_state(revision.state, RevisionStep.PUBLISH)
    if state is None or revision.effective_on is None:
        raise Conflict(
            "documents.step_impossible",
            lazy("The issue has moved on meanwhile; this step is not possible any more."),
        )
    now, document = clock.now(), revision.document
    for earlier in document.revisions:
        if earlier.state is RevisionState.EFFECTIVE:
            earlier.state = RevisionState.SUPERSEDED
            earlier.superseded_at = now
    # Only one issue may be in force at any moment, in the database too.
    session.flush()
    revision.state, revision.published_at = state, now
    document.title, document.title_en = revision.title, revision.title_en
    document.title_key = sort_key(revision.title)
    document.current_state, document.current_number = state, revision.number
    document.effective_on = revision.effective_on
    document.review_due_on = months_later(revision.effective_on, document.review_interval_months)
    session.flush()
    owe(session, revision, now)
    search.index(session, [entry_of(document, revision)])
    record(
        session, actor, clock, "documents.publish", "revision", revision.uuid,
        {"code": document.code, "issue": revision.number, "hash": revision.content_hash},
    )  # fmt: skip
    notifications.tell_readers(session, clock, revision)
    announce(session, revision_published, document_code=document.code, revision_uuid=revision.uuid)


def entry_of(document: Document, revision: Revision) -> search.Entry:
    """What the search knows about a document in force."""
    titles = (document.title, document.title_en)
    return search.Entry(
        document.id, document.uuid, document.code, titles, revision.body,
        more=queries.field_words(document.kind, revision.content or {}),
    )  # fmt: skip


def publish_due(session: Session, actor: Actor, clock: Clock, today: date) -> int:
    """Put every approved issue into force whose day has come; for the worker, after midnight.

    Args:
        today: the day in the office's zone.

    Returns:
        How many came into force. A second call the same day finds none.
    """
    due = session.scalars(
        select(Revision)
        .where(Revision.state == RevisionState.APPROVED, Revision.effective_on <= today)
        .options(selectinload(Revision.document).selectinload(Document.revisions))
        .order_by(Revision.effective_on, Revision.id)
        .with_for_update(skip_locked=True)
    ).all()
    for revision in due:
        bring_into_force(session, actor, clock, revision)
    return len(due)


def owe(session: Session, revision: Revision, now: datetime) -> int:
    """Note who owes an acknowledgement of an issue, by the distribution list; one statement.

    Returns:
        How many owe one.
    """
    debtors = readers(revision.document_id).add_columns(
        literal(revision.id), literal(now, UTCDateTime())
    )
    result = session.execute(
        insert(Acknowledgement)
        .from_select(["person_id", "revision_id", "owed_since"], debtors)
        .execution_options(synchronize_session=False)
    )
    return int(getattr(result, "rowcount", 0))


def readers(document_id: int) -> Select[Any]:
    """The active people whom a document's distribution list names, guests left out.

    A unit on the list stands for the units below it too.
    """
    listed = (
        select(DistributionEntry).where(DistributionEntry.document_id == document_id).subquery()
    )
    below = (
        select(listed.c.unit_id.label("id"))
        .where(listed.c.unit_id.is_not(None))
        .cte("units_listed", recursive=True)
    )
    below = below.union(select(UNIT.c.id).where(UNIT.c.parent_id == below.c.id))
    guest = exists().where(ROLE_GRANT.c.person_id == PERSON.c.id, ROLE_GRANT.c.role == GUEST_ROLE)
    return select(PERSON.c.id).where(
        PERSON.c.active.is_(true()),
        ~guest,
        or_(
            exists(select(listed.c.id).where(listed.c.everybody.is_(true()))),
            PERSON.c.unit_id.in_(select(below.c.id)),
            PERSON.c.id.in_(select(listed.c.person_id).where(listed.c.person_id.is_not(None))),
        ),
    )


def take_out_of_force(
    session: Session, actor: Actor, clock: Clock, document: Document, *, reason: str
) -> None:
    """End the issue in force without a successor.

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
            revision.superseded_at = clock.now()
    document.current_state = RevisionState.WITHDRAWN
    document.review_due_on = None
    session.flush()
    record(
        session, actor, clock, "documents.withdraw", "document", document.uuid,
        {"code": document.code, "reason": reason},
    )  # fmt: skip
