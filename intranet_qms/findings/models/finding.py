"""Findings, their actions, and the numbers they get."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...db import Base, Identified, UTCDateTime, Versioned
from ..workflow import NEEDS_ACTION, FindingClass, FindingSource, FindingState

if TYPE_CHECKING:
    # Names for the type checker; at run time the registry finds the classes by their names.
    from ...documents.models import Document, Revision
    from ...people.models import Person, Unit
    from ...standards.models import Clause
    from .answering import DueExtension, FindingFile, FindingIssue, FindingRemark
    from .causes import ExtentCheck, FindingCause
    from .classes import FindingClassSetting


class Finding(Identified, Versioned, Base):
    """A finding: requirement, evidence and statement, with an owner and a due date."""

    __tablename__ = "qms_finding"
    __table_args__ = (
        Index("ix_qms_finding_state_due", "state", "due_on"),
        Index("ix_qms_finding_unit_state", "unit_id", "state"),
        Index("ix_qms_finding_class_state", "finding_class", "state"),
        Index("ix_qms_finding_source_state", "source", "state"),
    )

    number: Mapped[str] = mapped_column(String(20), unique=True)
    """As people cite it: ``U-2026-014``."""
    finding_class: Mapped[FindingClass] = mapped_column(String(12))
    state: Mapped[FindingState] = mapped_column(String(16), default=FindingState.OPEN)
    source: Mapped[FindingSource] = mapped_column(String(20), default=FindingSource.AUDIT)
    audit_id: Mapped[int | None] = mapped_column(ForeignKey("qms_audit.id"), index=True)
    question_key: Mapped[str | None] = mapped_column(String(80))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("qms_unit.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("qms_document.id"), index=True)
    paragraph_key: Mapped[str | None] = mapped_column(String(12))
    clause: Mapped[str] = mapped_column(String(60), default="")
    """As cited, with the edition: ``ISO 9001:2015, 7.5.3``."""
    requirement: Mapped[str] = mapped_column(Text, default="")
    evidence_text: Mapped[str] = mapped_column(Text, default="")
    statement: Mapped[str] = mapped_column(Text)
    raised_by_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"))
    raised_by_name: Mapped[str] = mapped_column(String(300))
    raised_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"), index=True)
    due_on: Mapped[date | None] = mapped_column(Date)
    effectiveness_on: Mapped[date | None] = mapped_column(Date)
    """First day on which effectiveness may be judged; set when the actions are verified."""
    effectiveness_text: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    device_uuid: Mapped[UUID | None] = mapped_column(Uuid)
    """The phone that raised it; None for a desk."""
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")
    response_text: Mapped[str] = mapped_column(Text, default="")
    """The audited unit's own words on acceptance."""
    class_id: Mapped[int | None] = mapped_column(ForeignKey("qms_finding_class.id"))
    """The class by the office's own name; None where the office calls it as everybody does."""
    needs_action: Mapped[bool | None] = mapped_column(Boolean)
    """Whether it cannot be closed without a corrective action, as the class said on the day it was
    given; None: as ``NEEDS_ACTION`` says."""
    source_reference: Mapped[str] = mapped_column(String(200), default="")
    """What it is called where it comes from: a case number, a protocol, a number of the body."""
    clause_id: Mapped[int | None] = mapped_column(ForeignKey("qms_clause.id"), index=True)
    clause_number: Mapped[str] = mapped_column(String(20), default="", index=True)
    """The clause without its edition, so that findings of two editions are found together."""
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("qms_revision.id"), index=True)
    """The issue whose paragraph is not met."""
    cited_text: Mapped[str] = mapped_column(Text, default="")
    """The paragraph as it read when it was cited."""
    disputed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """Since when the unit disputes it; None when nothing waits to be decided."""
    round: Mapped[int] = mapped_column(Integer, default=1)
    """Which time it is worked on: one more for each time it turned out not to be mended."""
    analysis_method: Mapped[str] = mapped_column(String(10), default="")
    extent_text: Mapped[str] = mapped_column(Text, default="")
    """What looking at similar places came to, in a few words."""
    effectiveness_days: Mapped[int | None] = mapped_column(Integer)
    """Days from verification until the effect is judged; None: as the office is set."""
    repeats_id: Mapped[int | None] = mapped_column(ForeignKey("qms_finding.id"), index=True)
    """The earlier finding that came back with this one."""
    series_id: Mapped[int | None] = mapped_column(ForeignKey("qms_finding.id"), index=True)
    """The first of all that came back; None for a finding that stands alone."""
    repeat_decision: Mapped[str] = mapped_column(String(10), default="")
    """``repeat`` or ``new``, as somebody decided; empty while nobody has."""
    reminded_for: Mapped[str] = mapped_column(String(60), default="")
    """Of what the last reminder told, so that each is told once."""

    owner: Mapped[Person | None] = relationship("Person", foreign_keys=[owner_id])
    raised_by: Mapped[Person | None] = relationship("Person", foreign_keys=[raised_by_id])
    unit: Mapped[Unit | None] = relationship("Unit", foreign_keys=[unit_id])
    document: Mapped[Document | None] = relationship("Document", foreign_keys=[document_id])
    actions: Mapped[list[CorrectiveAction]] = relationship(
        back_populates="finding", order_by="CorrectiveAction.id"
    )
    own_class: Mapped[FindingClassSetting | None] = relationship(
        "FindingClassSetting", lazy="selectin"
    )
    cited_clause: Mapped[Clause | None] = relationship("Clause")
    repeats: Mapped[Finding | None] = relationship(
        "Finding", foreign_keys=[repeats_id], remote_side="Finding.id"
    )
    remarks: Mapped[list[FindingRemark]] = relationship(
        "FindingRemark", order_by="FindingRemark.id", viewonly=True
    )
    causes: Mapped[list[FindingCause]] = relationship(
        "FindingCause", order_by="(FindingCause.position, FindingCause.id)", viewonly=True
    )
    extents: Mapped[list[ExtentCheck]] = relationship(
        "ExtentCheck", order_by="ExtentCheck.id", viewonly=True
    )
    files: Mapped[list[FindingFile]] = relationship(
        "FindingFile", order_by="FindingFile.id", viewonly=True
    )
    extensions: Mapped[list[DueExtension]] = relationship(
        "DueExtension", order_by="DueExtension.id", viewonly=True
    )
    issues: Mapped[list[FindingIssue]] = relationship(
        "FindingIssue", order_by="FindingIssue.id", viewonly=True
    )

    @property
    def demands_action(self) -> bool:
        """Whether it cannot be closed without a corrective action."""
        if self.needs_action is not None:
            return self.needs_action
        return self.finding_class in NEEDS_ACTION

    @property
    def present_actions(self) -> list[CorrectiveAction]:
        """The actions of this round; earlier ones did not help and are history."""
        return [one for one in self.actions if one.round == self.round]


