"""Appointments, competences, absences and evaluations of auditors."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Base, Identified, JSONText, UTCDateTime, Versioned
from .workflow import Grade

if TYPE_CHECKING:
    # Names for the type checker; at run time the registry finds the classes by their names.
    from ..files.models import StoredFile
    from ..people.models import Person


class Auditor(Identified, Versioned, Base):
    """Somebody's entry in the register; it stays when they are dismissed."""

    __tablename__ = "qms_auditor"

    person_id: Mapped[int] = mapped_column(ForeignKey("qms_person.id"), unique=True)
    load_days_limit: Mapped[int | None] = mapped_column(Integer)
    """How many days a year they can be asked for, as agreed with their head; None: not agreed."""
    note: Mapped[str] = mapped_column(Text, default="")

    person: Mapped[Person] = relationship("Person")


class Appointment(Identified, Base):
    """Somebody is appointed as an auditor (powołanie); at most one holds on a day."""

    __tablename__ = "qms_auditor_appointment"
    __table_args__ = (Index("ix_qms_auditor_appointment_person", "person_id", "first_day"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("qms_person.id"))
    grade: Mapped[Grade] = mapped_column(String(8), default=Grade.AUDITOR)
    first_day: Mapped[date] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date, index=True)
    """First day on which it does not hold any more."""
    act: Mapped[str] = mapped_column(String(200), default="")
    """The order or ordinance that appoints, as it is cited."""
    ended_act: Mapped[str] = mapped_column(String(200), default="")
    ended_reason: Mapped[str] = mapped_column(Text, default="")
    recorded_by: Mapped[str] = mapped_column(String(300), default="")
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)

    person: Mapped[Person] = relationship("Person")


class Competence(Identified, Base):
    """What somebody may audit against: a standard whatever its edition, from a day until a day."""

    __tablename__ = "qms_auditor_competence"
    __table_args__ = (Index("ix_qms_auditor_competence_person", "person_id", "standard"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("qms_person.id"))
    standard: Mapped[str] = mapped_column(String(60), index=True)
    """As in the catalogue: ``ISO 9001``."""
    grade: Mapped[Grade] = mapped_column(String(8), default=Grade.AUDITOR)
    since: Mapped[date] = mapped_column(Date)
    until: Mapped[date | None] = mapped_column(Date, index=True)
    """The last day; None for one that does not end."""
    proof: Mapped[str] = mapped_column(String(400), default="")
    """What proves it: number and issuer of a certificate, a training, years of practice."""
    file_id: Mapped[int | None] = mapped_column(ForeignKey("qms_stored_file.id"), index=True)
    file_name: Mapped[str] = mapped_column(String(200), default="")
    withdrawn_on: Mapped[date | None] = mapped_column(Date)
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")
    recorded_by: Mapped[str] = mapped_column(String(300), default="")
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)

    person: Mapped[Person] = relationship("Person")
    file: Mapped[StoredFile | None] = relationship("StoredFile")


class Absence(Identified, Base):
    """Somebody cannot audit from one day to another, both included. Why is not kept."""

    __tablename__ = "qms_auditor_absence"
    __table_args__ = (Index("ix_qms_auditor_absence_person", "person_id", "first_day", "last_day"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("qms_person.id"))
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date)
    entered_by: Mapped[str] = mapped_column(String(300), default="")
    entered_at: Mapped[datetime] = mapped_column(UTCDateTime)

    person: Mapped[Person] = relationship("Person")


class Evaluation(Identified, Versioned, Base):
    """What was said of somebody's part in an audit after it.

    Auditors are evaluated by the lead of the audit, the lead by the representative.
    """

    __tablename__ = "qms_auditor_evaluation"
    __table_args__ = (UniqueConstraint("audit_id", "person_id"),)

    audit_id: Mapped[int] = mapped_column(ForeignKey("qms_audit.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("qms_person.id"), index=True)
    grade: Mapped[Grade] = mapped_column(String(8))
    """What they were in the audit."""
    marks: Mapped[dict[str, int]] = mapped_column(JSONText, default=dict)
    """From 1 to 4 by criterion (``workflow.Criterion``)."""
    strengths: Mapped[str] = mapped_column(Text, default="")
    to_improve: Mapped[str] = mapped_column(Text, default="")
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"), index=True)
    given_by: Mapped[str] = mapped_column(String(300), default="")
    given_at: Mapped[datetime] = mapped_column(UTCDateTime)

    person: Mapped[Person] = relationship("Person", foreign_keys=[person_id])
