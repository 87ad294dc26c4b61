"""States of a revision and who may move it. Standard library only."""

from __future__ import annotations

from enum import StrEnum


class DocumentKind(StrEnum):
    """What a document is."""

    POLICY = "policy"
    MANUAL = "manual"
    PROCESS_MAP = "process_map"
    PROCESS_CARD = "process_card"
    PROCEDURE = "procedure"
    INSTRUCTION = "instruction"
    FORM = "form"
    CLIENT_GUIDE = "client_guide"
    LEGAL_ACT = "legal_act"
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


class ReviewOrder(StrEnum):
    """In which order the reviewers of an issue are asked."""

    PARALLEL = "parallel"
    """All at once."""
    IN_TURN = "in_turn"
    """Each after the one before has agreed."""


class ApproverRule(StrEnum):
    """Who approves the issues of a kind."""

    NAMED = "named"
    """Whom the author chooses: top management or the head of a unit."""
    TOP_MANAGEMENT = "top_management"
    """Anybody of top management: whoever comes first."""
    REPRESENTATIVE = "qms_representative"
    """The QMS representative."""


class AssignmentPart(StrEnum):
    """What an issue waits for from a person."""

    REVIEW = "review"
    APPROVE = "approve"
    """One of several who may approve by their role."""


class ReviewerState(StrEnum):
    """Where one reviewer of an issue stands in the present round."""

    LATER = "later"
    """Somebody before them has not agreed yet."""
    ASKED = "asked"
    """It is their turn."""
    AGREED = "agreed"
    """They agreed with the text of this round."""
    SENT_BACK = "sent_back"
    """They asked for changes; the issue went back to its author."""


class PeriodicOutcome(StrEnum):
    """What came of a periodic review."""

    CONFIRMED = "confirmed"
    """The text holds unchanged."""
    REVISED = "revised"
    """A new issue was begun."""
    WITHDRAWN = "withdrawn"
    """The document was taken out of force."""


class PrintKind(StrEnum):
    """What a print of several issues is."""

    BOOK = "book"
    """The texts of several documents, one after the other."""
    REGISTER = "register"
    """A list of documents, without their texts."""


OPEN_STATES = frozenset({RevisionState.DRAFT, RevisionState.IN_REVIEW, RevisionState.APPROVED})
"""An issue on its way; a document has at most one."""


class AttachmentRole(StrEnum):
    """What a file is to an issue."""

    FILE = "file"
    """Attached to it: a form, a sheet, a scan."""
    PICTURE = "picture"
    """Shown in its text, which names it."""


class ExtractionState(StrEnum):
    """What is known about the words of a file."""

    WAITING = "waiting"
    """The worker has not read it yet."""
    DONE = "done"
    """Its words can be searched; a scan may have none."""
    FAILED = "failed"
    """It could not be read, or took more time or memory than a file may."""


class ReviewDue(StrEnum):
    """How soon a periodic review is due, as the register filters it."""

    OVERDUE = "overdue"
    DAYS_30 = "30"
    DAYS_90 = "90"
    NOT_SET = "none"


class DocumentChangeKind(StrEnum):
    """What happened to a document that others rest on."""

    ISSUE = "issue"
    """A new issue came into force."""
    WITHDRAWAL = "withdrawal"
    """It was taken out of force, and what cites it would point to nothing."""
    ACT = "act"
    """A legal act or another document from outside was changed by its publisher."""


class EffectState(StrEnum):
    """What came of looking at a thing that cites a changed document."""

    OPEN = "open"
    """Nobody has looked at it yet."""
    NOT_AFFECTED = "not_affected"
    """Looked at; it holds as it is."""
    UPDATED = "updated"
    """It was changed accordingly."""
    WITHDRAWN = "withdrawn"
    """It is no more."""


def next_state(state: RevisionState, step: RevisionStep) -> RevisionState | None:
    """The state after ``step``, or None where the step is not possible."""
    return TRANSITIONS.get((state, step))