class CorrectiveAction(Identified, Versioned, Base):
    """What is done about a finding.

    ``kind``: ``correction`` (puts right what is wrong) or ``corrective`` (removes the cause).
    ``state``: ``planned``, ``done`` (reported), ``verified`` (seen by somebody else).
    """

    __tablename__ = "qms_corrective_action"
    __table_args__ = (Index("ix_qms_corrective_action_owner", "owner_id", "state", "due_on"),)

    finding_id: Mapped[int] = mapped_column(ForeignKey("qms_finding.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text)
    root_cause: Mapped[str] = mapped_column(Text, default="")
    owner_id: Mapped[int] = mapped_column(ForeignKey("qms_person.id"))
    due_on: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(10), default="planned")
    done_text: Mapped[str] = mapped_column(Text, default="")
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"))
    """Who reported it done, which need not be its owner; they do not verify it."""
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"))
    verified_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("qms_revision.id"))
    """The issue of a document that this action led to."""
    round: Mapped[int] = mapped_column(Integer, default=1)
    """The round of its finding in which it was agreed."""
    links: Mapped[str] = mapped_column(Text, default="")
    """Addresses that show it, one a line."""
    reminded_for: Mapped[str] = mapped_column(String(60), default="")
    """Of what the last reminder told, so that each is told once."""

    finding: Mapped[Finding] = relationship(back_populates="actions")
    owner: Mapped[Person] = relationship("Person", foreign_keys=[owner_id])
    revision: Mapped[Revision | None] = relationship("Revision")


class FindingNumber(Base):
    """The last number given in a year; its row is locked while a number is taken."""

    __tablename__ = "qms_finding_number"

    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(Integer, default=0)
