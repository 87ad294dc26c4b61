"""What the calendar does: certificates end, and the representative is reminded ahead."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from ...host import Actor, Clock
from .. import notifications, queries
from ..workflow import CertificateStep
from .certificates import step


def expire_ended(session: Session, actor: Actor, clock: Clock, today: date) -> int:
    """End the certificates whose last day has passed. Returns how many."""
    ended = queries.ended(session, today)
    for one in ended:
        step(session, actor, clock, one, CertificateStep.EXPIRE, on=one.valid_until or today)
    return len(ended)


def remind(
    session: Session,
    clock: Clock,
    today: date,
    *,
    surveillance_days: int,
    expiry_days: int,
) -> int:
    """Write to the representatives about external audits and last days that are near, once each.

    Args:
        surveillance_days: how many days ahead of the last day of an external audit.
        expiry_days: how many days ahead of the last day of a certificate.

    Returns:
        How many mails are new.
    """
    return notifications.remind(
        session, clock, today,
        visits=queries.visits_due(session, today, surveillance_days),
        ending=queries.ending(session, today, expiry_days),
    )  # fmt: skip
