"""Grants to guests, what they open, the codes by which guests come in, and their sessions."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, Enum, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Base, Identified, UTCDateTime, Versioned
from .workflow import ScopeKind


class GuestGrant(Identified, Versioned, Base):
    """Who from outside may read what, and from when until when."""

    __tablename__ = "qms_guest_grant"

    name: Mapped[str] = mapped_column(String(200))
    organisation: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(5), default="pl")
    purpose: Mapped[str] = mapped_column(Text, default="")
    """What the visit is for, as the guest reads it."""
    begins_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    """The first moment that is not granted any more."""
    records_from: Mapped[date | None] = mapped_column(Date)
    records_until: Mapped[date | None] = mapped_column(Date)
    """Of which days audits, findings and records are open, where a line opens them by days."""
    link_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    """SHA-256 of what the personal link holds; None until it was sent, and while it is locked."""
    link_sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    locked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """Since when nobody comes in because of too many wrong codes."""
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"))
    granted_by_name: Mapped[str] = mapped_column(String(300))
    granted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revoked_by_name: Mapped[str] = mapped_column(String(300), default="")
    revoked_reason: Mapped[str] = mapped_column(Text, default="")

    scope: Mapped[list[GuestScope]] = relationship(
        back_populates="grant", order_by="GuestScope.id", cascade="all, delete-orphan"
    )


class GuestScope(Base):
    """One line of a grant.

    ``reference`` names a document, audit, finding or unit by its identifier, a kind of documents
    by its word. It is no key into another table: a grant of two weeks follows nobody, and what is
    gone is not open.
    """

    __tablename__ = "qms_guest_scope"
    __table_args__ = (UniqueConstraint("grant_id", "kind", "reference"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    grant_id: Mapped[int] = mapped_column(ForeignKey("qms_guest_grant.id"))
    kind: Mapped[ScopeKind] = mapped_column(
        Enum(
            ScopeKind,
            native_enum=False,
            create_constraint=False,
            length=16,
            values_callable=lambda members: [member.value for member in members],
        )
    )
    reference: Mapped[str] = mapped_column(String(60), default="")

    grant: Mapped[GuestGrant] = relationship(back_populates="scope")


class GuestCode(Base):
    """A code that was mailed: used once, for ten minutes, with few tries."""

    __tablename__ = "qms_guest_code"
    __table_args__ = (Index("ix_qms_guest_code_grant", "grant_id", "made_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    grant_id: Mapped[int] = mapped_column(ForeignKey("qms_guest_grant.id"))
    salt: Mapped[str] = mapped_column(String(32), default="")
    code_hash: Mapped[str] = mapped_column(String(64), default="")
    """scrypt of the code; empty until the worker has made it and mailed it."""
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    wrong: Mapped[int] = mapped_column(Integer, default=0)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class GuestSession(Base):
    """A browser in which a guest came in."""

    __tablename__ = "qms_guest_session"
    __table_args__ = (Index("ix_qms_guest_session_grant", "grant_id", "ends_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    grant_id: Mapped[int] = mapped_column(ForeignKey("qms_guest_grant.id"))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    began_at: Mapped[datetime] = mapped_column(UTCDateTime)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    address: Mapped[str] = mapped_column(String(60), default="")

    grant: Mapped[GuestGrant] = relationship("GuestGrant")
