"""Who is told about opinions: the owner of the guide, once a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from ..documents import queries as documents
from ..host import Clock
from ..outbox.services import Mail, enqueue_mails
from ..people import queries as people
from . import queries


def tell_owners(session: Session, clock: Clock, today: date) -> int:
    """One mail to each owner with all guides that have new opinions.

    A guide without an owner is told to the head of its unit, or to the QMS representative. The
    texts themselves are read in the system: a mail box keeps what nobody wants kept.

    Returns:
        How many mails are new.
    """
    fresh = queries.not_told(session)
    if not fresh:
        return 0
    counts: dict[int, int] = {}
    for one in fresh:
        counts[one.document_id] = counts.get(one.document_id, 0) + 1
    substitutes = [
        one.id for one in people.people_with_role(session, "qms_representative", today=today)
    ]
    by_reader: dict[int, list[dict[str, Any]]] = {}
    for document in documents.documents_by_ids(session, counts):
        head = document.owner_unit.head_id if document.owner_unit else None
        reader = document.owner_id or head
        for person_id in [reader] if reader else substitutes:
            by_reader.setdefault(person_id, []).append(
                {
                    "code": document.code,
                    "title_pl": document.title,
                    "title_en": document.title_en,
                    "path": f"/documents/{document.code}/opinions",
                    "count": counts[document.id],
                }
            )
    for one in fresh:
        one.told_on = today
    session.flush()
    return enqueue_mails(
        session,
        clock,
        "citizens_opinions",
        [
            Mail(
                to_person_id=person_id,
                context={"guides": guides},
                dedup_key=f"citizens.opinions:{person_id}:{today.isoformat()}",
            )
            for person_id, guides in sorted(by_reader.items())
        ],
    )
