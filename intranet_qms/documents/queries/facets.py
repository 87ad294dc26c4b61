"""How many of the documents that a search found are of each kind, unit, state, clause, due date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, String, case, cast, func, literal, select, union_all
from sqlalchemy.orm import Session

from ...host import Actor
from .. import search
from ..models import Document, DocumentClause, Revision
from ..neighbours import CLAUSE, EDITION, UNIT
from ..workflow import ReviewDue, RevisionState
from .register import (
    FACETS,
    Filter,
    Register,
    answering,
    facet_condition,
    open_of,
    other_conditions,
)

MOST_VALUES = 8
"""Values shown of one facet; the filters have them all."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a facet as an address has it, and how many documents have it.

    ``words`` are a name in Polish and English, empty where the value is a word of the register.
    """

    value: str
    count: int
    words: tuple[str, str] = ("", "")


Facets = Mapping[str, list[Value]]
"""By the name that an address gives the filter: ``kind``, ``unit``, ``state``, ``due``, ``clause``."""


def facets(session: Session, actor: Actor, asked: Filter, *, today: date, of: Register) -> Facets:
    """Counts beside a search, the greatest first; one query, and one for the names.

    Each facet is counted under all filters but its own, so that it says what another choice would
    find. Without a search there are none: counting a whole register would take longer, the larger
    it is, and a list of everything is narrowed by its filters.
    """
    if of.matching is None or of.matching.question.is_empty:
        return {}
    found = (
        select(
            Document.id,
            Document.kind,
            Document.owner_unit_id,
            Document.current_state,
            Document.review_due_on,
        )
        .where(*other_conditions(actor, asked), *answering(session, of.matching))
        .cte("found")
    )
    counted = [branch for name in FACETS for branch in _branches(name, found, actor, asked, today)]
    result: dict[str, list[Value]] = {}
    with search.by_the_index(session):
        rows = session.execute(union_all(*counted)).all()
    for name, value, count in rows:
        if value is not None and count:
            result.setdefault(name, []).append(Value(value, count))
    for values in result.values():
        values.sort(key=lambda one: -one.count)
    return _named(session, result)


def _branches(name: str, found: Any, actor: Actor, asked: Filter, today: date) -> list[Select[Any]]:
    others = [
        condition
        for other in FACETS
        if other != name
        for condition in facet_condition(other, asked, found.c, actor, today)
    ]

    def grouped(column: ColumnElement[Any]) -> Select[Any]:
        columns: list[ColumnElement[Any]] = [literal(name), cast(column, String), func.count()]
        return select(*columns).select_from(found).where(*others).group_by(column)

    def single(value: str, condition: ColumnElement[bool]) -> Select[Any]:
        counted: ColumnElement[Any] = func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
        columns: list[ColumnElement[Any]] = [literal(name), literal(value), counted]
        return select(*columns).select_from(found).where(*others)

    if name == "kind":
        return [grouped(found.c.kind)]
    if name == "unit":
        return [grouped(found.c.owner_unit_id)]
    if name == "clause":
        columns: list[ColumnElement[Any]] = [
            literal(name), cast(DocumentClause.clause_id, String), func.count(),
        ]  # fmt: skip
        return [
            select(*columns)
            .select_from(found.join(DocumentClause, DocumentClause.document_id == found.c.id))
            .where(*others)
            .group_by(DocumentClause.clause_id)
        ]
    if name == "state":
        open_ids = open_of(actor).with_only_columns(Revision.document_id)
        return [
            single("effective", found.c.current_state == RevisionState.EFFECTIVE),
            single("in_preparation", found.c.id.in_(open_ids)),
            single("withdrawn", found.c.current_state == RevisionState.WITHDRAWN),
        ]
    return [
        single(due, condition)
        for due in ReviewDue
        for condition in facet_condition("due", Filter(due=due), found.c, actor, today)
    ]


def _named(session: Session, counted: dict[str, list[Value]]) -> Facets:
    shown = {name: values[:MOST_VALUES] for name, values in counted.items()}
    units = [int(one.value) for one in shown.get("unit", [])]
    clauses = [int(one.value) for one in shown.get("clause", [])]
    if not units and not clauses:
        return shown
    names = union_all(
        select(literal("unit"), UNIT.c.id, UNIT.c.name_pl, UNIT.c.name_en).where(
            UNIT.c.id.in_(units)
        ),
        select(
            literal("clause"),
            CLAUSE.c.id,
            EDITION.c.standard + ":" + EDITION.c.edition + " " + CLAUSE.c.number,
            literal(""),
        )
        .join_from(CLAUSE, EDITION, EDITION.c.id == CLAUSE.c.edition_id)
        .where(CLAUSE.c.id.in_(clauses)),
    )
    words = {(row[0], str(row[1])): (row[2], row[3]) for row in session.execute(names)}
    return {
        name: [
            Value(one.value, one.count, words.get((name, one.value), ("", ""))) for one in values
        ]
        for name, values in shown.items()
    }
