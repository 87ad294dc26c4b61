"""Why a finding came about, and where else the same may be."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...db import Base, Identified, UTCDateTime, Versioned

if TYPE_CHECKING:
    # Names for the type checker; at run time the registry finds the classes by their names.
    from ...documents.models import Document
    from ...people.models import Unit


class FindingCause(Identified, Versioned, Base):
    """One "because" of an analysis.

    By five whys, ``parent_id`` is what it explains, none for the first; an answer may have several
    causes. In a fishbone, ``category`` is the bone and ``parent_id`` a cause on the same bone.
    """

    __tablename__ = "qms_finding_cause"
    __table_args__ = (Index("ix_qms_finding_cause_finding", "finding_id", "round"),)

    finding_id: Mapped[int] = mapped_column(ForeignKey("qms_finding.id"))
    round: Mapped[int] = mapped_column(Integer, default=1)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("qms_finding_cause.id"), index=True)
    category: Mapped[str] = mapped_column(String(20), default="")
    text: Mapped[str] = mapped_column(Text)
    is_root: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether somebody chose it as a root cause: what the actions are to remove."""
    position: Mapped[int] = mapped_column(Integer, default=0)
    entered_by_name: Mapped[str] = mapped_column(String(300), default="")
    entered_at: Mapped[datetime] = mapped_column(UTCDateTime)


class ExtentCheck(Identified, Base):
    """A similar place that was looked at: a unit, or a process by its document.

    ``result``: ``same`` (it is so there too), ``clear`` (it is not) or ``to_check``.
    """

    __tablename__ = "qms_finding_extent"
    __table_args__ = (Index("ix_qms_finding_extent_finding", "finding_id", "round"),)

    finding_id: Mapped[int] = mapped_column(ForeignKey("qms_finding.id"))
    round: Mapped[int] = mapped_column(Integer, default=1)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("qms_unit.id"), index=True)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("qms_document.id"), index=True)
    result: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(Text, default="")
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"))
    checked_by_name: Mapped[str] = mapped_column(String(300), default="")
    checked_at: Mapped[datetime] = mapped_column(UTCDateTime)

    unit: Mapped[Unit | None] = relationship("Unit")
    document: Mapped[Document | None] = relationship("Document")
