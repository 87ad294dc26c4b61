"""Audits, their teams and scope, and everything that is recorded in them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...db import Base, BigId, Identified, JSONText, UTCDateTime, Versioned
from ..workflow import AnswerKind, AuditKind, AuditState, EvidenceState, TeamRole

if TYPE_CHECKING:
    # Names for the type checker; at run time the registry finds the classes by their names.
    from ...documents.models import Document, Revision
    from ...files.models import StoredFile
    from ...people.models import Person, Unit
    from ...standards.models import Clause, StandardEdition
    from .planning import AuditMeeting, AuditStandard, FollowedFinding


class Audit(Identified, Versioned, Base):
    """One audit with its plan."""

    __tablename__ = "qms_audit"
    __table_args__ = (Index("ix_qms_audit_state_day", "state", "first_day"),)

    number: Mapped[str] = mapped_column(String(20), unique=True)
    """As people cite it: ``A-2026-03``."""
    title: Mapped[str] = mapped_column(String(300))
    kind: Mapped[AuditKind] = mapped_column(String(20), default=AuditKind.INTERNAL)
    state: Mapped[AuditState] = mapped_column(String(12), default=AuditState.PLANNED)
    objective: Mapped[str] = mapped_column(Text, default="")
    criteria: Mapped[str] = mapped_column(Text, default="")
    method: Mapped[str] = mapped_column(String(10), default="on_site")
    """``on_site``, ``remote`` or ``both``."""
    place: Mapped[str] = mapped_column(String(300), default="")
    first_day: Mapped[date] = mapped_column(Date, index=True)
    last_day: Mapped[date] = mapped_column(Date)
    standard_edition_id: Mapped[int | None] = mapped_column(ForeignKey("qms_standard_edition.id"))
    checklist_version_id: Mapped[int] = mapped_column(ForeignKey("qms_checklist_version.id"))
    """Pinned: a template that changes later does not change this audit."""
    checklist_moves: Mapped[int] = mapped_column(Integer, default=0)
    """How often its lead moved it to a newer version; those before are in `ChecklistMove`."""
    conclusions: Mapped[str] = mapped_column(Text, default="")
    cancelled_reason: Mapped[str] = mapped_column(Text, default="")
    invitation_number: Mapped[int] = mapped_column(Integer, default=0)
    """Rises with every change of the plan after the announcement: calendars keep the latest."""
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    announced_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    short_notice_reason: Mapped[str] = mapped_column(Text, default="")
    """Why it was announced with less notice than the office gives."""
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("qms_audit.id"), index=True)
    """The audit whose findings a follow-up looks at again."""
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    report_file_id: Mapped[int | None] = mapped_column(ForeignKey("qms_stored_file.id"))

    team: Mapped[list[TeamMember]] = relationship(back_populates="audit", order_by="TeamMember.id")
    units: Mapped[list[AuditUnit]] = relationship(back_populates="audit")
    documents: Mapped[list[AuditDocument]] = relationship(back_populates="audit")
    clauses: Mapped[list[AuditClause]] = relationship(back_populates="audit")
    agenda: Mapped[list[AgendaItem]] = relationship(
        back_populates="audit", order_by="AgendaItem.starts_at", cascade="all, delete-orphan"
    )
    further_standards: Mapped[list[AuditStandard]] = relationship(
        "AuditStandard", order_by="AuditStandard.id", cascade="all, delete-orphan"
    )
    followed: Mapped[list[FollowedFinding]] = relationship(
        "FollowedFinding", order_by="FollowedFinding.id", cascade="all, delete-orphan"
    )
    follows: Mapped[Audit | None] = relationship("Audit", remote_side="Audit.id")
    meetings: Mapped[list[AuditMeeting]] = relationship(
        "AuditMeeting", back_populates="audit", order_by="AuditMeeting.starts_at"
    )
    created_by: Mapped[Person | None] = relationship("Person")
    edition: Mapped[StandardEdition | None] = relationship("StandardEdition")
    report_file: Mapped[StoredFile | None] = relationship("StoredFile")


class AuditChangeCounter(Base):
    """Counts the changes of one audit that phones must see.

    A row of its own, so that counting never touches the optimistic version of the audit. It is
    raised at the end of a transaction and stays locked until the commit: changes become visible
    in the order of their numbers, and a cursor cannot step over one that commits late.
    """

    __tablename__ = "qms_audit_change_counter"

    audit_id: Mapped[int] = mapped_column(
        ForeignKey("qms_audit.id"), primary_key=True, autoincrement=False
    )
    last: Mapped[int] = mapped_column(BigInteger, default=0)


class AuditChange(Base):
    """Something in an audit changed; the phones fetch it by its number."""

    __tablename__ = "qms_audit_change"
    __table_args__ = (Index("ix_qms_audit_change_number", "audit_id", "number"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("qms_audit.id"))
    number: Mapped[int] = mapped_column(BigInteger)
    entity: Mapped[str] = mapped_column(String(12))
    """``audit``, ``answer``, ``evidence``, ``finding`` or ``signature``."""
    entity_uuid: Mapped[UUID] = mapped_column(Uuid)


class TeamMember(Base):
    """Somebody's part in an audit. Removal keeps the row, so that late work is recognised."""

    __tablename__ = "qms_team_member"
    __table_args__ = (
        UniqueConstraint("audit_id", "person_id"),
        Index("ix_qms_team_member_person", "person_id", "removed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("qms_audit.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("qms_person.id"))
    role: Mapped[TeamRole] = mapped_column(String(10))
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    audit: Mapped[Audit] = relationship(back_populates="team")
    person: Mapped[Person] = relationship("Person")


class AuditUnit(Base):
    """A unit in the scope of an audit."""

    __tablename__ = "qms_audit_unit"
    __table_args__ = (UniqueConstraint("audit_id", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("qms_audit.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("qms_unit.id"), index=True)

    audit: Mapped[Audit] = relationship(back_populates="units")
    unit: Mapped[Unit] = relationship("Unit")


class AuditDocument(Base):
    """A document in the scope; the issue in force is pinned when the audit is announced."""

    __tablename__ = "qms_audit_document"
    __table_args__ = (UniqueConstraint("audit_id", "document_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("qms_audit.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("qms_document.id"), index=True)
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("qms_revision.id"))

    audit: Mapped[Audit] = relationship(back_populates="documents")
    document: Mapped[Document] = relationship("Document")
    revision: Mapped[Revision | None] = relationship("Revision")


class AuditClause(Base):
    """A clause in the scope."""

    __tablename__ = "qms_audit_clause"
    __table_args__ = (UniqueConstraint("audit_id", "clause_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("qms_audit.id"))
    clause_id: Mapped[int] = mapped_column(ForeignKey("qms_clause.id"), index=True)

    audit: Mapped[Audit] = relationship(back_populates="clauses")
    clause: Mapped[Clause] = relationship("Clause")


class AgendaItem(Identified, Base):
    """One line of the plan of an audit.

    ``kind``: ``opening`` (opening meeting), ``work``, or ``closing`` (closing meeting).
    """

    __tablename__ = "qms_audit_agenda"
    __table_args__ = (Index("ix_qms_audit_agenda_time", "starts_at", "ends_at"),)

    audit_id: Mapped[int] = mapped_column(ForeignKey("qms_audit.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10), default="work")
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    subject: Mapped[str] = mapped_column(String(300))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("qms_unit.id"))
    participants: Mapped[str] = mapped_column(Text, default="")
    """Names, one a line: who was asked to come, or who came."""

    audit: Mapped[Audit] = relationship(back_populates="agenda")
    unit: Mapped[Unit | None] = relationship("Unit")
    auditors: Mapped[list[AgendaAuditor]] = relationship(
        order_by="AgendaAuditor.id", cascade="all, delete-orphan"
    )


class AgendaAuditor(Base):
    """Somebody of the team who is at a line of the agenda."""

    __tablename__ = "qms_audit_agenda_auditor"
    __table_args__ = (UniqueConstraint("item_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("qms_audit_agenda.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("qms_person.id"), index=True)

    person: Mapped[Person] = relationship("Person")


class Answer(Base):
    """One recorded answer. It is never changed or removed; what stands is derived.

    ``uuid`` is the identifier of the mutation that recorded it (docs/sync-protocol.md, 3.3).
    ``standing`` repeats for fast reading that no other answer is based on this one.
    """

    __tablename__ = "qms_answer"
    __table_args__ = (
        Index("ix_qms_answer_slot", "audit_id", "question_key", "sample"),
        Index(
            "ix_qms_answer_standing",
            "audit_id",
            "question_key",
            "sample",
            postgresql_where=text("standing"),
            sqlite_where=text("standing"),
        ),
        Index("ix_qms_answer_device", "audit_id", "device_uuid"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uuid: Mapped[UUID] = mapped_column(Uuid, unique=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("qms_audit.id"))
    question_key: Mapped[str] = mapped_column(String(80))
    sample: Mapped[int] = mapped_column(Integer, default=0)
    kind: Mapped[AnswerKind] = mapped_column(String(10), default=AnswerKind.RECORDED)
    value: Mapped[Any] = mapped_column(JSONText, nullable=True)
    note: Mapped[str] = mapped_column(Text, default="")
    based_on: Mapped[list[str]] = mapped_column(JSONText, default=list)
    kept: Mapped[list[str]] = mapped_column(JSONText, default=list)
    """Of a decision: the answers that stay."""
    standing: Mapped[bool] = mapped_column(Boolean, default=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("qms_person.id"))
    author_name: Mapped[str] = mapped_column(String(300))
    device_uuid: Mapped[UUID | None] = mapped_column(Uuid)
    """None when it was recorded at a desk without the phone application."""
    device_time: Mapped[datetime | None] = mapped_column(UTCDateTime)
    clock_offset_ms: Mapped[int | None] = mapped_column(BigInteger)
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)


class AnswerBase(Base):
    """``answer`` was based on ``base``, whether or not the base has arrived yet."""

    __tablename__ = "qms_answer_base"
    __table_args__ = (UniqueConstraint("answer_uuid", "base_uuid"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    answer_uuid: Mapped[UUID] = mapped_column(Uuid)
    base_uuid: Mapped[UUID] = mapped_column(Uuid, index=True)


class Evidence(Base):
    """A photograph or file that proves something in an audit."""

    __tablename__ = "qms_evidence"
    __table_args__ = (
        Index("ix_qms_evidence_audit", "audit_id", "question_key"),
        Index("ix_qms_evidence_sha256", "sha256"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uuid: Mapped[UUID] = mapped_column(Uuid, unique=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("qms_audit.id"))
    question_key: Mapped[str | None] = mapped_column(String(80))
    sample: Mapped[int] = mapped_column(Integer, default=0)
    finding_uuid: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(100))
    caption: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[EvidenceState] = mapped_column(String(12), default=EvidenceState.INCOMPLETE)
    refused_reason: Mapped[str] = mapped_column(String(80), default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("qms_stored_file.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("qms_person.id"))
    author_name: Mapped[str] = mapped_column(String(300))
    device_uuid: Mapped[UUID | None] = mapped_column(Uuid)
    taken_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    attached_at: Mapped[datetime] = mapped_column(UTCDateTime)

    file: Mapped[StoredFile | None] = relationship("StoredFile")


class Signature(Identified, Base):
    """The auditor's or the audited person's signature under what was recorded."""

    __tablename__ = "qms_signature"

    audit_id: Mapped[int] = mapped_column(ForeignKey("qms_audit.id"), index=True)
    signer: Mapped[str] = mapped_column(String(8))
    """``auditor`` or ``auditee``."""
    signed_name: Mapped[str] = mapped_column(String(300))
    agrees: Mapped[bool] = mapped_column(Boolean, default=True)
    remark: Mapped[str] = mapped_column(Text, default="")
    content_hash: Mapped[str] = mapped_column(String(64))
    picture_sha256: Mapped[str | None] = mapped_column(String(64))
    """Of the drawn signature, which travels as a piece of evidence; None where a name was typed."""
    author_id: Mapped[int] = mapped_column(ForeignKey("qms_person.id"))
    device_uuid: Mapped[UUID | None] = mapped_column(Uuid)
    signed_at: Mapped[datetime] = mapped_column(UTCDateTime)


class AuditNumber(Base):
    """The last number given in a year; its row is locked while a number is taken."""

    __tablename__ = "qms_audit_number"

    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(Integer, default=0)
