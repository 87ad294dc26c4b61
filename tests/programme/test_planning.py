"""The solver and the independent check state the same conditions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intranet_qms.programme.planning.conditions import Condition, violations
from intranet_qms.programme.planning.conflicts import conflict
from intranet_qms.programme.planning.problem import Auditor, Placed, Plan, Problem, Task
from intranet_qms.programme.planning.solver import Result, solve

FIRST = date(2027, 3, 22)  # Easter Monday falls into the weeks after
ISO = frozenset({"ISO 9001"})

days = st.integers(0, 27).map(lambda number: FIRST + timedelta(days=number))
spans = st.tuples(days, st.integers(0, 6)).map(
    lambda one: (one[0], one[0] + timedelta(days=one[1]))
)


def auditor(number: int, **changes: Any) -> Auditor:
    """A lead who is competent and has nothing else to do."""
    whole = Auditor(
        person_id=number, name=f"Auditor {number}", units=frozenset({number}), may_lead=True,
        standards=ISO,
    )  # fmt: skip
    return replace(whole, **changes)


def task(key: str, **changes: Any) -> Task:
    """A day of two people."""
    return replace(Task(key=key, name=f"Area {key}", standards=ISO), **changes)


def problem(tasks: list[Task], people: list[Auditor], **changes: Any) -> Problem:
    """Four weeks."""
    whole = Problem(
        first=FIRST, last=FIRST + timedelta(days=27), tasks=tuple(tasks), auditors=tuple(people),
        rest_days=1,
    )  # fmt: skip
    return replace(whole, **changes)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Small problems in which everything can go wrong."""
    people = [
        auditor(
            number,
            may_lead=draw(st.booleans()) or number == 1,
            standards=draw(st.sampled_from([ISO, ISO, frozenset()])),
            documents=draw(st.frozensets(st.integers(1, 3), max_size=1)),
            away=tuple(draw(st.lists(spans, max_size=2))),
            booked=tuple(draw(st.lists(spans, max_size=1))),
            booked_load={3: draw(st.integers(0, 2))},
            unappointed=tuple(draw(st.lists(spans, max_size=1))),
            not_leading=tuple(draw(st.lists(spans, max_size=1))),
            incompetent={"ISO 9001": tuple(draw(st.lists(spans, max_size=1)))},
            month_limit=draw(st.sampled_from([None, 2, 4])),
            year_limit=draw(st.sampled_from([None, 3, 6])),
        )
        for number in range(1, draw(st.integers(2, 4)) + 1)
    ]
    tasks = [
        task(
            f"t{number}",
            near_units=draw(st.frozensets(st.integers(1, 4), max_size=1)),
            documents=draw(st.frozensets(st.integers(1, 3), max_size=1)),
            half_days=draw(st.integers(1, 4)),
            team_size=draw(st.integers(1, 2)),
            last_team=draw(st.frozensets(st.integers(1, 4), max_size=1)),
            closed=tuple(draw(st.lists(spans, max_size=1))),
            pinned_month=draw(st.sampled_from([None, None, 3, 4])),
        )
        for number in range(draw(st.integers(1, 3)))
    ]
    return problem(tasks, people, closed=tuple(draw(st.lists(spans, max_size=1))))


