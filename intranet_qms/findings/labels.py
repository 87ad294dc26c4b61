"""The words of findings, in the reader's language."""

from __future__ import annotations

from ..i18n import LazyText, lazy
from .workflow import FindingClass, FindingSource, FindingState

CLASSES: dict[str, LazyText] = {
    FindingClass.MAJOR: lazy("Major nonconformity"),
    FindingClass.MINOR: lazy("Minor nonconformity"),
    FindingClass.OBSERVATION: lazy("Observation"),
    FindingClass.OPPORTUNITY: lazy("Opportunity for improvement"),
    FindingClass.STRENGTH: lazy("Strength"),
}

STATES: dict[str, LazyText] = {
    FindingState.OPEN: lazy("Waits for an answer"),
    FindingState.ACCEPTED: lazy("Accepted"),
    FindingState.ACTIONS_AGREED: lazy("Actions agreed"),
    FindingState.IMPLEMENTED: lazy("Actions reported done"),
    FindingState.VERIFIED: lazy("Actions verified"),
    FindingState.CLOSED: lazy("Closed"),
    FindingState.WITHDRAWN: lazy("Taken out"),
}

SOURCES: dict[str, LazyText] = {
    FindingSource.AUDIT: lazy("Audit"),
    FindingSource.COMPLAINT: lazy("Complaint"),
    FindingSource.OWN_REPORT: lazy("Own report"),
    FindingSource.INSPECTION: lazy("Inspection"),
    FindingSource.MANAGEMENT_CONTROL: lazy("Management control"),
    FindingSource.CITIZENS: lazy("Opinion of a citizen"),
}

ACTION_KINDS: dict[str, LazyText] = {
    "correction": lazy("Correction"),
    "corrective": lazy("Corrective action"),
}

ACTION_STATES: dict[str, LazyText] = {
    "planned": lazy("To do"),
    "done": lazy("Reported done"),
    "verified": lazy("Verified"),
}

ACTS: dict[str, LazyText] = {
    "findings.raise": lazy("Raised"),
    "findings.amend": lazy("Changed"),
    "findings.accept": lazy("Accepted"),
    "findings.agree_actions": lazy("Actions agreed"),
    "findings.action_done": lazy("An action reported done"),
    "findings.report_done": lazy("All actions reported done"),
    "findings.verify": lazy("Actions verified"),
    "findings.return": lazy("Sent back"),
    "findings.close": lazy("Closed"),
    "findings.withdraw": lazy("Taken out"),
}
"""What the trail calls them, for the timeline."""


def options(labels: dict[str, LazyText]) -> list[tuple[str, str]]:
    """Labels as the choices of a form."""
    return [(str(key), str(label)) for key, label in labels.items()]
