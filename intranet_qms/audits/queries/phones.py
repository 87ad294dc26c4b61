"""What phones ask: assignments, changes since a number, records by identifier, receipts."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from ...findings import queries as findings
from ..models import (
    Answer,
    Audit,
    AuditChange,
    AuditChangeCounter,
    Evidence,
    Signature,
    TeamMember,
)
from ..workflow import AuditState, EvidenceState, TeamRole


@dataclass(frozen=True, slots=True)
class Assignment:
    """What somebody has to do with an audit.

    ``status``: ``current``, ``former`` (taken out of the team; late work is quarantined) or
    ``none`` (never was theirs, or there is no such audit: step 5.7 does not tell them apart).
    """

    status: Literal["current", "former", "none"]
    audit_id: int | None = None
    role: TeamRole | None = None


def assignment(session: Session, person_id: int, audit_uuid: uuid.UUID) -> Assignment:
    """Whether an audit is or was somebody's."""
    row = session.execute(
        select(TeamMember.audit_id, TeamMember.role, TeamMember.removed_at)
        .join(Audit, Audit.id == TeamMember.audit_id)
        .where(Audit.uuid == audit_uuid, TeamMember.person_id == person_id)
    ).one_or_none()
    if row is None:
        return Assignment("none")
    status: Literal["current", "former"] = "current" if row.removed_at is None else "former"
    return Assignment(status, row.audit_id, TeamRole(row.role))


@dataclass(frozen=True, slots=True)
class AssignedAudit:
    """An audit that somebody's phone knows, or must forget."""

    audit_id: int
    uuid: uuid.UUID
    current: bool
    state: AuditState
    row_version: int
    last_change: int


def assigned_audits(session: Session, person_id: int) -> list[AssignedAudit]:
    """Every audit that is or was somebody's, with the number of its last change. One query.

    Planned audits are not on phones yet: they count as not current.
    """
    rows = session.execute(
        select(
            Audit.id,
            Audit.uuid,
            TeamMember.removed_at,
            Audit.state,
            Audit.row_version,
            AuditChangeCounter.last,
        )
        .join(TeamMember, TeamMember.audit_id == Audit.id)
        .outerjoin(AuditChangeCounter, AuditChangeCounter.audit_id == Audit.id)
        .where(TeamMember.person_id == person_id)
        .order_by(Audit.id)
    )
    return [
        AssignedAudit(
            audit_id,
            audit_uuid,
            removed_at is None and state != AuditState.PLANNED,
            AuditState(state),
            row_version,
            last or 0,
        )
        for audit_id, audit_uuid, removed_at, state, row_version, last in rows
    ]


def teams_led_by(session: Session, person_id: int) -> dict[uuid.UUID, set[int]]:
    """Who is or was in the team of each audit that somebody leads and that is going on. One query."""
    lead = aliased(TeamMember)
    rows = session.execute(
        select(Audit.uuid, TeamMember.person_id)
        .join(lead, lead.audit_id == Audit.id)
        .join(TeamMember, TeamMember.audit_id == Audit.id)
        .where(
            lead.person_id == person_id,
            lead.role == TeamRole.LEAD,
            lead.removed_at.is_(None),
            Audit.state.in_(_GOING_ON),
        )
        .order_by(Audit.id)
    )
    teams: dict[uuid.UUID, set[int]] = {}
    for audit_uuid, member in rows:
        teams.setdefault(audit_uuid, set()).add(member)
    return teams


_GOING_ON = (AuditState.ANNOUNCED, AuditState.IN_PROGRESS, AuditState.REPORTING)


@dataclass(frozen=True, slots=True)
class Change:
    """Something to fetch: its number in the audit, what it is, and which."""

    number: int
    entity: str
    uuid: uuid.UUID


def changes_since(session: Session, audit_id: int, number: int, limit: int) -> list[Change]:
    """The changes of an audit after ``number`` in their order, at most ``limit``."""
    rows = session.execute(
        select(AuditChange.number, AuditChange.entity, AuditChange.entity_uuid)
        .where(AuditChange.audit_id == audit_id, AuditChange.number > number)
        .order_by(AuditChange.number)
        .limit(limit)
    )
    return [Change(*row) for row in rows]


def last_change(session: Session, audit_id: int) -> int:
    """The number of the last change; 0 for none."""
    return (
        session.scalar(
            select(AuditChangeCounter.last).where(AuditChangeCounter.audit_id == audit_id)
        )
        or 0
    )


