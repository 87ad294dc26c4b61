"""Which versions of its checklist an audit has had."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ...db import Base, UTCDateTime


class ChecklistMove(Base):
    """An audit that was going on got another version of its checklist.

    What was asked before stays known: answers to questions that are gone are kept and shown, and a
    phone that had not heard of the move still gets rid of its answers.
    """

    __tablename__ = "qms_audit_checklist_move"
    __table_args__ = (Index("ix_qms_audit_checklist_move_audit", "audit_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("qms_audit.id"))
    from_version_id: Mapped[int] = mapped_column(ForeignKey("qms_checklist_version.id"))
    to_version_id: Mapped[int] = mapped_column(ForeignKey("qms_checklist_version.id"))
    moved_at: Mapped[datetime] = mapped_column(UTCDateTime)
    moved_by_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"))
    moved_by_name: Mapped[str] = mapped_column(String(300))
