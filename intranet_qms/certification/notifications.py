"""Who is told about certificates: the QMS representative, once for each audit and each last day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from ..host import Clock
from ..outbox.services import Mail, enqueue_mails
from ..people import queries as people
from .models import Certificate, CertificationVisit


def remind(
    session: Session,
    clock: Clock,
    today: date,
    *,
    visits: Sequence[CertificationVisit],
    ending: Sequence[Certificate],
) -> int:
    """Note the reminders that were not written yet. Returns how many are new.

    A day that is moved is reminded of anew: the day is part of what identifies a mail.
    """
    if not visits and not ending:
        return 0
    readers = [
        one.id for one in people.people_with_role(session, "qms_representative", today=today)
    ]
    new = enqueue_mails(
        session, clock, "certification_visit",
        [
            Mail(
                to_person_id=reader,
                context={
                    "kind": visit.kind.value,
                    "due_on": visit.due_on.isoformat(),
                    "planned_on": visit.planned_on.isoformat() if visit.planned_on else None,
                    "body": visit.certificate.body.name,
                    "number": visit.certificate.number,
                    "path": f"/certification/visits/{visit.uuid}",
                },
                dedup_key=f"certification.visit:{visit.uuid}:{visit.due_on.isoformat()}:{reader}",
            )
            for visit in visits
            for reader in readers
        ],
    )  # fmt: skip
    return new + enqueue_mails(
        session, clock, "certification_ending",
        [
            Mail(
                to_person_id=reader,
                context={
                    "number": one.number,
                    "standard": one.standard_text,
                    "body": one.body.name,
                    "valid_until": one.valid_until.isoformat() if one.valid_until else None,
                    "path": f"/certification/certificates/{one.uuid}",
                },
                dedup_key=f"certification.ending:{one.uuid}:{one.valid_until}:{reader}",
            )
            for one in ending
            for reader in readers
        ],
    )  # fmt: skip
