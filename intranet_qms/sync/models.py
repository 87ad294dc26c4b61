"""Devices, receipts, uploads in progress and quarantine (docs/sync-protocol.md)."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Base, BigId, Identified, JSONText, UTCDateTime

if TYPE_CHECKING:
    # Names for the type checker; at run time the registry finds the classes by their names.
    from ..people.models import Person


class Device(Base):
    """A phone of one person (step 2.1). Revoked devices stay, so that their work is recognised."""

    __tablename__ = "qms_device"

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("qms_person.id"), index=True)
    label: Mapped[str] = mapped_column(String(200), default="")
    app_version: Mapped[str] = mapped_column(String(60), default="")
    user_agent: Mapped[str] = mapped_column(String(400), default="")
    registered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    clock_offset_ms: Mapped[int] = mapped_column(BigInteger, default=0)
    unsent_mutations: Mapped[int] = mapped_column(Integer, default=0)
    unsent_evidence: Mapped[int] = mapped_column(Integer, default=0)
    unsent_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """Since when the oldest of it waits, as the phone said; None where nothing does."""
    recovery_code: Mapped[str | None] = mapped_column(String(40))
    """Opens what a PIN seals on this phone (step 2.5); of no use without the phone."""
    recovery_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    person: Mapped[Person] = relationship("Person")


class Receipt(Base):
    """What became of one mutation (step 4.5); asked again, the same is answered."""

    __tablename__ = "qms_sync_receipt"
    __table_args__ = (
        UniqueConstraint("mutation_uuid"),
        Index("ix_qms_sync_receipt_device_seq", "device_id", "seq"),
        Index("ix_qms_sync_receipt_audit", "device_id", "audit_uuid", "status"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("qms_device.id"))
    mutation_uuid: Mapped[uuid.UUID] = mapped_column(Uuid)
    content_hash: Mapped[str] = mapped_column(String(64))
    seq: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(40))
    audit_uuid: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    status: Mapped[str] = mapped_column(String(12))
    """``applied``, ``conflict``, ``rejected`` or ``quarantined``."""
    reason_code: Mapped[str | None] = mapped_column(String(80))
    reason_values: Mapped[dict[str, Any]] = mapped_column(JSONText, default=dict)
    result: Mapped[dict[str, Any]] = mapped_column(JSONText, default=dict)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Upload(Base):
    """Bytes of evidence that are still coming (step 6.3), for each person on their own: nobody can
    spoil what somebody else is sending."""

    __tablename__ = "qms_sync_upload"
    __table_args__ = (UniqueConstraint("person_id", "sha256"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("qms_person.id"))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    received: Mapped[int] = mapped_column(BigInteger, default=0)
    pieces: Mapped[list[str]] = mapped_column(JSONText, default=list)
    """Keys in the file store, in order."""
    refused_code: Mapped[str | None] = mapped_column(String(80))
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    touched_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


class Quarantined(Identified, Base):
    """Work that arrived too late or from the wrong hands (step 5.6): kept whole, not applied.

    ``state``: ``waiting``, ``applied`` or ``dismissed`` (both by the lead or the representative; what
    was dismissed can be taken back).
    """

    __tablename__ = "qms_sync_quarantined"
    __table_args__ = (Index("ix_qms_sync_quarantined_audit", "audit_uuid", "state"),)

    mutation_uuid: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    device_uuid: Mapped[uuid.UUID] = mapped_column(Uuid)
    person_id: Mapped[int] = mapped_column(ForeignKey("qms_person.id"))
    audit_uuid: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    mutation: Mapped[dict[str, Any]] = mapped_column(JSONText)
    reason_code: Mapped[str] = mapped_column(String(80))
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decision_reason: Mapped[str] = mapped_column(Text, default="")
    """Why it was given up."""

    person: Mapped[Person] = relationship("Person", foreign_keys=[person_id])
    decided_by: Mapped[Person | None] = relationship("Person", foreign_keys=[decided_by_id])
