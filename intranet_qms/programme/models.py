"""Programmes in versions, their entries, what is known of areas, and the machine's runs."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Boolean,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Base, Identified, JSONText, UTCDateTime, Versioned, new_uuid
from .workflow import ProgrammeState, RunState

if TYPE_CHECKING:
    # Names for the type checker; at run time the registry finds the classes by their names.
    from ..audits.models import Audit
    from ..documents.models import Document
    from ..people.models import Person, Unit
    from ..standards.models import Clause, StandardEdition


class Programme(Identified, Versioned, Base):
    """One version of the programme of a year. The states are described in ``workflow``."""

    __tablename__ = "qms_programme"
    __table_args__ = (UniqueConstraint("year", "number"),)

    year: Mapped[int] = mapped_column(Integer, index=True)
    number: Mapped[int] = mapped_column(Integer, default=1)
    """Of the version, from 1."""
    state: Mapped[ProgrammeState] = mapped_column(String(12), default=ProgrammeState.DRAFT)
    objectives: Mapped[str] = mapped_column(Text, default="")
    risks: Mapped[str] = mapped_column(Text, default="")
    """What may keep the programme from its objectives, and what is done about it."""
    cycle_years: Mapped[int] = mapped_column(Integer, default=3)
    """Within how many years every area is audited at least once."""
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("qms_standard_edition.id"))
    rules: Mapped[dict[str, Any]] = mapped_column(JSONText, default=dict)
    """As ``risk.Rules`` writes itself."""
    change_reason: Mapped[str] = mapped_column(Text, default="")
    """Why there is a further version."""
    return_reason: Mapped[str] = mapped_column(Text, default="")
    content_hash: Mapped[str] = mapped_column(String(64), default="")
    """SHA-256 of the content, from the submission on (``seals``)."""
    created_by: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When an entry was last changed; makes a new ``row_version``."""
    submitted_by: Mapped[str] = mapped_column(String(300), default="")
    submitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    approved_by: Mapped[str] = mapped_column(String(300), default="")
    approved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    edition: Mapped[StandardEdition | None] = relationship("StandardEdition")
    entries: Mapped[list[Entry]] = relationship(
        back_populates="programme", order_by="Entry.id", cascade="all, delete-orphan"
    )


class Entry(Identified, Base):
    """One area to be audited in the year: a unit, a procedure, or a procedure in a unit."""

    __tablename__ = "qms_programme_entry"
    __table_args__ = (UniqueConstraint("programme_id", "key"),)

    programme_id: Mapped[int] = mapped_column(ForeignKey("qms_programme.id"))
    key: Mapped[uuid.UUID] = mapped_column(Uuid, default=new_uuid, index=True)
    """The same in all versions of a programme."""
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("qms_unit.id"), index=True)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("qms_document.id"), index=True)
    day: Mapped[date | None] = mapped_column(Date)
    """The first day; None while only the month is known."""
    month: Mapped[int | None] = mapped_column(Integer)
    half_days: Mapped[int] = mapped_column(Integer, default=2)
    team_size: Mapped[int] = mapped_column(Integer, default=2)
    pinned_day: Mapped[bool] = mapped_column(Boolean, default=False)
    pinned_team: Mapped[bool] = mapped_column(Boolean, default=False)
    priority: Mapped[int] = mapped_column(Integer, default=0)
    """As it was when the entry was made or saved last."""
    factors: Mapped[list[dict[str, Any]]] = mapped_column(JSONText, default=list)
    note: Mapped[str] = mapped_column(Text, default="")

    programme: Mapped[Programme] = relationship(back_populates="entries")
    unit: Mapped[Unit | None] = relationship("Unit")
    document: Mapped[Document | None] = relationship("Document")
    team: Mapped[list[EntryAuditor]] = relationship(
        order_by="EntryAuditor.id", cascade="all, delete-orphan"
    )
    clauses: Mapped[list[EntryClause]] = relationship(
        order_by="EntryClause.id", cascade="all, delete-orphan"
    )


class EntryAuditor(Base):
    """Who is in the team of an entry."""

    __tablename__ = "qms_programme_entry_auditor"
    __table_args__ = (UniqueConstraint("entry_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("qms_programme_entry.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("qms_person.id"), index=True)
    leads: Mapped[bool] = mapped_column(Boolean, default=False)

    person: Mapped[Person] = relationship("Person")


class EntryClause(Base):
    """A clause that an entry is audited against."""

    __tablename__ = "qms_programme_entry_clause"
    __table_args__ = (UniqueConstraint("entry_id", "clause_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("qms_programme_entry.id"))
    clause_id: Mapped[int] = mapped_column(ForeignKey("qms_clause.id"), index=True)

    clause: Mapped[Clause] = relationship("Clause")


class ProgrammeAudit(Base):
    """An audit that came of an entry. Beside the entries, so that a sealed version stays as it is."""

    __tablename__ = "qms_programme_audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_key: Mapped[uuid.UUID] = mapped_column(Uuid, index=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("qms_audit.id"), unique=True)

    audit: Mapped[Audit] = relationship("Audit")


class AreaSetting(Versioned, Base):
    """What the representative says of a unit or a procedure as an area of audits."""

    __tablename__ = "qms_programme_area"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("qms_unit.id"), unique=True)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("qms_document.id"), unique=True)
    importance: Mapped[int] = mapped_column(Integer, default=3)
    """From 1 to 5."""
    every_years: Mapped[int | None] = mapped_column(Integer)
    """How often at least; None: once in a cycle; 0: not audited for itself."""
    half_days: Mapped[int] = mapped_column(Integer, default=2)
    priority: Mapped[int | None] = mapped_column(Integer)
    """In place of the computed one, with its reason."""
    priority_reason: Mapped[str] = mapped_column(Text, default="")
    priority_by: Mapped[str] = mapped_column(String(300), default="")


class ClosedTime(Identified, Base):
    """When a unit, or without one the whole office, is not audited."""

    __tablename__ = "qms_programme_closed"
    __table_args__ = (Index("ix_qms_programme_closed_days", "first_day", "last_day"),)

    unit_id: Mapped[int | None] = mapped_column(ForeignKey("qms_unit.id"), index=True)
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date)
    note: Mapped[str] = mapped_column(String(300), default="")

    unit: Mapped[Unit | None] = relationship("Unit")


class PlanRun(Identified, Base):
    """The machine's work at a plan, with what it proposes or why it cannot."""

    __tablename__ = "qms_programme_run"

    programme_id: Mapped[int] = mapped_column(ForeignKey("qms_programme.id"), index=True)
    state: Mapped[RunState] = mapped_column(String(12), default=RunState.QUEUED)
    progress: Mapped[int] = mapped_column(Integer, default=0)
    """Per cent."""
    stop: Mapped[bool] = mapped_column(Boolean, default=False)
    """Somebody asked for the end of the search."""
    proposals: Mapped[list[dict[str, Any]]] = mapped_column(JSONText, default=list)
    """``area`` (``u:7``, ``d:3``, ``e:<key>``), ``day``, ``lead``, ``team``, ``accepted``."""
    reasons: Mapped[list[list[Any]]] = mapped_column(JSONText, default=list)
    """Conditions that exclude each other, where there is no plan: code, area, person."""
    figures: Mapped[dict[str, Any]] = mapped_column(JSONText, default=dict)
    error_code: Mapped[str] = mapped_column(String(60), default="")
    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"))
    requested_by: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    heartbeat_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
