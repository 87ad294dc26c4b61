"""What documents tell the features below them: the proof of a standard's clauses."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..host import Actor
from ..i18n import localized
from ..standards.hooks import Proof, Proofs, proof_source
from . import following as following
from .models import Document, DocumentClause
from .workflow import RevisionState


@proof_source
def documents_for_clauses(session: Session, _actor: Actor, clause_ids: Sequence[int]) -> Proofs:
    """The documents in force that name these clauses, by code; everybody may read those."""
    rows = session.execute(
        select(DocumentClause.clause_id, Document.code, Document.title, Document.title_en)
        .join(Document, Document.id == DocumentClause.document_id)
        .where(
            DocumentClause.clause_id.in_(clause_ids),
            Document.current_state == RevisionState.EFFECTIVE,
        )
        .order_by(Document.code_key)
    )
    found: dict[int, list[Proof]] = {}
    for clause_id, code, title, title_en in rows:
        found.setdefault(clause_id, []).append(
            Proof(code, localized(title, title_en), "documents_show", {"code": code})
        )
    return found
