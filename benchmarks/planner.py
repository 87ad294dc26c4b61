"""The planner: a year of 40 units and 66 procedures for 12 auditors, against a plain greedy plan.

    python -m benchmarks.planner [--rounds 3]

The plain way goes through the areas by priority and takes for each the first day and the first
people that break no rule. What counts beside the time is how many areas each places, and how far
apart the most and the least loaded auditor are.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections import Counter
from datetime import date, timedelta
from itertools import combinations

from benchmarks.measuring import Figure, table
from intranet_qms.programme.planning.conditions import barred, violations
from intranet_qms.programme.planning.problem import Auditor, Placed, Plan, Problem, Span, Task
from intranet_qms.programme.planning.solver import solve

UNITS, PROCEDURES, AUDITORS = 40, 66, 12
LIMIT = 10.0
"""Seconds of one core in which there has to be a plan; the clock also counts what runs beside."""
ISO = frozenset({"ISO 9001"})


def office(seed: int = 7) -> Problem:
    """An office with leave, closed times, own work and earlier teams, all areas in one year."""
    chance = random.Random(seed)
    people = range(1, AUDITORS + 1)
    tasks = [
        Task(
            key=f"t{number:03}",
            name=f"Area {number}",
            near_units=frozenset({number % UNITS}),
            documents=frozenset({number}) if number >= UNITS else frozenset(),
            standards=ISO,
            half_days=chance.choice([1, 2, 2, 2, 3, 4]),
            priority=chance.randint(5, 95),
            last_team=frozenset(chance.sample(people, 2)),
            closed=((date(2027, 3, 1), date(2027, 3, 19)),) if number % 4 == 0 else (),
        )
        for number in range(UNITS + PROCEDURES)
    ]
    auditors = [
        Auditor(
            person_id=number,
            name=f"Auditor {number}",
            units=frozenset({number * 3 % UNITS}),
            may_lead=number % 2 == 0,
            standards=ISO,
            documents=frozenset({UNITS + number * 5}),
            away=tuple(_leave(chance) for _ in range(2)),
            month_limit=8,
            year_limit=60,
        )
        for number in people
    ]
    return Problem(
        first=date(2027, 1, 1), last=date(2027, 12, 31), tasks=tuple(tasks),
        auditors=tuple(auditors), closed=((date(2027, 12, 27), date(2027, 12, 31)),), rest_days=1,
    )  # fmt: skip


def _leave(chance: random.Random) -> Span:
    first = date(2027, 1, 1) + timedelta(days=chance.randrange(340))
    return first, first + timedelta(days=13)


def greedy(problem: Problem) -> Plan:
    """The plain way; what finds no place is left out."""
    free = {one.person_id: [True] * len(problem.days) for one in problem.auditors}
    for one in problem.auditors:
        for number, day in enumerate(problem.days):
            if any(first <= day <= last for first, last in one.away):
                free[one.person_id][number] = False
    month: Counter[tuple[int, int]] = Counter()
    year: Counter[int] = Counter()
    plan: dict[str, Placed] = {}
    for task in sorted(problem.tasks, key=lambda one: (-one.priority, one.key)):
        able = [one for one in problem.auditors if not barred(task, one)]
        found = _first_place(problem, task, able, free, month, year)
        if found is None:
            continue
        begin, team = found
        day = problem.days[begin]
        lead = next(one.person_id for one in team if one.may_lead)
        plan[task.key] = Placed(
            day=day, month=day.month, lead=lead, team=frozenset(one.person_id for one in team)
        )
        for one in team:
            year[one.person_id] += task.half_days
            month[one.person_id, day.month] += task.half_days
            low, high = begin - problem.rest_days, begin + task.length + problem.rest_days
            for place in range(max(0, low), min(len(problem.days), high)):
                free[one.person_id][place] = False
    return plan


def _first_place(
    problem: Problem,
    task: Task,
    able: list[Auditor],
    free: dict[int, list[bool]],
    month: Counter[tuple[int, int]],
    year: Counter[int],
) -> tuple[int, tuple[Auditor, ...]] | None:
    for begin in range(len(problem.days) - task.length + 1):
        days = problem.days[begin : begin + task.length]
        if any(first <= day <= last for day in days for first, last in task.closed):
            continue
        there = [
            one
            for one in able
            if all(free[one.person_id][begin : begin + task.length])
            and year[one.person_id] + task.half_days <= (one.year_limit or 10**6)
            and month[one.person_id, days[0].month] + task.half_days <= (one.month_limit or 10**6)
        ]
        for team in combinations(there, task.team_size):
            if any(one.may_lead for one in team):
                return begin, team
    return None


def _gap(problem: Problem, plan: Plan) -> int:
    """Half-days between the most and the least loaded."""
    load = Counter({one.person_id: 0 for one in problem.auditors})
    for task in problem.tasks:
        for person_id in plan[task.key].team if task.key in plan else ():
            load[person_id] += task.half_days
    return max(load.values()) - min(load.values())


def main() -> int:
    """Print the figures."""
    reader = argparse.ArgumentParser()
    reader.add_argument("--rounds", type=int, default=3)
    rounds = reader.parse_args().rounds
    problem = office()
    plain_times, times, clocks = [], [], []
    plain: Plan = {}
    found: Plan = {}
    for _ in range(rounds):
        begun = time.process_time()
        plain = greedy(problem)
        plain_times.append(time.process_time() - begun)
        begun, clock = time.process_time(), time.perf_counter()
        found = solve(problem).plan
        times.append(time.process_time() - begun)
        clocks.append(time.perf_counter() - clock)
    taken, plain_taken = statistics.median(times), statistics.median(plain_times)
    broken = len(violations(problem, found))
    gap, plain_gap = _gap(problem, found), _gap(problem, plain)
    everything = len(problem.tasks)
    print(
        table(
            [
                Figure(
                    f"plan of {everything} areas, {AUDITORS} auditors",
                    f"{taken:.1f} s of one core, {statistics.median(clocks):.1f} s by the clock"
                    f" (plain: {plain_taken:.1f} s)",
                    f"at most {LIMIT:g} s of one core",
                    taken <= LIMIT,
                ),
                Figure(
                    "areas placed, rules broken",
                    f"{len(found)} of {everything}, {broken} (plain: {len(plain)})",
                    "all, none",
                    len(found) == everything and not broken,
                ),
                Figure(
                    "half-days between most and least loaded",
                    f"{gap} (plain: {plain_gap})",
                    "fewer than plain",
                    gap < plain_gap,
                ),
            ]
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
