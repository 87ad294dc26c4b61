"""What the register is asked for, as conditions on documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, false, or_, select, true
from sqlalchemy.orm import Session

from ...access import GUEST_ROLE
from ...host import Actor
from .. import search
from ..models import Document, DocumentClause, Revision, RevisionAssignment
from ..permissions import sees_everything
from ..question import Question
from ..workflow import OPEN_STATES, ReviewDue, RevisionState
from .without_text import documents_without_text

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
class Matching:
    """How the documents are found that answer a question, and what that question is."""

    question: Question
    every_word: bool = True
    weights: tuple[float, ...] = ()
    few: bool = True


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


FACETS = ("kind", "unit", "state", "clause", "due")
"""The filters that a search counts, by their names in an address."""


def conditions(actor: Actor, asked: Filter, today: date) -> list[ColumnElement[bool]]:
    """All that the reader may see and asked for, but for the words."""
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
        return [row.id.in_(naming_clause(asked.clause_id))]
    if name == "state":
        if asked.state == "in_preparation":
            return [row.id.in_(open_of(actor).with_only_columns(Revision.document_id))]
        if asked.state == "without_text":
            return [row.id.in_(documents_without_text())]
        if asked.state in {"effective", "withdrawn"}:
            return [row.current_state == asked.state]
        return [row.current_state != RevisionState.WITHDRAWN]
    if asked.due == ReviewDue.OVERDUE:
        return [row.review_due_on < today]
    if asked.due in {ReviewDue.DAYS_30, ReviewDue.DAYS_90}:
        return [row.review_due_on.between(today, today + timedelta(days=int(asked.due)))]
    return [row.review_due_on.is_(None)] if asked.due == ReviewDue.NOT_SET else []


def naming_clause(clause_id: int) -> Select[Any]:
    """The documents that name a clause of a standard."""
    return select(DocumentClause.document_id).where(DocumentClause.clause_id == clause_id)


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
