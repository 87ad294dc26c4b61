"""Standards in editions, their clauses, and how one edition leads to another."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Base, Identified


class StandardEdition(Identified, Base):
    """One edition of a standard, such as ISO 9001 of 2015."""

    __tablename__ = "qms_standard_edition"
    __table_args__ = (UniqueConstraint("standard", "edition"),)

    standard: Mapped[str] = mapped_column(String(60))
    edition: Mapped[str] = mapped_column(String(20))
    title_pl: Mapped[str] = mapped_column(String(300))
    title_en: Mapped[str] = mapped_column(String(300))
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)

    clauses: Mapped[list[Clause]] = relationship(
        back_populates="edition", order_by="Clause.position"
    )

    @property
    def label(self) -> str:
        """As people cite it: "ISO 9001:2015"."""
        return f"{self.standard}:{self.edition}"


class Clause(Identified, Base):
    """A clause by number and title; never the text of the standard, which is protected."""

    __tablename__ = "qms_clause"
    __table_args__ = (UniqueConstraint("edition_id", "number"),)

    edition_id: Mapped[int] = mapped_column(ForeignKey("qms_standard_edition.id"))
    number: Mapped[str] = mapped_column(String(20))
    title_pl: Mapped[str] = mapped_column(String(300))
    title_en: Mapped[str] = mapped_column(String(300))
    position: Mapped[int] = mapped_column(Integer)
    parent_number: Mapped[str | None] = mapped_column(String(20))

    edition: Mapped[StandardEdition] = relationship(back_populates="clauses")


class ClauseMapping(Base):
    """Where a clause of one edition went in another."""

    __tablename__ = "qms_clause_mapping"
    __table_args__ = (UniqueConstraint("from_clause_id", "to_clause_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    from_clause_id: Mapped[int] = mapped_column(ForeignKey("qms_clause.id"))
    to_clause_id: Mapped[int] = mapped_column(ForeignKey("qms_clause.id"), index=True)
    note_pl: Mapped[str] = mapped_column(Text, default="")
    note_en: Mapped[str] = mapped_column(Text, default="")
