"""Which findings were raised against a clause."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..host import Actor
from ..standards.hooks import Proof, Proofs, Uses, clause_use_source, proof_source
from ..standards.workflow import ProofKind
from .models import Finding
from .queries import visible_to
from .workflow import FindingState


@proof_source
def findings_for_clauses(session: Session, actor: Actor, clause_ids: Sequence[int]) -> Proofs:
    """The findings that name a clause and that the actor may see, the latest first."""
    rows = session.execute(
        select(
            Finding.clause_id, Finding.number, Finding.statement, Finding.raised_at, Finding.state
        )
        .where(
            Finding.clause_id.in_(clause_ids),
            Finding.state != FindingState.WITHDRAWN,
            visible_to(actor),
        )
        .order_by(Finding.raised_at.desc(), Finding.id.desc())
    )
    found: dict[int, list[Proof]] = {}
    for clause_id, number, statement, raised_at, state in rows:
        found.setdefault(clause_id, []).append(
            Proof(
                number,
                statement[:200],
                "findings_show",
                {"number": number},
                ProofKind.FINDING,
                raised_at.date(),
                state != FindingState.CLOSED,
            )
        )
    return found


@clause_use_source
def findings_citing_clauses(session: Session, clause_ids: Sequence[int]) -> Uses:
    """Findings of any state."""
    found: dict[int, list[str]] = {}
    for clause_id, number in session.execute(
        select(Finding.clause_id, Finding.number)
        .where(Finding.clause_id.in_(clause_ids))
        .order_by(Finding.id)
    ):
        found.setdefault(clause_id, []).append(number)
    return found
