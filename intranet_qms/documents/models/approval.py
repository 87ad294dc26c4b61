"""Who looks at an issue before it is in force, in which rounds, and what they said."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Boolean,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...db import Base, Identified, JSONText, UTCDateTime, Versioned
from ..workflow import (
    ApproverRule,
    AssignmentPart,
    DocumentKind,
    PeriodicOutcome,
    ReviewOrder,
)
from ._words import one_of

if TYPE_CHECKING:
    # Names for the type checker; at run time the registry finds the classes by their names.
    from ...people.models import Person
    from .revisions import Revision


class ApprovalPath(Identified, Versioned, Base):
    """How issues of one kind of document are reviewed and approved. A kind without a row goes the
    usual way: whoever the author names, all at once."""

    __tablename__ = "qms_approval_path"

    kind: Mapped[DocumentKind] = mapped_column(one_of(DocumentKind, 20), unique=True)
    order: Mapped[ReviewOrder] = mapped_column(
        "review_order", one_of(ReviewOrder, 12), default=ReviewOrder.PARALLEL
    )
    minimum_reviewers: Mapped[int] = mapped_column(Integer, default=0)
    approver_rule: Mapped[ApproverRule] = mapped_column(
        one_of(ApproverRule, 24), default=ApproverRule.NAMED
    )
    minor_without_review: Mapped[bool] = mapped_column(Boolean, default=False)
    """An editorial issue goes to its approver at once."""
    reviewer_ids: Mapped[list[int]] = mapped_column(JSONText, default=list)
    """Who is put down as a reviewer of every new draft of the kind, in their order."""


class RevisionAssignment(Base):
    """A person whose word an issue waits for; what they said stands in the decisions."""

    __tablename__ = "qms_revision_assignment"
    __table_args__ = (
        UniqueConstraint("revision_id", "part", "person_id"),
        Index("ix_qms_revision_assignment_person", "person_id", "part"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("qms_revision.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("qms_person.id"))
    part: Mapped[AssignmentPart] = mapped_column(
        one_of(AssignmentPart, 12), default=AssignmentPart.REVIEW
    )
    position: Mapped[int] = mapped_column(Integer, default=0)

    revision: Mapped[Revision] = relationship(back_populates="assignments")
    person: Mapped[Person] = relationship("Person", lazy="joined")


class RevisionRound(Base):
    """The text of an issue as it was handed over once, so that a later round can be compared
    with what somebody saw."""

    __tablename__ = "qms_revision_round"
    __table_args__ = (UniqueConstraint("revision_id", "round"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("qms_revision.id"))
    round: Mapped[int] = mapped_column(Integer)
    content_hash: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(400))
    title_en: Mapped[str] = mapped_column(String(400), default="")
    paragraphs: Mapped[list[Any]] = mapped_column(JSONText, default=list)
    """Key, number and text of each paragraph, in order."""
    content: Mapped[dict[str, Any]] = mapped_column(JSONText, default=dict, server_default="{}")
    """The fields of the kind's form."""
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class RevisionLook(Base):
    """Somebody opened the text of a round."""

    __tablename__ = "qms_revision_look"
    __table_args__ = (UniqueConstraint("revision_id", "person_id", "round"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("qms_revision.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("qms_person.id"))
    round: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class RevisionComment(Identified, Base):
    """A remark about a paragraph or the whole of an issue, or an answer to one.

    It stays with the issue for good; ``quote`` is what the paragraph said at that time.
    """

    __tablename__ = "qms_revision_comment"
    __table_args__ = (Index("ix_qms_revision_comment_revision", "revision_id", "id"),)

    revision_id: Mapped[int] = mapped_column(ForeignKey("qms_revision.id"))
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("qms_revision_comment.id"))
    """The remark that this answers; empty for the first of a thread."""
    round: Mapped[int] = mapped_column(Integer, default=0)
    paragraph_key: Mapped[str] = mapped_column(String(12), default="")
    """Empty: about the issue as a whole."""
    paragraph_number: Mapped[str] = mapped_column(String(20), default="")
    quote: Mapped[str] = mapped_column(Text, default="")
    author_id: Mapped[int] = mapped_column(ForeignKey("qms_person.id"))
    author_name: Mapped[str] = mapped_column(String(300))
    on_behalf_of_name: Mapped[str] = mapped_column(String(300), default="")
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    resolved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    resolved_by_name: Mapped[str] = mapped_column(String(300), default="")


class PeriodicReview(Identified, Base):
    """What came of looking at a document after its interval (ISO 9001, 7.5.2 and 7.5.3)."""

    __tablename__ = "qms_periodic_review"
    __table_args__ = (Index("ix_qms_periodic_review_document", "document_id", "id"),)

    document_id: Mapped[int] = mapped_column(ForeignKey("qms_document.id"))
    revision_uuid: Mapped[uuid.UUID | None] = mapped_column()
    """The issue that was in force."""
    issue: Mapped[str] = mapped_column(String(12), default="")
    outcome: Mapped[PeriodicOutcome] = mapped_column(one_of(PeriodicOutcome, 12))
    note: Mapped[str] = mapped_column(Text, default="")
    person_id: Mapped[int] = mapped_column(ForeignKey("qms_person.id"))
    person_name: Mapped[str] = mapped_column(String(300))
    on_behalf_of_name: Mapped[str] = mapped_column(String(300), default="")
    on: Mapped[date] = mapped_column("reviewed_on", Date)
    was_due_on: Mapped[date | None] = mapped_column(Date)
    next_due_on: Mapped[date | None] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
