"""The units that checklists are written for, and what becomes of them in a reorganisation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..access import decide
from ..host import Actor, Clock
from ..i18n import lazy
from ..people.hooks import Follower, Holding, Move, Told, register
from ..trail.services import record
from .models import ChecklistTemplate


def _held(session: Session, unit_ids: Sequence[int], actor: Actor | None) -> list[Holding]:
    if actor is not None and not decide(actor, "checklists.read"):
        return []
    found = session.scalars(
        select(ChecklistTemplate)
        .where(ChecklistTemplate.for_unit_id.in_(unit_ids))
        .order_by(ChecklistTemplate.sort_key, ChecklistTemplate.id)
    )
    return [
        Holding(
            kind="checklists",
            key=one.id,
            unit_id=one.for_unit_id or 0,
            code=one.key,
            title=one.title,
            endpoint="checklists_show",
            values={"key": one.key},
        )
        for one in found
    ]


def _hand_over(
    session: Session, actor: Actor, clock: Clock, moves: Sequence[Move], day: date
) -> list[Told]:
    by_key = {move.key: move for move in moves}
    for one in session.scalars(
        select(ChecklistTemplate)
        .where(ChecklistTemplate.id.in_(by_key))
        .order_by(ChecklistTemplate.id)
    ):
        move = by_key[one.id]
        one.for_unit_id = move.to_unit_ids[0]
        record(
            session, actor, clock, "checklists.follow_unit", "checklist_template", one.uuid,
            {"checklist": one.key, "unit_id": [move.from_unit_id, one.for_unit_id]},
        )  # fmt: skip
    session.flush()
    return []


register(
    Follower(
        kind="checklists",
        label=lazy("Checklists written for a unit"),
        columns=("qms_checklist_template.for_unit_id",),
        holdings=_held,
        hand_over=_hand_over,
        order=60,
    )
)
