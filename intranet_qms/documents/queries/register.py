"""The register: search, filters, sorting and pages, all in the database."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from markupsafe import Markup
from sqlalchemy import ColumnElement, Select, case, false, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, defer, joinedload

from ...access import GUEST_ROLE
from ...host import Actor
from ...http import Page, paginate
from .. import search
from ..models import Document, DocumentClause, DocumentSearch, Revision, RevisionAssignment
from ..neighbours import CLAUSE, EDITION, PERSON, UNIT
from ..passages import Marker, Passage
from ..permissions import sees_everything
from ..question import Question
from ..workflow import OPEN_STATES, DocumentKind, ReviewDue, RevisionState
from .attachments import attachment_texts

_KIND_WEIGHTS = {
    DocumentKind.POLICY: 2.5,
    DocumentKind.MANUAL: 2.5,
    DocumentKind.PROCEDURE: 2.5,
    DocumentKind.PROCESS_CARD: 1.0,
    DocumentKind.INSTRUCTION: 1.0,
}
"""What a document that rules counts more in a search than one that serves it, such as a form, an
act from outside or a guide for clients. A word in a title counts 8 and more."""
SORTS = ("code", "title", "unit", "effective", "review")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What the reader asks the register for. Empty means any."""

    text: str = ""
    kind: str = ""
    process_type: str = ""
    unit_id: int | None = None
    owner_id: int | None = None
    state: str = ""
    due: str = ""
    clause_id: int | None = None
    sort: str = ""
    """One of ``SORTS``, with a minus in front for descending; empty sorts by relevance or code."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the register. ``passage`` is where the text answers the question best."""

    document: Document
    title: Markup
    passage: Passage | None
    open_issue: Revision | None


@dataclass(frozen=True, slots=True)
class Register:
    """One page of the register. ``loose`` tells that no document has all the words asked for and
    those with some of them are shown."""

    page: Page
    rows: list[Row]
    loose: bool = False
    matching: Matching | None = None


@dataclass(frozen=True, slots=True)
class Matching:
    """How the documents are found that answer a question, and what that question is."""

    question: Question
    every_word: bool = True
    weights: tuple[float, ...] = ()
    few: bool = True


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
    conditions = _conditions(actor, asked, today)
    with search.by_the_index(session) if asked.text.strip() else nullcontext():
        matching, total = _understood(session, asked, conditions)
        query = _query(session, asked, conditions, matching)
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
    return Register(found, rows, loose and found.total > 0, matching)


def _understood(
    session: Session, asked: Filter, conditions: list[ColumnElement[bool]]
) -> tuple[Matching | None, int]:
    """How to answer what was typed, and how many documents do: all its words, or else some."""
    if not asked.text.strip():
        return None, _total(session, conditions, None)
    matching = Matching(search.asked(session, asked.text))
    total = _total(session, conditions, matching)
    if total == 0 and len(matching.question.terms) > 1:
        weights = tuple(search.rarity(session, matching.question))
        matching = Matching(matching.question, every_word=False, weights=weights)
        total = _total(session, conditions, matching)
    return replace(matching, few=total <= search.FEW), total


def _total(
    session: Session, conditions: list[ColumnElement[bool]], matching: Matching | None
) -> int:
    query = select(func.count(Document.id)).where(*conditions)
    if matching is not None:
        query = query.where(*answering(session, matching))
    return int(session.execute(query).scalar_one())


def answering(session: Session, matching: Matching) -> list[ColumnElement[bool]]:
    """That a document answers a question, as conditions on ``Document``."""
    question = matching.question
    if question.is_empty:
        return [false()]
    conditions: list[ColumnElement[bool]] = []
    if question.terms:
        found = search.having_all(session, question.terms, every=matching.every_word)
        conditions.append(Document.id.in_(found))
    if question.without:
        conditions.append(Document.id.not_in(search.unwanted(session, question)))
    return conditions


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
    conditions: list[ColumnElement[bool]],
    matching: Matching | None,
) -> Select[Any]:
    query = select(Document.id).where(*conditions)
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


FACETS = ("kind", "unit", "state", "clause", "due")
"""The filters that a search counts, by their names in an address."""


def _conditions(actor: Actor, asked: Filter, today: date) -> list[ColumnElement[bool]]:
    return [
        *other_conditions(actor, asked),
        *(
            condition
            for name in FACETS
            for condition in facet_condition(name, asked, Document, actor, today)
        ),
    ]


def other_conditions(actor: Actor, asked: Filter) -> list[ColumnElement[bool]]:
    """What the reader may see, and the filters that no search counts."""
    conditions = [visible_to(actor)]
    if asked.process_type:
        conditions.append(Document.process_type == asked.process_type)
    if asked.owner_id is not None:
        conditions.append(Document.owner_id == asked.owner_id)
    return conditions


