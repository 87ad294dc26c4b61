"""Documents, their issues, decisions, and who has read what."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Boolean,
    Date,
    Enum,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    event,
    text,
)
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Base, Identified, UTCDateTime, Versioned
from . import search_ddl
from .workflow import DecisionKind, DocumentKind, RevisionState

if TYPE_CHECKING:
    # Names for the type checker; at run time the registry finds the classes by their names.
    from ..people.models import Person, Unit


def _one_of(values: type[StrEnum], length: int) -> Enum:
    """Kept as its word, without a type or a check in the database: words are added over time."""
    return Enum(
        values,
        native_enum=False,
        create_constraint=False,
        length=length,
        values_callable=lambda members: [member.value for member in members],
    )


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
    kind: Mapped[DocumentKind] = mapped_column(_one_of(DocumentKind, 20))
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
        _one_of(RevisionState, 12), default=RevisionState.DRAFT
    )
    """State of the effective revision; ``draft`` while there was none, ``withdrawn`` after it."""
    current_number: Mapped[int | None] = mapped_column(Integer)
    effective_on: Mapped[date | None] = mapped_column(Date, index=True)
    last_reviewed_on: Mapped[date | None] = mapped_column(Date)
    """When somebody last confirmed that the text still holds, without a new issue."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    owner_unit: Mapped[Unit | None] = relationship("Unit")
    owner: Mapped[Person | None] = relationship("Person")
    revisions: Mapped[list[Revision]] = relationship(
        back_populates="document", order_by="Revision.number.desc()"
    )
    clauses: Mapped[list[DocumentClause]] = relationship(back_populates="document")


class Revision(Identified, Versioned, Base):
    """One issue (wydanie) of a document."""

    __tablename__ = "qms_revision"
    __table_args__ = (
        UniqueConstraint("document_id", "number"),
        Index(
            "uq_qms_revision_one_effective",
            "document_id",
            unique=True,
            postgresql_where=text("state = 'effective'"),
            sqlite_where=text("state = 'effective'"),
        ),
        Index("ix_qms_revision_waiting", "state", "effective_on"),
    )

    document_id: Mapped[int] = mapped_column(ForeignKey("qms_document.id"))
    number: Mapped[int] = mapped_column(Integer)
    state: Mapped[RevisionState] = mapped_column(
        _one_of(RevisionState, 12), default=RevisionState.DRAFT
    )
    title: Mapped[str] = mapped_column(String(400))
    title_en: Mapped[str] = mapped_column(String(400), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    """Markdown. Paragraphs get their stable identifiers when the text is saved."""
    content_hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 over titles and body; decisions are bound to it."""
    round: Mapped[int] = mapped_column(Integer, default=0)
    """How often it was submitted; a text that was sent back is decided about anew."""
    change_summary: Mapped[str] = mapped_column(Text, default="")
    effective_on: Mapped[date | None] = mapped_column(Date)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    superseded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"))
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"), index=True)
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)

    document: Mapped[Document] = relationship(back_populates="revisions")
    author: Mapped[Person | None] = relationship("Person", foreign_keys=[author_id])
    reviewer: Mapped[Person | None] = relationship("Person", foreign_keys=[reviewer_id])
    approver: Mapped[Person | None] = relationship("Person", foreign_keys=[approver_id])
    decisions: Mapped[list[RevisionDecision]] = relationship(
        back_populates="revision", order_by="RevisionDecision.id"
    )
    paragraphs: Mapped[list[Paragraph]] = relationship(
        back_populates="revision", order_by="Paragraph.position"
    )


class Paragraph(Base):
    """A numbered paragraph of an issue; ``key`` stays the same over issues while it lives."""

    __tablename__ = "qms_paragraph"
    __table_args__ = (UniqueConstraint("revision_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("qms_revision.id"))
    key: Mapped[str] = mapped_column(String(12), index=True)
    position: Mapped[int] = mapped_column(Integer)
    number: Mapped[str] = mapped_column(String(20), default="")
    text: Mapped[str] = mapped_column(Text)

    revision: Mapped[Revision] = relationship(back_populates="paragraphs")


class RevisionDecision(Identified, Base):
    """Somebody prepared, reviewed, sent back or approved an issue: once for each text."""

    __tablename__ = "qms_revision_decision"
    __table_args__ = (
        UniqueConstraint("revision_id", "round", "kind", "person_id", "content_hash"),
    )

    revision_id: Mapped[int] = mapped_column(ForeignKey("qms_revision.id"), index=True)
    kind: Mapped[DecisionKind] = mapped_column(_one_of(DecisionKind, 20))
    person_id: Mapped[int] = mapped_column(ForeignKey("qms_person.id"))
    on_behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"))
    person_name: Mapped[str] = mapped_column(String(300))
    on_behalf_of_name: Mapped[str] = mapped_column(String(300), default="")
    round: Mapped[int] = mapped_column(Integer, default=1)
    content_hash: Mapped[str] = mapped_column(String(64))
    comment: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    revision: Mapped[Revision] = relationship(back_populates="decisions")


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


class DocumentSearch(Base):
    """What a search looks through for one document: its effective text, word by word.

    The terms are made when an issue comes into force (``analysis.index_terms``). PostgreSQL keeps
    a tsvector beside them, SQLite an FTS5 table; both are made by ``search_ddl``.
    """

    __tablename__ = "qms_document_search"

    document_id: Mapped[int] = mapped_column(
        ForeignKey("qms_document.id"), primary_key=True, autoincrement=False
    )
    document_uuid: Mapped[uuid.UUID] = mapped_column(Uuid)
    code_squashed: Mapped[str] = mapped_column(String(60), index=True)
    """The code as one word (``pg02``), to put the document itself above those that mention it."""
    code_terms: Mapped[str] = mapped_column(Text)
    title_terms: Mapped[str] = mapped_column(Text)
    body_terms: Mapped[str] = mapped_column(Text)
    plain: Mapped[str] = mapped_column(Text)
    """The text without marks, for excerpts."""


def _make_search_index(_table: Any, connection: Connection, **_arguments: Any) -> None:
    search_ddl.create(connection)


def _drop_search_index(_table: Any, connection: Connection, **_arguments: Any) -> None:
    search_ddl.drop(connection)


# For schemas made from the models; the migration calls search_ddl by itself.
event.listen(DocumentSearch.__table__, "after_create", _make_search_index)
event.listen(DocumentSearch.__table__, "before_drop", _drop_search_index)