@settings(
    max_examples=40, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
@given(problems(), st.data())
def test_the_solver_and_the_check_agree(given_problem: Problem, data: st.DataObject) -> None:
    found = solve(given_problem, effort=0.1)
    if found.result is Result.PLANNED:
        assert violations(given_problem, found.plan) == []
    # The other way round: a plan that somebody chose is possible exactly if the check has nothing
    # to say against it.
    if not given_problem.days:
        return
    plan: dict[str, Placed] = {}
    pinned = []
    ids = [one.person_id for one in given_problem.auditors]
    for one in given_problem.tasks:
        if len(ids) < one.team_size:
            return
        team = frozenset(data.draw(st.permutations(ids))[: one.team_size])
        day = data.draw(st.sampled_from(given_problem.days))
        lead = data.draw(st.sampled_from(sorted(team)))
        plan[one.key] = Placed(day=day, month=day.month, lead=lead, team=team)
        if one.pinned_month not in (None, day.month):
            return
        pinned.append(replace(one, pinned_day=day, pinned_team=team, pinned_lead=lead))
    fixed = replace(given_problem, tasks=tuple(pinned))
    answer = solve(fixed, effort=0.1)
    assert (answer.result is Result.PLANNED) == (violations(fixed, plan) == [])


def test_the_same_problem_has_the_same_plan() -> None:
    people = [auditor(number) for number in range(1, 5)]
    given_problem = problem([task(f"t{n}", priority=n * 20) for n in range(5)], people)
    one, other = solve(given_problem, effort=0.3), solve(given_problem, effort=0.3)
    assert one.plan == other.plan
    assert one.result is Result.PLANNED


def test_the_load_is_fair_and_the_urgent_comes_first() -> None:
    given_problem = problem(
        [task("calm", priority=0), task("urgent", priority=90)], [auditor(n) for n in range(1, 5)]
    )
    plan = solve(given_problem, effort=0.3).plan
    assert plan["urgent"].day < plan["calm"].day  # type: ignore[operator]
    assert not plan["urgent"].team & plan["calm"].team


SINGLE: dict[Condition, tuple[dict[str, Any], dict[str, Any], Placed]] = {
    # By condition: what is different in the task, in the auditor 1, and a plan that breaks it.
    Condition.OWN_UNIT: (
        {"near_units": frozenset({1})},
        {},
        Placed(lead=1, team=frozenset({1, 2})),
    ),
    Condition.OWN_DOCUMENT: (
        {"documents": frozenset({7})},
        {"documents": frozenset({7})},
        Placed(lead=1, team=frozenset({1, 2})),
    ),
    Condition.TWICE_RUNNING: (
        {"last_team": frozenset({1})},
        {},
        Placed(lead=1, team=frozenset({1, 2})),
    ),
    Condition.COMPETENCE: ({}, {"standards": frozenset()}, Placed(lead=2, team=frozenset({1, 2}))),
    Condition.LEAD: ({}, {"may_lead": False}, Placed(lead=1, team=frozenset({1, 2}))),
    Condition.TEAM: ({}, {}, Placed(lead=1, team=frozenset({1}))),
    Condition.LOAD_YEAR: ({}, {"year_limit": 1}, Placed(lead=2, team=frozenset({1, 2}))),
    Condition.LOAD_MONTH: ({}, {"month_limit": 1}, Placed(lead=2, team=frozenset({1, 2}))),
}


@pytest.mark.parametrize("condition", SINGLE)
def test_each_condition_is_told_by_its_name(condition: Condition) -> None:
    of_task, of_person, placed = SINGLE[condition]
    given_problem = problem(
        [task("t", **of_task)], [auditor(1, **of_person), auditor(2), auditor(3)]
    )
    plan: Plan = {"t": replace(placed, day=date(2027, 3, 24))}
    assert [one.condition for one in violations(given_problem, plan)] == [condition]


def test_days_are_told_by_their_names() -> None:
    people = [
        auditor(1, away=((date(2027, 4, 5), date(2027, 4, 9)),)),
        auditor(2, booked=((date(2027, 3, 24), date(2027, 3, 24)),)),
        auditor(3),
    ]
    given_problem = problem(
        [task("t", closed=((date(2027, 3, 31), date(2027, 3, 31)),))], people, rest_days=2
    )

    def told(day: date, *team: int) -> list[Condition]:
        plan = {"t": Placed(day=day, lead=team[0], team=frozenset(team))}
        return [one.condition for one in violations(given_problem, plan)]

    assert told(date(2027, 3, 29), 1, 3) == [Condition.WORKING_DAY], "Easter Monday"
    assert told(date(2027, 3, 31), 1, 3) == [Condition.UNIT_CLOSED]
    assert told(date(2027, 4, 6), 1, 3) == [Condition.ABSENCE]
    assert told(date(2027, 3, 26), 2, 3) == [Condition.REST], "one open day between, not two"
    assert told(date(2027, 3, 30), 2, 3) == []


def test_what_ends_within_the_year_holds_until_then_and_no_longer() -> None:
    ended = ((date(2027, 4, 1), date(2027, 4, 18)),)
    people = [
        auditor(1, incompetent={"ISO 9001": ended}), auditor(2, unappointed=ended),
        auditor(3, not_leading=ended), auditor(4),
    ]  # fmt: skip
    year = problem([task("t", team_size=1)], people)

    def told(day: date | None, person: int) -> list[Condition]:
        placed = Placed(day=day, month=4 if day is None else day.month, lead=person,
                        team=frozenset({person}))  # fmt: skip
        return [one.condition for one in violations(year, {"t": placed}, complete=False)]

    before, after = date(2027, 3, 31), date(2027, 4, 1)
    assert [told(before, person) for person in (1, 2, 3, 4)] == [[], [], [], []]
    assert [told(after, person) for person in (1, 2, 3, 4)] == [
        [Condition.COMPETENCE], [Condition.COMPETENCE], [Condition.LEAD], [],
    ]  # fmt: skip
    assert told(None, 1) == [Condition.COMPETENCE], "the month has no day left"
    late = [task("t", pinned_day=after, team_size=1)]
    assert solve(problem(late, people), effort=0.1).plan["t"].lead == 4
    assert solve(problem(late, people[:3]), effort=0.1).result is Result.IMPOSSIBLE
    reasons = conflict(problem(late, people[:3]))
    assert reasons is not None
    assert {(one[0], one[2]) for one in reasons} >= {
        (Condition.COMPETENCE, 1), (Condition.COMPETENCE, 2), (Condition.LEAD, 3),
    }  # fmt: skip


def test_a_conflict_names_who_and_what_and_nothing_that_could_be_missed() -> None:
    """Y alone may audit X, is away the whole time, and the audit is fixed."""
    people = [
        auditor(1, away=((date(2027, 3, 1), date(2027, 4, 30)),)),
        auditor(2, standards=frozenset()),
        auditor(3, units=frozenset({9})),
        auditor(4, month_limit=4, away=((date(2027, 3, 22), date(2027, 3, 26)),)),
    ]
    x = task("x", near_units=frozenset({9, 4}), team_size=1, pinned_month=4)
    given_problem = problem([x, task("other", team_size=1)], people)
    assert solve(given_problem, effort=0.2).result is Result.IMPOSSIBLE
    reasons = conflict(given_problem)
    assert reasons is not None
    assert set(reasons) == {
        (Condition.COVERAGE, "x", 0),
        (Condition.ABSENCE, "", 1),
        (Condition.COMPETENCE, "x", 2),
        (Condition.OWN_UNIT, "x", 3),
        (Condition.OWN_UNIT, "x", 4),
    }


def test_a_search_can_be_stopped() -> None:
    people = [auditor(number, month_limit=8) for number in range(1, 13)]
    tasks = [task(f"t{n}", priority=n, last_team=frozenset({n % 12 + 1})) for n in range(60)]
    large = Problem(
        first=date(2027, 1, 1), last=date(2027, 12, 31), tasks=tuple(tasks), auditors=tuple(people)
    )
    assert solve(large, effort=50, watch=lambda: True).result is Result.STOPPED
