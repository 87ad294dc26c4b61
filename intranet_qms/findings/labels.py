"""The words of findings, in the reader's language."""

from __future__ import annotations

from ..i18n import LazyText, lazy, localized
from .models import Finding
from .workflow import (
    AnalysisMethod,
    Bone,
    ExtentResult,
    FindingClass,
    FindingSource,
    FindingState,
    RemarkKind,
)

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
    FindingSource.EXTERNAL_AUDIT: lazy("External audit"),
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
    "findings.dispute": lazy("Disputed"),
    "findings.uphold": lazy("Dispute decided: it stands"),
    "findings.fail": lazy("The actions had no effect"),
    "findings.reopen": lazy("Reopened"),
    "findings.add_cause": lazy("A cause added"),
    "findings.change_cause": lazy("A cause changed"),
    "findings.remove_cause": lazy("A cause removed"),
    "findings.check_place": lazy("A similar place looked at"),
    "findings.add_action": lazy("One more action agreed"),
    "findings.attach_file": lazy("A file attached"),
    "findings.ask_extension": lazy("More time asked for"),
    "findings.decide_extension": lazy("Request for more time decided"),
    "findings.change_document": lazy("Change of a document begun"),
    "findings.link_repeat": lazy("Recognised as a repeat"),
    "findings.came_back": lazy("Came back in a later finding"),
    "findings.not_a_repeat": lazy("Recognised as new"),
    "findings.set_answers": lazy("Answers chosen that it rests on"),
    "findings.hand_over": lazy("Handed over in a reorganisation"),
}
"""What the trail calls them, for the timeline."""


REMARKS: dict[str, LazyText] = {
    RemarkKind.ACCEPTED: lazy("Accepted"),
    RemarkKind.DISPUTED: lazy("Disputed"),
    RemarkKind.UPHELD: lazy("Dispute decided: it stands"),
    RemarkKind.WITHDRAWN: lazy("Taken out"),
    RemarkKind.RETURNED: lazy("Sent back"),
    RemarkKind.EFFECTIVE: lazy("The actions had their effect"),
    RemarkKind.INEFFECTIVE: lazy("The actions had no effect"),
    RemarkKind.REOPENED: lazy("Reopened"),
    RemarkKind.REPEAT: lazy("Recognised as a repeat"),
    RemarkKind.NEW: lazy("Recognised as new"),
}

METHODS: dict[str, LazyText] = {
    AnalysisMethod.WHYS: lazy("Five whys"),
    AnalysisMethod.FISHBONE: lazy("Fishbone diagram"),
}

BONES: dict[str, LazyText] = {
    Bone.PEOPLE: lazy("People"),
    Bone.METHOD: lazy("Procedure and method"),
    Bone.TOOLS: lazy("Systems and tools"),
    Bone.INPUT: lazy("Input"),
    Bone.CONTROL: lazy("Measuring and checking"),
    Bone.SURROUNDINGS: lazy("Surroundings"),
}

EXTENT_RESULTS: dict[str, LazyText] = {
    ExtentResult.TO_CHECK: lazy("To look at"),
    ExtentResult.SAME: lazy("It is so there too"),
    ExtentResult.CLEAR: lazy("It is not so there"),
}


def class_name(finding: Finding) -> str:
    """The class of a finding as the office calls it."""
    own = finding.own_class
    if own is not None:
        return localized(own.name_pl, own.name_en)
    return str(CLASSES[finding.finding_class])


def options(labels: dict[str, LazyText]) -> list[tuple[str, str]]:
    """Labels as the choices of a form."""
    return [(str(key), str(label)) for key, label in labels.items()]
