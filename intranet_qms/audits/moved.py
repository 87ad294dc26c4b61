"""What an audit asked before it was moved to another version of its checklist.

Nothing that was answered goes away: a question that the new version dropped stays on the sheet once
somebody answered it, and an answer of an earlier form keeps the words of that form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..checklists.workflow import check_value, fits
from ..findings import queries as findings
from .checklist import Pinned, pinned
from .models import Answer, Audit, ChecklistMove, Evidence

SECTION: Mapping[str, Any] = {
    "key": "earlier",
    "title_pl": "Pytania z wcześniejszej wersji listy",
    "title_en": "Questions of an earlier version of the checklist",
}
"""Where answered questions stand that the present version does not ask any more."""

_FORM = ("type", "choices", "unit", "unit_pl", "unit_en", "integer", "min", "max", "max_length")


def earlier_versions(session: Session, audit_id: int) -> list[Pinned]:
    """The versions that an audit was moved away from, the latest first. One query."""
    numbers = session.scalars(
        select(ChecklistMove.from_version_id)
        .where(ChecklistMove.audit_id == audit_id)
        .order_by(ChecklistMove.id.desc())
    ).all()
    return [pinned(session, one) for one in dict.fromkeys(numbers)]


def _form(question: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(repr(question.get(word)) for word in _FORM)


def with_earlier(session: Session, audit: Audit, version: Pinned) -> Pinned:
    """The present version, in which changed questions carry their earlier forms as ``was``, and all
    questions of earlier versions are known by key, with the version's number as ``earlier``."""
    if not audit.checklist_moves:
        return version
    known = dict(version.questions)
    forms: dict[str, list[dict[str, Any]]] = {}
    versions = [
        one for one in earlier_versions(session, audit.id) if one.version_id != version.version_id
    ]
    if not versions:
        return version
    for before in versions:
        for key, question in before.questions.items():
            if key not in known:
                known[key] = gone(question, before.number)
            elif "earlier" not in known[key] and _form(question) != _form(known[key]):
                form = {word: question[word] for word in _FORM if word in question}
                forms.setdefault(key, []).append({**form, "version": before.number})
    for key, was in forms.items():
        known[key] = {**known[key], "was": was}
    return replace(version, questions=known)


def content_with_earlier(session: Session, audit: Audit, version: Pinned) -> Mapping[str, Any]:
    """The content as phones get it (step 7.2): changed questions with their earlier forms, and
    under ``earlier`` what only earlier versions asked. One query."""
    if not audit.checklist_moves:
        return version.content
    known = with_earlier(session, audit, version).questions
    earlier = [one for one in known.values() if "earlier" in one]
    if not earlier and not any("was" in one for one in known.values()):
        return version.content
    sections = [
        {**section, "questions": [known[one["key"]] for one in section["questions"]]}
        for section in version.content["sections"]
    ]
    return {**version.content, "sections": sections, "earlier": earlier}


def gone(question: Mapping[str, Any], number: int) -> dict[str, Any]:
    """A question that is asked no more: nothing about it is required or depends on others."""
    kept = {
        word: value
        for word, value in question.items()
        if word not in ("relevant", "required_when", "evidence_when")
    }
    return {**kept, "required": False, "evidence": "optional", "earlier": number}


def answered_of_earlier(session: Session, audit: Audit, known: Pinned) -> list[Mapping[str, Any]]:
    """The questions of earlier versions that something is recorded for, in their order."""
    if not audit.checklist_moves:
        return []
    removed = {key: one for key, one in known.questions.items() if "earlier" in one}
    if not removed:
        return []
    recorded = set(
        session.scalars(select(Answer.question_key).where(Answer.audit_id == audit.id).distinct())
    )
    recorded |= {
        key
        for key in session.scalars(
            select(Evidence.question_key).where(Evidence.audit_id == audit.id).distinct()
        )
        if key
    }
    recorded |= {
        one.question_key for one in findings.of_audit(session, audit.id) if one.question_key
    }
    return [one for key, one in removed.items() if key in recorded]


def takes(question: Mapping[str, Any], value: Any) -> bool:
    """Whether a value may be recorded: it fits the question, or a form that it had in this audit
    before, which a phone that has not heard of the move still shows."""
    return not check_value(question, value) or any(
        not check_value(form, value) for form in question.get("was", ())
    )


def form_of(question: Mapping[str, Any], value: Any) -> tuple[Mapping[str, Any], int | None]:
    """The form in whose words a value is told, and the number of its version if it is an earlier
    one that the present form does not take."""
    if value is None or fits(question, value) or not question.get("was"):
        return question, None
    for form in question["was"]:
        if not check_value(form, value):
            return form, form["version"]
    return question, None
