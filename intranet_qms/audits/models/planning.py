"""What belongs to the plan of an audit beside scope, team and agenda: further criteria, findings
that are followed up, who got to know the plan, and the meetings as they were held."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Boolean, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...db import Base, Identified, UTCDateTime

if TYPE_CHECKING:
    from ...findings.models import Finding
    from ...people.models import Person
    from ...standards.models import StandardEdition
    from .core import Audit


class AuditStandard(Base):
    """A further edition of a standard that an audit is held against, beside the first one."""

    __tablename__ = "qms_audit_standard"
    __table_args__ = (UniqueConstraint("audit_id", "edition_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("qms_audit.id"))
    edition_id: Mapped[int] = mapped_column(ForeignKey("qms_standard_edition.id"), index=True)

    edition: Mapped[StandardEdition] = relationship("StandardEdition")


class FollowedFinding(Base):
    """A finding of an earlier audit that a follow-up looks at again."""

    __tablename__ = "qms_audit_followed_finding"
    __table_args__ = (UniqueConstraint("audit_id", "finding_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("qms_audit.id"))
    finding_id: Mapped[int] = mapped_column(ForeignKey("qms_finding.id"), index=True)

    finding: Mapped[Finding] = relationship("Finding")


class PlanConfirmation(Base):
    """The head of an audited unit has got to know the plan of an announced audit.

    ``plan_number`` is the ``invitation_number`` of the plan that was in front of them; after a
    change of the plan they are asked again.
    """

    __tablename__ = "qms_audit_plan_confirmation"
    __table_args__ = (UniqueConstraint("audit_id", "person_id", "plan_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("qms_audit.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("qms_person.id"), index=True)
    """Whose duty it was."""
    confirmed_by: Mapped[str] = mapped_column(String(300))
    """By name: the head, or whoever deputised."""
    plan_number: Mapped[int] = mapped_column(Integer, default=0)
    remarks: Mapped[str] = mapped_column(Text, default="")
    confirmed_at: Mapped[datetime] = mapped_column(UTCDateTime)


class AuditMeeting(Identified, Base):
    """The opening or closing meeting as it was held. ``kind``: ``opening`` or ``closing``."""

    __tablename__ = "qms_audit_meeting"
    __table_args__ = (UniqueConstraint("audit_id", "kind"),)

    audit_id: Mapped[int] = mapped_column(ForeignKey("qms_audit.id"))
    kind: Mapped[str] = mapped_column(String(10))
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    place: Mapped[str] = mapped_column(String(300), default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    recorded_by: Mapped[str] = mapped_column(String(300), default="")
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)

    audit: Mapped[Audit] = relationship(back_populates="meetings")
    attendees: Mapped[list[MeetingAttendee]] = relationship(
        order_by="MeetingAttendee.position", cascade="all, delete-orphan"
    )


class MeetingAttendee(Base):
    """Somebody who was at a meeting; guests from outside have no ``person_id``."""

    __tablename__ = "qms_audit_meeting_attendee"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("qms_audit_meeting.id"), index=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"), index=True)
    name: Mapped[str] = mapped_column(String(300))
    function: Mapped[str] = mapped_column(String(300), default="")
    """What they were there as, in words."""
    remote: Mapped[bool] = mapped_column(Boolean, default=False)

    person: Mapped[Person | None] = relationship("Person")
