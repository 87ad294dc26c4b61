"""What is said of records waits while some of them are destroyed."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from ..models import RecordClass, RecordHold, RetentionRule

_WORDS = ", ".join(one.__tablename__ for one in (RecordClass, RecordHold, RetentionRule))


def keep_others_waiting(session: Session) -> None:
    """Let nobody place a hold or change a category until this transaction ends; what others have
    begun is waited for. SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"lock table {_WORDS} in share row exclusive mode"))


def wait_for_others(session: Session) -> None:
    """Wait until nothing is being destroyed any more; nothing begins until this one ends."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"lock table {_WORDS} in row exclusive mode"))
