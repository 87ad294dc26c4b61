"""What the office has decided about each clause on its way to another edition."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...db import Base, Identified, UTCDateTime, Versioned
from ..workflow import Verdict

if TYPE_CHECKING:
    # A name for the type checker; at run time the registry finds the class by it.
    from ...people.models import Person
    from .core import Clause


class TransitionVerdict(Identified, Versioned, Base):
    """The representative's verdict about a clause of the later edition."""

    __tablename__ = "qms_transition_verdict"
    __table_args__ = (UniqueConstraint("earlier_edition_id", "clause_id"),)

    earlier_edition_id: Mapped[int] = mapped_column(ForeignKey("qms_standard_edition.id"))
    """Where the office comes from: a later edition may be reached from several."""
    clause_id: Mapped[int] = mapped_column(ForeignKey("qms_clause.id"), index=True)
    verdict: Mapped[Verdict] = mapped_column(String(16))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"), index=True)
    """Who does what is to be done."""
    due_on: Mapped[date | None] = mapped_column(Date)
    note: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[str] = mapped_column(String(300), default="")
    decided_at: Mapped[datetime] = mapped_column(UTCDateTime)

    clause: Mapped[Clause] = relationship("Clause")
    owner: Mapped[Person | None] = relationship("Person")
