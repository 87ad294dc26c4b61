"""Asks the independence rule about people, units and documents of the office."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from ..i18n import localized, t
from ..people import queries as people
from .independence import Candidate, Problem, ScopeDocument, ScopeUnit, problems
from .models import AuditDocument
from .plan_choices import ScopeChoice
from .workflow import TeamRole


def team_problems(
    session: Session, roles: Mapping[int, TeamRole], scope: ScopeChoice
) -> list[Problem]:
    """Everything that makes somebody of a team judge their own work.

    Args:
        roles: role by person.
    """
    units = people.units(session)
    office = {
        unit.id: ScopeUnit(unit.id, localized(unit.name_pl, unit.name_en), unit.parent_id)
        for unit in units
    }
    headed: dict[int, set[int]] = {}
    for unit in units:
        if unit.head_id is not None:
            headed.setdefault(unit.head_id, set()).add(unit.id)
    team = [
        Candidate(
            person.id,
            person.name,
            roles[person.id],
            frozenset({person.unit_id} if person.unit_id else ())
            | frozenset(headed.get(person.id, ())),
        )
        for person in people.people_by_ids(session, roles)
    ]
    return problems(team, scope.unit_ids, _documents(session, scope), office)


def _documents(session: Session, scope: ScopeChoice) -> list[ScopeDocument]:
    if not scope.document_ids:
        return []
    document = inspect(AuditDocument).relationships["document"].mapper.class_
    return [
        ScopeDocument(code, title, owner_id)
        for code, title, owner_id in session.execute(
            select(document.code, document.title, document.owner_id).where(
                document.id.in_(list(scope.document_ids))
            )
        )
    ]


def sentence(problem: Problem) -> str:
    """A problem in words that name the person and the unit."""
    names = {"person": problem.person, "about": problem.about, "own": problem.own}
    if problem.code == "own_unit":
        return t("%(person)s works in the audited unit: %(about)s.", **names)
    if problem.code == "unit_above":
        return t("%(person)s works in %(own)s, which the audited %(about)s belongs to.", **names)
    if problem.code == "unit_below":
        return t("%(person)s works in %(own)s, which belongs to the audited %(about)s.", **names)
    return t("%(person)s owns the audited document %(about)s.", **names)
