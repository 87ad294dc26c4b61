"""What a plan has to keep, each condition by name; checked here without any solver.

Whoever changes a plan by hand is told by these; the plans of the machine are checked by them again
before anybody sees them. The solver states the same conditions on its own (``solver``), and a test
compares the two.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .problem import Auditor, Placed, Plan, Problem, Span, Task


class Condition(StrEnum):
    """The conditions by their stable codes. ISO 9001, 9.2.2; ISO 19011, 5.4 and 5.5."""

    COVERAGE = "coverage"
    """An area that is due in the cycle is in the plan."""
    TEAM = "team"
    """A team has as many people as the audit takes, one of them the lead."""
    LEAD = "lead"
    """Who leads may lead on these days."""
    OWN_UNIT = "own_unit"
    """Nobody audits their own unit, nor one above or below it."""
    OWN_DOCUMENT = "own_document"
    """Nobody audits a procedure that they answer for or wrote."""
    TWICE_RUNNING = "twice_running"
    """Nobody audits the same area twice running."""
    COMPETENCE = "competence"
    """Everybody in the team is appointed, and competent for the standards, on all of its days."""
    ABSENCE = "absence"
    """Nobody audits while they are away."""
    WORKING_DAY = "working_day"
    """An audit is on days on which the office is open."""
    UNIT_CLOSED = "unit_closed"
    """A unit is not audited in a time that it asked to be left out."""
    REST = "rest"
    """One audit at a time for everybody, with days of rest between two."""
    LOAD_MONTH = "load_month"
    """Nobody has more half-days in a month than was agreed."""
    LOAD_YEAR = "load_year"
    """Nobody has more half-days in the year than was agreed."""
    PINNED_DAY = "pinned_day"
    """A day or month that was fixed by a person holds."""
    PINNED_TEAM = "pinned_team"
    """A team that was fixed by a person holds."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A condition that is not kept. ``spans`` or ``number`` say by what, where there is something."""

    condition: Condition
    task: str = ""
    person_id: int | None = None
    spans: tuple[Span, ...] = ()
    number: int = 0


def violations(problem: Problem, plan: Plan, *, complete: bool = True) -> list[Violation]:
    """Everything that the plan does not keep, in the order of the tasks, then of the auditors.

    Args:
        complete: whether what is not decided yet counts as a fault too.
    """
    found: list[Violation] = []
    people = {one.person_id: one for one in problem.auditors}
    for task in problem.tasks:
        placed = plan.get(task.key)
        if placed is None:
            if complete:
                found.append(Violation(Condition.COVERAGE, task.key))
            continue
        found += _of_days(problem, task, placed, complete)
        found += _of_team(task, placed, people, complete)
        found += _of_people(problem, task, placed, people)
        found += _of_pins(task, placed)
    for auditor in problem.auditors:
        found += _of_load(problem, plan, auditor)
        found += _of_rest(problem, plan, auditor)
    return found


def _of_days(problem: Problem, task: Task, placed: Placed, complete: bool) -> Iterator[Violation]:
    if placed.day is None:
        if complete:
            yield Violation(Condition.WORKING_DAY, task.key)
        return
    if placed.day not in problem.index:
        yield Violation(Condition.WORKING_DAY, task.key, spans=((placed.day, placed.day),))
        return
    days = problem.days_of(task, placed.day)
    if len(days) < task.length:
        yield Violation(Condition.WORKING_DAY, task.key, spans=((days[0], days[-1]),))
    met = _met(days, task.closed)
    if met:
        yield Violation(Condition.UNIT_CLOSED, task.key, spans=met)


def _of_team(
    task: Task, placed: Placed, people: dict[int, Auditor], complete: bool
) -> Iterator[Violation]:
    if not complete and not placed.team:
        return
    no_lead = placed.lead is None or placed.lead not in placed.team
    if len(placed.team) != task.team_size or no_lead:
        yield Violation(Condition.TEAM, task.key, number=task.team_size)
    for person_id in sorted(placed.team - people.keys()):
        # Not in the register on the day: competent for nothing.
        yield Violation(Condition.COMPETENCE, task.key, person_id)
    lead = people.get(placed.lead) if placed.lead is not None else None
    if lead is not None and not lead.may_lead:
        yield Violation(Condition.LEAD, task.key, lead.person_id)


def _of_people(
    problem: Problem, task: Task, placed: Placed, people: dict[int, Auditor]
) -> Iterator[Violation]:
    days = problem.days_of(task, placed.day) if placed.day in problem.index else ()
    for person_id in sorted(placed.team & people.keys()):
        one = people[person_id]
        for condition in barred(task, one):
            yield Violation(condition, task.key, person_id)
        unfit = _met_all(problem, placed, days, one.unfit_for(task))
        if unfit:
            yield Violation(Condition.COMPETENCE, task.key, person_id, unfit)
        if person_id == placed.lead and one.may_lead:
            not_leading = _met_all(problem, placed, days, one.not_leading)
            if not_leading:
                yield Violation(Condition.LEAD, task.key, person_id, not_leading)
        met = _met(days, one.away)
        if met:
            yield Violation(Condition.ABSENCE, task.key, person_id, met)


