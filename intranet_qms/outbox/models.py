"""Work that must happen after a commit, written in the same transaction as its reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base, Identified, JSONText, UTCDateTime


class OutboxJob(Identified, Base):
    """One job.

    ``state``: ``waiting`` (due at ``due_at``), ``taken`` (a worker has it until ``taken_until``;
    later another may take it), ``done``, ``given_up`` (shown to the administrator, can be retried).
    """

    __tablename__ = "qms_outbox_job"
    __table_args__ = (
        Index("ix_qms_outbox_job_due", "state", "due_at"),
        Index("ix_qms_outbox_job_taken", "state", "taken_until"),
    )

    kind: Mapped[str] = mapped_column(String(60))
    payload: Mapped[dict[str, Any]] = mapped_column(JSONText)
    dedup_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    taken_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    last_error: Mapped[str | None] = mapped_column(Text)
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
