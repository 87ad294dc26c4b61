"""Who is reminded of what they have not confirmed yet: one mail a person, with all of it.

Rows of the outbox, as in ``notifications``. A mail of a day is written once, whoever asks for it,
by hand or by the calendar.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from ..host import Clock
from ..outbox.services import Mail, enqueue_mails, written_mails
from .models import Acknowledgement, Document, Revision
from .neighbours import PERSON
from .workflow import RevisionState


def issue_label(number: int, major: int | None, minor: int) -> str:
    """How people cite an issue, from its columns; as ``Revision.label``."""
    return f"{major or number}.{minor}" if minor else str(major or number)


_MOST_PEOPLE = 500
"""People in one condition."""


def owed() -> list[ColumnElement[bool]]:
    """What is owed now, as conditions on ``Acknowledgement`` joined with its ``Revision``."""
    return [
        Acknowledgement.acknowledged_at.is_(None),
        Acknowledgement.ended_at.is_(None),
        Revision.state == RevisionState.EFFECTIVE,
    ]


def debtors(
    session: Session,
    *,
    document_ids: Iterable[int] | None = None,
    unit_ids: Iterable[int] | None = None,
) -> list[int]:
    """Who owes a confirmation of one of these documents, or works in these units; None for all."""
    query = (
        select(Acknowledgement.person_id)
        .join(Revision, Revision.id == Acknowledgement.revision_id)
        .where(*owed())
        .distinct()
        .order_by(Acknowledgement.person_id)
    )
    if document_ids is not None:
        query = query.where(Revision.document_id.in_(sorted(document_ids)))
    if unit_ids is not None:
        query = query.join(PERSON, PERSON.c.id == Acknowledgement.person_id).where(
            PERSON.c.unit_id.in_(sorted(unit_ids))
        )
    return list(session.scalars(query))


def tell_debtors(
    session: Session, clock: Clock, today: date, person_ids: Iterable[int], *, occasion: str
) -> int:
    """Write one mail to each of these people who owes something, the oldest first.

    Args:
        today: the day in the office's zone; one reminder a person and day.
        occasion: ``new`` (they owe something since just now) or ``reminder``.

    Returns:
        How many mails are new.
    """
    wanted = sorted(set(person_ids))
    sent = 0
    for start in range(0, len(wanted), _MOST_PEOPLE):
        part = wanted[start : start + _MOST_PEOPLE]
        lists = _lists(session, part)
        keys = {one: f"documents.owed:{one}:{today.isoformat()}" for one in lists}
        if occasion == "new":
            # Whoever got a mail today already is told of what came after it, once for each time.
            newest = _newest(session, list(lists))
            told = written_mails(session, keys.values())
            keys |= {one: f"{key}:{newest[one]}" for one, key in keys.items() if key in told}
        mails = [
            Mail(
                to_person_id=person_id,
                context={"documents": owing, "occasion": occasion, "today": today.isoformat()},
                dedup_key=keys[person_id],
            )
            for person_id, owing in lists.items()
        ]
        sent += enqueue_mails(session, clock, "documents_owed", mails)
        session.execute(
            update(Acknowledgement)
            .where(
                Acknowledgement.person_id.in_(list(lists)),
                Acknowledgement.acknowledged_at.is_(None),
                Acknowledgement.ended_at.is_(None),
            )
            .values(reminded_at=clock.now())
            .execution_options(synchronize_session=False)
        )
    return sent


def _newest(session: Session, person_ids: Sequence[int]) -> dict[int, str]:
    """Since when each of these people owes the latest of what they owe."""
    rows = session.execute(
        select(Acknowledgement.person_id, func.max(Acknowledgement.owed_since))
        .join(Revision, Revision.id == Acknowledgement.revision_id)
        .where(*owed(), Acknowledgement.person_id.in_(person_ids))
        .group_by(Acknowledgement.person_id)
    )
    return {person_id: since.isoformat() for person_id, since in rows}


def _lists(session: Session, person_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    rows = session.execute(
        select(
            Acknowledgement.person_id, Document.code, Revision.title, Revision.title_en,
            Revision.number, Revision.major_number, Revision.minor_number,
            Acknowledgement.owed_since,
        )
        .join(Revision, Revision.id == Acknowledgement.revision_id)
        .join(Document, Document.id == Revision.document_id)
        .where(*owed(), Acknowledgement.person_id.in_(person_ids))
        .order_by(Acknowledgement.person_id, Acknowledgement.owed_since, Document.code_key)
    )  # fmt: skip
    lists: dict[int, list[dict[str, Any]]] = {}
    for person_id, code, title, title_en, number, major, minor, since in rows:
        lists.setdefault(person_id, []).append(
            {
                "code": code,
                "title_pl": title,
                "title_en": title_en,
                "issue": issue_label(number, major, minor),
                "path": f"/documents/{code}",
                "since": since.date().isoformat(),
            }
        )
    return lists


def remind_debtors(
    session: Session, clock: Clock, today: date, interval_days: int, zone: ZoneInfo
) -> int:
    """Remind, by the calendar, everybody who has owed something for so many days, and then again
    after as many.

    Days are the office's: what is owed since any hour of a Monday is reminded of on the next
    Monday with an interval of seven, also over a change of the clock.

    Args:
        today: the day in the office's zone.
        interval_days: 0 reminds nobody.

    Returns:
        How many mails are new; a second call on the same day writes none.
    """
    if interval_days <= 0:
        return 0
    # The end of the last day that is long enough ago.
    before = datetime.combine(today - timedelta(days=interval_days - 1), time.min, tzinfo=zone)
    people = session.scalars(
        select(Acknowledgement.person_id)
        .join(Revision, Revision.id == Acknowledgement.revision_id)
        .where(
            *owed(),
            func.coalesce(Acknowledgement.reminded_at, Acknowledgement.owed_since) < before,
        )
        .distinct()
    ).all()
    return tell_debtors(session, clock, today, people, occasion="reminder")
