"""How many of the documents that a search found are of each kind, unit, state, clause, due date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Select,
    String,
    case,
    cast,
    func,
    literal,
    null,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session

from ...host import Actor
from ..models import Document, DocumentClause, Revision
from ..workflow import ReviewDue, RevisionState
from .choices import FilterChoices
from .conditions import (
    FACETS,
    Filter,
    Matching,
    answering,
    facet_condition,
    naming_clause,
    open_of,
    other_conditions,
)
from .without_text import documents_without_text

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

_LATER = "later"


@dataclass(frozen=True, slots=True)
class _Alike:
    """Documents that no filter but the one of clauses tells apart, and how many they are."""

    kind: str
    unit_id: int
    state: str
    is_open: bool
    lacks_text: bool
    due: str
    """A value of ``ReviewDue``, the narrowest that holds, or ``_LATER``."""
    names_clause: bool
    """Whether they name the clause that was asked for; true where none was."""
    count: int

    def values(self, name: str) -> list[str]:
        """The values that they have of one facet."""
        if name == "kind":
            return [self.kind]
        if name == "unit":
            return [str(self.unit_id)]
        if name == "due":
            near = self.due == ReviewDue.DAYS_30
            return [self.due, ReviewDue.DAYS_90] if near else [self.due]
        more = {"in_preparation": self.is_open, "without_text": self.lacks_text}
        return [self.state, *(value for value, holds in more.items() if holds)]

    def answers(self, name: str, asked: Filter) -> bool:
        """Whether they pass one filter, as ``facet_condition`` says it to the database."""
        if name == "clause":
            return self.names_clause
        wanted = {
            "kind": asked.kind,
            "unit": "" if asked.unit_id is None else str(asked.unit_id),
            "due": asked.due if asked.due in set(ReviewDue) else "",
            "state": asked.state if asked.state in _STATES else "",
        }[name]
        if name == "state" and not wanted:
            return self.state != RevisionState.WITHDRAWN
        return not wanted or wanted in self.values(name)


_STATES = (
    RevisionState.EFFECTIVE.value, "in_preparation", "without_text", RevisionState.WITHDRAWN.value,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counted:
    """What a search found, counted once for its total and for all facets."""

    groups: tuple[_Alike, ...]
    clauses: tuple[tuple[int, int], ...]
    """Numbers of clauses, and how many documents name each under all other filters."""

    def total(self, asked: Filter) -> int:
        """How many documents pass all filters."""
        return sum(
            each.count for each in self.groups if all(each.answers(name, asked) for name in FACETS)
        )


def count(
    session: Session, actor: Actor, asked: Filter, matching: Matching, *, today: date
) -> Counted:
    """Count what answers a search, in one query: groups of documents that are alike."""
    found = (
        select(
            Document.id,
            Document.kind,
            Document.owner_unit_id,
            Document.current_state,
            Document.review_due_on,
        )
        .where(*other_conditions(actor, asked), *answering(session, matching))
        .cte("found")
    )
    groups, clauses = [], []
    for row in session.execute(
        union_all(_alike(found, actor, asked, today), _of_clauses(found, actor, asked, today))
    ):
        if row.kind is None:
            clauses.append((row.number, row.how_many))
        else:
            groups.append(
                _Alike(
                    kind=row.kind,
                    unit_id=row.number,
                    state=row.state,
                    is_open=bool(row.is_open),
                    lacks_text=bool(row.lacks_text),
                    due=row.due,
                    names_clause=bool(row.names_clause),
                    count=row.how_many,
                )
            )
    return Counted(tuple(groups), tuple(clauses))


def _alike(found: CTE, actor: Actor, asked: Filter, today: date) -> Select[Any]:
    due = found.c.review_due_on
    bucket = case(
        (due.is_(None), ReviewDue.NOT_SET.value),
        (due < today, ReviewDue.OVERDUE.value),
        (due <= today + timedelta(days=30), ReviewDue.DAYS_30.value),
        (due <= today + timedelta(days=90), ReviewDue.DAYS_90.value),
        else_=_LATER,
    ).label("due")
    is_open = found.c.id.in_(open_of(actor).with_only_columns(Revision.document_id))
    names: ColumnElement[bool] = true()
    if asked.clause_id is not None:
        names = found.c.id.in_(naming_clause(asked.clause_id))
    rows = select(
        cast(found.c.kind, String).label("kind"),
        found.c.owner_unit_id.label("number"),
        cast(found.c.current_state, String).label("state"),
        case((is_open, 1), else_=0).label("is_open"),
        case((found.c.id.in_(documents_without_text()), 1), else_=0).label("lacks_text"),
        bucket,
        case((names, 1), else_=0).label("names_clause"),
    ).subquery("each_one")
    return select(*rows.c, func.count().label("how_many")).group_by(*rows.c)


def _of_clauses(found: CTE, actor: Actor, asked: Filter, today: date) -> Select[*tuple[Any, ...]]:
    others = [
        condition
        for name in FACETS
        if name != "clause"
        for condition in facet_condition(name, asked, found.c, actor, today)
    ]
    no_word, no_number = cast(null(), String), literal(0)
    return (
        select(
            no_word, cast(DocumentClause.clause_id, BigInteger), no_word.label("no_state"),
            no_number, no_number, no_word.label("no_due"), no_number, func.count(),
        )
        .select_from(found.join(DocumentClause, DocumentClause.document_id == found.c.id))
        .where(*others)
        .group_by(DocumentClause.clause_id)
    )  # fmt: skip


def facets(asked: Filter, counted: Counted | None, choices: FilterChoices) -> Facets:
    """Counts beside a search, the greatest first; no query.

    Each facet is counted under all filters but its own, so that it says what another choice would
    find. Without a search there are none: counting a whole register would take longer, the larger
    it is, and a list of everything is narrowed by its filters.

    Args:
        counted: of the page of the register that is shown; None without a search.
        choices: the names of units and clauses.
    """
    if counted is None:
        return {}
    sums: dict[str, dict[str, int]] = {}
    for each in counted.groups:
        passed = {name: each.answers(name, asked) for name in FACETS}
        for name in FACETS:
            if name == "clause" or not all(passed[other] for other in FACETS if other != name):
                continue
            of_name = sums.setdefault(name, {})
            for value in each.values(name):
                of_name[value] = of_name.get(value, 0) + each.count
    if counted.clauses:
        sums["clause"] = {str(number): documents for number, documents in counted.clauses}
    words = {
        "unit": {str(unit[0]): (unit[2], unit[3]) for unit in choices.units},
        "clause": {str(clause[0]): (clause[1], "") for clause in choices.clauses},
    }
    return {
        name: [
            Value(value, documents, words.get(name, {}).get(value, ("", "")))
            for value, documents in sorted(
                ((value, n) for value, n in found.items() if _is_offered(name, value)),
                key=lambda one: (-one[1], one[0]),
            )[:MOST_VALUES]
        ]
        for name, found in sums.items()
    }


def _is_offered(name: str, value: str) -> bool:
    """Whether the register has a filter of that value: none for drafts, none for reviews far off."""
    if name == "state":
        return value in _STATES
    return name != "due" or value != _LATER
