"""Report jobs."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base, Identified, UTCDateTime


class ReportJob(Identified, Base):
    """One report that somebody asked for. The states are described in `workflow`.

    ``live_key`` names kind, subject and language while the job is queued or running, and is empty
    afterwards: the database itself sees to it that a report is made once, whoever asks how often.
    ``attempt`` counts the workers that took it; only the last one may report on it.
    """

    __tablename__ = "qms_report_job"
    __table_args__ = (Index("ix_qms_report_job_subject", "kind", "subject_uuid", "created_at"),)

    kind: Mapped[str] = mapped_column(String(60))
    subject_uuid: Mapped[uuid.UUID] = mapped_column(Uuid)
    language: Mapped[str] = mapped_column(String(5))
    live_key: Mapped[str | None] = mapped_column(String(120), unique=True)
    state: Mapped[str] = mapped_column(String(12))
    progress: Mapped[int] = mapped_column(Integer, default=0)
    """Per cent."""
    stage: Mapped[str] = mapped_column(String(20), default="waiting")
    """``waiting``, ``data``, ``photos``, ``pages`` or ``done``; shown in words."""
    file_sha256: Mapped[str | None] = mapped_column(
        String(64), ForeignKey("qms_stored_file.sha256"), index=True
    )
    file_name: Mapped[str | None] = mapped_column(String(200))
    pages: Mapped[int | None] = mapped_column(Integer)
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("qms_person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    heartbeat_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    attempt: Mapped[int] = mapped_column(Integer, default=0)
    error_code: Mapped[str | None] = mapped_column(String(60))
