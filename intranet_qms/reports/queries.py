"""Reading report jobs."""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from .models import ReportJob


def by_uuid(session: Session, job_uuid: uuid.UUID) -> ReportJob | None:
    """The job, if there is one."""
    return session.scalars(select(ReportJob).where(ReportJob.uuid == job_uuid)).one_or_none()


def latest(session: Session, kind: str, subject_uuid: uuid.UUID) -> ReportJob | None:
    """The newest job for this subject, in whatever state: what its page shows."""
    return session.scalars(
        select(ReportJob)
        .where(ReportJob.kind == kind, ReportJob.subject_uuid == subject_uuid)
        .order_by(ReportJob.created_at.desc(), ReportJob.id.desc())
        .limit(1)
    ).one_or_none()


def by_live_key(session: Session, live_key: str) -> ReportJob | None:
    """The job that is queued or running under this key."""
    return session.scalars(select(ReportJob).where(ReportJob.live_key == live_key)).one_or_none()
