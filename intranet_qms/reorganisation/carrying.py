"""How a plan is carried out: units first, then what belongs to them, then the ends and the mails."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from ..host import Actor, Clock
from ..people import hooks
from ..people import queries as people
from ..people import services as offices
from ..people.hooks import Move, Told
from . import notifications
from .models import Reorganisation
from .preview import Preview, of_plan
from .simulation import Line, Outcome

LISTED = 400
"""Lines of each tree that a plan keeps after it was carried out."""


def carry_out(session: Session, actor: Actor, clock: Clock, plan: Reorganisation) -> dict[str, Any]:
    """Do all that a plan says. The caller has looked for problems.

    Returns:
        What was done, for the plan's page: ``totals`` by kind, ``before`` and ``after``.
    """
    day = plan.effective_on
    preview = of_plan(session, plan)
    outcome = preview.outcome
    numbers = _open(session, actor, clock, outcome, day)
    _change(session, actor, clock, outcome, numbers, day)
    told, totals, moved = _hand_over(session, actor, clock, preview, numbers, day)
    for unit in people.units_by_ids(session, [int(ref) for ref in outcome.closed]):
        offices.close_unit(session, actor, clock, unit, day=day)
    notifications.carried_out(
        session,
        clock,
        plan,
        told=told,
        moved=moved,
        leads=_new_leads(outcome),
        concerns=preview.concerns,
    )
    return {
        "totals": dict(totals),
        "before": [_kept(one) for one in preview.before[:LISTED]],
        "after": [_kept(one) for one in preview.after[:LISTED]],
    }


def _kept(line: Line) -> dict[str, Any]:
    node = asdict(line.node)
    return {
        "code": node["code"],
        "name_pl": node["name_pl"],
        "name_en": node["name_en"],
        "depth": line.depth,
        "marks": list(line.marks),
    }


def _open(
    session: Session, actor: Actor, clock: Clock, outcome: Outcome, day: date
) -> dict[str, int]:
    """Enter the new units, those above first. Returns the numbers of all units by reference."""
    numbers = {ref: int(ref) for ref in outcome.before}
    waiting = [node for node in outcome.after.values() if node.new]
    while waiting:
        ready = [node for node in waiting if node.parent is None or node.parent in numbers]
        for node in ready:
            unit = offices.open_unit(
                session, actor, clock,
                code=node.code, name_pl=node.name_pl, name_en=node.name_en,
                parent_id=numbers[node.parent] if node.parent else None,
                head_id=node.head, day=day,
            )  # fmt: skip
            numbers[node.ref] = unit.id
        # The simulation found no circle, so every round finds some.
        waiting = [node for node in waiting if node.ref not in numbers]
    return numbers


def _change(
    session: Session,
    actor: Actor,
    clock: Clock,
    outcome: Outcome,
    numbers: Mapping[str, int],
    day: date,
) -> None:
    """Names, places and heads of the units that stay."""
    changed = [
        (outcome.before[ref], node)
        for ref, node in outcome.after.items()
        if ref in outcome.before and outcome.before[ref] != node
    ]
    units = {
        unit.id: unit
        for unit in people.units_by_ids(session, [int(node.ref) for _, node in changed])
    }
    for before, after in changed:
        unit = units[int(after.ref)]
        offices.rename_unit(
            session, actor, clock, unit,
            code=after.code, name_pl=after.name_pl, name_en=after.name_en, day=day,
        )  # fmt: skip
        if before.head != after.head:
            offices.name_head(session, actor, clock, unit, after.head)
        if before.parent != after.parent:
            # Two units may change places, which is a circle only on the way; the simulation has
            # looked at the whole.
            parent = numbers[after.parent] if after.parent else None
            offices.move_unit(session, actor, clock, unit, parent, day=day, looked_at=True)


def _hand_over(
    session: Session,
    actor: Actor,
    clock: Clock,
    preview: Preview,
    numbers: Mapping[str, int],
    day: date,
) -> tuple[list[Told], Counter[str], dict[int, tuple[str, str]]]:
    followers = {one.kind: one for one in hooks.followers()}
    told: list[Told] = []
    totals: Counter[str] = Counter()
    moved: dict[int, tuple[str, str]] = {}
    for divided in preview.divided:
        for group in divided.groups:
            moves = []
            for row in group.rows:
                if row.targets == (divided.division.source,):
                    continue
                first = preview.outcome.after.get(row.targets[0])
                moves.append(
                    Move(
                        row.holding.key,
                        int(divided.source.ref),
                        tuple(numbers[ref] for ref in row.targets),
                        old_head_id=divided.source.head,
                        new_head_id=first.head if first is not None else None,
                    )
                )
                if group.kind == "people" and first is not None:
                    moved[row.holding.key] = (first.name_pl, first.name_en)
            if group.kind == "units":
                # The simulation has placed them already, by the same choices.
                totals[group.kind] += len(moves)
                continue
            if moves:
                told += followers[group.kind].hand_over(session, actor, clock, moves, day)
                totals[group.kind] += len(moves)
    return told, totals, moved


def _new_leads(outcome: Outcome) -> Mapping[int, Sequence[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = {}
    for ref, node in outcome.after.items():
        earlier = outcome.before.get(ref)
        if node.head is not None and (earlier is None or earlier.head != node.head):
            found.setdefault(node.head, []).append((node.name_pl, node.name_en))
    return found


def people_with_role(session: Session, role: str, today: date) -> list[int]:
    """The numbers of the active people who have a role today."""
    return [one.id for one in people.people_with_role(session, role, today=today)]