def facet_condition(
    name: str, asked: Filter, row: Any, actor: Actor, today: date
) -> list[ColumnElement[bool]]:
    """One filter of ``FACETS`` as conditions on ``row``: ``Document``, or the columns of it."""
    if name == "kind":
        return [row.kind == asked.kind] if asked.kind else []
    if name == "unit":
        return [row.owner_unit_id == asked.unit_id] if asked.unit_id is not None else []
    if name == "clause":
        if asked.clause_id is None:
            return []
        naming = select(DocumentClause.document_id).where(
            DocumentClause.clause_id == asked.clause_id
        )
        return [row.id.in_(naming)]
    if name == "state":
        if asked.state == "in_preparation":
            return [row.id.in_(open_of(actor).with_only_columns(Revision.document_id))]
        if asked.state in {"effective", "withdrawn"}:
            return [row.current_state == asked.state]
        return [row.current_state != RevisionState.WITHDRAWN]
    if asked.due == ReviewDue.OVERDUE:
        return [row.review_due_on < today]
    if asked.due in {ReviewDue.DAYS_30, ReviewDue.DAYS_90}:
        return [row.review_due_on.between(today, today + timedelta(days=int(asked.due)))]
    return [row.review_due_on.is_(None)] if asked.due == ReviewDue.NOT_SET else []


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The rule ``documents.read`` as a condition on ``Document``: what never was in force is shown
    to those who prepare it."""
    if sees_everything(actor):
        return true()
    published = Document.current_state != RevisionState.DRAFT
    if actor.has_role(GUEST_ROLE):
        return Document.current_state == RevisionState.EFFECTIVE
    people = _people(actor)
    return or_(
        published,
        Document.owner_id.in_(people),
        Document.owner_unit_id.in_(sorted(actor.headed_unit_ids)),
        Document.id.in_(select(Revision.document_id).where(_takes_part(people))),
    )


def _people(actor: Actor) -> list[int]:
    return sorted({actor.person_id, *actor.covers_person_ids})


def _takes_part(people: list[int]) -> ColumnElement[bool]:
    return or_(
        Revision.author_id.in_(people),
        Revision.approver_id.in_(people),
        Revision.id.in_(
            select(RevisionAssignment.revision_id).where(RevisionAssignment.person_id.in_(people))
        ),
    )


def open_of(actor: Actor) -> Select[Any]:
    """Issues on their way that the reader may know about."""
    query = select(Revision).where(Revision.state.in_(sorted(OPEN_STATES)))
    if sees_everything(actor):
        return query
    if actor.has_role(GUEST_ROLE):
        return query.where(~true())
    kept = select(Document.id).where(
        or_(
            Document.owner_id.in_(_people(actor)),
            Document.owner_unit_id.in_(sorted(actor.headed_unit_ids)),
        )
    )
    return query.where(or_(_takes_part(_people(actor)), Revision.document_id.in_(kept)))


def _open_issues(session: Session, actor: Actor, ids: list[int]) -> dict[int, Revision]:
    if not ids:
        return {}
    rows = session.scalars(
        open_of(actor).where(Revision.document_id.in_(ids)).options(defer(Revision.body))
    )
    return {revision.document_id: revision for revision in rows}


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """What the register can be narrowed to: only what some document has."""

    units: list[tuple[int, str, str, str]]
    """Number, code, Polish and English name."""
    owners: list[tuple[int, str]]
    clauses: list[tuple[int, str]]
    """Number and citation ("ISO 9001:2015 7.5.3")."""


def _distinct(attribute: InstrumentedAttribute[Any]) -> Select[Any]:
    """Every value of an indexed column, each found from the one before it by one step in the index.

    There are few values and many documents: ``select distinct`` reads all of them, and a question
    for each choice leaves the planner to guess how soon the first document comes.
    """
    first = select(func.min(attribute).label("value"))
    found = first.cte(recursive=True)
    following = select(func.min(attribute)).where(attribute > found.c.value).scalar_subquery()
    found = found.union_all(select(following).where(found.c.value.is_not(None)))
    return select(found.c.value).where(found.c.value.is_not(None))


def filter_choices(session: Session) -> FilterChoices:
    """The choices of the register's filters, in three queries."""
    units = session.execute(
        select(UNIT.c.id, UNIT.c.code, UNIT.c.name_pl, UNIT.c.name_en)
        .where(UNIT.c.id.in_(_distinct(Document.owner_unit_id)))
        .order_by(UNIT.c.sort_key)
    )
    owners = session.execute(
        select(PERSON.c.id, PERSON.c.name)
        .where(PERSON.c.id.in_(_distinct(Document.owner_id)))
        .order_by(PERSON.c.sort_key)
    )
    clauses = session.execute(
        select(CLAUSE.c.id, EDITION.c.standard, EDITION.c.edition, CLAUSE.c.number)
        .join(EDITION, EDITION.c.id == CLAUSE.c.edition_id)
        .where(CLAUSE.c.id.in_(_distinct(DocumentClause.clause_id)))
        .order_by(EDITION.c.standard, EDITION.c.edition.desc(), CLAUSE.c.position)
    )
    return FilterChoices(
        [(row[0], row[1], row[2], row[3]) for row in units],
        [(row[0], row[1]) for row in owners],
        [(row[0], f"{row[1]}:{row[2]} {row[3]}") for row in clauses],
    )
