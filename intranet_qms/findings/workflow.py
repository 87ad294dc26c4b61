"""Classes and states of a finding, after ISO 9001 clause 10.2. Standard library only."""

from __future__ import annotations

from enum import StrEnum


class FindingClass(StrEnum):
    """How much a finding weighs."""

    MAJOR = "major"
    """Major nonconformity: the system fails, or the same small fault everywhere."""
    MINOR = "minor"
    """Minor nonconformity: a single requirement is not met."""
    OBSERVATION = "observation"
    """May become a nonconformity if nothing is done."""
    OPPORTUNITY = "opportunity"
    """Could be done better; nobody is obliged."""
    STRENGTH = "strength"
    """Done well, worth copying."""


NEEDS_ACTION = frozenset({FindingClass.MAJOR, FindingClass.MINOR})
"""Classes that cannot be closed without a corrective action."""


class FindingSource(StrEnum):
    """Where a finding comes from."""

    AUDIT = "audit"
    COMPLAINT = "complaint"
    OWN_REPORT = "own_report"
    INSPECTION = "inspection"
    MANAGEMENT_CONTROL = "management_control"
    CITIZENS = "citizens"
    """What citizens say about a client guide."""


class FindingState(StrEnum):
    """How far the answer to a finding is."""

    OPEN = "open"
    """Raised; the audited unit has not answered."""
    ACCEPTED = "accepted"
    """The audited unit agrees that it is so."""
    ACTIONS_AGREED = "actions_agreed"
    """Cause, actions, owners and dates are agreed."""
    IMPLEMENTED = "implemented"
    """All actions are reported done, with evidence."""
    VERIFIED = "verified"
    """Somebody else saw that they are done."""
    CLOSED = "closed"
    """Effective, judged after a delay by somebody who did not act."""
    WITHDRAWN = "withdrawn"
    """Was raised in error; the reason is kept."""


class FindingStep(StrEnum):
    """What people do to a finding."""

    ACCEPT = "accept"
    AGREE_ACTIONS = "agree_actions"
    REPORT_DONE = "report_done"
    VERIFY = "verify"
    RETURN = "return"
    CLOSE = "close"
    WITHDRAW = "withdraw"


TRANSITIONS: dict[tuple[FindingState, FindingStep], FindingState] = {
    (FindingState.OPEN, FindingStep.ACCEPT): FindingState.ACCEPTED,
    (FindingState.ACCEPTED, FindingStep.AGREE_ACTIONS): FindingState.ACTIONS_AGREED,
    (FindingState.ACTIONS_AGREED, FindingStep.REPORT_DONE): FindingState.IMPLEMENTED,
    (FindingState.IMPLEMENTED, FindingStep.VERIFY): FindingState.VERIFIED,
    (FindingState.IMPLEMENTED, FindingStep.RETURN): FindingState.ACTIONS_AGREED,
    (FindingState.VERIFIED, FindingStep.CLOSE): FindingState.CLOSED,
    (FindingState.VERIFIED, FindingStep.RETURN): FindingState.ACTIONS_AGREED,
    (FindingState.OPEN, FindingStep.WITHDRAW): FindingState.WITHDRAWN,
    (FindingState.ACCEPTED, FindingStep.WITHDRAW): FindingState.WITHDRAWN,
}
"""Steps of findings that need a corrective action. The others may close right after acceptance."""


def next_state(
    state: FindingState, step: FindingStep, finding_class: FindingClass
) -> FindingState | None:
    """The state after ``step``, or None where it is not possible for this class."""
    if (
        step == FindingStep.CLOSE
        and state == FindingState.ACCEPTED
        and finding_class not in NEEDS_ACTION
    ):
        return FindingState.CLOSED
    return TRANSITIONS.get((state, step))
