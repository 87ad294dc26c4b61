"""What auditors add to the checklist while they are there: questions of their own, names of samples."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Integer, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from ...db import Base, Identified, UTCDateTime


class OwnQuestion(Identified, Base):
    """A question that an auditor asked on the spot; the checklist's version stays as published.

    ``key`` is ``own-`` and the identifier of the mutation that added it, so that no two phones can
    give the same one. ``section_key``: the section it stands at the end of; empty for none.
    """

    __tablename__ = "qms_audit_own_question"
    __table_args__ = (UniqueConstraint("audit_id", "key"),)

    audit_id: Mapped[int] = mapped_column(ForeignKey("qms_audit.id"))
    key: Mapped[str] = mapped_column(String(80))
    section_key: Mapped[str] = mapped_column(String(80), default="")
    text: Mapped[str] = mapped_column(Text)
    clause: Mapped[str] = mapped_column(String(60), default="")
    type: Mapped[str] = mapped_column(String(20), default="conformity")
    author_id: Mapped[int] = mapped_column(ForeignKey("qms_person.id"))
    author_name: Mapped[str] = mapped_column(String(300))
    device_uuid: Mapped[UUID | None] = mapped_column(Uuid)
    device_time: Mapped[datetime | None] = mapped_column(UTCDateTime)
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)


class SampleLabel(Base):
    """What a sample of a question is called: the case, the file, the workplace that was looked at.

    The last word counts; earlier ones are in the trail.
    """

    __tablename__ = "qms_audit_sample"
    __table_args__ = (UniqueConstraint("audit_id", "question_key", "sample"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("qms_audit.id"))
    question_key: Mapped[str] = mapped_column(String(80))
    sample: Mapped[int] = mapped_column(Integer, default=0)
    label: Mapped[str] = mapped_column(String(200))
    author_id: Mapped[int] = mapped_column(ForeignKey("qms_person.id"))
    labelled_at: Mapped[datetime] = mapped_column(UTCDateTime)
