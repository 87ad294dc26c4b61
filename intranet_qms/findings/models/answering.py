"""What people said about a finding, what shows it, and what is asked and decided on its way."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

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

from ...db import Base, Identified, UTCDateTime

if TYPE_CHECKING:
    # Names for the type checker; at run time the registry finds the classes by their names.
    from ...documents.models import Revision
    from ...files.models import StoredFile
    from .finding import CorrectiveAction


class FindingRemark(Identified, Base):
    """Words that somebody said about a finding at a step; kept as they were said.

    ``kind``: ``accepted``, ``disputed``, ``upheld``, ``withdrawn``, ``returned``, ``effective``,
    ``ineffective``, ``reopened``, ``repeat`` or ``new``.
    """

    __tablename__ = "qms_finding_remark"
    __table_args__ = (
        Index("ix_qms_finding_remark_finding", "finding_id", "id"),
        Index("ix_qms_finding_remark_kind", "kind", "said_at"),
    )

    finding_id: Mapped[int] = mapped_column(ForeignKey("qms_finding.id"))
    round: Mapped[int] = mapped_column(Integer, default=1)
    kind: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text, default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"))
    author_name: Mapped[str] = mapped_column(String(300))
    said_at: Mapped[datetime] = mapped_column(UTCDateTime)


class FindingAnswer(Base):
    """An answer of an audit that the finding rests on, by its question and sample."""

    __tablename__ = "qms_finding_answer"
    __table_args__ = (UniqueConstraint("finding_id", "question_key", "sample"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("qms_finding.id"))
    question_key: Mapped[str] = mapped_column(String(80))
    sample: Mapped[int] = mapped_column(Integer, default=0)


class FindingFile(Identified, Base):
    """A file that shows what was found, or that an action was done (``action_id``)."""

    __tablename__ = "qms_finding_file"
    __table_args__ = (Index("ix_qms_finding_file_finding", "finding_id", "id"),)

    finding_id: Mapped[int] = mapped_column(ForeignKey("qms_finding.id"))
    action_id: Mapped[int | None] = mapped_column(
        ForeignKey("qms_corrective_action.id"), index=True
    )
    file_id: Mapped[int] = mapped_column(ForeignKey("qms_stored_file.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"))
    added_by_name: Mapped[str] = mapped_column(String(300))
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)

    file: Mapped[StoredFile] = relationship("StoredFile")


class DueExtension(Identified, Base):
    """More time asked for an action, and what was decided.

    ``granted`` is None until somebody decides.
    """

    __tablename__ = "qms_due_extension"
    __table_args__ = (Index("ix_qms_due_extension_finding", "finding_id", "decided_at"),)

    finding_id: Mapped[int] = mapped_column(ForeignKey("qms_finding.id"))
    action_id: Mapped[int] = mapped_column(ForeignKey("qms_corrective_action.id"), index=True)
    old_due_on: Mapped[date] = mapped_column(Date)
    new_due_on: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"))
    asked_by_name: Mapped[str] = mapped_column(String(300))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    granted: Mapped[bool | None] = mapped_column(Boolean)
    decision_text: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"))
    decided_by_name: Mapped[str] = mapped_column(String(300), default="")
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    action: Mapped[CorrectiveAction] = relationship("CorrectiveAction")


class FindingIssue(Base):
    """An issue of a document that was begun because of a finding."""

    __tablename__ = "qms_finding_issue"
    __table_args__ = (UniqueConstraint("finding_id", "revision_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("qms_finding.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("qms_revision.id"), index=True)
    action_id: Mapped[int | None] = mapped_column(
        ForeignKey("qms_corrective_action.id"), index=True
    )
    why: Mapped[str] = mapped_column(Text, default="")
    begun_by_name: Mapped[str] = mapped_column(String(300))
    begun_at: Mapped[datetime] = mapped_column(UTCDateTime)

    revision: Mapped[Revision] = relationship("Revision")


class FindingTerm(Base):
    """A word of a finding in its dictionary form, by which similar findings are found."""

    __tablename__ = "qms_finding_term"
    __table_args__ = (Index("ix_qms_finding_term_term", "term", "finding_id"),)

    finding_id: Mapped[int] = mapped_column(ForeignKey("qms_finding.id"), primary_key=True)
    term: Mapped[str] = mapped_column(String(60), primary_key=True)
