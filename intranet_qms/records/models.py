"""The file plan, what kinds of records follow by default, holds, and disposal lists."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy import Uuid as UuidType
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Base, Identified, UTCDateTime
from .workflow import DisposalKind, DisposalState

if TYPE_CHECKING:
    # Names for the type checker; at run time the registry finds the classes by their names.
    from ..people.models import Person


class JrwaClass(Base):
    """A class of the office's file plan (jednolity rzeczowy wykaz akt)."""

    __tablename__ = "qms_jrwa_class"

    id: Mapped[int] = mapped_column(primary_key=True)
    symbol: Mapped[str] = mapped_column(String(10), unique=True)
    name: Mapped[str] = mapped_column(String(400))
    category: Mapped[str] = mapped_column(String(10), default="")
    """Of the office whose matter it is (komórka macierzysta); empty for a heading."""
    note: Mapped[str] = mapped_column(Text, default="")
    active: Mapped[bool] = mapped_column(Boolean, default=True)


class RetentionRule(Base):
    """Class and category that records of one kind have unless they have their own."""

    __tablename__ = "qms_retention_rule"

    record_kind: Mapped[str] = mapped_column(String(30), primary_key=True)
    jrwa: Mapped[str] = mapped_column(String(10), default="")
    category: Mapped[str] = mapped_column(String(10))


class RecordClass(Base):
    """Class and category of one record, where they differ from those of its kind."""

    __tablename__ = "qms_record_class"
    __table_args__ = (UniqueConstraint("record_kind", "record_uuid"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    record_kind: Mapped[str] = mapped_column(String(30))
    record_uuid: Mapped[UUID] = mapped_column(UuidType)
    jrwa: Mapped[str] = mapped_column(String(10), default="")
    category: Mapped[str] = mapped_column(String(10), default="")


class RecordHold(Identified, Base):
    """Nothing happens to a record while somebody needs it: a court case, an inspection, a complaint."""

    __tablename__ = "qms_record_hold"
    __table_args__ = (Index("ix_qms_record_hold_record", "record_kind", "record_uuid"),)

    record_kind: Mapped[str] = mapped_column(String(30))
    record_uuid: Mapped[UUID] = mapped_column(UuidType)
    reason: Mapped[str] = mapped_column(Text)
    placed_by_id: Mapped[int] = mapped_column(ForeignKey("qms_person.id"))
    placed_by_name: Mapped[str] = mapped_column(String(300))
    placed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    released_by_name: Mapped[str] = mapped_column(String(300), default="")
    released_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    released_reason: Mapped[str] = mapped_column(Text, default="")


class Disposal(Identified, Base):
    """A disposal list (spis dokumentacji niearchiwalnej do brakowania, or of materials to hand over)."""

    __tablename__ = "qms_disposal"

    number: Mapped[str] = mapped_column(String(20), unique=True)
    """As people cite it: ``BR-2026-1``; ``PR-2026-1`` for a transfer."""
    kind: Mapped[DisposalKind] = mapped_column(String(10))
    state: Mapped[DisposalState] = mapped_column(
        String(10), default=DisposalState.PROPOSED, index=True
    )
    reason: Mapped[str] = mapped_column(Text)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("qms_person.id"))
    proposed_by_name: Mapped[str] = mapped_column(String(300))
    proposed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"))
    decided_by_name: Mapped[str] = mapped_column(String(300), default="")
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decision_note: Mapped[str] = mapped_column(Text, default="")
    """The archive's case number, or why it does not agree."""
    done_by_name: Mapped[str] = mapped_column(String(300), default="")
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    proposed_by: Mapped[Person] = relationship("Person", foreign_keys=[proposed_by_id])
    items: Mapped[list[DisposalItem]] = relationship(
        back_populates="disposal", order_by="DisposalItem.position"
    )


class DisposalItem(Base):
    """One record on a list, as it was when the list was drawn up. Stays when the record is gone."""

    __tablename__ = "qms_disposal_item"
    __table_args__ = (
        UniqueConstraint("disposal_id", "position"),
        Index("ix_qms_disposal_item_record", "record_kind", "record_uuid"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    disposal_id: Mapped[int] = mapped_column(ForeignKey("qms_disposal.id"))
    position: Mapped[int] = mapped_column(Integer)
    record_kind: Mapped[str] = mapped_column(String(30))
    record_uuid: Mapped[UUID] = mapped_column(UuidType)
    code: Mapped[str] = mapped_column(String(80), default="")
    title: Mapped[str] = mapped_column(String(500))
    jrwa: Mapped[str] = mapped_column(String(20), default="")
    category: Mapped[str] = mapped_column(String(10))
    first_day: Mapped[date | None] = mapped_column(Date)
    ended_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    """First day on which it might be destroyed or handed over."""
    content_hash: Mapped[str] = mapped_column(String(64), default="")
    """SHA-256 over all rows that were the record, when it was destroyed."""
    files: Mapped[int] = mapped_column(Integer, default=0)
    """Stored files that went with it."""

    disposal: Mapped[Disposal] = relationship(back_populates="items")
