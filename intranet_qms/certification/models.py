"""Certification bodies, certificates with their cycle, and what external audits found."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Boolean,
    Date,
    Enum,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Base, Identified, JSONText, UTCDateTime, Versioned
from .workflow import CertificateState, ImportState, VisitDecision, VisitKind

if TYPE_CHECKING:
    # Names for the type checker; at run time the registry finds the classes by their names.
    from ..audits.models import Audit
    from ..files.models import StoredFile
    from ..findings.models import Finding
    from ..people.models import Unit
    from ..standards.models import StandardEdition


def _one_of(values: type[StrEnum], length: int) -> Enum:
    return Enum(
        values,
        native_enum=False,
        create_constraint=False,
        length=length,
        values_callable=lambda members: [member.value for member in members],
    )


class CertificationBody(Identified, Versioned, Base):
    """Who certifies. No personal data: an office is written to, not a person."""

    __tablename__ = "qms_certification_body"

    name: Mapped[str] = mapped_column(String(200), unique=True)
    accreditation: Mapped[str] = mapped_column(String(100), default="")
    """Number of its accreditation, such as ``PCA AC 014``."""
    address: Mapped[str] = mapped_column(String(300), default="")
    email: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(60), default="")
    website: Mapped[str] = mapped_column(String(200), default="")
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    """Whether it is offered for new certificates."""


class Certificate(Identified, Versioned, Base):
    """A certificate, or the application for one. The states are described in ``workflow``."""

    __tablename__ = "qms_certificate"
    __table_args__ = (Index("ix_qms_certificate_state_until", "state", "valid_until"),)

    number: Mapped[str] = mapped_column(String(80), default="")
    """As the body gave it; empty while applied for."""
    body_id: Mapped[int] = mapped_column(ForeignKey("qms_certification_body.id"), index=True)
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("qms_standard_edition.id"))
    standard_text: Mapped[str] = mapped_column(String(80))
    """The standard as it stands on the certificate: ``PN-EN ISO 9001:2015-10``."""
    scope_pl: Mapped[str] = mapped_column(Text, default="")
    scope_en: Mapped[str] = mapped_column(Text, default="")
    sites: Mapped[str] = mapped_column(Text, default="")
    """Addresses, one in a line."""
    whole_office: Mapped[bool] = mapped_column(Boolean, default=True)
    """Whether all units are covered; else those of ``units``."""
    state: Mapped[CertificateState] = mapped_column(
        _one_of(CertificateState, 12), default=CertificateState.APPLIED
    )
    state_reason: Mapped[str] = mapped_column(Text, default="")
    state_since: Mapped[date | None] = mapped_column(Date)
    applied_on: Mapped[date | None] = mapped_column(Date)
    issued_on: Mapped[date | None] = mapped_column(Date)
    """The day of the certification decision: the twelve months to surveillance count from it."""
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)
    """The last day in force."""
    renews_id: Mapped[int | None] = mapped_column(ForeignKey("qms_certificate.id"), index=True)
    """The certificate that this one takes the place of."""
    file_id: Mapped[int | None] = mapped_column(ForeignKey("qms_stored_file.id"))
    file_name: Mapped[str] = mapped_column(String(200), default="")
    created_by_name: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    body: Mapped[CertificationBody] = relationship("CertificationBody")
    edition: Mapped[StandardEdition | None] = relationship("StandardEdition")
    file: Mapped[StoredFile | None] = relationship("StoredFile")
    renews: Mapped[Certificate | None] = relationship(
        "Certificate", remote_side="Certificate.id", foreign_keys=[renews_id]
    )
    units: Mapped[list[CertificateUnit]] = relationship(
        back_populates="certificate", cascade="all, delete-orphan"
    )
    visits: Mapped[list[CertificationVisit]] = relationship(
        back_populates="certificate",
        order_by="(CertificationVisit.due_on, CertificationVisit.id)",
    )


class CertificateUnit(Base):
    """A unit that a certificate covers, where it does not cover the whole office."""

    __tablename__ = "qms_certificate_unit"
    __table_args__ = (UniqueConstraint("certificate_id", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("qms_certificate.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("qms_unit.id"), index=True)

    certificate: Mapped[Certificate] = relationship(back_populates="units")
    unit: Mapped[Unit] = relationship("Unit")


class CertificationVisit(Identified, Versioned, Base):
    """One external audit of a cycle: by when, when it is or was, and what the body decided."""

    __tablename__ = "qms_certification_visit"
    __table_args__ = (Index("ix_qms_certification_visit_due", "held_on", "due_on"),)

    certificate_id: Mapped[int] = mapped_column(ForeignKey("qms_certificate.id"), index=True)
    kind: Mapped[VisitKind] = mapped_column(_one_of(VisitKind, 20))
    due_on: Mapped[date] = mapped_column(Date)
    """The last day by which it has to be held."""
    planned_on: Mapped[date | None] = mapped_column(Date)
    """The first day as agreed with the body."""
    held_on: Mapped[date | None] = mapped_column(Date)
    """The last day of the audit as it was held."""
    auditors: Mapped[str] = mapped_column(String(300), default="")
    """The body's auditors, by name."""
    audit_id: Mapped[int | None] = mapped_column(ForeignKey("qms_audit.id"), index=True)
    decision: Mapped[VisitDecision] = mapped_column(
        _one_of(VisitDecision, 20), default=VisitDecision.NONE
    )
    decided_on: Mapped[date | None] = mapped_column(Date)
    note: Mapped[str] = mapped_column(Text, default="")

    certificate: Mapped[Certificate] = relationship(back_populates="visits")
    audit: Mapped[Audit | None] = relationship("Audit")
    findings: Mapped[list[ExternalFinding]] = relationship(
        back_populates="visit", order_by="ExternalFinding.id"
    )


class ExternalFinding(Base):
    """A finding of an external audit, by the number that the body gave it."""

    __tablename__ = "qms_external_finding"
    __table_args__ = (UniqueConstraint("visit_id", "external_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("qms_certification_visit.id"))
    finding_id: Mapped[int] = mapped_column(ForeignKey("qms_finding.id"), unique=True)
    external_number: Mapped[str] = mapped_column(String(60))

    visit: Mapped[CertificationVisit] = relationship(back_populates="findings")
    finding: Mapped[Finding] = relationship("Finding")


class ExternalImport(Identified, Base):
    """A sheet of findings that was sent in: what each row says, shown before anything is entered."""

    __tablename__ = "qms_external_import"

    visit_id: Mapped[int] = mapped_column(ForeignKey("qms_certification_visit.id"), index=True)
    state: Mapped[ImportState] = mapped_column(
        _one_of(ImportState, 12), default=ImportState.CHECKED
    )
    file_name: Mapped[str] = mapped_column(String(200), default="")
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSONText, default=list)
    """As ``reading.Row`` writes itself."""
    entered: Mapped[int] = mapped_column(Integer, default=0)
    """How many findings came of it."""
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"))
    sent_by_name: Mapped[str] = mapped_column(String(300), default="")
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    visit: Mapped[CertificationVisit] = relationship("CertificationVisit")
