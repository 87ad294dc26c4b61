"""What a search box suggests while somebody types: documents by code or title, one short query."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from ...host import Actor
from ...i18n import localized
from .. import analysis, search, synonyms
from ..models import Document
from ..question import understand
from ..workflow import DocumentKind, RevisionState
from .conditions import visible_to

MOST = 8
LONGEST = 80
"""Characters that are looked at: a suggestion answers the beginning of a question."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A document that may be meant."""

    code: str
    title: str
    kind: DocumentKind


def suggestions(session: Session, actor: Actor, typed: str) -> list[Suggestion]:
    """Documents whose code or title has every word, the last one as far as it is typed.

    Words in any inflected form find the title; the module's own synonyms count, the office's do
    not, since they are another query. What begins with the typed code comes first.
    """
    typed = typed[:LONGEST]
    question = understand(typed, synonyms.of_office(()), typing=True)
    if not question.terms:
        return []
    begins = analysis.code_key(typed)[:60]
    rows = session.execute(
        select(Document.code, Document.title, Document.title_en, Document.kind)
        .where(
            Document.id.in_(search.called(session, question.terms)),
            Document.current_state != RevisionState.WITHDRAWN,
            visible_to(actor),
        )
        .order_by(
            case((Document.code.istartswith(typed.strip(), autoescape=True), 0), else_=1)
            if begins
            else Document.code_key,
            Document.code_key,
        )
        .limit(MOST)
    )
    return [Suggestion(row.code, localized(row.title, row.title_en), row.kind) for row in rows]
