"""Distribution lists as the people that they mean today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    Subquery,
    and_,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    union,
)
from sqlalchemy.orm import Session

from ...access import GUEST_ROLE
from ..models import DistributionEntry
from ..neighbours import PERSON, ROLE_GRANT, UNIT

UNIT_HEAD = "unit_head"
"""The role of whoever leads a unit, which is a fact of the unit and granted to nobody."""
ROLES = (
    UNIT_HEAD, "top_management", "qms_representative", "lead_auditor", "auditor",
    "it_administrator",
)  # fmt: skip
"""The roles that a distribution list may name."""


def people_of_lists(
    today: date,
    *,
    document_ids: Iterable[int] | None = None,
    person_ids: Iterable[int] | None = None,
) -> Subquery:
    """Who has to confirm which document by its distribution list: ``document_id``, ``person_id``.

    Active people, guests left out. A unit stands for the units below it too, a role for everybody
    who has it today.

    Args:
        today: the day in the office's zone; roles hold for its days.
        document_ids, person_ids: only these; None for all.
    """
    entries = select(DistributionEntry)
    if document_ids is not None:
        entries = entries.where(DistributionEntry.document_id.in_(sorted(document_ids)))
    listed = entries.cte("listed")
    below = _units_below(listed)
    invited = ROLE_GRANT.alias("invited")
    guest = exists().where(invited.c.person_id == PERSON.c.id, invited.c.role == GUEST_ROLE)
    who = [PERSON.c.active.is_(true()), ~guest]
    if person_ids is not None:
        who.append(PERSON.c.id.in_(sorted(person_ids)))
    by_unit = listed.join(below, below.c.root == listed.c.unit_id).join(
        PERSON, PERSON.c.unit_id == below.c.id
    )
    by_role = listed.join(
        ROLE_GRANT,
        and_(
            ROLE_GRANT.c.role == listed.c.role,
            or_(ROLE_GRANT.c.valid_until.is_(None), ROLE_GRANT.c.valid_until >= today),
        ),
    ).join(PERSON, PERSON.c.id == ROLE_GRANT.c.person_id)
    heads = listed.join(UNIT, listed.c.role == UNIT_HEAD).join(
        PERSON, PERSON.c.id == UNIT.c.head_id
    )
    everybody = listed.join(PERSON, listed.c.everybody.is_(true()))
    by_name = listed.join(PERSON, PERSON.c.id == listed.c.person_id)
    return union(
        *(
            select(listed.c.document_id, PERSON.c.id.label("person_id"))
            .select_from(way)
            .where(*who)
            for way in (everybody, by_unit, by_role, heads, by_name)
        )
    ).subquery("people_of_lists")


def _units_below(listed: CTE) -> CTE:
    """Each unit that is named with every unit below it: ``root`` and ``id``."""
    tree = (
        select(listed.c.unit_id.label("root"), listed.c.unit_id.label("id"))
        .where(listed.c.unit_id.is_not(None))
        .distinct()
        .cte("units_below", recursive=True)
    )
    return tree.union(
        select(tree.c.root, UNIT.c.id).join_from(tree, UNIT, UNIT.c.parent_id == tree.c.id)
    )


@dataclass(frozen=True, slots=True)
class ListedUnit:
    """A unit of a distribution list, and how many people it and the units below it have today."""

    name_pl: str
    name_en: str
    people: int
    has_units_below: bool


@dataclass(frozen=True, slots=True)
class Distribution:
    """A distribution list to be shown, with the people that it means today.

    ``roles`` are a role and how many have it; ``people`` are names.
    """

    everybody: bool = False
    units: list[ListedUnit] = field(default_factory=list)
    roles: list[tuple[str, int]] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    total: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nobody is on the list."""
        return not (self.everybody or self.units or self.roles or self.people)


def distribution_named(session: Session, document_id: int, today: date) -> Distribution:
    """The distribution list of a document with names and counts, in three queries."""
    listed = select(DistributionEntry).where(DistributionEntry.document_id == document_id).cte()
    below = _units_below(listed)
    works = and_(PERSON.c.active.is_(true()), PERSON.c.unit_id.in_(
        select(below.c.id).where(below.c.root == UNIT.c.id)
    ))  # fmt: skip
    people = select(func.count()).select_from(PERSON).where(works).scalar_subquery()
    child = UNIT.alias("child")
    units = session.execute(
        select(
            UNIT.c.name_pl, UNIT.c.name_en, people, exists().where(child.c.parent_id == UNIT.c.id)
        )
        .where(UNIT.c.id.in_(select(listed.c.unit_id)))
        .order_by(UNIT.c.sort_key)
    ).all()
    rows = session.execute(
        select(DistributionEntry.everybody, DistributionEntry.role, PERSON.c.name)
        .outerjoin(PERSON, PERSON.c.id == DistributionEntry.person_id)
        .where(DistributionEntry.document_id == document_id)
        .order_by(PERSON.c.sort_key, DistributionEntry.id)
    ).all()
    meant = people_of_lists(today, document_ids=[document_id])
    total = session.scalar(select(func.count()).select_from(meant)) or 0
    roles = [row[1] for row in rows if row[1]]
    return Distribution(
        any(row[0] for row in rows),
        [ListedUnit(row[0], row[1], int(row[2]), bool(row[3])) for row in units],
        [(role, count) for role, count in _holders(session, roles, today)] if roles else [],
        [row[2] for row in rows if row[2]],
        total,
    )


def _holders(session: Session, roles: list[str], today: date) -> list[tuple[str, int]]:
    def count(role: str) -> Select[Any]:
        if role == UNIT_HEAD:
            has: ColumnElement[bool] = exists().where(UNIT.c.head_id == PERSON.c.id)
        else:
            has = exists().where(
                ROLE_GRANT.c.person_id == PERSON.c.id,
                ROLE_GRANT.c.role == role,
                or_(ROLE_GRANT.c.valid_until.is_(None), ROLE_GRANT.c.valid_until >= today),
            )
        return (
            select(*_columns(literal(role), func.count()))
            .select_from(PERSON)
            .where(PERSON.c.active.is_(true()), has)
        )

    counted: dict[str, int] = {
        row[0]: int(row[1])
        for row in session.execute(
            count(roles[0]).union_all(*(count(role) for role in roles[1:]))
            if len(roles) > 1
            else count(roles[0])
        )
    }
    return [(role, counted.get(role, 0)) for role in roles]


def _columns(*columns: ColumnElement[Any]) -> tuple[ColumnElement[Any], ...]:
    return columns
