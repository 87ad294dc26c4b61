"""Take over what the machine proposed: whole, or entry by entry."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy.orm import Session

from ... import access
from ...db import new_uuid
from ...errors import Conflict, Invalid
from ...host import Actor, Clock
from ...i18n import lazy, t
from ...trail.services import record
from ..models import Entry, PlanRun, Programme
from ..planning.conditions import violations
from ..planning.problem import Placed
from ..queries.planning import planning, task_key
from ..words import sentence
from ..workflow import RunState
from .entries import write_team
from .programmes import changeable


def accept(
    session: Session,
    actor: Actor,
    clock: Clock,
    programme: Programme,
    run: PlanRun,
    keys: Collection[str] | None,
    *,
    today: date,
) -> int:
    """Put proposals into the draft.

    Args:
        keys: of the areas that are taken over; None for all.

    Returns:
        How many entries were made or changed.

    Raises:
        Forbidden; Conflict: no proposal of this draft; Invalid: nothing was chosen, or since the
            proposal something has changed that speaks against it now.
    """
    access.require(actor, "programme.manage")
    changeable(programme)
    if run.programme_id != programme.id or run.state != RunState.DONE or not run.proposals:
        raise Conflict(
            "programme.no_proposal",
            lazy("There is no proposal to take over."),
            way_out=lazy("Have the machine plan once more."),
        )
    chosen = [
        one
        for one in run.proposals
        if not one["accepted"] and (keys is None or one["area"] in keys)
    ]
    if not chosen:
        sentence_ = t("Choose at least one entry.")
        raise Invalid("programme.nothing_chosen", sentence_, fields={"areas": [sentence_]})
    seen = planning(session, programme, today)
    plan = dict(seen.present)
    known = {task.key for task in seen.problem.tasks}
    taken = []
    for one in chosen:
        if one["area"] in known:
            taken.append(one)
            plan[one["area"]] = Placed(
                day=date.fromisoformat(one["day"]), lead=one["lead"], team=frozenset(one["team"])
            )
    wanted = {one["area"] for one in taken}
    against = [
        found
        for found in violations(seen.problem, plan, complete=False)
        if found.task in wanted
        or (not found.task and any(found.person_id in one["team"] for one in taken))
    ]
    if against:
        raise Invalid(
            "programme.proposal_outdated",
            lazy("Something has changed since, so that the proposal does not hold any more."),
            way_out=lazy("Have the machine plan once more, or choose other entries."),
            fields={"areas": [sentence(seen.problem, one) for one in against[:10]]},
        )
    entries = {task_key(one): one for one in programme.entries}
    for one in taken:
        entry = entries.get(one["area"])
        area = seen.areas.get(one["area"])
        if entry is None:
            if area is None:
                continue
            entry = Entry(
                uuid=new_uuid(), key=new_uuid(), unit_id=area.unit_id,
                document_id=area.document_id, half_days=area.half_days, team=[], clauses=[],
            )  # fmt: skip
            programme.entries.append(entry)
        else:
            area = seen.area_of(entry.unit_id, entry.document_id)
        day = date.fromisoformat(one["day"])
        entry.day, entry.month = day, day.month
        entry.team_size = len(one["team"])
        write_team(entry, one["lead"], frozenset(one["team"]))
        if area is not None:
            entry.priority, entry.factors = area.chosen, area.as_kept()
    run.proposals = [
        {**one, "accepted": one["accepted"] or one["area"] in wanted} for one in run.proposals
    ]
    programme.changed_at = clock.now()
    session.flush()
    record(
        session, actor, clock, "programme.accept", "programme", programme.uuid,
        {"run": str(run.uuid), "entries": len(taken), "all": keys is None},
    )  # fmt: skip
    return len(taken)
