"""Who has to read what, and who has."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import (
    Boolean,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...db import Base, UTCDateTime

if TYPE_CHECKING:
    # Names for the type checker; at run time the registry finds the classes by their names.
    from ...people.models import Person
    from .revisions import Revision


class DistributionEntry(Base):
    """Who owes an acknowledgement: everybody, a unit with the units below it, the holders of a
    role, or a person. Each row says one of them."""

    __tablename__ = "qms_distribution_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("qms_document.id"), index=True)
    everybody: Mapped[bool] = mapped_column(Boolean, default=False)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("qms_unit.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"))
    role: Mapped[str | None] = mapped_column(String(40))
    """A role of people, or ``unit_head``: whoever leads a unit."""


class ReadingRequest(Base):
    """The people on the distribution list are asked to confirm this issue, since a moment.

    An issue that was brought in from earlier records has none until somebody asks: an office that
    begins with its documents in force does not owe itself thousands of confirmations.
    """

    __tablename__ = "qms_reading_request"

    revision_id: Mapped[int] = mapped_column(
        ForeignKey("qms_revision.id"), primary_key=True, autoincrement=False
    )
    document_id: Mapped[int] = mapped_column(ForeignKey("qms_document.id"), index=True)
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Acknowledgement(Base):
    """A person owes or gave a confirmation of having read an issue.

    It is given once ``acknowledged_at`` is set, and stays for good. It is owed while that and
    ``ended_at`` are empty: who leaves the office or the distribution list owes nothing any more.
    """

    __tablename__ = "qms_acknowledgement"
    __table_args__ = (
        UniqueConstraint("revision_id", "person_id"),
        Index("ix_qms_acknowledgement_person_open", "person_id", "acknowledged_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("qms_revision.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("qms_person.id"))
    owed_since: Mapped[datetime] = mapped_column(UTCDateTime)
    acknowledged_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the last reminder was written."""
    content_hash: Mapped[str] = mapped_column(String(64), default="", server_default=text("''"))
    """SHA-256 of the text that was confirmed."""
    person_name: Mapped[str] = mapped_column(String(300), default="", server_default=text("''"))
    """Name and unit as they were when it was confirmed; a proof does not change with the office."""
    unit_name_pl: Mapped[str] = mapped_column(String(300), default="", server_default=text("''"))
    unit_name_en: Mapped[str] = mapped_column(String(300), default="", server_default=text("''"))

    revision: Mapped[Revision] = relationship()
    person: Mapped[Person] = relationship("Person")
