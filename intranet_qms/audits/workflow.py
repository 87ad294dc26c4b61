"""Kinds and states of an audit, after ISO 19011. Standard library only."""

from __future__ import annotations

from enum import StrEnum


class AuditKind(StrEnum):
    """Why and for whom an audit is held."""

    INTERNAL = "internal"
    PRE_CERTIFICATION = "pre_certification"
    CERTIFICATION = "certification"
    SURVEILLANCE = "surveillance"
    RECERTIFICATION = "recertification"
    FOLLOW_UP = "follow_up"


class AuditState(StrEnum):
    """How far an audit is."""

    PLANNED = "planned"
    """Has a date, a scope and a team; nobody outside was told."""
    ANNOUNCED = "announced"
    """The audited unit has the plan; the checklist is pinned and goes to the phones."""
    IN_PROGRESS = "in_progress"
    """The first answer was recorded."""
    REPORTING = "reporting"
    """The work on site is over; the lead writes conclusions. Late work is quarantined."""
    CLOSED = "closed"
    """The report is made and handed over."""
    CANCELLED = "cancelled"
    """Will not be held; the reason is kept."""


class AuditStep(StrEnum):
    """What people do to an audit."""

    ANNOUNCE = "announce"
    START = "start"
    FINISH = "finish"
    REOPEN = "reopen"
    TAKE_UP = "take_up"
    """Go on with an audit that was over: work that came too late is taken in."""
    CLOSE = "close"
    CANCEL = "cancel"


TRANSITIONS: dict[tuple[AuditState, AuditStep], AuditState] = {
    (AuditState.PLANNED, AuditStep.ANNOUNCE): AuditState.ANNOUNCED,
    (AuditState.ANNOUNCED, AuditStep.START): AuditState.IN_PROGRESS,
    (AuditState.IN_PROGRESS, AuditStep.FINISH): AuditState.REPORTING,
    (AuditState.REPORTING, AuditStep.REOPEN): AuditState.IN_PROGRESS,
    (AuditState.CLOSED, AuditStep.TAKE_UP): AuditState.IN_PROGRESS,
    (AuditState.CANCELLED, AuditStep.TAKE_UP): AuditState.IN_PROGRESS,
    (AuditState.REPORTING, AuditStep.CLOSE): AuditState.CLOSED,
    (AuditState.PLANNED, AuditStep.CANCEL): AuditState.CANCELLED,
    (AuditState.ANNOUNCED, AuditStep.CANCEL): AuditState.CANCELLED,
    (AuditState.IN_PROGRESS, AuditStep.CANCEL): AuditState.CANCELLED,
}
"""All that can happen; what is not here is refused."""

TAKES_WORK = frozenset({AuditState.ANNOUNCED, AuditState.IN_PROGRESS})
"""States in which answers from phones are applied; in the later ones they are quarantined."""


class TeamRole(StrEnum):
    """What somebody is in an audit."""

    LEAD = "lead"
    """Leads the team, decides conflicts, signs the report."""
    AUDITOR = "auditor"
    EXPERT = "expert"
    """Knows the subject; does not audit."""
    OBSERVER = "observer"
    """Watches; records nothing."""


RECORDS = frozenset({TeamRole.LEAD, TeamRole.AUDITOR})
"""Who may record answers and findings."""


class AnswerKind(StrEnum):
    """How an answer came to be (docs/sync-protocol.md, section 5)."""

    RECORDED = "recorded"
    """Somebody answered."""
    RESOLVED = "resolved"
    """The lead auditor decided a conflict: one of the answers stays."""
    BOTH_KEPT = "both_kept"
    """The lead auditor decided that several answers stay as separate observations."""


class EvidenceState(StrEnum):
    """Whether the bytes of a piece of evidence are here."""

    INCOMPLETE = "incomplete"
    """Announced; bytes are missing or not verified yet."""
    VERIFIED = "verified"
    """All bytes are stored and their SHA-256 is the announced one."""
    REFUSED = "refused"
    """The bytes are no picture or document; the reason is shown."""


class ReportState(StrEnum):
    """How far a version of the report is."""

    DRAFT = "draft"
    """Being written; only the newest version of a report can be one."""
    SIGNED = "signed"
    """Signed by the lead auditor and handed over; it never changes. A correction is a further
    version, and this one stays readable."""


class ReportPart(StrEnum):
    """Why somebody is on the distribution list of a report."""

    AUDITED = "audited"
    """Leads an audited unit, and acknowledges the report."""
    TEAM = "team"
    OTHER = "other"
    """Added by the lead auditor."""


def next_state(state: AuditState, step: AuditStep) -> AuditState | None:
    """The state after ``step``, or None where the step is not possible."""
    return TRANSITIONS.get((state, step))
