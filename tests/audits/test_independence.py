"""Nobody audits their own work, whatever the shape of the office."""

from __future__ import annotations

import pytest

from intranet_qms.audits.independence import Candidate, ScopeDocument, ScopeUnit, problems
from intranet_qms.audits.workflow import TeamRole

MAYOR, DEPARTMENT, SECTION, DESK, OTHER = 1, 2, 3, 4, 5
OFFICE = {
    unit.unit_id: unit
    for unit in (
        ScopeUnit(MAYOR, "Prezydent", None),
        ScopeUnit(DEPARTMENT, "Wydział Organizacyjny", MAYOR),
        ScopeUnit(SECTION, "Referat Informatyki", DEPARTMENT),
        ScopeUnit(DESK, "Stanowisko ds. sieci", SECTION),
        ScopeUnit(OTHER, "Wydział Spraw Obywatelskich", MAYOR),
    )
}


def person(*units: int, role: TeamRole = TeamRole.AUDITOR) -> Candidate:
    return Candidate(7, "Anna Kowal", role, frozenset(units))


@pytest.mark.parametrize(
    ("own", "audited", "code"),
    [
        (SECTION, SECTION, "own_unit"),
        (DEPARTMENT, SECTION, "unit_above"),
        (MAYOR, DESK, "unit_above"),
        (DESK, DEPARTMENT, "unit_below"),
        (SECTION, DEPARTMENT, "unit_below"),
        (OTHER, SECTION, None),
        (SECTION, OTHER, None),
    ],
)
def test_ones_own_line_of_the_office_is_not_audited(
    own: int, audited: int, code: str | None
) -> None:
    found = problems([person(own)], [audited], [], OFFICE)
    assert [problem.code for problem in found] == ([code] if code else [])
    if code:
        assert (found[0].person, found[0].about) == ("Anna Kowal", OFFICE[audited].name)


def test_who_leads_another_unit_answers_for_it_too() -> None:
    assert [one.code for one in problems([person(OTHER, SECTION)], [SECTION], [], OFFICE)] == [
        "own_unit"
    ]


def test_the_owner_of_a_document_does_not_audit_it() -> None:
    documents = [ScopeDocument("PG-02", "Skargi", 7), ScopeDocument("PG-03", "Informacja", 8)]
    found = problems([person(OTHER)], [SECTION], documents, OFFICE)
    assert [(one.code, one.about) for one in found] == [("own_document", "PG-02 Skargi")]


@pytest.mark.parametrize("role", [TeamRole.EXPERT, TeamRole.OBSERVER])
def test_who_judges_nothing_may_watch_their_own_unit(role: TeamRole) -> None:
    document = ScopeDocument("PG-02", "Skargi", 7)
    assert problems([person(SECTION, role=role)], [SECTION], [document], OFFICE) == []


def test_the_lead_is_no_exception() -> None:
    assert problems([person(SECTION, role=TeamRole.LEAD)], [SECTION], [], OFFICE)


def test_all_problems_are_told_at_once() -> None:
    document = ScopeDocument("PG-02", "Skargi", 7)
    team = [person(SECTION), Candidate(8, "Jan Lis", TeamRole.LEAD, frozenset({OTHER}))]
    found = problems(team, [SECTION, OTHER], [document], OFFICE)
    assert [(one.person_id, one.code) for one in found] == [
        (7, "own_unit"),
        (7, "own_document"),
        (8, "own_unit"),
    ]


def test_a_circle_in_the_data_does_not_hang_it() -> None:
    circle = {1: ScopeUnit(1, "A", 2), 2: ScopeUnit(2, "B", 1)}
    assert problems([person(9)], [1], [], circle) == []
