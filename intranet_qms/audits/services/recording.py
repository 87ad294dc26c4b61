"""Answers and decisions about them (protocol, steps 3.3 and 5). Nothing recorded ever changes."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, insert, select, update
from sqlalchemy.orm import Session

from ... import access
from ...errors import Conflict, Invalid
from ...host import Actor, Clock
from ...i18n import lazy
from ...trail import services as trail
from .. import standing
from ..asked import questions_for
from ..changes import lock_audits
from ..models import Answer, AnswerBase, Audit
from ..moved import takes
from ..workflow import TAKES_WORK, AnswerKind, AuditState, AuditStep, next_state

LONGEST_NOTE = 20_000
MOST_BASES = 200


@dataclass(frozen=True, slots=True)
class AnswerOutcome:
    """What came of an answer.

    ``version`` is 1 for an answer based on nothing, else one more than its latest base. ``heads`` are
    the records that stand now, in the order in which the server took them. The records are of
    ``models.Answer`` or have its fields (``recording_many.Kept``).
    """

    answer: Any
    version: int
    heads: tuple[Any, ...]
    in_conflict: bool

    @property
    def head_uuids(self) -> list[uuid.UUID]:
        """Identifiers of the records that stand."""
        return [head.uuid for head in self.heads]


def record_answer(
    session: Session,
    actor: Actor,
    clock: Clock,
    audit: Audit,
    *,
    uuid: uuid.UUID,
    question_key: str,
    sample: int,
    value: Any,
    note: str,
    based_on: Sequence[uuid.UUID],
    device_uuid: uuid.UUID | None,
    device_time: datetime | None,
    clock_offset_ms: int | None,
) -> AnswerOutcome:
    """Record an answer. The number of statements does not depend on the size of the audit.

    Args:
        uuid: identifier of the mutation, and of the answer from now on.
        sample: from 0; which of several looked-at cases the answer is about.
        value: of the question's type; None takes the answer back.
        based_on: the answers that its author saw, whether or not they have arrived.
        device_time: as the phone's clock said; only shown.
        clock_offset_ms: how far that clock was from the server's, in milliseconds.

    Raises:
        Forbidden: the actor does not record in this audit.
        Conflict: ``sync.audit_closed``: the audit takes no more work.
        Invalid: ``sync.question_unknown`` or ``sync.value_invalid``.
    """
    access.require(actor, "audits.record", audit)
    lock_audits(session, [audit.id])
    require_takes_work(audit)
    question = questions_for(session, audit, [question_key]).get(question_key)
    if question is None:
        raise unknown_question()
    if not takes(question, value) or len(note) > LONGEST_NOTE or not 0 <= sample < 10_000:
        raise invalid_value()
    if uuid in based_on or len(based_on) > MOST_BASES:
        raise invalid_value()
    answer = Answer(
        uuid=uuid,
        audit_id=audit.id,
        question_key=question_key,
        sample=sample,
        kind=AnswerKind.RECORDED,
        value=value,
        note=note,
        based_on=[str(base) for base in dict.fromkeys(based_on)],
        kept=[],
        author_id=actor.person_id,
        author_name=actor.name,
        device_uuid=device_uuid,
        device_time=device_time,
        clock_offset_ms=clock_offset_ms,
        recorded_at=clock.now(),
    )
    start_if_announced(session, actor, clock, audit)
    return _insert(session, answer)


def resolve_conflict(
    session: Session,
    actor: Actor,
    clock: Clock,
    audit: Audit,
    *,
    uuid: uuid.UUID,
    question_key: str,
    sample: int,
    keep: Sequence[uuid.UUID],
    based_on: Sequence[uuid.UUID],
    note: str,
    device_uuid: uuid.UUID | None = None,
    device_time: datetime | None = None,
    clock_offset_ms: int | None = None,
) -> AnswerOutcome:
    """Decide which of several answers stays, or that several stay as separate observations.

    The decision is a record based on all that it decided about; an answer that its author had
    not seen stands beside it and is a conflict again.

    Args:
        keep: one or more recorded answers of this question and sample.
        based_on: all records that the lead auditor saw standing.

    Raises:
        Forbidden: ``sync.lead_only``.
        Conflict: the audit is closed.
        Invalid: ``sync.value_invalid``: something to keep or decided about is not there.
    """
    decision = access.decide(actor, "audits.decide", audit)
    if not decision:
        raise Invalid("sync.lead_only", decision.reason, status=403)
    lock_audits(session, [audit.id])
    # Conclusions are written while the last conflicts are decided, so reporting is allowed too.
    if audit.state != AuditState.REPORTING:
        require_takes_work(audit)
    if not keep or not based_on or len(based_on) > MOST_BASES or len(note) > LONGEST_NOTE:
        raise invalid_value()
    slot = _slot(session, audit.id, question_key, sample)
    recorded = {one.uuid for one in slot if one.kind == AnswerKind.RECORDED}
    if not set(keep) <= recorded or not set(based_on) <= {one.uuid for one in slot}:
        raise invalid_value()
    answer = Answer(
        uuid=uuid,
        audit_id=audit.id,
        question_key=question_key,
        sample=sample,
        kind=AnswerKind.RESOLVED if len(set(keep)) == 1 else AnswerKind.BOTH_KEPT,
        value=None,
        note=note,
        based_on=[str(base) for base in dict.fromkeys(based_on)],
        kept=[str(kept) for kept in dict.fromkeys(keep)],
        author_id=actor.person_id,
        author_name=actor.name,
        device_uuid=device_uuid,
        device_time=device_time,
        clock_offset_ms=clock_offset_ms,
        recorded_at=clock.now(),
    )
    trail.record(
        session,
        actor,
        clock,
        "audits.decide",
        "audit",
        audit.uuid,
        {"question": question_key, "sample": sample, "kept": answer.kept},
    )
    return _insert(session, answer)


def require_takes_work(audit: Audit) -> None:
    """Refuse work for an audit that is not going on.

    Raises:
        Conflict: ``sync.audit_closed``.
    """
    if audit.state not in TAKES_WORK:
        raise Conflict(
            "sync.audit_closed",
            lazy("This audit takes no more work: it is finished, cancelled or not announced yet."),
            way_out=lazy("The lead auditor sees what you sent and can still take it over."),
        )


def start_if_announced(session: Session, actor: Actor, clock: Clock, audit: Audit) -> None:
    """The first answer begins an announced audit."""
    if audit.state != AuditState.ANNOUNCED:
        return
    following = next_state(audit.state, AuditStep.START)
    if following is None:
        raise RuntimeError("an announced audit can start")
    audit.state = following
    trail.record(session, actor, clock, "audits.start", "audit", audit.uuid)


def _insert(session: Session, answer: Answer) -> AnswerOutcome:
    """Store a record and derive what stands in its slot, and nowhere else."""
    # It may be that whoever built upon this record was faster (step 3.3).
    built_upon = session.scalar(
        select(
            exists()
            .where(AnswerBase.base_uuid == answer.uuid)
            .where(Answer.uuid == AnswerBase.answer_uuid)
            .where(Answer.audit_id == answer.audit_id)
            .where(Answer.question_key == answer.question_key)
            .where(Answer.sample == answer.sample)
        )
    )
    answer.standing = not built_upon
    session.add(answer)
    session.flush()
    if answer.based_on:
        bases = [uuid.UUID(base) for base in answer.based_on]
        session.execute(
            insert(AnswerBase),
            [{"answer_uuid": answer.uuid, "base_uuid": base} for base in bases],
        )
        session.execute(
            update(Answer)
            .where(
                Answer.uuid.in_(bases),
                Answer.audit_id == answer.audit_id,
                Answer.question_key == answer.question_key,
                Answer.sample == answer.sample,
                Answer.standing,
            )
            .values(standing=False)
            .execution_options(synchronize_session=False)
        )
    slot = _slot(session, answer.audit_id, answer.question_key, answer.sample)
    found = standing.derive(slot)
    version = standing.generations(slot)[answer.uuid]
    return AnswerOutcome(answer, version, found.heads, found.in_conflict)


def _slot(session: Session, audit_id: int, question_key: str, sample: int) -> Sequence[Answer]:
    return session.scalars(
        select(Answer)
        .where(
            Answer.audit_id == audit_id,
            Answer.question_key == question_key,
            Answer.sample == sample,
        )
        .order_by(Answer.id)
        .execution_options(populate_existing=True)
    ).all()


def unknown_question() -> Invalid:
    """The pinned checklist has no such question."""
    return Invalid(
        "sync.question_unknown",
        lazy("The checklist of this audit has no such question."),
        way_out=lazy("Synchronise again; the audit keeps the version that it was planned with."),
    )


def invalid_value() -> Invalid:
    """The value does not fit its question."""
    return Invalid(
        "sync.value_invalid",
        lazy("This is no answer to the question."),
        way_out=lazy("Open the question, correct the answer and send it again."),
    )
