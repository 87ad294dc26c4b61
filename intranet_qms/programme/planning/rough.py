"""The first half of the search: in which month each audit is and who is in its team.

Days come later (``solver``). What is fair, spread and early is decided here, where a year is twelve
places and not two hundred and fifty.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .conditions import barred
from .problem import Auditor, Placed, Plan, Problem, Span, Task

FAIR, SPREAD, EARLY = 40, 60, 1
"""What the objective weighs: a half-day between the most and the least loaded, an audit more in the
fullest month, a hundred points of priority a month later."""


@dataclass(frozen=True)
class RoughModel:
    """Months and teams as variables."""

    problem: Problem
    cp: Any
    model: Any
    month: dict[tuple[str, int], Any]
    inside: dict[tuple[str, int], Any]
    leads: dict[tuple[str, int], Any]

    def plan(self, solver: Any) -> Plan:
        """What the solver found; without days."""
        found = {}
        for task in self.problem.tasks:
            people = [one.person_id for one in self.problem.auditors]
            found[task.key] = Placed(
                month=next(
                    number
                    for key, number in self.month
                    if key == task.key and solver.boolean_value(self.month[key, number])
                ),
                lead=next(
                    one
                    for one in people
                    if (task.key, one) in self.leads
                    and solver.boolean_value(self.leads[task.key, one])
                ),
                team=frozenset(
                    one
                    for one in people
                    if (task.key, one) in self.inside
                    and solver.boolean_value(self.inside[task.key, one])
                ),
            )
        return found


def build(cp: Any, problem: Problem, present: Plan) -> RoughModel | None:
    """The model; None where a task has nobody or no month at all.

    Args:
        present: where to begin the search.
    """
    model = cp.CpModel()
    made = RoughModel(problem, cp, model, {}, {}, {})
    months = sorted({day.month for day in problem.days})
    open_days = {
        number: [n for n, day in enumerate(problem.days) if day.month == number]
        for number in months
    }
    both: dict[tuple[str, int, int], Any] = {}
    for task in problem.tasks:
        if not _variables(made, task, months, open_days, both):
            return None
    for auditor in problem.auditors:
        _limits(made, auditor, months, open_days, both)
    _aim(made, months)
    _hint(made, present)
    return made


def _variables(
    made: RoughModel,
    task: Task,
    months: list[int],
    open_days: dict[int, list[int]],
    both: dict[tuple[str, int, int], Any],
) -> bool:
    problem, model = made.problem, made.model
    able = [
        one
        for one in problem.auditors
        if not barred(task, one) and (task.pinned_team is None or one.person_id in task.pinned_team)
    ]
    if task.pinned_team is not None and {one.person_id for one in able} != task.pinned_team:
        return False
    usable = {number: _starts(problem, task, open_days[number], None) for number in months}
    usable = {number: places for number, places in usable.items() if places}
    if not usable or len(able) < task.team_size:
        return False
    for number in usable:
        made.month[task.key, number] = model.new_bool_var(f"month {task.key} {number}")
    model.add_exactly_one(made.month[task.key, number] for number in usable)
    for one in able:
        at = (task.key, one.person_id)
        made.inside[at] = inside = model.new_bool_var(f"in {at}")
        if one.may_lead and task.pinned_lead in (None, one.person_id):
            made.leads[at] = model.new_bool_var(f"lead {at}")
            model.add_implication(made.leads[at], inside)
        for number, places in usable.items():
            month = made.month[task.key, number]
            if not _starts(problem, task, places, one):
                model.add_bool_or([inside.negated(), month.negated()])
                continue
            leads_too = made.leads.get(at)
            if leads_too is not None and not _starts(problem, task, places, one, one.not_leading):
                model.add_bool_or([leads_too.negated(), month.negated()])
            together = model.new_bool_var(f"both {at} {number}")
            model.add_bool_or([together, inside.negated(), month.negated()])
            both[task.key, one.person_id, number] = together
    leads = [made.leads[key] for key in made.leads if key[0] == task.key]
    if not leads:
        return False
    model.add_exactly_one(leads)
    model.add(sum(made.inside[task.key, one.person_id] for one in able) == task.team_size)
    return True


def _starts(
    problem: Problem,
    task: Task,
    places: list[int],
    one: Auditor | None,
    without: tuple[Span, ...] = (),
) -> list[int]:
    """Where the task can begin, seen alone."""
    spans = task.closed
    if one is not None:
        spans += (*one.away, *one.booked, *one.unfit_for(task))
    spans += without
    days = problem.days
    return [
        place
        for place in places
        if place + task.length <= len(days)
        and (task.pinned_day is None or days[place] == task.pinned_day)
        and (task.pinned_month is None or days[place].month == task.pinned_month)
        and not any(
            first <= day <= last
            for day in days[place : place + task.length]
            for first, last in spans
        )
    ]


def _limits(
    made: RoughModel,
    auditor: Auditor,
    months: list[int],
    open_days: dict[int, list[int]],
    both: dict[tuple[str, int, int], Any],
) -> None:
    model, tasks, person_id = made.model, made.problem.tasks, auditor.person_id
    rest = made.problem.rest_days
    if auditor.year_limit is not None:
        left = max(0, auditor.year_limit - sum(auditor.booked_load.values()))
        model.add(
            sum(
                task.half_days * made.inside[task.key, person_id]
                for task in tasks
                if (task.key, person_id) in made.inside
            )
            <= left
        )
    spans = (*auditor.away, *auditor.booked)
    for number in months:
        there = [
            (task, both[task.key, person_id, number])
            for task in tasks
            if (task.key, person_id, number) in both
        ]
        if not there:
            continue
        if auditor.month_limit is not None:
            left = max(0, auditor.month_limit - auditor.booked_load.get(number, 0))
            model.add(sum(task.half_days * literal for task, literal in there) <= left)
        # The last of a month may end, and rest, in the next one; a rest may fall on leave.
        longest = max(task.length for task, _ in there)
        for kept_out, pause in ((spans, 0), (auditor.booked, rest)):
            free = sum(
                not any(first <= made.problem.days[place] <= last for first, last in kept_out)
                for place in open_days[number]
            )
            model.add(
                sum((task.length + pause) * literal for task, literal in there)
                <= free + pause + longest - 1
            )


def _aim(made: RoughModel, months: list[int]) -> None:
    model, tasks = made.model, made.problem.tasks
    work = sum(task.half_days * task.team_size for task in tasks)
    booked = max(sum(one.booked_load.values()) for one in made.problem.auditors)
    heaviest = model.new_int_var(0, work + booked, "heaviest")
    lightest = model.new_int_var(0, work + booked, "lightest")
    for one in made.problem.auditors:
        mine = [task for task in tasks if (task.key, one.person_id) in made.inside]
        load = sum(task.half_days * made.inside[task.key, one.person_id] for task in mine)
        load += sum(one.booked_load.values())
        model.add(load <= heaviest)
        # Whoever agreed to little does not hold the others back from a fair share.
        if (mine and one.year_limit is None) or (one.year_limit or 0) * len(
            made.problem.auditors
        ) >= work:
            model.add(load >= lightest)
    fullest = model.new_int_var(0, len(tasks), "fullest")
    for number in months:
        model.add(
            sum(made.month[task.key, number] for task in tasks if (task.key, number) in made.month)
            <= fullest
        )
    late = sum(
        (5 + task.priority) * number * made.month[task.key, number]
        for task in tasks
        for number in months
        if (task.key, number) in made.month
    )
    model.minimize(100 * (FAIR * (heaviest - lightest) + SPREAD * fullest) + EARLY * late)


def _hint(made: RoughModel, present: Plan) -> None:
    for task in made.problem.tasks:
        placed = present.get(task.key)
        if placed is None:
            continue
        month = placed.day.month if placed.day is not None else placed.month
        for (key, number), literal in made.month.items():
            if key == task.key and month is not None:
                made.model.add_hint(literal, number == month)
        for (key, person_id), literal in made.inside.items():
            if key == task.key and placed.team:
                made.model.add_hint(literal, person_id in placed.team)
