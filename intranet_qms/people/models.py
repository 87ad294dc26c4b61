"""Units, people, their roles, and who deputises for whom."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Base, Identified, UTCDateTime


class Unit(Identified, Base):
    """An organisational unit of the office."""

    __tablename__ = "qms_unit"

    code: Mapped[str] = mapped_column(String(20), unique=True)
    name_pl: Mapped[str] = mapped_column(String(300))
    name_en: Mapped[str] = mapped_column(String(300))
    sort_key: Mapped[str] = mapped_column(String(400), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("qms_unit.id"), index=True)
    head_id: Mapped[int | None] = mapped_column(
        ForeignKey("qms_person.id", use_alter=True), index=True
    )
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    opened_on: Mapped[date | None] = mapped_column(Date)
    """First day; empty for a unit that was there before the register of units began."""
    closed_on: Mapped[date | None] = mapped_column(Date)
    """First day on which it is no more; its row stays, because history names it."""
    directory_name_pl: Mapped[str | None] = mapped_column(String(300))
    directory_name_en: Mapped[str | None] = mapped_column(String(300))
    """What the office's directory said last. Only a name that the directory itself changes since
    is taken over, so that it never undoes a reorganisation that it does not know about yet."""

    parent: Mapped[Unit | None] = relationship(remote_side="Unit.id")
    head: Mapped[Person | None] = relationship(foreign_keys=[head_id])


class Person(Identified, Base):
    """A person, known by the host's identifier, with a snapshot of the name."""

    __tablename__ = "qms_person"

    host_id: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[str] = mapped_column(String(300))
    sort_key: Mapped[str] = mapped_column(String(400), index=True)
    title_pl: Mapped[str] = mapped_column(String(300), default="")
    title_en: Mapped[str] = mapped_column(String(300), default="")
    email: Mapped[str | None] = mapped_column(String(320))
    locale: Mapped[str] = mapped_column(String(5), default="pl")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("qms_unit.id"), index=True)
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    first_seen_at: Mapped[datetime] = mapped_column(UTCDateTime)

    unit: Mapped[Unit | None] = relationship(foreign_keys=[unit_id])
    grants: Mapped[list[RoleGrant]] = relationship(back_populates="person")


class RoleGrant(Base):
    """A role of a person in the quality management system, for a time or without end.

    Roles: ``employee`` (everybody), ``qms_representative``, ``auditor``, ``lead_auditor``,
    ``top_management``, ``external_auditor`` (reads only what was granted), ``archivist``,
    ``it_administrator``.
    Heading a unit and owning a document are facts of those records, not roles.
    """

    __tablename__ = "qms_role_grant"
    __table_args__ = (UniqueConstraint("person_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("qms_person.id"))
    role: Mapped[str] = mapped_column(String(40))
    valid_until: Mapped[date | None] = mapped_column(Date)

    person: Mapped[Person] = relationship(back_populates="grants")


class Deputising(Base):
    """``deputy`` stands in for ``person`` from one day to another, both included."""

    __tablename__ = "qms_deputising"
    __table_args__ = (Index("ix_qms_deputising_deputy", "deputy_id", "first_day", "last_day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("qms_person.id"), index=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("qms_person.id"))
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date)


class EarlierUnit(Base):
    """What a unit was called, and where it belonged, before a day: history names it so.

    A unit that never changed has no row. On a day, the row with the earliest ``until`` after that
    day holds; without one, the unit is what it is now.
    """

    __tablename__ = "qms_earlier_unit"
    __table_args__ = (Index("ix_qms_earlier_unit_unit_until", "unit_id", "until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("qms_unit.id"))
    until: Mapped[date] = mapped_column(Date)
    """First day on which it did not hold any more."""
    code: Mapped[str] = mapped_column(String(20))
    name_pl: Mapped[str] = mapped_column(String(300))
    name_en: Mapped[str] = mapped_column(String(300))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("qms_unit.id"))


class EarlierMembership(Base):
    """Where somebody worked before a day; read as ``EarlierUnit`` is."""

    __tablename__ = "qms_earlier_membership"
    __table_args__ = (Index("ix_qms_earlier_membership_person_until", "person_id", "until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("qms_person.id"))
    until: Mapped[date] = mapped_column(Date)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("qms_unit.id"), index=True)
