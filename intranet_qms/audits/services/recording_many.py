"""Many answers of one push at once: the same rules as one by one, in a fixed number of statements.

A phone that comes back from a cellar sends hundreds of answers. Their effect on each other is
worked out in memory; the database sees one statement of each kind.
"""

from __future__ import annotations

import uuid as uuids
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, select, update
from sqlalchemy.orm import Session

from ... import access
from ...db import among, insert_rows
from ...errors import QMSError
from ...host import Actor, Clock
from .. import standing
from ..asked import questions_for
from ..changes import note_change
from ..models import Answer, AnswerBase, Audit
from ..moved import takes
from ..workflow import AnswerKind
from . import recording
from .recording import AnswerOutcome

Slot = tuple[str, int]


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """An answer as it came; see ``recording.record_answer`` for the fields."""

    uuid: uuids.UUID
    question_key: str
    sample: int
    value: Any
    note: str
    based_on: Sequence[uuids.UUID]
    device_time: datetime | None

    @property
    def slot(self) -> Slot:
        """The question and sample that it is about."""
        return (self.question_key, self.sample)


@dataclass(slots=True)
class Kept:
    """A record as it is worked out in memory: the fields of ``models.Answer`` without the weight
    of an object that the session follows."""

    uuid: uuids.UUID
    question_key: str
    sample: int
    kind: AnswerKind
    value: Any
    note: str
    based_on: Sequence[str]
    kept: Sequence[str]
    standing: bool
    author_id: int
    author_name: str
    device_uuid: uuids.UUID | None
    device_time: datetime | None
    recorded_at: datetime


_READ = tuple(field.name for field in fields(Kept))


def record_answers(
    session: Session,
    actor: Actor,
    clock: Clock,
    audit: Audit,
    entries: Sequence[NewAnswer],
    *,
    device_uuid: uuids.UUID | None,
    clock_offset_ms: int | None,
) -> list[AnswerOutcome | QMSError]:
    """Record answers of one audit in their order. The caller holds the audit's lock.

    Returns:
        For each entry what came of it, as it stood right after it, or the error for which it was
        left out. An entry that is left out does not hold up the others.

    Raises:
        Forbidden: the actor does not record in this audit.
        Conflict: ``sync.audit_closed``.
        sqlalchemy.exc.IntegrityError: an identifier is taken; nothing was recorded.
    """
    access.require(actor, "audits.record", audit)
    recording.require_takes_work(audit)
    questions = questions_for(session, audit, {entry.question_key for entry in entries})
    slots = _slots(session, audit.id, {entry.slot for entry in entries})
    built_upon = _built_upon(session, audit.id, entries)
    now = clock.now()
    outcomes: list[AnswerOutcome | QMSError] = []
    added: list[Kept] = []
    overtaken: set[uuids.UUID] = set()
    for entry in entries:
        problem = _problem(questions, entry)
        if problem is not None:
            outcomes.append(problem)
            continue
        answer = Kept(
            uuid=entry.uuid,
            question_key=entry.question_key,
            sample=entry.sample,
            kind=AnswerKind.RECORDED,
            value=entry.value,
            note=entry.note,
            based_on=[str(base) for base in dict.fromkeys(entry.based_on)],
            kept=[],
            standing=(entry.uuid, *entry.slot) not in built_upon,
            author_id=actor.person_id,
            author_name=actor.name,
            device_uuid=device_uuid,
            device_time=entry.device_time,
            recorded_at=now,
        )
        slot = slots.setdefault(entry.slot, [])
        for base in entry.based_on:
            # The base may come later in this very push.
            built_upon.add((base, *entry.slot))
            for known in slot:
                if known.uuid == base and known.standing:
                    known.standing = False
                    overtaken.add(base)
        slot.append(answer)
        added.append(answer)
        outcomes.append(_outcome(slot, answer))
    _store(session, audit, added, overtaken, clock_offset_ms)
    if added:
        recording.start_if_announced(session, actor, clock, audit)
    return outcomes


def _outcome(slot: Sequence[Kept], answer: Kept) -> AnswerOutcome:
    if len(slot) == 1:
        # By far the most: the only record of its question.
        return AnswerOutcome(answer, 1, (answer,) if answer.standing else (), in_conflict=False)
    found = standing.derive(slot)
    return AnswerOutcome(
        answer, standing.generations(slot)[answer.uuid], found.heads, found.in_conflict
    )


def _problem(questions: Any, entry: NewAnswer) -> QMSError | None:
    question = questions.get(entry.question_key)
    if question is None:
        return recording.unknown_question()
    if (
        not takes(question, entry.value)
        or len(entry.note) > recording.LONGEST_NOTE
        or not 0 <= entry.sample < 10_000
        or entry.uuid in entry.based_on
        or len(entry.based_on) > recording.MOST_BASES
    ):
        return recording.invalid_value()
    return None


def _slots(session: Session, audit_id: int, wanted: set[Slot]) -> dict[Slot, list[Kept]]:
    """All records of these questions and samples."""
    slots: dict[Slot, list[Kept]] = {}
    rows = session.execute(
        select(*(getattr(Answer, name) for name in _READ))
        .where(
            Answer.audit_id == audit_id,
            # Two plain lists are one walk along the index; pairs would be one for each.
            among(session, Answer.question_key, {key for key, _ in wanted}),
            among(session, Answer.sample, {sample for _, sample in wanted}),
        )
        .order_by(Answer.id)
    )
    for row in rows:
        kept = Kept(*row)
        if (kept.question_key, kept.sample) in wanted:
            slots.setdefault((kept.question_key, kept.sample), []).append(kept)
    return slots


def _built_upon(
    session: Session, audit_id: int, entries: Sequence[NewAnswer]
) -> set[tuple[uuids.UUID, str, int]]:
    """What arrived before the record that it was based on: base, question and sample."""
    bases = session.execute(
        select(AnswerBase.answer_uuid, AnswerBase.base_uuid).where(
            among(session, AnswerBase.base_uuid, [entry.uuid for entry in entries])
        )
    ).all()
    if not bases:
        return set()
    slots = {
        identifier: (key, sample)
        for identifier, key, sample in session.execute(
            select(Answer.uuid, Answer.question_key, Answer.sample).where(
                Answer.uuid.in_({answer for answer, _ in bases}), Answer.audit_id == audit_id
            )
        )
    }
    return {(base, *slots[answer]) for answer, base in bases if answer in slots}


def _store(
    session: Session,
    audit: Audit,
    added: Sequence[Kept],
    overtaken: set[uuids.UUID],
    clock_offset_ms: int | None,
) -> None:
    if not added:
        return
    insert_rows(
        session,
        cast(Table, Answer.__table__),
        [
            {
                **{name: getattr(one, name) for name in _READ},
                "audit_id": audit.id,
                "clock_offset_ms": clock_offset_ms,
            }
            for one in added
        ],
    )
    insert_rows(
        session,
        cast(Table, AnswerBase.__table__),
        [
            {"answer_uuid": one.uuid, "base_uuid": uuids.UUID(base)}
            for one in added
            for base in one.based_on
        ],
    )
    older = overtaken - {one.uuid for one in added}
    if older:
        session.execute(
            update(Answer)
            .where(Answer.uuid.in_(older), Answer.standing)
            .values(standing=False)
            .execution_options(synchronize_session=False)
        )
    for one in added:
        note_change(session, audit.id, "answer", one.uuid)
