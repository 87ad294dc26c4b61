"""Why there is no plan: the few conditions that exclude each other, none of which can be missed.

Every condition hangs on a literal of its own. The solver names a set of them that cannot hold
together; then one after the other is left out, and stays out where the rest is impossible still.
What remains is irreducible.
"""

from __future__ import annotations

from .conditions import Condition
from .problem import Problem
from .solver import Model, Reason, fits_days, make_solver, pinned_to_closed

_EFFORT = 3.0
"""Deterministic seconds for each question."""


def conflict(problem: Problem) -> list[Reason] | None:
    """Conditions that exclude each other, by code, task and person; None if that cannot be told.

    An empty list means that they do not exclude each other.
    """
    closed = pinned_to_closed(problem)
    if closed:
        key = closed[0].key
        return [(Condition.PINNED_DAY, key, 0), (Condition.WORKING_DAY, key, 0)]
    if not fits_days(problem):
        return [
            (Condition.WORKING_DAY, task.key, 0)
            for task in problem.tasks
            if task.length > len(problem.days)
        ][:1]
    if not problem.tasks:
        return []
    if not problem.auditors:
        return [(Condition.COVERAGE, problem.tasks[0].key, 0)]
    made = Model(problem, optional=True)
    wanted = sorted(made.reasons, key=lambda one: (one[0].value, one[1], one[2]))
    core = _core(made, wanted)
    if not core:
        return core
    for reason in list(core):
        if reason not in core:
            continue  # an answer since has left it out already
        smaller = _core(made, [one for one in core if one != reason])
        if smaller:
            core = smaller
    return core


def _core(made: Model, wanted: list[Reason]) -> list[Reason] | None:
    """Those of the wanted conditions that cannot hold together; [] if they can, None: not known."""
    made.model.clear_assumptions()
    made.model.add_assumptions([made.reasons[one] for one in wanted])
    solver = make_solver(_EFFORT)
    status = solver.solve(made.model)
    if status == made.cp.INFEASIBLE:
        by_index = {made.reasons[one].index: one for one in wanted}
        named = solver.sufficient_assumptions_for_infeasibility()
        found = [by_index[index] for index in named if index in by_index]
        return sorted(found or wanted, key=lambda one: (one[0].value, one[1], one[2]))
    if status in (made.cp.OPTIMAL, made.cp.FEASIBLE):
        return []
    return None
