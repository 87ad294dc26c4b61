"""What documents tell the features below them: the proof of a standard's clauses."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..host import Actor, Clock
from ..i18n import localized
from ..outbox.services import enqueue
from ..people import hooks
from ..standards.hooks import Proof, Proofs, Uses, clause_use_source, proof_source
from . import citing as citing
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


@hooks.when_people_move
def give_new_duties(
    session: Session, _actor: Actor, clock: Clock, person_ids: Sequence[int]
) -> None:
    """Whoever came, moved or left owes other documents: the worker looks at them next."""
    ids = sorted(set(person_ids))
    if ids:
        enqueue(session, clock, "documents.people_changed", {"people": ids})


@clause_use_source
def documents_citing_clauses(session: Session, clause_ids: Sequence[int]) -> Uses:
    """Documents of any state that name these clauses."""
    found: dict[int, list[str]] = {}
    for clause_id, code in session.execute(
        select(DocumentClause.clause_id, Document.code)
        .join(Document, Document.id == DocumentClause.document_id)
        .where(DocumentClause.clause_id.in_(clause_ids))
        .order_by(Document.code_key)
    ):
        found.setdefault(clause_id, []).append(code)
    return found
