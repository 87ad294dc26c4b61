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
"""Classes that cannot be closed without a corrective action, unless the office says otherwise."""

HAS_DUE_DATE = frozenset({FindingClass.MAJOR, FindingClass.MINOR, FindingClass.OBSERVATION})
"""Classes that somebody must answer by a day, unless the office says otherwise."""


class FindingSource(StrEnum):
    """Where a finding comes from."""

    AUDIT = "audit"
    COMPLAINT = "complaint"
    OWN_REPORT = "own_report"
    INSPECTION = "inspection"
    MANAGEMENT_CONTROL = "management_control"
    CITIZENS = "citizens"
    """What citizens say about a client guide."""
    EXTERNAL_AUDIT = "external_audit"
    """An audit by a certification body; its own number is kept beside ours."""


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
    UPHOLD = "uphold"
    """Decide that a disputed finding stands."""
    FAIL = "fail"
    """Judge that the actions had no effect."""
    REOPEN = "reopen"
    """Take up a closed finding that came back."""


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
    (FindingState.OPEN, FindingStep.UPHOLD): FindingState.ACCEPTED,
    (FindingState.VERIFIED, FindingStep.FAIL): FindingState.ACCEPTED,
    (FindingState.CLOSED, FindingStep.REOPEN): FindingState.ACCEPTED,
}
"""Steps of findings that need a corrective action. The others may close right after acceptance."""


def next_state(state: FindingState, step: FindingStep, needs_action: bool) -> FindingState | None:
    """The state after ``step``, or None where it is not possible.

    Args:
        needs_action: whether the finding cannot be closed without a corrective action.
    """
    if step == FindingStep.CLOSE and state == FindingState.ACCEPTED and not needs_action:
        return FindingState.CLOSED
    return TRANSITIONS.get((state, step))


class AnalysisMethod(StrEnum):
    """How a cause is looked for."""

    WHYS = "whys"
    """Five whys: each answer is asked again, and may have several causes."""
    FISHBONE = "fishbone"
    """Ishikawa's diagram: causes by where they come from."""


class Bone(StrEnum):
    """Where causes come from, as an office would say it."""

    PEOPLE = "people"
    """Knowledge, number, deputising."""
    METHOD = "method"
    """The procedure itself, its steps and its forms."""
    TOOLS = "tools"
    """Systems, registers, equipment."""
    INPUT = "input"
    """What comes in: applications, data, papers of others."""
    CONTROL = "control"
    """How it is measured and checked."""
    SURROUNDINGS = "surroundings"
    """Law, place, time, other offices."""


class ExtentResult(StrEnum):
    """What was seen at a similar place."""

    TO_CHECK = "to_check"
    SAME = "same"
    """It is so there too."""
    CLEAR = "clear"
    """It is not so there."""


class RemarkKind(StrEnum):
    """At which step words were said."""

    ACCEPTED = "accepted"
    DISPUTED = "disputed"
    UPHELD = "upheld"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"
    EFFECTIVE = "effective"
    INEFFECTIVE = "ineffective"
    REOPENED = "reopened"
    REPEAT = "repeat"
    NEW = "new"
