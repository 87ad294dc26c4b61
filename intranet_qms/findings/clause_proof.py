"""Which findings were raised against a clause."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from ..host import Actor
from ..standards import queries as standards
from ..standards.hooks import Proof, Proofs, Uses, clause_use_source, proof_source
from ..standards.workflow import ProofKind
from .models import Finding
from .queries import visible_to
from .workflow import FindingState


@proof_source
def findings_for_clauses(session: Session, actor: Actor, clause_ids: Sequence[int]) -> Proofs:
    """The findings that name a clause and that the actor may see, the latest first."""
    found: dict[int, list[Proof]] = {}
    for clause_id, finding in _naming(
        session, clause_ids, visible_to(actor), Finding.state != FindingState.WITHDRAWN
    ):
        found.setdefault(clause_id, []).append(
            Proof(
                finding.number,
                finding.statement[:200],
                "findings_show",
                {"number": finding.number},
                ProofKind.FINDING,
                finding.raised_at.date(),
                finding.state != FindingState.CLOSED,
            )
        )
    return found


@clause_use_source
def findings_citing_clauses(session: Session, clause_ids: Sequence[int]) -> Uses:
    """Findings of any state."""
    found: dict[int, list[str]] = {}
    for clause_id, finding in _naming(session, clause_ids):
        found.setdefault(clause_id, []).append(finding.number)
    return found


def _naming(
    session: Session, clause_ids: Sequence[int], *conditions: ColumnElement[bool]
) -> list[tuple[int, Any]]:
    """Findings with the clause that they were raised against. Two queries.

    A finding keeps the clause as it was cited; it is found by that too, since an older one, and
    one from a phone, has nothing else.
    """
    cited = {
        f"{one.edition.label}, {one.number}": one.id
        for one in standards.clauses_by_ids(session, clause_ids)
    }
    rows = session.execute(
        select(
            Finding.clause_id, Finding.clause, Finding.number, Finding.statement,
            Finding.raised_at, Finding.state,
        )
        .where(
            or_(Finding.clause_id.in_(cited.values()), Finding.clause.in_(cited)), *conditions
        )
        .order_by(Finding.raised_at.desc(), Finding.id.desc())
    )  # fmt: skip
    found: list[tuple[int, Any]] = []
    for row in rows:
        clause_id = row.clause_id or cited.get(row.clause)
        if clause_id is not None:
            found.append((clause_id, row))
    return found
