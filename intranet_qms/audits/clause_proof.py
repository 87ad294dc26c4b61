"""Which audits looked at a clause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from ..host import Actor
from ..standards import queries as standards
from ..standards.hooks import (
    Proof,
    Proofs,
    Uses,
    clause_use_source,
    edition_use_source,
    proof_source,
)
from ..standards.workflow import ProofKind
from .checklist import pinned
from .models import Answer, Audit, AuditClause, AuditStandard
from .queries.audits import visible_to
from .workflow import AuditState


@proof_source
def audits_for_clauses(session: Session, actor: Actor, clause_ids: Sequence[int]) -> Proofs:
    """The audits that the actor may see and that looked at a clause, the latest first.

    They have it in their scope, or somebody answered a question about it.
    """
    by_clause: dict[int, dict[int, Any]] = {}
    for clause_id, audit in session.execute(
        select(AuditClause.clause_id, Audit)
        .join(Audit, Audit.id == AuditClause.audit_id)
        .where(
            AuditClause.clause_id.in_(clause_ids),
            Audit.state != AuditState.CANCELLED,
            visible_to(actor),
        )
    ):
        by_clause.setdefault(clause_id, {})[audit.id] = audit
    for clause_id, audit in _answered(session, actor, clause_ids):
        by_clause.setdefault(clause_id, {})[audit.id] = audit
    return {
        clause_id: [
            Proof(
                audit.number,
                audit.title,
                "audits_show",
                {"number": audit.number},
                ProofKind.AUDIT,
                audit.last_day,
                audit.state not in (AuditState.CLOSED, AuditState.REPORTING),
            )
            for audit in sorted(
                listed.values(), key=lambda one: (one.last_day, one.id), reverse=True
            )
        ]
        for clause_id, listed in by_clause.items()
    }


def _answered(
    session: Session, actor: Actor, clause_ids: Sequence[int]
) -> Iterator[tuple[int, Audit]]:
    """Clauses with the audits in which a question about them was answered.

    The contents of checklists come from memory; three queries for all clauses.
    """
    by_name = {
        (one.edition.label, one.number): one.id
        for one in standards.clauses_by_ids(session, clause_ids)
    }
    keys = session.execute(
        select(Answer.audit_id, Answer.question_key)
        .join(Audit, Audit.id == Answer.audit_id)
        .where(Answer.standing, Audit.state != AuditState.CANCELLED, visible_to(actor))
        .distinct()
    ).all()
    audits = {
        one.id: one
        for one in session.scalars(select(Audit).where(Audit.id.in_({row[0] for row in keys})))
    }
    for audit_id, key in keys:
        audit = audits[audit_id]
        checklist = pinned(session, audit.checklist_version_id)
        clause = checklist.questions.get(key, {}).get("clause", "")
        content = checklist.content
        label = f"{content.get('standard', '')}:{content.get('edition', '')}"
        clause_id = by_name.get((label, clause)) if clause else None
        if clause_id is not None:
            yield clause_id, audit


@clause_use_source
def audits_citing_clauses(session: Session, clause_ids: Sequence[int]) -> Uses:
    """Audits of any state: what was audited stays as it was."""
    found: dict[int, list[str]] = {}
    for clause_id, number in session.execute(
        select(AuditClause.clause_id, Audit.number)
        .join(Audit, Audit.id == AuditClause.audit_id)
        .where(AuditClause.clause_id.in_(clause_ids))
        .order_by(Audit.id)
    ):
        found.setdefault(clause_id, []).append(number)
    return found


@edition_use_source
def audits_against_editions(session: Session, edition_ids: Sequence[int]) -> Uses:
    """Audits that are held against an edition as a whole."""
    found: dict[int, list[str]] = {}
    held = union(
        select(Audit.standard_edition_id.label("edition"), Audit.number.label("number")).where(
            Audit.standard_edition_id.in_(edition_ids)
        ),
        select(AuditStandard.edition_id, Audit.number)
        .join(Audit, Audit.id == AuditStandard.audit_id)
        .where(AuditStandard.edition_id.in_(edition_ids)),
    ).subquery()
    for edition_id, number in session.execute(
        select(held.c.edition, held.c.number).order_by(held.c.number)
    ):
        found.setdefault(edition_id, []).append(number)
    return found
