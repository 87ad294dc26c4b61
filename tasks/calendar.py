"""What the calendar asks for, noted in the outbox once for each day whoever notes it."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from intranet_qms.config import QMSConfig
from intranet_qms.host import Clock
from intranet_qms.outbox import services as outbox


def note_due(session: Session, clock: Clock, config: QMSConfig) -> None:
    """Note the jobs of the office's present day that are due by now.

    The day and the hour are the office's own: at the changes of daylight saving a day has 23 or 25
    hours and still one reminder. Two schedulers that note at once note one job.
    """
    now = clock.now()
    local = now.astimezone(config.zone)
    day = local.date()
    outbox.enqueue(
        session,
        clock,
        "documents.publish_due",
        {"day": day.isoformat()},
        dedup_key=f"documents.publish_due:{day.isoformat()}",
    )
    outbox.enqueue(
        session,
        clock,
        "reorganisation.carry_out_due",
        {"day": day.isoformat()},
        dedup_key=f"reorganisation.carry_out_due:{day.isoformat()}",
    )
    reminding = datetime.combine(day, time(config.review_reminder_hour), tzinfo=config.zone)
    if local >= reminding:
        outbox.enqueue(
            session,
            clock,
            "documents.remind_reviews",
            {"day": day.isoformat()},
            dedup_key=f"documents.remind_reviews:{day.isoformat()}",
        )
        outbox.enqueue(
            session,
            clock,
            "documents.remind_readers",
            {"day": day.isoformat()},
            dedup_key=f"documents.remind_readers:{day.isoformat()}",
        )
        outbox.enqueue(
            session,
            clock,
            "certification.remind",
            {"day": day.isoformat()},
            dedup_key=f"certification.remind:{day.isoformat()}",
        )
        outbox.enqueue(
            session,
            clock,
            "auditors.remind",
            {"day": day.isoformat()},
            dedup_key=f"auditors.remind:{day.isoformat()}",
        )
        outbox.enqueue(
            session,
            clock,
            "citizens.tell_owners",
            {"day": day.isoformat()},
            dedup_key=f"citizens.tell_owners:{day.isoformat()}",
        )
        outbox.enqueue(
            session,
            clock,
            "findings.remind_due",
            {"day": day.isoformat()},
            dedup_key=f"findings.remind_due:{day.isoformat()}",
        )
    if local >= reminding + timedelta(minutes=5):
        outbox.enqueue(
            session,
            clock,
            "files.sweep",
            {"day": day.isoformat()},
            dedup_key=f"files.sweep:{day.isoformat()}",
        )
