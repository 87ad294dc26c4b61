"""States of a revision and who may move it. Standard library only."""

from __future__ import annotations

from enum import StrEnum


class DocumentKind(StrEnum):
    """What a document is."""

    POLICY = "policy"
    MANUAL = "manual"
    PROCESS_CARD = "process_card"
    PROCEDURE = "procedure"
    INSTRUCTION = "instruction"
    FORM = "form"
    CLIENT_GUIDE = "client_guide"
    EXTERNAL = "external"


class RevisionState(StrEnum):
    """Where an issue of a document stands."""

    DRAFT = "draft"
    """Being written; only its authors and the QMS representative see it."""
    IN_REVIEW = "in_review"
    """Handed over; the text is frozen by its hash until somebody decides."""
    APPROVED = "approved"
    """Signed; waits for its effective date."""
    EFFECTIVE = "effective"
    """In force. At most one issue of a document is."""
    SUPERSEDED = "superseded"
    """Was in force until a later issue took its place; stays readable."""
    WITHDRAWN = "withdrawn"
    """Taken out of force, or never came into it, with a reason and without a successor."""


class RevisionStep(StrEnum):
    """What people do to an issue."""

    SUBMIT = "submit"
    REQUEST_CHANGES = "request_changes"
    REVIEW = "review"
    APPROVE = "approve"
    PUBLISH = "publish"
    SUPERSEDE = "supersede"
    WITHDRAW = "withdraw"


TRANSITIONS: dict[tuple[RevisionState, RevisionStep], RevisionState] = {
    (RevisionState.DRAFT, RevisionStep.SUBMIT): RevisionState.IN_REVIEW,
    (RevisionState.IN_REVIEW, RevisionStep.REQUEST_CHANGES): RevisionState.DRAFT,
    # A reviewer's consent is a decision of its own; the state waits for the approval.
    (RevisionState.IN_REVIEW, RevisionStep.REVIEW): RevisionState.IN_REVIEW,
    (RevisionState.IN_REVIEW, RevisionStep.APPROVE): RevisionState.APPROVED,
    (RevisionState.APPROVED, RevisionStep.PUBLISH): RevisionState.EFFECTIVE,
    (RevisionState.EFFECTIVE, RevisionStep.SUPERSEDE): RevisionState.SUPERSEDED,
    (RevisionState.EFFECTIVE, RevisionStep.WITHDRAW): RevisionState.WITHDRAWN,
    (RevisionState.APPROVED, RevisionStep.WITHDRAW): RevisionState.WITHDRAWN,
    # A draft that leads nowhere is given up; its number is not used again.
    (RevisionState.DRAFT, RevisionStep.WITHDRAW): RevisionState.WITHDRAWN,
}
"""All that can happen; what is not here is refused."""


class DecisionKind(StrEnum):
    """What somebody decided about an issue, bound to the hash of its text."""

    PREPARED = "prepared"
    REVIEWED = "reviewed"
    CHANGES_REQUESTED = "changes_requested"
    APPROVED = "approved"


OPEN_STATES = frozenset({RevisionState.DRAFT, RevisionState.IN_REVIEW, RevisionState.APPROVED})
"""An issue on its way; a document has at most one."""


class ReviewDue(StrEnum):
    """How soon a periodic review is due, as the register filters it."""

    OVERDUE = "overdue"
    DAYS_30 = "30"
    DAYS_90 = "90"
    NOT_SET = "none"


def next_state(state: RevisionState, step: RevisionStep) -> RevisionState | None:
    """The state after ``step``, or None where the step is not possible."""
    return TRANSITIONS.get((state, step))
