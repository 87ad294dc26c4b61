"""Who has to read what, and who has."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import (
    Boolean,
    ForeignKey,
    Index,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...db import Base, UTCDateTime

if TYPE_CHECKING:
    # Names for the type checker; at run time the registry finds the classes by their names.
    from ...people.models import Person
    from .revisions import Revision


class DistributionEntry(Base):
    """Who owes an acknowledgement: everybody (all three empty), a unit, or a person."""

    __tablename__ = "qms_distribution_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("qms_document.id"), index=True)
    everybody: Mapped[bool] = mapped_column(Boolean, default=False)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("qms_unit.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"))


class Acknowledgement(Base):
    """A person owes (``acknowledged_at`` empty) or gave a confirmation of having read an issue."""

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

    revision: Mapped[Revision] = relationship()
    person: Mapped[Person] = relationship("Person")
