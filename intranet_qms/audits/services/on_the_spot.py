"""Questions and names of samples that auditors add while they are there (protocol, step 3.2)."""

from __future__ import annotations

import uuid as uuids
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ... import access
from ...errors import Invalid
from ...host import Actor, Clock
from ...i18n import lazy
from ...trail import services as trail
from ..asked import OWN, questions_for
from ..changes import note_change
from ..checklist import pinned
from ..models import Audit, OwnQuestion, SampleLabel
from ..moved import earlier_versions
from .recording import require_takes_work, unknown_question

OWN_TYPES = ("conformity", "yes_no", "number", "text")
"""What an own question may be answered with; the others need settings of a designer."""

LONGEST_QUESTION = 2_000
LONGEST_LABEL = 200
MOST_OWN = 200


def add_question(
    session: Session,
    actor: Actor,
    clock: Clock,
    audit: Audit,
    *,
    uuid: uuids.UUID,
    section_key: str,
    text: str,
    clause: str,
    question_type: str,
    device_uuid: uuids.UUID | None,
    device_time: datetime | None,
) -> OwnQuestion:
    """Ask a question that the checklist does not have; for this audit only.

    Args:
        uuid: identifier of the mutation; the question's key is ``own-`` and this.
        section_key: of the checklist's section, or empty.

    Raises:
        Forbidden, Conflict: as for answers.
        Invalid: ``sync.value_invalid``: no text, or a type, section or number that cannot be.
    """
    access.require(actor, "audits.record", audit)
    require_takes_work(audit)
    asked_already = session.scalars(
        select(OwnQuestion.id).where(OwnQuestion.audit_id == audit.id).limit(MOST_OWN)
    ).all()
    if (
        not text.strip()
        or len(text) > LONGEST_QUESTION
        or question_type not in OWN_TYPES
        or (section_key and not _has_section(session, audit, section_key))
        or len(asked_already) >= MOST_OWN
    ):
        raise Invalid("sync.value_invalid", lazy("This is no question that can be asked."))
    question = OwnQuestion(
        uuid=uuid,
        audit_id=audit.id,
        key=f"{OWN}{uuid}",
        section_key=section_key,
        text=text.strip(),
        clause=clause.strip(),
        type=question_type,
        author_id=actor.person_id,
        author_name=actor.name,
        device_uuid=device_uuid,
        device_time=device_time,
        added_at=clock.now(),
    )
    session.add(question)
    session.flush()
    trail.record(
        session,
        actor,
        clock,
        "audits.add_question",
        "audit",
        audit.uuid,
        {"question": question.key, "text": question.text},
    )
    note_change(session, audit.id, "sheet", audit.uuid)
    return question


def _has_section(session: Session, audit: Audit, key: str) -> bool:
    """Whether the checklist has a section, or had it before the audit was moved: a phone that has
    not heard of the move asks there, and what it answered must not be lost with the question."""
    version = pinned(session, audit.checklist_version_id)
    earlier = earlier_versions(session, audit.id) if audit.checklist_moves else []
    return any(
        section["key"] == key for one in (version, *earlier) for section in one.content["sections"]
    )


def label_sample(
    session: Session,
    actor: Actor,
    clock: Clock,
    audit: Audit,
    *,
    question_key: str,
    sample: int,
    label: str,
) -> SampleLabel:
    """Name a sample of a question; the old name stays in the trail.

    Raises:
        Forbidden, Conflict: as for answers.
        Invalid: an unknown question, or a name that is too long.
    """
    access.require(actor, "audits.record", audit)
    require_takes_work(audit)
    if question_key not in questions_for(session, audit, [question_key]):
        raise unknown_question()
    if len(label) > LONGEST_LABEL or not 0 <= sample < 10_000:
        raise Invalid("sync.value_invalid", lazy("This is no name of a sample."))
    found = session.scalars(
        select(SampleLabel).where(
            SampleLabel.audit_id == audit.id,
            SampleLabel.question_key == question_key,
            SampleLabel.sample == sample,
        )
    ).one_or_none()
    before = found.label if found is not None else ""
    if found is None:
        found = SampleLabel(audit_id=audit.id, question_key=question_key, sample=sample)
        session.add(found)
    found.label = label.strip()
    found.author_id = actor.person_id
    found.labelled_at = clock.now()
    session.flush()
    trail.record(
        session,
        actor,
        clock,
        "audits.label_sample",
        "audit",
        audit.uuid,
        {"question": question_key, "sample": sample, "before": before, "after": found.label},
    )
    note_change(session, audit.id, "sheet", audit.uuid)
    return found
