"""What may be cited as not met, found by words or numbers: clauses and paragraphs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ...documents import queries as documents
from ...documents.queries.words import dictionary_forms
from ...host import Actor
from ...i18n import localized
from .register import related

_MOST = 10
_DOCUMENTS = 4


@dataclass(frozen=True, slots=True)
class CitedClause:
    """A clause as people cite it. ``citation``: "ISO 9001:2015, 7.5.3"."""

    id: int
    citation: str
    title: str


@dataclass(frozen=True, slots=True)
class CitedParagraph:
    """A paragraph of the issue in force. ``choice`` is what a form sends."""

    document_id: int
    key: str
    code: str
    title: str
    issue: str
    number: str
    text: str

    @property
    def choice(self) -> str:
        """Document and paragraph as one value."""
        return f"{self.document_id}:{self.key}"


def find_clauses(session: Session, asked: str) -> list[CitedClause]:
    """Clauses whose number begins so, or whose title has these words in any inflection."""
    asked = asked.strip()
    if not asked:
        return []
    clause = related("cited_clause")
    edition = clause.edition.property.mapper.class_
    rows = session.execute(
        select(clause, edition)
        .join(edition, edition.id == clause.edition_id)
        .order_by(edition.standard, edition.edition.desc(), clause.position)
    ).all()
    number = asked.split()[-1].rstrip(".")
    standard = asked.casefold()
    by_number = [
        (one, of) for one, of in rows if one.number == number or one.number.startswith(f"{number}.")
    ]
    words = dictionary_forms(asked)
    by_words = [
        (one, of)
        for one, of in rows
        if words and words <= dictionary_forms(one.title_pl, one.title_en)
    ]
    found = list(dict.fromkeys(by_number + by_words))
    # "ISO 9001:2015, 7.5" names the edition too.
    found.sort(key=lambda pair: not standard.startswith(pair[1].label.casefold()))
    return [
        CitedClause(one.id, f"{of.label}, {one.number}", localized(one.title_pl, one.title_en))
        for one, of in found[:_MOST]
    ]


def clause_cited(session: Session, clause_id: int) -> CitedClause | None:
    """One clause by its internal number."""
    clause = related("cited_clause")
    found = session.scalars(
        select(clause).where(clause.id == clause_id).options(joinedload(clause.edition))
    ).one_or_none()
    if found is None:
        return None
    return CitedClause(
        found.id,
        f"{found.edition.label}, {found.number}",
        localized(found.title_pl, found.title_en),
    )


def find_paragraphs(
    session: Session, actor: Actor, asked: str, today: date
) -> list[CitedParagraph]:
    """Paragraphs in force that speak of this, of the documents that answer best."""
    asked = asked.strip()
    if len(asked) < 2:
        return []
    listed = documents.register(
        session, actor, documents.Filter(text=asked), today=today, page=1, per_page=_DOCUMENTS
    )
    ids = [row.document.id for row in listed.rows]
    if not ids:
        return []
    words = dictionary_forms(asked)
    scored = []
    for place, one in enumerate(documents.current_paragraphs(session, ids)):
        shared = len(words & dictionary_forms(one.text, most=400))
        named = one.revision.document.code.casefold() in asked.casefold()
        if shared or named:
            scored.append((-shared, ids.index(one.revision.document_id), place, one))
    return [
        CitedParagraph(
            one.revision.document_id,
            one.key,
            one.revision.document.code,
            localized(one.revision.title, one.revision.title_en),
            one.revision.label,
            one.number or "",
            one.text,
        )
        for _, _, _, one in sorted(scored, key=lambda row: row[:3])[:_MOST]
    ]


def paragraph_cited(session: Session, choice: str) -> CitedParagraph | None:
    """The paragraph that a form names, as it reads in its newest issue."""
    number, _, key = choice.partition(":")
    if not (number.isascii() and number.isdigit() and len(number) < 10 and 0 < len(key) <= 12):
        return None
    found = documents.paragraph_by_key(session, int(number), key)
    if found is None:
        return None
    return CitedParagraph(
        int(number),
        key,
        found.revision.document.code,
        localized(found.revision.title, found.revision.title_en),
        found.revision.label,
        found.number or "",
        found.text,
    )
