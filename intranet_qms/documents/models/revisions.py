"""The issues of a document, their paragraphs, and who decided about them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...db import Base, Identified, JSONText, UTCDateTime, Versioned
from ..workflow import AssignmentPart, DecisionKind, ReviewOrder, RevisionState
from ._words import one_of

if TYPE_CHECKING:
    # Names for the type checker; at run time the registry finds the classes by their names.
    from ...people.models import Person
    from .approval import RevisionAssignment
    from .register import Document


def _as_the_issue(context: Any) -> int:
    """A major issue that nobody numbered otherwise is known by its place."""
    return int(context.get_current_parameters()["number"])


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
        # The few that came from a register without their texts.
        Index(
            "ix_qms_revision_without_text",
            "state",
            "document_id",
            postgresql_where=text("body = ''"),
            sqlite_where=text("body = ''"),
        ),
        # The register of a day of the past.
        Index("ix_qms_revision_in_force", "in_force_from", "in_force_until"),
    )

    document_id: Mapped[int] = mapped_column(ForeignKey("qms_document.id"))
    number: Mapped[int] = mapped_column(Integer)
    """Its place among the issues of the document, from 1; stands in addresses. People cite
    ``label``."""
    major_number: Mapped[int] = mapped_column(Integer, default=_as_the_issue)
    minor_number: Mapped[int] = mapped_column(Integer, default=0)
    """Above 0 for an editorial issue: it asks nobody again who has read the major one."""
    state: Mapped[RevisionState] = mapped_column(
        one_of(RevisionState, 12), default=RevisionState.DRAFT
    )
    title: Mapped[str] = mapped_column(String(400))
    title_en: Mapped[str] = mapped_column(String(400), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    """Markdown. Paragraphs get their stable identifiers when the text is saved."""
    content: Mapped[dict[str, Any]] = mapped_column(JSONText, default=dict, server_default="{}")
    """The fields of the kind's form (``kinds``); empty where the kind has none."""
    content_hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 over titles, body and fields; decisions are bound to it."""
    round: Mapped[int] = mapped_column(Integer, default=0)
    """How often it was submitted; a text that was sent back is decided about anew."""
    change_summary: Mapped[str] = mapped_column(Text, default="")
    effective_on: Mapped[date | None] = mapped_column(Date)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    superseded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    in_force_from: Mapped[date | None] = mapped_column(Date)
    """First day in force by the office's calendar; kept apart from the moment at which the worker
    got to it."""
    in_force_until: Mapped[date | None] = mapped_column(Date)
    """First day no longer in force; empty while it is."""
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"))
    writer_ids: Mapped[list[int]] = mapped_column(JSONText, default=list)
    """Everybody who wrote in the text, its fields and its files; none of them reviews it, and who
    is the only one does not approve it."""
    review_order: Mapped[ReviewOrder] = mapped_column(
        one_of(ReviewOrder, 12), default=ReviewOrder.PARALLEL
    )
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"), index=True)
    approver_role: Mapped[str] = mapped_column(String(24), default="")
    """Set instead of ``approver_id`` where anybody with this role may approve."""
    owner_name: Mapped[str] = mapped_column(String(300), default="")
    """Who owned the document when the issue came into force."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)

    document: Mapped[Document] = relationship(back_populates="revisions")
    author: Mapped[Person | None] = relationship("Person", foreign_keys=[author_id])
    approver: Mapped[Person | None] = relationship("Person", foreign_keys=[approver_id])
    assignments: Mapped[list[RevisionAssignment]] = relationship(
        back_populates="revision",
        order_by="RevisionAssignment.position",
        cascade="all, delete-orphan",
    )
    decisions: Mapped[list[RevisionDecision]] = relationship(
        back_populates="revision", order_by="RevisionDecision.id"
    )
    paragraphs: Mapped[list[Paragraph]] = relationship(
        back_populates="revision", order_by="Paragraph.position"
    )

    @property
    def label(self) -> str:
        """How people cite the issue: ``3``, or ``3.1`` for an editorial one."""
        major = self.major_number or self.number
        return f"{major}.{self.minor_number}" if self.minor_number else str(major)

    @property
    def is_minor(self) -> bool:
        """Whether it changes the wording only, so that nobody has to read it anew."""
        return bool(self.minor_number)

    @property
    def reviewers(self) -> list[RevisionAssignment]:
        """Who reviews it, in their order."""
        return [one for one in self.assignments if one.part is AssignmentPart.REVIEW]

    @property
    def reviewer_ids(self) -> list[int]:
        """The internal numbers of ``reviewers``."""
        return [one.person_id for one in self.reviewers]


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
    kind: Mapped[DecisionKind] = mapped_column(one_of(DecisionKind, 20))
    person_id: Mapped[int] = mapped_column(ForeignKey("qms_person.id"))
    on_behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"))
    person_name: Mapped[str] = mapped_column(String(300))
    on_behalf_of_name: Mapped[str] = mapped_column(String(300), default="")
    round: Mapped[int] = mapped_column(Integer, default=1)
    content_hash: Mapped[str] = mapped_column(String(64))
    comment: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    signed_in_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When they last proved who they are, where the host can ask for that."""

    revision: Mapped[Revision] = relationship(back_populates="decisions")