def barred(task: Task, auditor: Auditor) -> list[Condition]:
    """Why somebody cannot be in the team of a task on any day at all."""
    found = []
    if auditor.units & task.near_units:
        found.append(Condition.OWN_UNIT)
    if auditor.documents & task.documents:
        found.append(Condition.OWN_DOCUMENT)
    if auditor.person_id in task.last_team:
        found.append(Condition.TWICE_RUNNING)
    if task.standards - auditor.standards:
        found.append(Condition.COMPETENCE)
    return found


def _of_pins(task: Task, placed: Placed) -> Iterator[Violation]:
    month = placed.day.month if placed.day is not None else placed.month
    if task.pinned_day is not None:
        if placed.day != task.pinned_day:
            yield Violation(
                Condition.PINNED_DAY, task.key, spans=((task.pinned_day, task.pinned_day),)
            )
    elif task.pinned_month is not None and month != task.pinned_month:
        yield Violation(Condition.PINNED_DAY, task.key, number=task.pinned_month)
    if (task.pinned_lead is not None and placed.lead != task.pinned_lead) or (
        task.pinned_team is not None and placed.team != task.pinned_team
    ):
        yield Violation(Condition.PINNED_TEAM, task.key)


def _of_load(problem: Problem, plan: Plan, auditor: Auditor) -> Iterator[Violation]:
    by_month: Counter[int] = Counter()
    year = sum(auditor.booked_load.values())
    for task in problem.tasks:
        placed = plan.get(task.key)
        if placed is None or auditor.person_id not in placed.team:
            continue
        year += task.half_days
        month = placed.day.month if placed.day is not None else placed.month
        if month is not None:
            by_month[month] += task.half_days
    if auditor.month_limit is not None:
        for month, half_days in sorted(by_month.items()):
            if half_days + auditor.booked_load.get(month, 0) > auditor.month_limit:
                yield Violation(Condition.LOAD_MONTH, "", auditor.person_id, number=month)
    takes_part = any(auditor.person_id in one.team for one in plan.values())
    if takes_part and auditor.year_limit is not None and year > auditor.year_limit:
        yield Violation(Condition.LOAD_YEAR, "", auditor.person_id, number=year)


def _of_rest(problem: Problem, plan: Plan, auditor: Auditor) -> Iterator[Violation]:
    held: list[tuple[date, date, str]] = []
    for task in problem.tasks:
        placed = plan.get(task.key)
        if placed is not None and auditor.person_id in placed.team and placed.day in problem.index:
            days = problem.days_of(task, placed.day)
            held.append((days[0], days[-1], task.key))
    held += [(first, last, "") for first, last in auditor.booked]
    told: dict[str, list[Span]] = defaultdict(list)
    for number, (first, last, key) in enumerate(held):
        for other_first, other_last, other in held[number + 1 :]:
            if not key and not other:
                continue  # both are fixed: nothing that is planned here changes it
            if _too_near(problem, (first, last), (other_first, other_last)):
                told[key or other].append((other_first, other_last) if key else (first, last))
    for key, spans in told.items():
        yield Violation(Condition.REST, key, auditor.person_id, tuple(spans))


def _too_near(problem: Problem, one: Span, other: Span) -> bool:
    earlier, later = sorted((one, other))
    if later[0] <= earlier[1]:
        # They may meet on days on which the office is closed only, which nobody works on.
        return any(later[0] <= day <= min(earlier[1], later[1]) for day in problem.days)
    between = sum(1 for day in problem.days if earlier[1] < day < later[0])
    return (
        between < problem.rest_days
        and _has_open_day(problem, one)
        and _has_open_day(problem, other)
    )


def _has_open_day(problem: Problem, span: Span) -> bool:
    return any(span[0] <= day <= span[1] for day in problem.days)


def _met_all(
    problem: Problem, placed: Placed, days: tuple[date, ...], spans: tuple[Span, ...]
) -> tuple[Span, ...]:
    """As ``_met``; of an entry with a month alone, where no day of the month is left."""
    if not spans or placed.day is not None or placed.month is None:
        return _met(days, spans)
    month = [day for day in problem.days if day.month == placed.month]
    left = [day for day in month if not any(first <= day <= last for first, last in spans)]
    return () if left else _met(tuple(month), spans)


def _met(days: tuple[date, ...], spans: tuple[Span, ...]) -> tuple[Span, ...]:
    return tuple(span for span in spans if any(span[0] <= day <= span[1] for day in days))
