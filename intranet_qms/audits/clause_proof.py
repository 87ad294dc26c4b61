"""Which audits looked at a clause."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from ..host import Actor
from ..standards.hooks import (
    Proof,
    Proofs,
    Uses,
    clause_use_source,
    edition_use_source,
    proof_source,
)
from ..standards.workflow import ProofKind
from .models import Audit, AuditClause, AuditStandard
from .queries.audits import visible_to
from .workflow import AuditState


@proof_source
def audits_for_clauses(session: Session, actor: Actor, clause_ids: Sequence[int]) -> Proofs:
    """The audits with a clause in their scope that the actor may see, the latest first."""
    rows = session.execute(
        select(AuditClause.clause_id, Audit.number, Audit.title, Audit.last_day, Audit.state)
        .join(Audit, Audit.id == AuditClause.audit_id)
        .where(
            AuditClause.clause_id.in_(clause_ids),
            Audit.state != AuditState.CANCELLED,
            visible_to(actor),
        )
        .order_by(Audit.last_day.desc(), Audit.id.desc())
    )
    found: dict[int, list[Proof]] = {}
    for clause_id, number, title, last_day, state in rows:
        found.setdefault(clause_id, []).append(
            Proof(
                number,
                title,
                "audits_show",
                {"number": number},
                ProofKind.AUDIT,
                last_day,
                state not in (AuditState.CLOSED, AuditState.REPORTING),
            )
        )
    return found


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
