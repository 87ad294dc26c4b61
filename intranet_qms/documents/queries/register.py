"""The register: search, filters, sorting and pages, all in the database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from markupsafe import Markup
from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session, defer, joinedload

from ...host import Actor
from ...http import Page, paginate
from .. import search
from ..models import Document, DocumentSearch, Revision
from ..passages import Marker, Passage
from ..question import Question
from ..workflow import DocumentKind, RevisionState
from .attachments import attachment_texts
from .conditions import SORTS, Filter, Matching, answering, conditions, open_of
from .facets import Counted, count

_KIND_WEIGHTS = {
    DocumentKind.POLICY: 2.5,
    DocumentKind.MANUAL: 2.5,
    DocumentKind.PROCEDURE: 2.5,
    DocumentKind.PROCESS_CARD: 1.0,
    DocumentKind.INSTRUCTION: 1.0,
}
"""What a document that rules counts more in a search than one that serves it, such as a form, an
act from outside or a guide for clients. A word in a title counts 8 and more."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the register. ``passage`` is where the text answers the question best."""

    document: Document
    title: Markup
    passage: Passage | None
    open_issue: Revision | None


@dataclass(frozen=True, slots=True)
class Register:
    """One page of the register.

    ``loose`` tells that no document has all the words asked for and those with some of them are
    shown. ``counted`` is what a search found, for its facets.
    """

    page: Page
    rows: list[Row]
    loose: bool = False
    matching: Matching | None = None
    counted: Counted | None = None


def register(
    session: Session,
    actor: Actor,
    asked: Filter,
    *,
    today: date,
    page: int = 1,
    per_page: int = 25,
) -> Register:
    """One page of the documents that the reader may see and asked for.

    The number of queries does not depend on the number of documents.
    """
    allowed = conditions(actor, asked, today)
    matching, counted, total = None, None, None
    if asked.text.strip():
        search.prefer_the_index(session)
        matching, counted = _understood(session, actor, asked, today)
        total = counted.total(asked)
    else:
        total = int(session.execute(select(func.count(Document.id)).where(*allowed)).scalar_one())
    query = _query(session, asked, allowed, matching)
    found = paginate(session, query, page=page, per_page=per_page, total=total)
    # The rows are read by their keys once the page is known: what is skipped costs an index entry
    # and not a row with its unit and owner.
    ids: list[int] = found.items
    by_id = _by_id(session, ids)
    found = replace(found, items=[by_id[identifier] for identifier in ids])
    marker = Marker(matching.question if matching else Question())
    places = passages(session, ids, marker) if matching else {}
    on_the_way = _open_issues(session, actor, ids)
    rows = [
        Row(
            document,
            marker.marked(document.title),
            places.get(document.id),
            on_the_way.get(document.id),
        )
        for document in found.items
    ]
    loose = matching is not None and not matching.every_word
    return Register(found, rows, loose and found.total > 0, matching, counted)


def _understood(
    session: Session, actor: Actor, asked: Filter, today: date
) -> tuple[Matching, Counted]:
    """How to answer what was typed, and which documents do: all its words, or else some."""
    matching = Matching(search.asked(session, asked.text))
    counted = count(session, actor, asked, matching, today=today)
    if counted.total(asked) == 0 and len(matching.question.terms) > 1:
        weights = tuple(search.rarity(session, matching.question))
        matching = Matching(matching.question, every_word=False, weights=weights)
        counted = count(session, actor, asked, matching, today=today)
    return replace(matching, few=counted.total(asked) <= search.FEW), counted


def passages(session: Session, ids: Iterable[int], marker: Marker) -> dict[int, Passage]:
    """Where the texts of some documents answer best; one query, a second one where only an
    attached file does."""
    wanted = list(ids)
    if not wanted:
        return {}
    rows = session.execute(
        select(
            DocumentSearch.document_id, DocumentSearch.plain, DocumentSearch.paragraph_keys
        ).where(DocumentSearch.document_id.in_(wanted))
    )
    found = {}
    for document_id, plain, keys in rows:
        passage = marker.best(plain, keys.split())
        if passage is not None:
            found[document_id] = passage
    without = [document_id for document_id in wanted if document_id not in found]
    return found | _passages_in_files(session, without, marker)


def _passages_in_files(session: Session, ids: list[int], marker: Marker) -> dict[int, Passage]:
    """Where the files of the issues in force answer, for documents whose own text does not."""
    if not ids:
        return {}
    has_words = (
        select(Revision.id, Revision.document_id)
        .join(DocumentSearch, DocumentSearch.document_id == Revision.document_id)
        .where(
            Revision.document_id.in_(ids),
            Revision.state == RevisionState.EFFECTIVE,
            DocumentSearch.file_terms != "",
        )
    )
    documents = {row[0]: row[1] for row in session.execute(has_words)}
    found: dict[int, Passage] = {}
    for file in attachment_texts(session, documents) if documents else []:
        if documents[file.revision_id] not in found:
            passage = marker.best(f"{file.name}\n{file.text}", file=file.name)
            if passage is not None:
                found[documents[file.revision_id]] = passage
    return found


def _by_id(session: Session, ids: list[int]) -> dict[int, Document]:
    rows = session.scalars(
        select(Document)
        .where(Document.id.in_(ids))
        .options(joinedload(Document.owner_unit), joinedload(Document.owner))
    )
    return {document.id: document for document in rows}


def _query(
    session: Session,
    asked: Filter,
    allowed: list[ColumnElement[bool]],
    matching: Matching | None,
) -> Select[Any]:
    query = select(Document.id).where(*allowed)
    order: list[Any] = []
    if matching is not None and (not matching.question.terms or asked.sort):
        query = query.where(*answering(session, matching))
    elif matching is not None:
        question = matching.question
        matches = search.matching(
            session,
            question,
            every_word=matching.every_word,
            weights=matching.weights,
            few=matching.few,
        ).subquery("matches")
        query = query.join(matches, matches.c.document_id == Document.id).join(
            DocumentSearch, DocumentSearch.document_id == Document.id
        )
        if question.without:
            query = query.where(Document.id.not_in(search.unwanted(session, question)))
        order = [
            case((DocumentSearch.code_squashed == question.code, 0), else_=1),
            (matches.c.score + case(_KIND_WEIGHTS, value=Document.kind, else_=0.0)).desc(),
            matches.c.rank,
        ]
    name = asked.sort.lstrip("-")
    if name == "unit":
        query = query.outerjoin(Document.owner_unit)
    if name in SORTS:
        column = {
            "code": Document.code_key,
            "title": Document.title_key,
            # The columns of the joined units: their class is not ours to import.
            "unit": Document.owner_unit.property.mapper.class_.sort_key,
            "effective": Document.effective_on,
            "review": Document.review_due_on,
        }[name]
        order = [
            column.is_(None),
            column.desc() if asked.sort.startswith("-") else column.asc(),
        ]
    return query.order_by(*order, Document.code_key, Document.id)


def _open_issues(session: Session, actor: Actor, ids: list[int]) -> dict[int, Revision]:
    if not ids:
        return {}
    rows = session.scalars(
        open_of(actor).where(Revision.document_id.in_(ids)).options(defer(Revision.body))
    )
    return {revision.document_id: revision for revision in rows}
