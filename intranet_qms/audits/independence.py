"""Nobody audits their own work (ISO 9001, clause 9.2.2 c). Pure; standard library only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .workflow import RECORDS, TeamRole


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may join a team. ``unit_ids``: where they work and what they lead."""

    person_id: int
    name: str
    role: TeamRole
    unit_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class ScopeUnit:
    """A unit of the office with the one above it."""

    unit_id: int
    name: str
    parent_id: int | None


@dataclass(frozen=True, slots=True)
class ScopeDocument:
    """A document in the scope. ``owner_id``: the person who answers for its contents."""

    code: str
    title: str
    owner_id: int | None


@dataclass(frozen=True, slots=True)
class Problem:
    """Why somebody cannot be in the team.

    ``code``: ``own_unit`` (works in or leads it), ``unit_above`` or ``unit_below`` (their unit
    contains the audited one, or the reverse), ``own_document``. ``about`` names the audited unit or
    document, ``own`` the person's unit where it is another one.
    """

    code: str
    person_id: int
    person: str
    about: str
    own: str = ""


def problems(
    team: Iterable[Candidate],
    scope: Iterable[int],
    documents: Iterable[ScopeDocument],
    office: Mapping[int, ScopeUnit],
) -> list[Problem]:
    """Everything that makes somebody of ``team`` judge their own work, in the order of the team.

    Experts and observers judge nothing and are not looked at.

    Args:
        scope: the audited units.
        office: all units by number, for who is above whom.
    """
    audited = list(dict.fromkeys(scope))
    listed = list(documents)
    found: list[Problem] = []
    for person in team:
        if person.role not in RECORDS:
            continue
        for unit_id in audited:
            problem = _about_unit(person, unit_id, office)
            if problem is not None:
                found.append(problem)
        found += [
            Problem("own_document", person.person_id, person.name, f"{one.code} {one.title}")
            for one in listed
            if one.owner_id == person.person_id
        ]
    return found


def _about_unit(person: Candidate, unit_id: int, office: Mapping[int, ScopeUnit]) -> Problem | None:
    name = office[unit_id].name if unit_id in office else str(unit_id)
    if unit_id in person.unit_ids:
        return Problem("own_unit", person.person_id, person.name, name)
    above_audited = set(_above(unit_id, office))
    for own in sorted(person.unit_ids):
        own_name = office[own].name if own in office else ""
        if own in above_audited:
            return Problem("unit_above", person.person_id, person.name, name, own_name)
        if unit_id in _above(own, office):
            return Problem("unit_below", person.person_id, person.name, name, own_name)
    return None


def _above(unit_id: int, office: Mapping[int, ScopeUnit]) -> list[int]:
    """The units above one, nearest first; a circle in the data does not hang it."""
    found: list[int] = []
    unit = office.get(unit_id)
    while unit is not None and unit.parent_id is not None and unit.parent_id not in found:
        found.append(unit.parent_id)
        unit = office.get(unit.parent_id)
    return found
