"""Who is told what about a programme."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ..host import Clock
from ..outbox.services import Mail, enqueue_mails
from ..people import queries as people
from .models import Programme


def submitted(session: Session, clock: Clock, programme: Programme) -> None:
    """Top management: a programme waits for approval."""
    _tell(session, clock, programme, "programme_submitted", ("top_management",))


def returned(session: Session, clock: Clock, programme: Programme) -> None:
    """The representative: it was sent back, and why."""
    _tell(session, clock, programme, "programme_returned", ("qms_representative",))


def approved(session: Session, clock: Clock, programme: Programme) -> None:
    """The representative and all auditors: it holds."""
    _tell(
        session, clock, programme, "programme_approved",
        ("qms_representative", "lead_auditor", "auditor"),
    )  # fmt: skip


def _tell(
    session: Session, clock: Clock, programme: Programme, template: str, roles: tuple[str, ...]
) -> None:
    now = clock.now()
    context = {
        "year": programme.year,
        "version": programme.number,
        "entries": len(programme.entries),
        "reason": programme.return_reason or programme.change_reason,
    }
    enqueue_mails(
        session,
        clock,
        template,
        [
            Mail(
                to_person_id=one.id,
                context=context,
                dedup_key=f"{template}:{programme.uuid}:{now.isoformat()}:{one.id}",
            )
            for one in people.people_with_role(session, *roles, today=now.date())
        ],
    )
