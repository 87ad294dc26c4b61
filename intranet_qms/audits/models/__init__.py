"""The tables of audits, by subject: what is planned and recorded, and the report."""

from __future__ import annotations

from .core import (
    AgendaAuditor,
    AgendaItem,
    Answer,
    AnswerBase,
    Audit,
    AuditChange,
    AuditChangeCounter,
    AuditClause,
    AuditDocument,
    AuditNumber,
    AuditUnit,
    Evidence,
    Signature,
    TeamMember,
)
from .moving import ChecklistMove
from .on_the_spot import OwnQuestion, SampleLabel
from .planning import (
    AuditMeeting,
    AuditStandard,
    FollowedFinding,
    MeetingAttendee,
    PlanConfirmation,
)
from .reporting import (
    AuditReport,
    PublicReport,
    ReportRecipient,
    ReportTemplate,
)

__all__ = [
    "AgendaAuditor",
    "AgendaItem",
    "Answer",
    "AnswerBase",
    "Audit",
    "AuditChange",
    "AuditChangeCounter",
    "AuditClause",
    "AuditDocument",
    "AuditMeeting",
    "AuditNumber",
    "AuditReport",
    "AuditStandard",
    "AuditUnit",
    "ChecklistMove",
    "Evidence",
    "FollowedFinding",
    "MeetingAttendee",
    "OwnQuestion",
    "PlanConfirmation",
    "PublicReport",
    "ReportRecipient",
    "ReportTemplate",
    "SampleLabel",
    "Signature",
    "TeamMember",
]
