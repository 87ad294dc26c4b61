"""Which questions of published checklists ask about a clause."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..host import Actor
from ..i18n import localized
from ..standards import queries as standards
from ..standards.hooks import Proof, Proofs, Uses, clause_use_source, proof_source
from ..standards.workflow import ProofKind
from .models import ChecklistQuestion, ChecklistTemplate, ChecklistVersion
from .workflow import VersionState


@proof_source
def questions_for_clauses(session: Session, _actor: Actor, clause_ids: Sequence[int]) -> Proofs:
    """The checklists that ask about each clause, with the words of their questions."""
    found: dict[int, list[Proof]] = {}
    for clause_id, by_checklist in _asking(session, clause_ids).items():
        found[clause_id] = [
            Proof(
                code=key,
                title="; ".join(questions)[:400],
                endpoint="checklists_show",
                values={"key": key},
                kind=ProofKind.QUESTION,
            )
            for key, questions in by_checklist.items()
        ]
    return found


@clause_use_source
def checklists_citing_clauses(session: Session, clause_ids: Sequence[int]) -> Uses:
    """The checklists whose published version asks about a clause."""
    return {
        clause_id: list(by_checklist)
        for clause_id, by_checklist in _asking(session, clause_ids).items()
    }


def _asking(session: Session, clause_ids: Sequence[int]) -> dict[int, dict[str, list[str]]]:
    """The words of questions by clause and checklist. Two queries."""
    # A question names its clause by number, its checklist the standard and the edition.
    by_name = {
        (one.edition.standard, one.edition.edition, one.number): one.id
        for one in standards.clauses_by_ids(session, clause_ids)
    }
    if not by_name:
        return {}
    rows = session.execute(
        select(
            ChecklistTemplate.standard,
            ChecklistTemplate.edition,
            ChecklistTemplate.key,
            ChecklistQuestion.clause,
            ChecklistQuestion.text_pl,
            ChecklistQuestion.text_en,
        )
        .join(ChecklistVersion, ChecklistVersion.id == ChecklistQuestion.version_id)
        .join(ChecklistTemplate, ChecklistTemplate.id == ChecklistVersion.template_id)
        .where(
            ChecklistVersion.state == VersionState.PUBLISHED,
            ChecklistQuestion.clause != "",
            ChecklistTemplate.standard.in_({name[0] for name in by_name}),
        )
        .order_by(ChecklistTemplate.key, ChecklistQuestion.position)
    )
    found: dict[int, dict[str, list[str]]] = {}
    for standard, edition, key, number, text_pl, text_en in rows:
        clause_id = by_name.get((standard, edition, number))
        if clause_id is not None:
            found.setdefault(clause_id, {}).setdefault(key, []).append(localized(text_pl, text_en))
    return found
