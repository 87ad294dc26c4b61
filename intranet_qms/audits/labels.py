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
    "audits.cancel": lazy("Cancelled"),
    "audits.decide": lazy("A conflict decided"),
    "audits.sign": lazy("Signed"),
    "audits.report": lazy("Report made"),
}
"""What the trail calls them, for the timeline."""


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
