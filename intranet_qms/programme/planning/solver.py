"""Finds a plan by constraint programming (CP-SAT of OR-Tools), the same one for the same problem.

One worker, a fixed seed and a limit in deterministic time: what a machine is doing beside does not
change the plan. The conditions are those of ``conditions``, stated anew.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from importlib.util import find_spec
from typing import Any

from . import rough
from .conditions import Condition, barred
from .problem import Auditor, Placed, Plan, Problem, Span, Task

EFFORT = 1.0
"""Deterministic seconds that are spent on making a plan better."""
LONGEST = 120.0
"""Seconds of the clock after which even a slow machine stops."""
SEED = 9001


def is_available() -> bool:
    """Whether the solver is installed (the extra ``planner``)."""
    return find_spec("ortools") is not None


class Result(StrEnum):
    """How the search ended."""

    PLANNED = "planned"
    IMPOSSIBLE = "impossible"
    STOPPED = "stopped"
    UNDECIDED = "undecided"
    """Neither a plan nor a proof that there is none within the limit."""


@dataclass(frozen=True)
class Outcome:
    """What the search found. ``best`` tells whether nothing better is possible."""

    result: Result
    plan: Plan = field(default_factory=dict)
    best: bool = False


Watch = Callable[[], bool]
"""Asked twice a second; True stops the search."""

Reason = tuple[Condition, str, int]
"""A condition of a task or a person, that can be left out: code, task or "", person or 0."""


class Model:
    """The problem as variables and constraints.

    Args:
        optional: give every condition a literal of its own, so that those can be found that exclude
            each other; nothing is then optimised.
    """

    def __init__(self, problem: Problem, *, optional: bool = False) -> None:
        from ortools.sat.python import cp_model  # noqa: PLC0415 - heavy, the extra `planner`

        self.cp = cp_model
        self.problem = problem
        self.model = cp_model.CpModel()
        self.optional = optional
        self.reasons: dict[Reason, Any] = {}
        self.start: dict[str, Any] = {}
        self.inside: dict[tuple[str, int], Any] = {}
        self.leads: dict[tuple[str, int], Any] = {}
        self.month: dict[tuple[str, int], Any] = {}
        self.months = sorted({day.month for day in problem.days})
        for task in problem.tasks:
            self._variables(task)
        for task in problem.tasks:
            self._team(task)
            self._days(task)
            self._pins(task)
        for auditor in problem.auditors:
            self._rest(auditor)
            self._load(auditor)

    # -- literals ----------------------------------------------------------------------------

    def _given(self, condition: Condition, task: str = "", person_id: int = 0) -> list[Any]:
        """What a constraint hangs on: its own literal, or nothing where all hold."""
        if not self.optional:
            return []
        reason = (condition, task, person_id)
        if reason not in self.reasons:
            self.reasons[reason] = self.model.new_bool_var("|".join(map(str, reason)))
        return [self.reasons[reason]]

    # -- variables ---------------------------------------------------------------------------

    def _variables(self, task: Task) -> None:
        most = max(0, len(self.problem.days) - task.length)
        self.start[task.key] = self.model.new_int_var(0, most, f"start {task.key}")
        for auditor in self.problem.auditors:
            at = (task.key, auditor.person_id)
            self.inside[at] = self.model.new_bool_var(f"in {at}")
            self.leads[at] = self.model.new_bool_var(f"lead {at}")
            self.model.add_implication(self.leads[at], self.inside[at])
        for number in self.months:
            chosen = self.month[task.key, number] = self.model.new_bool_var(
                f"month {task.key} {number}"
            )
            places = [i for i, day in enumerate(self.problem.days) if day.month == number]
            self._within(task, places, [chosen])
        self.model.add_exactly_one(self.month[task.key, number] for number in self.months)

    def _within(self, task: Task, places: Iterable[int], given: list[Any]) -> None:
        domain = self.cp.Domain.from_values(sorted(places))
        made = self.model.add_linear_expression_in_domain(self.start[task.key], domain)
        if given:
            made.only_enforce_if(given)

    # -- conditions --------------------------------------------------------------------------

    def _team(self, task: Task) -> None:
        people = self.problem.auditors
        given = self._given(Condition.COVERAGE, task.key)
        size = self.model.add(
            sum(self.inside[task.key, one.person_id] for one in people) == task.team_size
        )
        lead = self.model.add(sum(self.leads[task.key, one.person_id] for one in people) == 1)
        if given:
            size.only_enforce_if(given)
            lead.only_enforce_if(given)
        for one in people:
            at = (task.key, one.person_id)
            for condition in barred(task, one):
                self.model.add_bool_or(
                    [self.inside[at].negated(), *self._off(condition, task.key, one.person_id)]
                )
            if not one.may_lead:
                self.model.add_bool_or(
                    [self.leads[at].negated(), *self._off(Condition.LEAD, "", one.person_id)]
                )
            unfit = one.unfit_for(task)
            if unfit:
                fit = [self.inside[at], *self._given(Condition.COMPETENCE, task.key, one.person_id)]
                self._within(task, self._free(task, unfit), fit)
            if one.may_lead and one.not_leading:
                leads = [self.leads[at], *self._given(Condition.LEAD, "", one.person_id)]
                self._within(task, self._free(task, one.not_leading), leads)
            if one.away:
                given = [self.inside[at], *self._given(Condition.ABSENCE, "", one.person_id)]
                self._within(task, self._free(task, one.away), given)

    def _off(self, condition: Condition, task: str, person_id: int) -> list[Any]:
        return [literal.negated() for literal in self._given(condition, task, person_id)]

    def _free(self, task: Task, spans: tuple[Span, ...]) -> list[int]:
        """Where the task can begin so that none of its days meets the spans."""
        days = self.problem.days
        met = [any(first <= day <= last for first, last in spans) for day in days]
        return [
            number
            for number in range(len(days) - task.length + 1)
            if not any(met[number : number + task.length])
        ]

    def _days(self, task: Task) -> None:
        if task.closed:
            given = self._given(Condition.UNIT_CLOSED, task.key)
            self._within(task, self._free(task, task.closed), given)

    def _pins(self, task: Task) -> None:
        days = self.problem.days
        if task.pinned_day is not None:
            places = [n for n, day in enumerate(days) if day == task.pinned_day]
            self._within(task, places, self._given(Condition.PINNED_DAY, task.key))
        elif task.pinned_month is not None:
            places = [n for n, day in enumerate(days) if day.month == task.pinned_month]
            self._within(task, places, self._given(Condition.PINNED_DAY, task.key))
        known = {one.person_id for one in self.problem.auditors}
        given = self._given(Condition.PINNED_TEAM, task.key)
        off = [literal.negated() for literal in given]
        if task.pinned_team is not None:
            for person_id in known:
                literal = self.inside[task.key, person_id]
                wanted = literal if person_id in task.pinned_team else literal.negated()
                self.model.add_bool_or([wanted, *off])
            if task.pinned_team - known:
                self.model.add_bool_or(off)
        if task.pinned_lead is not None:
            if task.pinned_lead in known:
                self.model.add_bool_or([self.leads[task.key, task.pinned_lead], *off])
            else:
                self.model.add_bool_or(off)

    def _rest(self, auditor: Auditor) -> None:
        rest = self.problem.rest_days
        given = self._given(Condition.REST, "", auditor.person_id)
        intervals = []
        for task in self.problem.tasks:
            at = (task.key, auditor.person_id)
            there = self.inside[at]
            if given:
                # With the condition left out, the interval may be absent though they take part.
                there = self.model.new_bool_var(f"rests {at}")
                self.model.add_bool_or([self.inside[at].negated(), given[0].negated(), there])
            intervals.append(
                self.model.new_optional_fixed_size_interval_var(
                    self.start[task.key], task.length + rest, there, f"work {at}"
                )
            )
        intervals += [
            self.model.new_fixed_size_interval_var(first, size + rest, "booked")
            for first, size in self._booked(auditor)
        ]
        self.model.add_no_overlap(intervals)

    def _booked(self, auditor: Auditor) -> list[tuple[int, int]]:
        """Places and lengths of fixed audits among the open days, without what overlaps."""
        taken: set[int] = set()
        found = []
        rest = self.problem.rest_days
        for first, last in sorted(auditor.booked):
            places = [n for n, day in enumerate(self.problem.days) if first <= day <= last]
            found += [(n, 1) for n in places]
        # Two that are fixed may stand nearer than the rest: they are kept out, not compared.
        lengths: list[tuple[int, int]] = []
        for place, _ in sorted(set(found)):
            if lengths and place <= lengths[-1][0] + lengths[-1][1] + rest - 1:
                begin = lengths[-1][0]
                lengths[-1] = (begin, place - begin + 1)
            elif place not in taken:
                lengths.append((place, 1))
            taken.add(place)
        return lengths

    def _load(self, auditor: Auditor) -> None:
        person_id, tasks = auditor.person_id, self.problem.tasks
        if auditor.year_limit is not None:
            left = auditor.year_limit - sum(auditor.booked_load.values())
            total = sum(task.half_days * self.inside[task.key, person_id] for task in tasks)
            made = self.model.add(total <= max(0, left))
            given = self._given(Condition.LOAD_YEAR, "", person_id)
            if given:
                made.only_enforce_if(given)
        if auditor.month_limit is None:
            return
        given = self._given(Condition.LOAD_MONTH, "", person_id)
        for number in self.months:
            terms = []
            for task in tasks:
                both = self.model.new_bool_var(f"load {task.key} {person_id} {number}")
                self.model.add_bool_or(
                    [
                        both,
                        self.inside[task.key, person_id].negated(),
                        self.month[task.key, number].negated(),
                    ]
                )
                terms.append(task.half_days * both)
            left = auditor.month_limit - auditor.booked_load.get(number, 0)
            made = self.model.add(sum(terms) <= max(0, left))
            if given:
                made.only_enforce_if(given)

    def early(self) -> None:
        """Aim: what has a higher priority comes earlier."""
        self.model.minimize(
            sum((1 + task.priority) * self.start[task.key] for task in self.problem.tasks)
        )

    def fix(self, rough: Plan) -> None:
        """Keep months and teams of a plan."""
        for task in self.problem.tasks:
            placed = rough[task.key]
            self.model.add(self.month[task.key, placed.month or 0] == 1)
            for one in self.problem.auditors:
                at = (task.key, one.person_id)
                self.model.add(self.inside[at] == int(one.person_id in placed.team))
                self.model.add(self.leads[at] == int(one.person_id == placed.lead))

    def hint(self, plan: Plan) -> None:
        """Where to begin the search."""
        for task in self.problem.tasks:
            placed = plan.get(task.key)
            if placed is None:
                continue
            if placed.day in self.problem.index:
                self.model.add_hint(self.start[task.key], self.problem.index[placed.day])
            for one in self.problem.auditors:
                at = (task.key, one.person_id)
                self.model.add_hint(self.inside[at], one.person_id in placed.team)
                self.model.add_hint(self.leads[at], one.person_id == placed.lead)

    def plan(self, solver: Any) -> Plan:
        """What the solver found."""
        found = {}
        for task in self.problem.tasks:
            team = frozenset(
                one.person_id
                for one in self.problem.auditors
                if solver.boolean_value(self.inside[task.key, one.person_id])
            )
            lead = next(
                one.person_id
                for one in self.problem.auditors
                if solver.boolean_value(self.leads[task.key, one.person_id])
            )
            day: date = self.problem.days[solver.value(self.start[task.key])]
            found[task.key] = Placed(day=day, month=day.month, lead=lead, team=team)
        return found


def make_solver(effort: float, longest: float = LONGEST) -> Any:
    """A solver that gives the same answer each time."""
    from ortools.sat.python import cp_model  # noqa: PLC0415 - heavy, the extra `planner`

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = SEED
    # Several ways to search take turns on one thread: as good as several threads, and repeatable.
    solver.parameters.interleave_search = True
    solver.parameters.max_deterministic_time = effort
    solver.parameters.max_time_in_seconds = longest
    return solver


def fits_days(problem: Problem) -> bool:
    """Whether every task has room at all between the first and the last day."""
    return all(task.length <= len(problem.days) for task in problem.tasks)


def solve(
    problem: Problem,
    *,
    effort: float = EFFORT,
    present: Plan | None = None,
    watch: Watch | None = None,
) -> Outcome:
    """The best plan that was found within the limit.

    Args:
        effort: deterministic seconds.
        present: a plan to begin from; it need not be right.
        watch: asked while the search goes on whether to stop.
    """
    if not problem.tasks:
        return Outcome(Result.PLANNED, {}, best=True)
    if not problem.auditors or not fits_days(problem) or pinned_to_closed(problem):
        return Outcome(Result.IMPOSSIBLE)
    brake = _Brake(watch)
    try:
        return _search(problem, effort, present or {}, brake)
    finally:
        brake.end()


def _search(problem: Problem, effort: float, present: Plan, brake: _Brake) -> Outcome:
    """Months and teams first, then the days; both at once where the days do not fit them."""
    first = months_and_teams(problem, effort, present, brake)
    if first.result is not Result.PLANNED:
        return first
    exact = Model(problem)
    exact.fix(first.plan)
    exact.early()
    solver = make_solver(effort / 2)
    status = brake.run(solver, exact.model)
    if brake.is_pulled():
        return Outcome(Result.STOPPED)
    good = (exact.cp.OPTIMAL, exact.cp.FEASIBLE)
    if status in good:
        return Outcome(Result.PLANNED, exact.plan(solver), first.best and status == good[0])
    whole = Model(problem)
    whole.hint(first.plan)
    solver = make_solver(effort * 2)
    status = brake.run(solver, whole.model)
    if brake.is_pulled():
        return Outcome(Result.STOPPED)
    if status in good:
        return Outcome(Result.PLANNED, whole.plan(solver))
    return Outcome(Result.IMPOSSIBLE if status == whole.cp.INFEASIBLE else Result.UNDECIDED)


def months_and_teams(problem: Problem, effort: float, present: Plan, brake: _Brake) -> Outcome:
    """The first half: see ``rough``."""
    from ortools.sat.python import cp_model  # noqa: PLC0415 - heavy, the extra `planner`

    made = rough.build(cp_model, problem, present)
    if made is None:
        return Outcome(Result.IMPOSSIBLE)
    solver = make_solver(effort)
    status = brake.run(solver, made.model)
    if brake.is_pulled():
        return Outcome(Result.STOPPED)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Outcome(Result.PLANNED, made.plan(solver), best=status == cp_model.OPTIMAL)
    return Outcome(Result.IMPOSSIBLE if status == cp_model.INFEASIBLE else Result.UNDECIDED)


class _Brake:
    """Stops whatever search goes on when the watch says so."""

    def __init__(self, watch: Watch | None) -> None:
        self._watch = watch
        self._solver: Any = None
        self._pulled = threading.Event()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True) if watch else None
        if self._thread is not None:
            self._thread.start()

    def is_pulled(self) -> bool:
        """Whether the search was stopped."""
        return self._pulled.is_set()

    def run(self, solver: Any, model: Any) -> Any:
        """Search, unless it was stopped before."""
        if self.is_pulled():
            return None
        self._solver = solver
        return solver.solve(model)

    def end(self) -> None:
        """Watch no more."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def _look(self) -> None:
        while not self._ended.wait(0.5):
            if self._watch is not None and self._watch():
                self._pulled.set()
                if self._solver is not None:
                    self._solver.stop_search()


def pinned_to_closed(problem: Problem) -> list[Task]:
    """Tasks that are fixed to a day on which nothing can begin."""
    found = []
    for task in problem.tasks:
        day = task.pinned_day
        if day is None:
            continue
        if day not in problem.index or len(problem.days_of(task, day)) < task.length:
            found.append(task)
    return found
