"""What people themselves keep by unit, for a reorganisation: members, and the units below."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..host import Actor, Clock
from ..i18n import lazy, localized
from . import changing
from .hooks import Follower, Holding, Move, Told, register
from .models import Person, Unit


def _members(session: Session, unit_ids: Sequence[int], actor: Actor | None) -> list[Holding]:
    people = session.scalars(
        select(Person).where(Person.unit_id.in_(unit_ids), Person.active).order_by(Person.sort_key)
    )
    return [
        Holding(
            kind="people",
            key=person.id,
            unit_id=person.unit_id or 0,
            title=person.name,
            person_id=person.id,
            endpoint="people_office_person",
            values={"person_uuid": str(person.uuid)},
        )
        for person in people
    ]


def _move_members(
    session: Session, actor: Actor, clock: Clock, moves: Sequence[Move], day: date
) -> list[Told]:
    planned = {move.key: move for move in moves}
    # As they are now: whom the directory has put elsewhere since the plan was read stays there.
    people = session.scalars(
        select(Person)
        .where(Person.id.in_(planned))
        .order_by(Person.id)
        .with_for_update(of=Person)
        .execution_options(populate_existing=True)
    ).all()
    pairs = [
        (one, planned[one.id].to_unit_ids[0])
        for one in people
        if one.unit_id == planned[one.id].from_unit_id
    ]
    changing.move_people(session, actor, clock, pairs, day=day)
    return []


def _units_below(session: Session, unit_ids: Sequence[int], actor: Actor | None) -> list[Holding]:
    units = session.scalars(
        select(Unit).where(Unit.parent_id.in_(unit_ids), Unit.active).order_by(Unit.sort_key)
    )
    return [
        Holding(
            kind="units",
            key=unit.id,
            unit_id=unit.parent_id or 0,
            code=unit.code,
            title=localized(unit.name_pl, unit.name_en),
            endpoint="people_office_unit",
            values={"code": unit.code},
        )
        for unit in units
    ]


def _move_units(
    session: Session, actor: Actor, clock: Clock, moves: Sequence[Move], day: date
) -> list[Told]:
    targets = {move.key: move.to_unit_ids[0] for move in moves}
    for unit in session.scalars(select(Unit).where(Unit.id.in_(targets))).all():
        changing.move_unit(session, actor, clock, unit, targets[unit.id], day=day)
    return []


register(
    Follower(
        kind="units",
        label=lazy("Units below"),
        columns=("qms_unit.parent_id",),
        holdings=_units_below,
        hand_over=_move_units,
        order=10,
    )
)
register(
    Follower(
        kind="people",
        label=lazy("People"),
        columns=("qms_person.unit_id",),
        holdings=_members,
        hand_over=_move_members,
        order=20,
    )
)
