"""A plan made by the machine: asked for, watched, compared with the present one, taken over."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, flash, request

from ...errors import Conflict, Invalid
from ...http import clock, db_session, guarded, page, signed_in, today
from ...i18n import t, tn
from ...people import queries as people
from .. import labels, queries, services
from ..models import PlanRun, Programme
from ..planning.conditions import violations
from ..planning.solver import is_available
from ..queries.planning import Planning
from ..words import day_text, month_name, reasons_text, sentence
from ..workflow import LIVE_RUNS, ProgrammeState, RunState
from ._shared import routes, the_version, to


@routes.get("/programme/<int:year>/machine")
@guarded("programme.manage")
def machine(year: int) -> Response:
    """What the machine would change, or why there is no plan."""
    return _machine_page(the_version(year), {})


def _machine_page(
    programme: Programme, errors: dict[str, list[str]], status: int = 200
) -> Response:
    session = db_session()
    run = queries.latest_run(session, programme)
    live = run is not None and run.state in LIVE_RUNS
    seen = queries.planning(session, programme, today()) if not live else None
    shown = _proposed(run, seen) if run is not None and seen is not None else []
    return page(
        "qms/programme/machine.html",
        status=status,
        programme=programme,
        run=run,
        live=live,
        job=_job(run) if run is not None and live else None,
        proposed=shown,
        differing=sum(bool(one["what"]) and not one["accepted"] for one in shown),
        reasons=_reasons(run, seen),
        seen=seen,
        faults=_faults(seen),
        loads=_loads(run),
        months=[
            (month_name(n), int((run.figures or {}).get("months", {}).get(str(n), 0)))
            for n in range(1, 13)
        ]
        if run is not None
        else [],
        solver=is_available(),
        can_plan=programme.state == ProgrammeState.DRAFT,
        labels=labels,
        errors=errors,
    )


def _job(run: PlanRun) -> dict[str, Any]:
    return {
        "uuid": run.uuid,
        "state": run.state,
        "progress": run.progress,
        "message": t("Searching for a plan that keeps every rule.")
        if run.state == RunState.RUNNING
        else t("Waits for the worker."),
    }


def _proposed(run: PlanRun, seen: Planning) -> list[dict[str, Any]]:
    """Each proposal beside what stands now."""
    names = {
        one.id: one.name
        for one in people.people_by_ids(
            db_session(), {person for row in run.proposals for person in row["team"]}
            | {person for placed in seen.present.values() for person in placed.team},
        )
    }  # fmt: skip
    tasks = {task.key: task for task in seen.problem.tasks}

    def team(lead: int | None, everybody: Any) -> list[str]:
        said = [t("%(name)s (lead)", name=names[lead])] if lead in names else []
        return said + [names[one] for one in sorted(everybody) if one != lead and one in names]

    shown = []
    for row in run.proposals:
        task = tasks.get(row["area"])
        area = seen.areas.get(row["area"])
        name = task.name if task is not None else (f"{area.code} {area.name}" if area else "")
        if not name:
            continue  # it was removed since
        now = seen.present.get(row["area"])
        day = date.fromisoformat(row["day"])
        what = []
        if now is None:
            what.append("added")
        else:
            if now.day != day:
                what.append("when")
            if now.lead != row["lead"] or now.team != frozenset(row["team"]):
                what.append("team")
        before = ""
        if now is not None:
            before = day_text(now.day) if now.day else month_name(now.month) if now.month else "—"
        shown.append(
            {
                "key": row["area"],
                "name": name,
                "priority": row["priority"],
                "day": day_text(day),
                "team": team(row["lead"], row["team"]),
                "before": before,
                "team_before": team(now.lead, now.team) if now is not None else [],
                "what": what,
                "accepted": row["accepted"],
                "entry": seen.entries.get(row["area"]),
            }
        )
    return shown


def _reasons(run: PlanRun | None, seen: Planning | None) -> list[str]:
    if run is None or seen is None or not run.reasons:
        return []
    return reasons_text(seen.problem, [(one[0], one[1], one[2]) for one in run.reasons])


def _faults(seen: Planning | None) -> list[str]:
    """What the present plan does not keep, by the check that knows no solver."""
    if seen is None:
        return []
    found = violations(seen.problem, seen.present, complete=False)
    return list(dict.fromkeys(_with_area(seen, one) for one in found))[:20]


def _with_area(seen: Planning, one: Any) -> str:
    name = next((task.name for task in seen.problem.tasks if task.key == one.task), "")
    said = sentence(seen.problem, one)
    return f"{name}: {said}" if name and name not in said else said


def _loads(run: PlanRun | None) -> list[tuple[str, int]]:
    if run is None or not run.figures.get("loads"):
        return []
    loads = {int(key): int(value) for key, value in run.figures["loads"].items()}
    known = people.people_by_ids(db_session(), loads)
    return sorted(((one.name, loads[one.id]) for one in known), key=lambda one: (-one[1], one[0]))


@routes.post("/programme/<int:year>/machine")
@guarded("programme.manage")
def work_machine(year: int) -> Response:
    """Start it, stop it, take over what it proposed: all of it or what was chosen."""
    programme = the_version(year)
    session, actor, form = db_session(), signed_in(), request.form
    run = queries.latest_run(session, programme)
    doing = form.get("do", "")
    try:
        if doing == "plan":
            if not is_available():
                raise Conflict(
                    "programme.no_solver",
                    labels.RUN_ERRORS["no_solver"],
                    way_out=t("Ask the administrator to install the extra “planner”."),
                )
            services.request_plan(session, actor, clock(), programme)
        elif doing == "stop" and run is not None:
            services.cancel(session, actor, clock(), run)
            flash(t("The search is being stopped; nothing was changed."), "neutral")
        elif doing in ("accept", "accept_all") and run is not None:
            keys = None if doing == "accept_all" else form.getlist("areas")[:500]
            taken = services.accept(session, actor, clock(), programme, run, keys, today=today())
            flash(
                tn("%(n)s entry was taken over.", "%(n)s entries were taken over.", taken), "good"
            )
        else:
            raise Invalid("programme.step_unknown", t("There is no such step."))
    except Invalid as error:
        flash(error.message, "bad")
        return _machine_page(programme, dict(error.fields), 422)
    return to("machine", year=year, version=programme.number)
