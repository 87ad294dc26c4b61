"""The words of audits, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..i18n import LazyText, lazy, localized, number, t
from .workflow import AuditKind, AuditState, EvidenceState, TeamRole

KINDS: dict[str, LazyText] = {
    AuditKind.INTERNAL: lazy("Internal audit"),
    AuditKind.PRE_CERTIFICATION: lazy("Pre-certification audit"),
    AuditKind.CERTIFICATION: lazy("Certification audit"),
    AuditKind.SURVEILLANCE: lazy("Surveillance audit"),
    AuditKind.RECERTIFICATION: lazy("Recertification audit"),
    AuditKind.FOLLOW_UP: lazy("Follow-up audit"),
}

STATES: dict[str, LazyText] = {
    AuditState.PLANNED: lazy("Planned"),
    AuditState.ANNOUNCED: lazy("Announced"),
    AuditState.IN_PROGRESS: lazy("In progress"),
    AuditState.REPORTING: lazy("Being reported"),
    AuditState.CLOSED: lazy("Completed"),
    AuditState.CANCELLED: lazy("Cancelled"),
}

ROLES: dict[str, LazyText] = {
    TeamRole.LEAD: lazy("Lead auditor"),
    TeamRole.AUDITOR: lazy("Auditor"),
    TeamRole.EXPERT: lazy("Technical expert"),
    TeamRole.OBSERVER: lazy("Observer"),
}

ROLE_RIGHTS: dict[str, LazyText] = {
    TeamRole.LEAD: lazy(
        "leads the team, answers and raises findings, decides between answers, signs the report"
    ),
    TeamRole.AUDITOR: lazy("answers questions, gathers evidence, raises findings"),
    TeamRole.EXPERT: lazy("advises the auditors; neither answers nor raises findings"),
    TeamRole.OBSERVER: lazy("watches; neither answers nor raises findings"),
}
"""What each role does in an audit, in words (``workflow.RECORDS``)."""

METHODS: dict[str, LazyText] = {
    "on_site": lazy("On site"),
    "remote": lazy("Remotely"),
    "both": lazy("On site and remotely"),
}

EVIDENCE_STATES: dict[str, LazyText] = {
    EvidenceState.INCOMPLETE: lazy("Has not arrived"),
    EvidenceState.VERIFIED: lazy("Verified"),
    EvidenceState.REFUSED: lazy("Refused"),
}

CONFORMITY: dict[str, LazyText] = {
    "conforming": lazy("Conforming"),
    "nonconforming": lazy("Nonconforming"),
    "observation": lazy("Observation"),
    "not_applicable": lazy("Not applicable"),
}

YES_NO: dict[str, LazyText] = {"yes": lazy("Yes"), "no": lazy("No")}

ACTS: dict[str, LazyText] = {
    "audits.plan": lazy("Planned"),
    "audits.change_plan": lazy("Plan changed"),
    "audits.set_agenda": lazy("Agenda set"),
    "audits.announce": lazy("Announced"),
    "audits.start": lazy("First answer recorded"),
    "audits.finish": lazy("Work on site ended"),
    "audits.reopen": lazy("Work on site resumed"),
    "audits.close": lazy("Completed"),
    "audits.take_up": lazy("Taken up again"),
    "audits.cancel": lazy("Cancelled"),
    "audits.decide": lazy("A conflict decided"),
    "audits.sign": lazy("Signed"),
    "audits.add_question": lazy("Question added on the spot"),
    "audits.label_sample": lazy("A sample named"),
    "audits.report": lazy("Report handed over"),
    "audits.share_draft": lazy("Draft of the report shared with the audited units"),
    "audits.unshare_draft": lazy("Draft of the report shared no more"),
    "audits.sign_report": lazy("Report signed"),
    "audits.correct_report": lazy("Correction of the report begun"),
    "audits.drop_correction": lazy("Correction of the report given up"),
    "audits.acknowledge_report": lazy("Report acknowledged"),
    "audits.publish_report": lazy("Report without names confirmed"),
    "audits.confirm_plan": lazy("Plan confirmed"),
    "audits.record_meeting": lazy("Meeting written down"),
}
"""What the trail calls them, for the timeline."""


def pinned_issue(scope: Any, newer: Mapping[int, Any]) -> str:
    """A document of the scope with the issue that it was pinned at, and whether it has changed.

    Args:
        newer: the issues in force of documents that have changed (``queries.newer_issues``).
    """
    document = scope.document
    name = f"{document.code} {localized(document.title, document.title_en)}"
    if scope.revision is None:
        return name
    if scope.document_id in newer:
        return t(
            "%(document)s (issue %(number)s; changed since the announcement to issue %(newer)s)",
            document=name,
            number=scope.revision.label,
            newer=newer[scope.document_id].label,
        )
    return t("%(document)s (issue %(number)s)", document=name, number=scope.revision.label)


def options(labels: Mapping[str, LazyText]) -> list[tuple[str, str]]:
    """Labels as the choices of a form."""
    return [(str(key), str(label)) for key, label in labels.items()]


def answer_words(question: Mapping[str, Any], value: Any) -> str:
    """The value of an answer as people say it."""
    kind = question.get("type")
    if value is None:
        return t("taken back")
    if kind == "conformity":
        return str(CONFORMITY.get(value, value))
    if kind == "yes_no":
        return str(YES_NO.get(value, value))
    if kind in ("one_of", "many_of"):
        chosen = value if isinstance(value, list) else [value]
        words = {
            choice["value"]: localized(choice.get("label_pl"), choice.get("label_en"))
            for choice in question.get("choices", ())
        }
        return ", ".join(words.get(one, str(one)) for one in chosen) or "—"
    if kind == "number":
        return f"{number(value)} {question.get('unit', '')}".strip()
    if kind == "photo":
        return t("photographs: %(count)s", count=len(value))
    if kind == "signature":
        return t("signed by %(name)s", name=value.get("name", ""))
    return str(value)
