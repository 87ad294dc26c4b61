"""Documents, and what they are tied to."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import (
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...db import Base, Identified, UTCDateTime, Versioned
from ..workflow import DocumentKind, RevisionState
from ._words import one_of

if TYPE_CHECKING:
    # Names for the type checker; at run time the registry finds the classes by their names.
    from ...people.models import Person, Unit
    from .revisions import Revision


class Document(Identified, Versioned, Base):
    """A controlled document. What its text says stands in its revisions.

    ``current_*`` columns repeat the effective revision's facts so that lists sort and filter
    without joining the revisions.
    """

    __tablename__ = "qms_document"
    __table_args__ = (
        Index("ix_qms_document_kind_code", "kind", "code_key"),
        Index("ix_qms_document_unit_code", "owner_unit_id", "code_key"),
        Index("ix_qms_document_state_code", "current_state", "code_key"),
        # The usual order with the usual condition: a far page is counted off in the index alone.
        Index("ix_qms_document_order", "code_key", "id", "current_state"),
    )

    code: Mapped[str] = mapped_column(String(40), unique=True)
    code_key: Mapped[str] = mapped_column(String(400))
    kind: Mapped[DocumentKind] = mapped_column(one_of(DocumentKind, 20))
    process_type: Mapped[str | None] = mapped_column(String(20), index=True)
    title: Mapped[str] = mapped_column(String(400))
    title_en: Mapped[str] = mapped_column(String(400), default="")
    title_key: Mapped[str] = mapped_column(String(400), index=True)
    owner_unit_id: Mapped[int | None] = mapped_column(ForeignKey("qms_unit.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"), index=True)
    review_interval_months: Mapped[int] = mapped_column(Integer, default=24)
    review_due_on: Mapped[date | None] = mapped_column(Date, index=True)
    legal_basis: Mapped[str] = mapped_column(Text, default="")
    jrwa: Mapped[str] = mapped_column(String(20), default="")
    archive_category: Mapped[str] = mapped_column(String(10), default="")
    current_state: Mapped[RevisionState] = mapped_column(
        one_of(RevisionState, 12), default=RevisionState.DRAFT
    )
    """State of the effective revision; ``draft`` while there was none, ``withdrawn`` after it."""
    current_number: Mapped[int | None] = mapped_column(Integer)
    current_label: Mapped[str] = mapped_column(String(12), default="")
    """How people cite the issue in force: ``3`` or ``3.1``."""
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("qms_document.id"))
    """What takes the place of a document that was withdrawn."""
    replacement_note: Mapped[str] = mapped_column(Text, default="")
    withdrawn_on: Mapped[date | None] = mapped_column(Date)
    effective_on: Mapped[date | None] = mapped_column(Date, index=True)
    last_reviewed_on: Mapped[date | None] = mapped_column(Date)
    """When somebody last confirmed that the text still holds, without a new issue."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    owner_unit: Mapped[Unit | None] = relationship("Unit")
    owner: Mapped[Person | None] = relationship("Person")
    replaced_by: Mapped[Document | None] = relationship("Document", remote_side="Document.id")
    revisions: Mapped[list[Revision]] = relationship(
        back_populates="document", order_by="Revision.number.desc()"
    )
    clauses: Mapped[list[DocumentClause]] = relationship(back_populates="document")


class DocumentClause(Base):
    """A document proves a clause of a standard."""

    __tablename__ = "qms_document_clause"
    __table_args__ = (UniqueConstraint("document_id", "clause_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("qms_document.id"))
    clause_id: Mapped[int] = mapped_column(ForeignKey("qms_clause.id"), index=True)

    document: Mapped[Document] = relationship(back_populates="clauses")


class RelatedDocument(Base):
    """A document names another."""

    __tablename__ = "qms_related_document"
    __table_args__ = (UniqueConstraint("document_id", "related_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("qms_document.id"))
    related_id: Mapped[int] = mapped_column(ForeignKey("qms_document.id"), index=True)