def everything_of(session: Session, audit_id: int) -> list[tuple[str, uuid.UUID]]:
    """What a phone fetches that knows nothing of an audit yet: kind and identifier, in order."""
    found: list[tuple[str, uuid.UUID]] = []
    for entity, model in (("answer", Answer), ("evidence", Evidence), ("signature", Signature)):
        found += [
            (entity, identifier)
            for identifier in session.scalars(
                select(model.uuid).where(model.audit_id == audit_id).order_by(model.id)
            )
        ]
    found += [("finding", one.uuid) for one in findings.of_audit(session, audit_id)]
    return found


def answers_by_uuid(session: Session, identifiers: Sequence[uuid.UUID]) -> Sequence[Answer]:
    """Answers by identifiers, in the order of the server."""
    return session.scalars(
        select(Answer).where(Answer.uuid.in_(identifiers)).order_by(Answer.id)
    ).all()


def evidence_by_uuid(session: Session, identifiers: Sequence[uuid.UUID]) -> Sequence[Evidence]:
    """Evidence by identifiers, without its bytes."""
    return session.scalars(
        select(Evidence).where(Evidence.uuid.in_(identifiers)).order_by(Evidence.id)
    ).all()


def signatures_by_uuid(session: Session, identifiers: Sequence[uuid.UUID]) -> Sequence[Signature]:
    """Signatures by identifiers."""
    return session.scalars(
        select(Signature).where(Signature.uuid.in_(identifiers)).order_by(Signature.id)
    ).all()


findings_by_uuid = findings.by_uuids


@dataclass(frozen=True, slots=True)
class ReceiptCounts:
    """What one phone sent for an audit (step 8.1). ``missing``: hashes whose bytes are not here."""

    answers: int
    findings: int
    signatures: int
    attached: int
    verified: int
    missing: list[str]


def receipt_counts(session: Session, audit_id: int, device_uuid: uuid.UUID) -> ReceiptCounts:
    """What one phone sent for an audit. Four queries, whatever its size."""
    answers = session.scalar(
        select(func.count()).where(Answer.audit_id == audit_id, Answer.device_uuid == device_uuid)
    )
    signatures = session.scalar(
        select(func.count()).where(
            Signature.audit_id == audit_id, Signature.device_uuid == device_uuid
        )
    )
    pieces = session.execute(
        select(Evidence.sha256, Evidence.state)
        .where(Evidence.audit_id == audit_id, Evidence.device_uuid == device_uuid)
        .order_by(Evidence.id)
    ).all()
    return ReceiptCounts(
        answers=answers or 0,
        findings=findings.device_count(session, audit_id, device_uuid),
        signatures=signatures or 0,
        attached=len(pieces),
        verified=sum(state == EvidenceState.VERIFIED for _, state in pieces),
        missing=list(
            dict.fromkeys(sha for sha, state in pieces if state == EvidenceState.INCOMPLETE)
        ),
    )


def receipts_by_device(session: Session, audit_id: int) -> dict[uuid.UUID, ReceiptCounts]:
    """What each phone sent for an audit, as ``receipt_counts`` for all of them. Four queries."""
    answers = _by_device(session, Answer, audit_id)
    signatures = _by_device(session, Signature, audit_id)
    raised = findings.counts_by_device(session, audit_id)
    pieces: dict[uuid.UUID, list[tuple[str, EvidenceState]]] = {}
    for device, sha256, state in session.execute(
        select(Evidence.device_uuid, Evidence.sha256, Evidence.state)
        .where(Evidence.audit_id == audit_id, Evidence.device_uuid.is_not(None))
        .order_by(Evidence.id)
    ):
        if device is not None:
            pieces.setdefault(device, []).append((sha256, state))
    return {
        device: ReceiptCounts(
            answers=answers.get(device, 0),
            findings=raised.get(device, 0),
            signatures=signatures.get(device, 0),
            attached=len(pieces.get(device, ())),
            verified=sum(state == EvidenceState.VERIFIED for _, state in pieces.get(device, ())),
            missing=list(
                dict.fromkeys(
                    sha
                    for sha, state in pieces.get(device, ())
                    if state == EvidenceState.INCOMPLETE
                )
            ),
        )
        for device in {*answers, *signatures, *raised, *pieces}
    }


def _by_device(session: Session, model: Any, audit_id: int) -> dict[uuid.UUID, int]:
    rows = session.execute(
        select(model.device_uuid, func.count())
        .where(model.audit_id == audit_id, model.device_uuid.is_not(None))
        .group_by(model.device_uuid)
    )
    return {row[0]: row[1] for row in rows}
