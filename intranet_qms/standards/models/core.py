"""Standards in editions, their clauses, and how one edition leads to another."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...db import Base, Identified


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


class Milestone(Identified, Base):
    """One step on the office's road to certification, as far back as the office remembers it.

    The past is known with uneven precision: ``from_text`` and ``until_text`` are ``2004``,
    ``2004-02`` or ``2008-10-09`` (ISO 8601 with reduced accuracy). ``kind`` is ``implementation``,
    ``policy``, ``documentation``, ``pre_certification_audit``, ``certification_audit``,
    ``surveillance_audit`` or ``certificate``.
    """

    __tablename__ = "qms_milestone"

    from_text: Mapped[str] = mapped_column(String(10))
    until_text: Mapped[str] = mapped_column(String(10), default="")
    kind: Mapped[str] = mapped_column(String(30))
    body: Mapped[str] = mapped_column(String(200), default="")
    """The certification body, where one took part."""
    standard: Mapped[str] = mapped_column(String(60), default="")
    """The standard as it was cited then."""
    title_pl: Mapped[str] = mapped_column(String(300))
    title_en: Mapped[str] = mapped_column(String(300))
    text_pl: Mapped[str] = mapped_column(Text, default="")
    text_en: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(Integer)
