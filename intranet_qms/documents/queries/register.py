"""The register: search, filters, sorting and pages, all in the database."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from markupsafe import Markup
from sqlalchemy import ColumnElement, Select, case, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, defer, joinedload

from ...access import GUEST_ROLE
from ...host import Actor
from ...http import Page, paginate
from .. import analysis, search
from ..models import Document, DocumentClause, DocumentSearch, Revision
from ..neighbours import CLAUSE, EDITION, PERSON, UNIT
from ..permissions import sees_everything
from ..workflow import OPEN_STATES, ReviewDue, RevisionState

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
    """One line of the register."""

    document: Document
    title: Markup
    excerpt: Markup | None
    open_issue: Revision | None


@dataclass(frozen=True, slots=True)
class Register:
    """One page of the register. ``loose`` tells that no document has all the words asked for and
    those with some of them are shown."""

    page: Page
    rows: list[Row]
    loose: bool = False
    words: list[analysis.QueryWord] = field(default_factory=list)


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
    words = analysis.query_words(asked.text) if asked.text.strip() else []
    searching = bool(asked.text.strip())
    found = paginate(
        session, _query(session, actor, asked, today, words, searching), page=page,
        per_page=per_page, count=_count(session, actor, asked, today, words, searching),
    )  # fmt: skip
    loose = False
    if searching and found.total == 0 and len(words) > 1:
        loose = True
        found = paginate(
            session,
            _query(session, actor, asked, today, words, True, every_word=False),
            page=page,
            per_page=per_page,
            count=_count(session, actor, asked, today, words, True, every_word=False),
        )
    # The rows are read by their keys once the page is known: what is skipped costs an index entry
    # and not a row with its unit and owner.
    ids: list[int] = found.items
    by_id = _by_id(session, ids)
    found = replace(found, items=[by_id[identifier] for identifier in ids])
    pieces = search.excerpts(session, ids, words) if words else {}
    on_the_way = _open_issues(session, actor, ids)
    rows = [
        Row(
            document,
            search.marked(document.title, words),
            pieces.get(document.id),
            on_the_way.get(document.id),
        )
        for document in found.items
    ]
    return Register(found, rows, loose and found.total > 0, words)


def _by_id(session: Session, ids: list[int]) -> dict[int, Document]:
    rows = session.scalars(
        select(Document)
        .where(Document.id.in_(ids))
        .options(joinedload(Document.owner_unit), joinedload(Document.owner))
    )
    return {document.id: document for document in rows}


def _query(
    session: Session,
    actor: Actor,
    asked: Filter,
    today: date,
    words: list[analysis.QueryWord],
    searching: bool,
    *,
    every_word: bool = True,
) -> Select[Any]:
    query = select(Document.id).where(*_conditions(actor, asked, today))
    order: list[Any] = []
    if searching:
        matches = search.matching(session, words, every_word=every_word).subquery("matches")
        query = query.join(matches, matches.c.document_id == Document.id)
        if not asked.sort:
            exact = analysis.squashed(asked.text)[:60]
            query = query.join(DocumentSearch, DocumentSearch.document_id == Document.id)
            order = [
                case((DocumentSearch.code_squashed == exact, 0), else_=1),
                matches.c.tier,
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


def _count(
    session: Session,
    actor: Actor,
    asked: Filter,
    today: date,
    words: list[analysis.QueryWord],
    searching: bool,
    *,
    every_word: bool = True,
) -> Select[Any]:
    query = select(func.count(Document.id)).where(*_conditions(actor, asked, today))
    if searching:
        matches = search.matching(session, words, every_word=every_word).subquery("matches")
        query = query.join(matches, matches.c.document_id == Document.id)
    return query


def _conditions(actor: Actor, asked: Filter, today: date) -> list[ColumnElement[bool]]:
    conditions = [visible_to(actor)]
    if asked.kind:
        conditions.append(Document.kind == asked.kind)
    if asked.process_type:
        conditions.append(Document.process_type == asked.process_type)
    if asked.unit_id is not None:
        conditions.append(Document.owner_unit_id == asked.unit_id)
    if asked.owner_id is not None:
        conditions.append(Document.owner_id == asked.owner_id)
    if asked.clause_id is not None:
        conditions.append(
            Document.id.in_(
                select(DocumentClause.document_id).where(
                    DocumentClause.clause_id == asked.clause_id
                )
            )
        )
    if asked.state == "in_preparation":
        conditions.append(Document.id.in_(_open_of(actor).with_only_columns(Revision.document_id)))
    elif asked.state in {"effective", "withdrawn"}:
        conditions.append(Document.current_state == asked.state)
    else:
        conditions.append(Document.current_state != RevisionState.WITHDRAWN)
    if asked.due == ReviewDue.OVERDUE:
        conditions.append(Document.review_due_on < today)
    elif asked.due in {ReviewDue.DAYS_30, ReviewDue.DAYS_90}:
        conditions.append(
            Document.review_due_on.between(today, today + timedelta(days=int(asked.due)))
        )
    elif asked.due == ReviewDue.NOT_SET:
        conditions.append(Document.review_due_on.is_(None))
    return conditions


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
        Revision.reviewer_id.in_(people),
        Revision.approver_id.in_(people),
    )


def _open_of(actor: Actor) -> Select[Any]:
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
        _open_of(actor).where(Revision.document_id.in_(ids)).options(defer(Revision.body))
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
