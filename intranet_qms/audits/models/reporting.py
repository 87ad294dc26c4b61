"""The report of an audit in versions, whom it went to, and what is made of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...db import Base, Identified, JSONText, UTCDateTime, Versioned
from ..workflow import ReportPart, ReportState

if TYPE_CHECKING:
    from ...files.models import StoredFile
    from ...people.models import Person
    from .core import Audit


class AuditReport(Identified, Versioned, Base):
    """One version of the report of an audit.

    A draft holds the texts that people write; everything else is read from the audit. What is
    signed is kept whole in ``content``, and its PDF and DOCX are made of that for ever.
    """

    __tablename__ = "qms_audit_report"
    __table_args__ = (UniqueConstraint("audit_id", "number"),)

    audit_id: Mapped[int] = mapped_column(ForeignKey("qms_audit.id"))
    number: Mapped[int] = mapped_column(Integer)
    state: Mapped[ReportState] = mapped_column(String(10), default=ReportState.DRAFT)
    language: Mapped[str] = mapped_column(String(5))
    summary: Mapped[str] = mapped_column(Text, default="")
    conclusions: Mapped[str] = mapped_column(Text, default="")
    strengths: Mapped[str] = mapped_column(Text, default="")
    recommendations: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why a version after the first was needed."""
    content: Mapped[Any] = mapped_column(JSONText, nullable=True)
    """What was signed, as ``reports.audit_json`` writes it."""
    content_hash: Mapped[str] = mapped_column(String(64), default="")
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    shared_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """Since when the audited units may read the draft, to check its facts (ISO 19011, 6.5)."""
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"))
    signed_name: Mapped[str] = mapped_column(String(300), default="")
    signed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    pdf_file_id: Mapped[int | None] = mapped_column(ForeignKey("qms_stored_file.id"))
    docx_file_id: Mapped[int | None] = mapped_column(ForeignKey("qms_stored_file.id"))

    audit: Mapped[Audit] = relationship("Audit")
    recipients: Mapped[list[ReportRecipient]] = relationship(
        back_populates="report", order_by="ReportRecipient.id", cascade="all, delete-orphan"
    )


class ReportRecipient(Identified, Base):
    """Somebody on the distribution list of a report, with their acknowledgement.

    The head of an audited unit (``part`` ``audited``) acknowledges the report, with remarks where
    there are any; remarks are kept whatever the next version says.
    """

    __tablename__ = "qms_audit_report_recipient"
    __table_args__ = (
        UniqueConstraint("report_id", "person_id"),
        Index("ix_qms_audit_report_recipient_person", "person_id", "acknowledged_at"),
    )

    report_id: Mapped[int] = mapped_column(ForeignKey("qms_audit_report.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("qms_person.id"))
    person_name: Mapped[str] = mapped_column(String(300))
    part: Mapped[ReportPart] = mapped_column(String(10), default=ReportPart.OTHER)
    told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    acknowledged_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    acknowledged_by: Mapped[str] = mapped_column(String(300), default="")
    """By name: the person, or whoever deputised."""
    remarks: Mapped[str] = mapped_column(Text, default="")

    report: Mapped[AuditReport] = relationship(back_populates="recipients")
    person: Mapped[Person] = relationship("Person")


class ReportTemplate(Identified, Base):
    """The office's own DOCX template of audit reports; the latest that is not withdrawn is used."""

    __tablename__ = "qms_audit_report_template"

    file_id: Mapped[int] = mapped_column(ForeignKey("qms_stored_file.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"))
    uploaded_by_name: Mapped[str] = mapped_column(String(300), default="")
    uploaded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    file: Mapped[StoredFile] = relationship("StoredFile")


class PublicReport(Identified, Versioned, Base):
    """What of a signed report goes into the public bulletin: without names, until confirmed a draft.

    ``take_out``: further words that the lead wants out. ``leave_in``: what was found and is no
    name. ``photos``: the hashes of the photographs that were ticked.
    """

    __tablename__ = "qms_audit_report_public"

    report_id: Mapped[int] = mapped_column(ForeignKey("qms_audit_report.id"), unique=True)
    take_out: Mapped[list[str]] = mapped_column(JSONText, default=list)
    leave_in: Mapped[list[str]] = mapped_column(JSONText, default=list)
    photos: Mapped[list[str]] = mapped_column(JSONText, default=list)
    content: Mapped[Any] = mapped_column(JSONText, nullable=True)
    """What was confirmed, kept whole."""
    content_hash: Mapped[str] = mapped_column(String(64), default="")
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"))
    confirmed_name: Mapped[str] = mapped_column(String(300), default="")
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    pdf_file_id: Mapped[int | None] = mapped_column(ForeignKey("qms_stored_file.id"))
    docx_file_id: Mapped[int | None] = mapped_column(ForeignKey("qms_stored_file.id"))

    report: Mapped[AuditReport] = relationship("AuditReport")
