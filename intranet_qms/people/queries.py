"""Reads of units and people."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, selectinload

from . import deputising
from .history import TreeLine as TreeLine
from .history import UnitThen as UnitThen
from .history import closed_units as closed_units
from .history import earlier_names as earlier_names
from .history import memberships_on as memberships_on
from .history import tree as tree
from .history import unit_as_of as unit_as_of
from .history import unit_by_earlier_code as unit_by_earlier_code
from .history import unit_changes as unit_changes
from .history import unit_name_on as unit_name_on
from .history import units_on as units_on
from .models import Person, RoleGrant, Unit


def person(session: Session, person_id: int) -> Person | None:
    """One person by the internal number."""
    return session.get(Person, person_id)


def person_by_host_id(session: Session, host_id: str) -> Person | None:
    """One person by the host's identifier."""
    return session.scalars(select(Person).where(Person.host_id == host_id)).one_or_none()


def people(session: Session, *, only_active: bool = True) -> Sequence[Person]:
    """Everybody with their units, by surname in Polish order."""
    query = select(Person).options(selectinload(Person.unit)).order_by(Person.sort_key)
    if only_active:
        query = query.where(Person.active)
    return session.scalars(query).all()


def people_with_role(session: Session, *roles: str, today: date) -> Sequence[Person]:
    """Active people who have one of ``roles`` today, by surname."""
    return session.scalars(
        select(Person)
        .where(
            Person.active,
            Person.id.in_(
                select(RoleGrant.person_id).where(
                    RoleGrant.role.in_(roles),
                    or_(RoleGrant.valid_until.is_(None), RoleGrant.valid_until >= today),
                )
            ),
        )
        .options(selectinload(Person.unit))
        .order_by(Person.sort_key)
    ).all()


def units(session: Session) -> Sequence[Unit]:
    """All units with their heads, by name in Polish order."""
    return session.scalars(
        select(Unit).where(Unit.active).options(selectinload(Unit.head)).order_by(Unit.sort_key)
    ).all()


def person_by_uuid(session: Session, identifier: uuid.UUID) -> Person | None:
    """One person with unit and roles."""
    return session.scalars(
        select(Person)
        .where(Person.uuid == identifier)
        .options(selectinload(Person.unit), selectinload(Person.grants))
    ).one_or_none()


def found_people(search: str, unit_id: int | None) -> Select[Any]:
    """Active people by surname, narrowed by name, login or title, and by unit."""
    query = (
        select(Person)
        .where(Person.active)
        .options(selectinload(Person.unit))
        .order_by(Person.sort_key, Person.id)
    )
    if unit_id is not None:
        query = query.where(Person.unit_id == unit_id)
    if search.strip():
        query = query.where(
            or_(
                *(
                    column.icontains(search.strip(), autoescape=True)
                    for column in (Person.name, Person.host_id, Person.title_pl)
                )
            )
        )
    return query


def head_ids_of(session: Session, person: Person) -> frozenset[int]:
    """Who leads somebody: the heads of their unit and of those above, themselves left out."""
    return deputising.heads(session, person)


def units_headed(session: Session, person_id: int) -> Sequence[Unit]:
    """The units that somebody leads."""
    return session.scalars(
        select(Unit).where(Unit.head_id == person_id, Unit.active).order_by(Unit.sort_key)
    ).all()


def all_units(session: Session) -> Sequence[Unit]:
    """Every unit that is or was, closed ones too, by name in Polish order."""
    return session.scalars(
        select(Unit).options(selectinload(Unit.head)).order_by(Unit.sort_key)
    ).all()


def is_empty(session: Session) -> bool:
    """Whether no unit was ever entered: an office that has not been set up."""
    return session.scalar(select(Unit.id).limit(1)) is None


def directory(session: Session, *, limit: int) -> Sequence[Person]:
    """Active people with their units and roles, in the order in which they were entered."""
    return session.scalars(
        select(Person)
        .where(Person.active)
        .options(selectinload(Person.unit), selectinload(Person.grants))
        .order_by(Person.id)
        .limit(limit)
    ).all()


def unit_by_code(session: Session, code: str) -> Unit | None:
    """One unit by its code."""
    return session.scalars(select(Unit).where(Unit.code == code)).one_or_none()


def units_by_ids(session: Session, ids: Iterable[int]) -> Sequence[Unit]:
    """Units by internal numbers, with their heads."""
    return session.scalars(
        select(Unit).where(Unit.id.in_(list(ids))).options(selectinload(Unit.head))
    ).all()


def people_by_ids(session: Session, ids: Iterable[int]) -> Sequence[Person]:
    """People by internal numbers."""
    return session.scalars(
        select(Person).where(Person.id.in_(list(ids))).options(selectinload(Person.unit))
    ).all()


def person_choices(session: Session) -> list[tuple[int, str]]:
    """For a choice in a form: number and name."""
    return [(row.id, row.name) for row in people(session)]


people_choices = person_choices


def unit_choices(session: Session) -> list[tuple[int, str, str]]:
    """For a choice in a form: number, Polish and English name."""
    return [(row.id, row.name_pl, row.name_en) for row in units(session)]


def unit_family(all_units: Iterable[Unit], unit_id: int) -> frozenset[int]:
    """A unit with everything above and below it (not its siblings)."""
    listed = list(all_units)
    parents = {unit.id: unit.parent_id for unit in listed}
    family = {unit_id}
    above = parents.get(unit_id)
    while above is not None and above not in family:
        family.add(above)
        above = parents.get(above)
    below = {unit_id}
    grown = True
    while grown:
        more = {unit.id for unit in listed if unit.parent_id in below} - below
        below |= more
        grown = bool(more)
    return frozenset(family | below)


def uuids_of(session: Session, ids: Iterable[int]) -> dict[int, uuid.UUID]:
    """The stable identifiers of people by their internal numbers."""
    rows = session.execute(select(Person.id, Person.uuid).where(Person.id.in_(list(ids))))
    return {row.id: row.uuid for row in rows}


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is, for messages: the stable identifier and the name."""

    uuid: uuid.UUID
    name: str


def identities(session: Session, ids: Iterable[int]) -> dict[int, Identity]:
    """Stable identifiers and names of people by their internal numbers."""
    rows = session.execute(
        select(Person.id, Person.uuid, Person.name).where(Person.id.in_(list(ids)))
    )
    return {row.id: Identity(row.uuid, row.name) for row in rows}
