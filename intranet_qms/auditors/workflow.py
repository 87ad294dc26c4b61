"""What appointments and competences are on a day, and what auditors are evaluated by."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

EXPIRES_SOON = timedelta(days=60)
"""How long before its last day a competence counts as running out."""

REMIND_BEFORE = (60, 14)
"""How many days ahead the representative is reminded of a competence that runs out."""


class Grade(StrEnum):
    """What somebody is appointed or competent to be in an audit."""

    AUDITOR = "auditor"
    LEAD = "lead"
    """May lead a team, and audit in one."""


class AppointmentState(StrEnum):
    """What an appointment is on a day."""

    AHEAD = "ahead"
    """Begins later."""
    IN_FORCE = "in_force"
    ENDED = "ended"
    """The auditor was dismissed, or appointed anew as something else."""


class CompetenceState(StrEnum):
    """What a competence is on a day."""

    AHEAD = "ahead"
    """Counts from a later day."""
    VALID = "valid"
    RUNNING_OUT = "running_out"
    """Valid, with sixty days or less left."""
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    """Entered by mistake, or taken back by who gave it; kept for what was audited on it."""


def appointment_state(first: date, last: date | None, today: date) -> AppointmentState:
    """What an appointment is on ``today``.

    Args:
        last: the first day on which it does not hold any more; None while nobody ended it.
    """
    if last is not None and today >= last:
        return AppointmentState.ENDED
    return AppointmentState.AHEAD if today < first else AppointmentState.IN_FORCE


def competence_state(
    since: date, until: date | None, withdrawn_on: date | None, today: date
) -> CompetenceState:
    """What a competence is on ``today``; ``until`` is its last day, None for one without end."""
    if withdrawn_on is not None:
        return CompetenceState.WITHDRAWN
    if today < since:
        return CompetenceState.AHEAD
    if until is None:
        return CompetenceState.VALID
    if today > until:
        return CompetenceState.EXPIRED
    return CompetenceState.RUNNING_OUT if until - today <= EXPIRES_SOON else CompetenceState.VALID


class Criterion(StrEnum):
    """What an auditor is evaluated by (ISO 19011, clause 7.2: behaviour, knowledge, skills)."""

    PREPARATION = "preparation"
    """Knew the plan, the documents and the area before the audit began."""
    METHOD = "method"
    """Asked, listened and sampled so that the answers could be relied on."""
    EVIDENCE = "evidence"
    """Findings rest on evidence and name the requirement."""
    CONDUCT = "conduct"
    """Was fair, discreet and open-minded, and treated people with respect."""
    TIMELINESS = "timeliness"
    """Kept the hours of the agenda and the days of the report."""
    LEADING = "leading"
    """Shared out the work, settled differences, wrote clear conclusions; of a lead only."""


MARKS = (1, 2, 3, 4)
"""From "needs training" to "an example to others"; no middle, so that one has to decide."""


def criteria(grade: Grade) -> tuple[Criterion, ...]:
    """What somebody with this part in the audit is evaluated by."""
    if grade is Grade.LEAD:
        return tuple(Criterion)
    return tuple(one for one in Criterion if one is not Criterion.LEADING)
