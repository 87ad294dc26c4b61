"""What the worker does with a run: reads the problem, searches without a transaction, writes the
answer. Each run has one effect, however often it is handed over."""

from __future__ import annotations

import logging
import time
import uuid
from collections import Counter
from typing import Any
from zoneinfo import ZoneInfo

from ..db import Database
from ..host import Clock
from .models import Programme
from .planning.conditions import violations
from .planning.conflicts import conflict
from .planning.problem import Plan, Problem
from .planning.solver import EFFORT, Outcome, Result, is_available, solve
from .queries.planning import planning
from .queries.programmes import version
from .services import running
from .workflow import ProgrammeState, RunState

log = logging.getLogger(__name__)
EXPECTED_SECONDS = 10.0
"""How long a search usually takes, for the bar of progress."""


class Busy(Exception):
    """Another worker is at this run, or was until it died."""


def work(
    database: Database, clock: Clock, zone: ZoneInfo, run_uuid: uuid.UUID, *, effort: float = EFFORT
) -> bool:
    """Make the plan of a run. Returns whether there was anything to do.

    Raises:
        Busy: another worker has it; if that one dies, whoever tries later takes over.
    """
    with database.transaction() as session:
        run = running.claim(session, clock.now(), run_uuid)
        if run is None:
            if running.is_taken(session, run_uuid):
                raise Busy(str(run_uuid))
            return False
        run_id, programme_id = run.id, run.programme_id
    if not is_available():
        _end(database, clock, run_id, RunState.FAILED, error_code="no_solver")
        return True
    with database.transaction(writes=False) as session:
        found = session.get(Programme, programme_id)
        if found is None or found.state != ProgrammeState.DRAFT:
            seen = None
        else:
            programme = version(session, found.year, found.number)
            today = clock.now().astimezone(zone).date()
            seen = planning(session, programme, today)
    if seen is None:
        _end(database, clock, run_id, RunState.FAILED, error_code="not_a_draft")
        return True
    begun = time.monotonic()

    def watch() -> bool:
        part = min(0.95, (time.monotonic() - begun) / EXPECTED_SECONDS)
        return running.advance(database, clock, run_id, int(5 + 90 * part))

    try:
        outcome = solve(seen.problem, effort=effort, present=seen.present, watch=watch)
        reasons = conflict(seen.problem) if outcome.result is Result.IMPOSSIBLE else None
    except Exception:
        log.exception("a plan failed")
        _end(database, clock, run_id, RunState.FAILED, error_code="unexpected")
        return True
    _tell(database, clock, run_id, seen.problem, seen.present, outcome, reasons)
    return True


def _tell(
    database: Database,
    clock: Clock,
    run_id: int,
    problem: Problem,
    present: Plan,
    outcome: Outcome,
    reasons: list[Any] | None,
) -> None:
    match outcome.result:
        case Result.STOPPED:
            _end(database, clock, run_id, RunState.CANCELLED)
        case Result.UNDECIDED:
            _end(database, clock, run_id, RunState.FAILED, error_code="undecided")
        case Result.IMPOSSIBLE:
            _end(
                database, clock, run_id, RunState.DONE,
                reasons=[[one[0].value, one[1], one[2]] for one in reasons or ()],
                figures={"possible": False},
            )  # fmt: skip
        case Result.PLANNED:
            if violations(problem, outcome.plan):
                # The checker has the last word: nobody sees a plan that it does not accept.
                log.error("the solver broke a condition: %s", violations(problem, outcome.plan)[:3])
                _end(database, clock, run_id, RunState.FAILED, error_code="broken")
                return
            _end(
                database, clock, run_id, RunState.DONE,
                proposals=proposals(problem, outcome.plan),
                figures=figures(problem, present, outcome),
            )  # fmt: skip


def _end(database: Database, clock: Clock, run_id: int, state: RunState, **values: Any) -> None:
    with database.transaction() as session:
        running.end(session, clock, run_id, state, **values)


def proposals(problem: Problem, plan: Plan) -> list[dict[str, Any]]:
    """A plan as it is kept with its run."""
    kept = []
    for task in problem.tasks:
        placed = plan[task.key]
        kept.append(
            {
                "area": task.key,
                "day": placed.day.isoformat() if placed.day is not None else None,
                "lead": placed.lead,
                "team": sorted(placed.team),
                "half_days": task.half_days,
                "priority": task.priority,
                "accepted": False,
            }
        )
    return sorted(kept, key=lambda one: (str(one["day"]), str(one["area"])))


def figures(problem: Problem, present: Plan, outcome: Outcome) -> dict[str, Any]:
    """What a plan comes to, for its page."""
    loads = {one.person_id: sum(one.booked_load.values()) for one in problem.auditors}
    months: Counter[int] = Counter()
    for task in problem.tasks:
        placed = outcome.plan[task.key]
        if placed.day is not None:
            months[placed.day.month] += 1
        for person_id in placed.team:
            loads[person_id] = loads.get(person_id, 0) + task.half_days
    return {
        "possible": True,
        "best": outcome.best,
        "tasks": len(problem.tasks),
        "new": len(problem.tasks) - len(present),
        "auditors": len(problem.auditors),
        "loads": {str(one): half_days for one, half_days in loads.items()},
        "months": {str(month): count for month, count in months.items()},
    }
