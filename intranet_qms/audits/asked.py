"""What is asked in an audit: the pinned checklist, and what the auditors added on the spot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from .checklist import Pinned, pinned
from .models import Audit, OwnQuestion, SampleLabel
from .moved import SECTION, answered_of_earlier, with_earlier

OWN = "own-"
"""How the keys of own questions begin."""

OWN_SECTION: Mapping[str, Any] = {
    "key": "own",
    "title_pl": "Pytania dodane na miejscu",
    "title_en": "Questions added on the spot",
}
"""Where own questions stand that belong to no section of the checklist."""


def as_question(own: OwnQuestion) -> dict[str, Any]:
    """An own question in the form of a checklist's question. ``own``: the name of who asked it."""
    return {
        "key": own.key,
        "text_pl": own.text,
        "text_en": "",
        "guidance_pl": "",
        "guidance_en": "",
        "clause": own.clause,
        "type": own.type,
        "evidence": "optional",
        "required": False,
        "weight": 1,
        "own": own.author_name,
    }


def own_questions(session: Session, audit_ids: Iterable[int]) -> Sequence[OwnQuestion]:
    """The questions added on the spot, in their order."""
    return session.scalars(
        select(OwnQuestion)
        .where(OwnQuestion.audit_id.in_(list(audit_ids)))
        .order_by(OwnQuestion.id)
    ).all()


def sample_labels(session: Session, audit_ids: Iterable[int]) -> Sequence[SampleLabel]:
    """What samples are called, by question and sample; empty names left out."""
    return session.scalars(
        select(SampleLabel)
        .where(SampleLabel.audit_id.in_(list(audit_ids)), SampleLabel.label != "")
        .order_by(SampleLabel.question_key, SampleLabel.sample)
    ).all()


def asked(session: Session, audit: Audit) -> Pinned:
    """The pinned version with the own questions at the ends of their sections, and at the end what
    was answered of earlier versions. Two queries, three more for an audit that was moved."""
    version = with_earlier(session, audit, pinned(session, audit.checklist_version_id))
    earlier = answered_of_earlier(session, audit, version)
    own = [(one.section_key, as_question(one)) for one in own_questions(session, [audit.id])]
    asked_now = {key: one for key, one in version.questions.items() if "earlier" not in one}
    version = replace(
        version, questions={**asked_now, **{question["key"]: question for question in earlier}}
    )
    if not own and not earlier and not any("was" in one for one in asked_now.values()):
        return version
    sections = [
        {
            **section,
            "questions": [
                *(version.questions[one["key"]] for one in section["questions"]),
                *(question for key, question in own if key == section["key"]),
            ],
        }
        for section in version.content["sections"]
    ]
    known = {section["key"] for section in sections}
    loose = [question for key, question in own if key not in known]
    if loose:
        sections.append({**OWN_SECTION, "questions": loose})
    if earlier:
        sections.append({**SECTION, "questions": earlier})
    return replace(
        version,
        content={**version.content, "sections": sections},
        questions={**version.questions, **{question["key"]: question for _, question in own}},
    )


def questions_for(
    session: Session, audit: Audit, keys: Iterable[str | None]
) -> Mapping[str, Mapping[str, Any]]:
    """The questions by key; own ones are only looked for when one of ``keys`` is not published."""
    known = with_earlier(session, audit, pinned(session, audit.checklist_version_id)).questions
    if all(not (key or "").startswith(OWN) or key in known for key in keys):
        return known
    return {**known, **asked(session, audit).questions}
