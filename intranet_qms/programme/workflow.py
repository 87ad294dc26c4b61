"""States of a programme, of its entries and of the machine's runs. Standard library only."""

from __future__ import annotations

from datetime import date
from enum import StrEnum


class ProgrammeState(StrEnum):
    """How far a version of a programme is."""

    DRAFT = "draft"
    """Being written; may change."""
    SUBMITTED = "submitted"
    """Waits for top management; does not change meanwhile."""
    APPROVED = "approved"
    """Holds. Its content is sealed and never altered."""
    SUPERSEDED = "superseded"
    """A later version was approved in its place; kept as it was."""


class ProgrammeStep(StrEnum):
    """What people do to a version."""

    SUBMIT = "submit"
    RETURN = "return"
    APPROVE = "approve"
    SUPERSEDE = "supersede"


TRANSITIONS: dict[tuple[ProgrammeState, ProgrammeStep], ProgrammeState] = {
    (ProgrammeState.DRAFT, ProgrammeStep.SUBMIT): ProgrammeState.SUBMITTED,
    (ProgrammeState.SUBMITTED, ProgrammeStep.RETURN): ProgrammeState.DRAFT,
    (ProgrammeState.SUBMITTED, ProgrammeStep.APPROVE): ProgrammeState.APPROVED,
    (ProgrammeState.APPROVED, ProgrammeStep.SUPERSEDE): ProgrammeState.SUPERSEDED,
}
"""All that can happen; what is not here is refused."""

SEALED = frozenset({ProgrammeState.APPROVED, ProgrammeState.SUPERSEDED})
"""States in which nothing of the content changes any more."""


class Standing(StrEnum):
    """What became of an entry of the programme."""

    AHEAD = "ahead"
    """Its time has not come."""
    LATE = "late"
    """Its time is over and it was not held."""
    PLANNED = "planned"
    """There is an audit for it, as the programme says."""
    MOVED = "moved"
    """There is an audit for it, in another month than the programme says."""
    RUNNING = "running"
    """The audit goes on."""
    DONE = "done"
    """The work on site is over; the report is being written or was handed over."""
    CANCELLED = "cancelled"
    """The audit was cancelled and no other one stands in its place."""


def standing(
    planned_last: date | None,
    audit_state: str | None,
    audit_first: date | None,
    audit_last: date | None,
    planned_month: int | None,
    today: date,
) -> Standing:
    """What became of an entry.

    Args:
        planned_last: the last day on which it would be in time.
        audit_state: of the audit that came of it, as ``audits.workflow.AuditState`` names it; None
            where there is none.
        planned_month: of the programme.
    """
    if audit_state is None:
        return (
            Standing.LATE if planned_last is not None and planned_last < today else Standing.AHEAD
        )
    if audit_state == "cancelled":
        return Standing.CANCELLED
    if audit_state in ("reporting", "closed"):
        return Standing.DONE
    if audit_state == "in_progress":
        return Standing.RUNNING
    if audit_last is not None and audit_last < today:
        return Standing.LATE
    if audit_first is not None and planned_month is not None and audit_first.month != planned_month:
        return Standing.MOVED
    return Standing.PLANNED


class RunState(StrEnum):
    """How far the machine is with a plan."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    """Ended with an answer: a plan, or the conditions that exclude each other."""
    CANCELLED = "cancelled"
    """Somebody stopped it; nothing was changed."""
    FAILED = "failed"
    """No answer within the limit, or the solver is missing; ``error_code`` says which."""


LIVE_RUNS = frozenset({RunState.QUEUED, RunState.RUNNING})
