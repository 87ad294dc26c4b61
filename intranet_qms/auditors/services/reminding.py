"""What the calendar asks for in the register of auditors."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from ...host import SYSTEM, Clock
from .. import notifications
from .appointing import roles_follow_today


def remind(session: Session, clock: Clock, today: date) -> None:
    """Let roles follow the appointments of the day, and tell of competence that runs out."""
    roles_follow_today(session, SYSTEM, clock, today)
    notifications.running_out(session, clock, today)
