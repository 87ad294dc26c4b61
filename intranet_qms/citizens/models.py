"""Opinions of citizens about client guides, and where guides stand among the affairs of life."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import (
    Date,
    Enum,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Base, Identified, UTCDateTime, Versioned
from .workflow import Clarity, OpinionState, Topic

if TYPE_CHECKING:
    # Names for the type checker; at run time the registry finds the classes by their names.
    from ..documents.models import Document, Revision
    from ..findings.models import Finding


def _words(values: type[Clarity] | type[OpinionState] | type[Topic]) -> Enum:
    """Kept as its word, without a type or a check in the database."""
    return Enum(
        values,
        native_enum=False,
        create_constraint=False,
        length=16,
        values_callable=lambda members: [member.value for member in members],
    )


class Opinion(Identified, Versioned, Base):
    """What somebody said about a guide: was it clear, and what was missing.

    ``sender_mark`` is a keyed hash of the address that it came from, with a key of the day; it
    serves the limit of an hour and is taken out by the job of the next day.
    """

    __tablename__ = "qms_opinion"
    __table_args__ = (
        Index("ix_qms_opinion_document", "document_id", "state", "received_at"),
        Index("ix_qms_opinion_sender", "sender_mark", "received_at"),
        Index("ix_qms_opinion_waiting", "state", "received_at"),
    )

    document_id: Mapped[int] = mapped_column(ForeignKey("qms_document.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("qms_revision.id"), index=True)
    """The issue that was read."""
    clarity: Mapped[Clarity] = mapped_column(_words(Clarity))
    text: Mapped[str] = mapped_column(Text, default="")
    removed: Mapped[int] = mapped_column(Integer, default=0)
    """How many pieces that looked like personal data were taken out of the text."""
    language: Mapped[str] = mapped_column(String(5))
    state: Mapped[OpinionState] = mapped_column(_words(OpinionState), default=OpinionState.NEW)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sender_mark: Mapped[str | None] = mapped_column(String(64))
    handled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    handled_by_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"))
    handled_by_name: Mapped[str] = mapped_column(String(300), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    """What the office makes of it, for colleagues."""
    told_on: Mapped[date | None] = mapped_column(Date)
    """The day on which the owner of the guide was mailed about it."""
    finding_id: Mapped[int | None] = mapped_column(ForeignKey("qms_finding.id"), index=True)

    document: Mapped[Document] = relationship("Document")
    revision: Mapped[Revision] = relationship("Revision")
    finding: Mapped[Finding | None] = relationship("Finding")


class GuideTopic(Base):
    """A guide helps in an affair of life."""

    __tablename__ = "qms_guide_topic"
    __table_args__ = (UniqueConstraint("document_id", "topic"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("qms_document.id"))
    topic: Mapped[Topic] = mapped_column(_words(Topic), index=True)


class UnpublishedGuide(Base):
    """A guide in force that the office keeps to itself for now; all others are published."""

    __tablename__ = "qms_unpublished_guide"

    document_id: Mapped[int] = mapped_column(
        ForeignKey("qms_document.id"), primary_key=True, autoincrement=False
    )
