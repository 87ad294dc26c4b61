"""What the register can be narrowed to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    CompoundSelect,
    Select,
    String,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from ..models import Document, DocumentClause
from ..neighbours import CLAUSE, EDITION, PERSON, UNIT


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
    """The choices of the register's filters, in one query."""
    found: dict[str, list[Any]] = {"unit": [], "owner": [], "clause": []}
    for row in session.execute(_all_choices()):
        found[row.what].append(row)
    units = sorted(found["unit"], key=lambda row: row.sort_key)
    owners = sorted(found["owner"], key=lambda row: row.sort_key)
    # By standard, the newest edition first, as the standard counts its clauses.
    clauses = sorted(found["clause"], key=lambda row: row.position)
    clauses.sort(key=lambda row: row.second, reverse=True)
    clauses.sort(key=lambda row: row.first)
    return FilterChoices(
        [(row.id, row.first, row.second, row.third) for row in units],
        [(row.id, row.first) for row in owners],
        [(row.id, f"{row.first}:{row.second} {row.third}") for row in clauses],
    )


@cache
def _all_choices() -> CompoundSelect[Any]:
    # Made once: it takes longer to put together than to run.
    nothing, nowhere = cast(null(), String), cast(null(), BigInteger)
    return union_all(
        select(
            literal("unit").label("what"),
            UNIT.c.id.label("id"),
            UNIT.c.code.label("first"),
            UNIT.c.name_pl.label("second"),
            UNIT.c.name_en.label("third"),
            nowhere.label("position"),
            UNIT.c.sort_key.label("sort_key"),
        ).where(UNIT.c.id.in_(_distinct(Document.owner_unit_id))),
        select(
            literal("owner"),
            PERSON.c.id,
            PERSON.c.name,
            nothing.label("no_second"),
            nothing.label("no_third"),
            nowhere,
            PERSON.c.sort_key,
        ).where(PERSON.c.id.in_(_distinct(Document.owner_id))),
        select(
            literal("clause"),
            CLAUSE.c.id,
            EDITION.c.standard,
            EDITION.c.edition,
            CLAUSE.c.number,
            CLAUSE.c.position,
            nothing,
        )
        .join_from(CLAUSE, EDITION, EDITION.c.id == CLAUSE.c.edition_id)
        .where(CLAUSE.c.id.in_(_distinct(DocumentClause.clause_id))),
    )
