"""Findings and the corrective actions that answer them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Date, ForeignKey, Index, Integer, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Base, Identified, UTCDateTime, Versioned
from .workflow import FindingClass, FindingSource, FindingState

if TYPE_CHECKING:
    # Names for the type checker; at run time the registry finds the classes by their names.
    from ..documents.models import Document, Revision
    from ..people.models import Person, Unit


class Finding(Identified, Versioned, Base):
    """A finding: requirement, evidence and statement, with an owner and a due date."""

    __tablename__ = "qms_finding"
    __table_args__ = (
        Index("ix_qms_finding_state_due", "state", "due_on"),
        Index("ix_qms_finding_unit_state", "unit_id", "state"),
        Index("ix_qms_finding_class_state", "finding_class", "state"),
    )

    number: Mapped[str] = mapped_column(String(20), unique=True)
    """As people cite it: ``U-2026-014``."""
    finding_class: Mapped[FindingClass] = mapped_column(String(12))
    state: Mapped[FindingState] = mapped_column(String(16), default=FindingState.OPEN)
    source: Mapped[FindingSource] = mapped_column(String(20), default=FindingSource.AUDIT)
    audit_id: Mapped[int | None] = mapped_column(ForeignKey("qms_audit.id"), index=True)
    question_key: Mapped[str | None] = mapped_column(String(80))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("qms_unit.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("qms_document.id"), index=True)
    paragraph_key: Mapped[str | None] = mapped_column(String(12))
    clause: Mapped[str] = mapped_column(String(60), default="")
    """As cited, with the edition: ``ISO 9001:2015, 7.5.3``."""
    requirement: Mapped[str] = mapped_column(Text, default="")
    evidence_text: Mapped[str] = mapped_column(Text, default="")
    statement: Mapped[str] = mapped_column(Text)
    raised_by_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"))
    raised_by_name: Mapped[str] = mapped_column(String(300))
    raised_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"), index=True)
    due_on: Mapped[date | None] = mapped_column(Date)
    effectiveness_on: Mapped[date | None] = mapped_column(Date)
    """First day on which effectiveness may be judged; set when the actions are verified."""
    effectiveness_text: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    device_uuid: Mapped[UUID | None] = mapped_column(Uuid)
    """The phone that raised it; None for a desk."""
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")
    response_text: Mapped[str] = mapped_column(Text, default="")
    """The audited unit's own words on acceptance."""

    owner: Mapped[Person | None] = relationship("Person", foreign_keys=[owner_id])
    raised_by: Mapped[Person | None] = relationship("Person", foreign_keys=[raised_by_id])
    unit: Mapped[Unit | None] = relationship("Unit")
    document: Mapped[Document | None] = relationship("Document")
    actions: Mapped[list[CorrectiveAction]] = relationship(
        back_populates="finding", order_by="CorrectiveAction.id"
    )


class CorrectiveAction(Identified, Versioned, Base):
    """What is done about a finding.

    ``kind``: ``correction`` (puts right what is wrong) or ``corrective`` (removes the cause).
    ``state``: ``planned``, ``done`` (reported), ``verified`` (seen by somebody else).
    """

    __tablename__ = "qms_corrective_action"
    __table_args__ = (Index("ix_qms_corrective_action_owner", "owner_id", "state", "due_on"),)

    finding_id: Mapped[int] = mapped_column(ForeignKey("qms_finding.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text)
    root_cause: Mapped[str] = mapped_column(Text, default="")
    owner_id: Mapped[int] = mapped_column(ForeignKey("qms_person.id"))
    due_on: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(10), default="planned")
    done_text: Mapped[str] = mapped_column(Text, default="")
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"))
    verified_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("qms_revision.id"))
    """The issue of a document that this action led to."""

    finding: Mapped[Finding] = relationship(back_populates="actions")
    owner: Mapped[Person] = relationship("Person", foreign_keys=[owner_id])
    revision: Mapped[Revision | None] = relationship("Revision")


class FindingNumber(Base):
    """The last number given in a year; its row is locked while a number is taken."""

    __tablename__ = "qms_finding_number"

    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(Integer, default=0)
