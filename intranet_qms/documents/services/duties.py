"""Who owes a confirmation of having read: as issues, distribution lists and people change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, insert, literal, select, tuple_, update
from sqlalchemy.orm import Session, aliased

from ...access import require
from ...db import UTCDateTime, insert_into
from ...errors import Conflict
from ...host import Actor, Clock
from ...i18n import lazy
from ...trail.services import record
from .. import notifications, reading_notices
from ..models import (
    Acknowledgement,
    DistributionEntry,
    Document,
    ReadingRequest,
    Revision,
)
from ..queries.lists import people_of_lists
from ..workflow import RevisionState
from .asked import note_asked


@dataclass(frozen=True, slots=True)
class Changed:
    """What became of duties: to whom new ones came (a person once for each issue), and how many
    ended without a confirmation."""

    new: tuple[int, ...] = ()
    ended: int = 0


def ask_readers(session: Session, revision: Revision, now: datetime, today: date) -> int:
    """Ask everybody on the distribution list to confirm an issue that is in force; from now on
    whoever comes onto the list is asked too.

    Returns:
        How many people owe it newly.
    """
    session.flush()
    new = insert_into(session, ReadingRequest)
    session.execute(
        new.values(
            revision_id=revision.id, document_id=revision.document_id, asked_at=now
        ).on_conflict_do_nothing()
    )
    return len(reconcile(session, now, today, document_ids=[revision.document_id]).new)


def carry_over(session: Session, earlier: Revision, revision: Revision, now: datetime) -> None:
    """An editorial issue takes the place of another: what was confirmed stays confirmed, who has
    not yet read it owes the new text, and nobody is asked again."""
    session.flush()
    asked = session.get(ReadingRequest, earlier.id)
    if asked is None:
        return
    session.execute(
        insert_into(session, ReadingRequest)
        .values(revision_id=revision.id, document_id=revision.document_id, asked_at=asked.asked_at)
        .on_conflict_do_nothing()
    )
    kept = (
        "person_id", "owed_since", "acknowledged_at", "reminded_at", "content_hash", "person_name",
        "unit_name_pl", "unit_name_en",
    )  # fmt: skip
    columns = [getattr(Acknowledgement, name) for name in kept]
    taken = session.execute(
        insert(Acknowledgement)
        .from_select(
            ["revision_id", *kept],
            select(literal(revision.id), *columns).where(
                Acknowledgement.revision_id == earlier.id, Acknowledgement.ended_at.is_(None)
            ),
        )
        .returning(Acknowledgement.person_id, Acknowledgement.acknowledged_at)
        .execution_options(synchronize_session=False)
    ).all()
    note_asked(session, [(revision.id, row[0]) for row in taken if row[1] is None], now)
    session.execute(
        update(Acknowledgement)
        .where(_is_owed(), Acknowledgement.revision_id == earlier.id)
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )


def _is_owed() -> ColumnElement[bool]:
    return Acknowledgement.acknowledged_at.is_(None) & Acknowledgement.ended_at.is_(None)


def reconcile(
    session: Session,
    now: datetime,
    today: date,
    *,
    document_ids: Iterable[int] | None = None,
    person_ids: Iterable[int] | None = None,
) -> Changed:
    """Make duties what distribution lists say today, for issues in force whose readers are asked.

    Who came onto a list owes; who left it, or the office, owes no more. What was confirmed stays.
    Three statements for any number of documents and people; a second call changes nothing.

    Args:
        today: the day in the office's zone; roles hold for its days.
        document_ids, person_ids: only these; None for all.
    """
    session.flush()
    documents = None if document_ids is None else sorted(set(document_ids))
    people = None if person_ids is None else sorted(set(person_ids))
    listed = people_of_lists(today, document_ids=documents, person_ids=people)
    asked = (
        select(ReadingRequest.revision_id, ReadingRequest.document_id)
        .join(Revision, Revision.id == ReadingRequest.revision_id)
        .where(Revision.state == RevisionState.EFFECTIVE)
    )
    if documents is not None:
        asked = asked.where(ReadingRequest.document_id.in_(documents))
    requests = asked.subquery("asked")
    owing = select(requests.c.revision_id, listed.c.person_id).join_from(
        requests, listed, listed.c.document_id == requests.c.document_id
    )
    pairs = owing.subquery("owing")
    noted = aliased(Acknowledgement)
    known = exists().where(
        noted.revision_id == pairs.c.revision_id, noted.person_id == pairs.c.person_id
    )
    added = session.execute(
        insert_into(session, Acknowledgement)
        .from_select(
            ["revision_id", "person_id", "owed_since"],
            select(pairs.c.revision_id, pairs.c.person_id, literal(now, UTCDateTime())).where(
                ~known
            ),
        )
        .on_conflict_do_nothing()
        .returning(Acknowledgement.revision_id, Acknowledgement.person_id)
        .execution_options(synchronize_session=False)
    ).all()
    within: list[ColumnElement[bool]] = [
        Acknowledgement.revision_id.in_(select(requests.c.revision_id)),
    ]
    if people is not None:
        within.append(Acknowledgement.person_id.in_(people))
    is_listed = tuple_(Acknowledgement.revision_id, Acknowledgement.person_id).in_(
        select(pairs.c.revision_id, pairs.c.person_id)
    )
    again = session.execute(
        update(Acknowledgement)
        .where(
            *within,
            Acknowledgement.ended_at.is_not(None),
            Acknowledgement.acknowledged_at.is_(None),
            is_listed,
        )
        .values(ended_at=None, owed_since=now, reminded_at=None)
        .returning(Acknowledgement.revision_id, Acknowledgement.person_id)
        .execution_options(synchronize_session=False)
    ).all()
    ended = session.execute(
        update(Acknowledgement)
        .where(*within, _is_owed(), ~is_listed)
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )
    for one in [row for row in session if isinstance(row, Acknowledgement)]:
        session.expire(one)
    new = [(row[0], row[1]) for row in (*added, *again)]
    note_asked(session, new, now)
    return Changed(tuple(one for _, one in new), int(getattr(ended, "rowcount", 0)))


def people_changed(
    session: Session, clock: Clock, today: date, person_ids: Iterable[int] | None = None
) -> Changed:
    """People came, moved, left, or got another role: give them what they owe now, and tell those
    who owe something new by one mail.

    Args:
        person_ids: whom it is about; None looks at everybody.
    """
    changed = reconcile(session, clock.now(), today, person_ids=person_ids)
    if changed.new:
        reading_notices.tell_debtors(session, clock, today, changed.new, occasion="new")
    return changed


def list_changed(session: Session, clock: Clock, document: Document, today: date) -> Changed:
    """A distribution list was changed: ask who is new on it, and let go who is not any more."""
    changed = reconcile(session, clock.now(), today, document_ids=[document.id])
    if changed.new:
        revision = revision_in_force(document)
        if revision is not None:
            notifications.tell_readers(session, clock, revision)
    return changed


def begin_asking(session: Session, document: Document, now: datetime, today: date) -> int:
    """Ask the readers of a document without a word to them: for records that are brought in.

    Returns:
        How many people owe a confirmation now; 0 where nothing is in force.
    """
    revision = revision_in_force(document)
    return ask_readers(session, revision, now, today) if revision is not None else 0


def revision_in_force(document: Document) -> Revision | None:
    """The issue of a document that is in force."""
    return next((one for one in document.revisions if one.state is RevisionState.EFFECTIVE), None)


def ask_again(session: Session, actor: Actor, clock: Clock, document: Document, today: date) -> int:
    """Ask the readers of a document that was brought in from earlier records, and was never asked
    about here.

    Returns:
        How many people owe a confirmation now.

    Raises:
        Forbidden: ``documents.manage``.
        Conflict: nothing is in force.
    """
    require(actor, "documents.manage", document)
    revision = revision_in_force(document)
    if revision is None:
        raise Conflict("documents.not_in_force", lazy("No issue is in force."))
    count = ask_readers(session, revision, clock.now(), today)
    notifications.tell_readers(session, clock, revision)
    record(
        session, actor, clock, "documents.ask_readers", "document", document.uuid,
        {"code": document.code, "people": count},
    )  # fmt: skip
    return count


def ask_all(session: Session, actor: Actor, clock: Clock, today: date) -> int:
    """Ask the readers of every document in force that has a distribution list and was never asked
    about here: an office that begins with its documents begins with its confirmations too.

    Everybody gets one mail, not one for each document.

    Returns:
        How many documents are asked about now.

    Raises:
        Forbidden: ``documents.ask_all_readers``.
    """
    require(actor, "documents.ask_all_readers")
    session.flush()
    now = clock.now()
    pending = session.execute(
        select(Revision.id, Revision.document_id).where(
            Revision.state == RevisionState.EFFECTIVE,
            Revision.document_id.in_(select(DistributionEntry.document_id)),
            Revision.id.not_in(select(ReadingRequest.revision_id)),
        )
    ).all()
    if not pending:
        return 0
    session.execute(
        insert(ReadingRequest),
        [{"revision_id": row[0], "document_id": row[1], "asked_at": now} for row in pending],
    )
    changed = reconcile(session, now, today)
    reading_notices.tell_debtors(session, clock, today, changed.new, occasion="new")
    record(
        session, actor, clock, "documents.ask_readers", "documents", today.isoformat(),
        {"documents": len(pending), "people": len(set(changed.new))},
    )  # fmt: skip
    return len(pending)


def remind(
    session: Session,
    actor: Actor,
    clock: Clock,
    today: date,
    *,
    document_ids: Iterable[int] | None = None,
    unit_ids: Iterable[int] | None = None,
) -> int:
    """Remind by hand whoever has not confirmed yet: one mail a person, listing all they owe.

    Whoever got such a mail today gets no second one.

    Args:
        document_ids, unit_ids: only who owes one of these documents, or works in these units.

    Returns:
        How many mails are new.
    """
    people = reading_notices.debtors(session, document_ids=document_ids, unit_ids=unit_ids)
    sent = reading_notices.tell_debtors(session, clock, today, people, occasion="reminder")
    record(
        session, actor, clock, "documents.remind_readers", "reminder", today.isoformat(),
        {"people": len(people), "mails": sent},
    )  # fmt: skip
    return sent
