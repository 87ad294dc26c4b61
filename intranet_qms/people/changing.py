"""Change units and where people work. History keeps what they were before.

These verbs ask for no right of their own: who calls them has asked (a reorganisation, the
directory, the page of a person).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from .. import access
from ..errors import Conflict, Invalid
from ..host import Actor, Clock
from ..i18n import lazy, sort_key, t
from ..trail import services as trail
from . import hooks
from .models import EarlierMembership, EarlierUnit, Person, Unit

MAX_NAME = 300
MAX_CODE = 20


def _keep_earlier(session: Session, unit: Unit, day: date) -> None:
    session.add(
        EarlierUnit(
            unit_id=unit.id,
            until=day,
            code=unit.code,
            name_pl=unit.name_pl,
            name_en=unit.name_en,
            parent_id=unit.parent_id,
        )
    )


def open_unit(
    session: Session,
    actor: Actor,
    clock: Clock,
    *,
    code: str,
    name_pl: str,
    name_en: str,
    parent_id: int | None,
    head_id: int | None,
    day: date,
) -> Unit:
    """Enter a unit that begins on ``day``."""
    unit = Unit(
        code=code,
        name_pl=name_pl,
        name_en=name_en or name_pl,
        sort_key=sort_key(name_pl),
        parent_id=parent_id,
        head_id=head_id,
        opened_on=day,
    )
    session.add(unit)
    session.flush()
    trail.record(
        session, actor, clock, "people.open_unit", "unit", unit.uuid,
        {"code": code, "name": name_pl, "from": day.isoformat()},
    )  # fmt: skip
    return unit


def rename_unit(
    session: Session,
    actor: Actor,
    clock: Clock,
    unit: Unit,
    *,
    code: str,
    name_pl: str,
    name_en: str,
    day: date,
) -> None:
    """Give a unit another name or code from ``day`` on; it stays the same unit."""
    name_en = name_en or name_pl
    if (code, name_pl, name_en) == (unit.code, unit.name_pl, unit.name_en):
        return
    _keep_earlier(session, unit, day)
    before = {"code": unit.code, "name": unit.name_pl}
    unit.code, unit.name_pl, unit.name_en = code, name_pl, name_en
    unit.sort_key = sort_key(name_pl)
    session.flush()
    trail.record(
        session, actor, clock, "people.rename_unit", "unit", unit.uuid,
        {"before": before, "after": {"code": code, "name": name_pl}, "from": day.isoformat()},
    )  # fmt: skip


def move_unit(
    session: Session,
    actor: Actor,
    clock: Clock,
    unit: Unit,
    parent_id: int | None,
    *,
    day: date,
    looked_at: bool = False,
) -> None:
    """Put a unit under another one from ``day`` on.

    Args:
        looked_at: the caller knows that no circle remains once all its moves are made.

    Raises:
        Invalid: it would stand under itself.
    """
    if parent_id == unit.parent_id:
        return
    if not looked_at and _is_below(session, parent_id, unit.id):
        raise Invalid(
            "people.unit_circle", lazy("A unit cannot stand under itself or a unit below it.")
        )
    _keep_earlier(session, unit, day)
    trail.record(
        session, actor, clock, "people.move_unit", "unit", unit.uuid,
        {"code": unit.code, "before": _code(session, unit.parent_id),
         "after": _code(session, parent_id), "from": day.isoformat()},
    )  # fmt: skip
    unit.parent_id = parent_id
    session.flush()


def _is_below(session: Session, unit_id: int | None, above_id: int) -> bool:
    """Whether a unit is another one or stands below it."""
    parents = dict(session.execute(select(Unit.id, Unit.parent_id)).all())
    seen: set[int] = set()
    while unit_id is not None and unit_id not in seen:
        if unit_id == above_id:
            return True
        seen.add(unit_id)
        unit_id = parents.get(unit_id)
    return False


def _code(session: Session, unit_id: int | None) -> str | None:
    if unit_id is None:
        return None
    return session.scalar(select(Unit.code).where(Unit.id == unit_id))


def name_head(
    session: Session, actor: Actor, clock: Clock, unit: Unit, head_id: int | None
) -> None:
    """Say who leads a unit from now on."""
    if unit.head_id == head_id:
        return
    names = dict(
        session.execute(
            select(Person.id, Person.name).where(Person.id.in_([unit.head_id, head_id]))
        ).all()
    )
    trail.record(
        session, actor, clock, "people.name_head", "unit", unit.uuid,
        {"code": unit.code, "before": names.get(unit.head_id or 0),
         "after": names.get(head_id or 0)},
    )  # fmt: skip
    unit.head_id = head_id
    session.flush()


def close_unit(session: Session, actor: Actor, clock: Clock, unit: Unit, *, day: date) -> None:
    """End a unit that holds nothing any more.

    Raises:
        Conflict: it still holds something; ``fields`` lists it by kind.
    """
    held = hooks.holdings(session, [unit.id])
    if held:
        labels = {one.kind: str(one.label) for one in hooks.followers()}
        listed = {
            kind: [f"{labels[kind]}: " + ", ".join(_named(one) for one in things[:20])]
            for kind, things in held.items()
        }
        raise Conflict(
            "people.unit_holds",
            t("%(unit)s still holds things and cannot be closed: %(things)s.",
              unit=unit.code, things="; ".join(one[0] for one in listed.values())),
            way_out=lazy("Hand them over first, or merge the unit into another."),
            fields=listed,
        )  # fmt: skip
    unit.active, unit.closed_on = False, day
    unit.head_id = None
    session.flush()
    trail.record(
        session, actor, clock, "people.close_unit", "unit", unit.uuid,
        {"code": unit.code, "from": day.isoformat()},
    )  # fmt: skip


def _named(holding: hooks.Holding) -> str:
    return f"{holding.code} {holding.title}".strip()[:120]


def move_people(
    session: Session,
    actor: Actor,
    clock: Clock,
    moves: Iterable[tuple[Person, int | None]],
    *,
    day: date,
) -> list[Person]:
    """Let people work in other units from ``day`` on, and tell the features above.

    Returns:
        Those who really moved.
    """
    pairs = [(person, unit_id) for person, unit_id in moves if person.unit_id != unit_id]
    ids = {unit_id for pair in pairs for unit_id in (pair[0].unit_id, pair[1])} - {None}
    codes = dict(session.execute(select(Unit.id, Unit.code).where(Unit.id.in_(ids))).all())
    for person, unit_id in pairs:
        session.add(EarlierMembership(person_id=person.id, until=day, unit_id=person.unit_id))
        trail.record(
            session, actor, clock, "people.move", "person", person.uuid,
            {"name": person.name, "before": codes.get(person.unit_id or 0),
             "after": codes.get(unit_id or 0), "from": day.isoformat()},
        )  # fmt: skip
        person.unit_id = unit_id
    session.flush()
    for person, _ in pairs:
        session.expire(person, ["unit"])
    hooks.tell_people_moved(session, actor, clock, [person.id for person, _ in pairs])
    return [person for person, _ in pairs]


def move_person(
    session: Session, actor: Actor, clock: Clock, person: Person, unit_id: int, *, day: date
) -> None:
    """Somebody works in another unit from ``day`` on.

    Raises:
        Forbidden: who may not manage people.
        Invalid: no such unit, or one that was closed.
    """
    access.require(actor, "people.manage")
    unit = session.get(Unit, unit_id)
    if unit is None or not unit.active:
        message = t("Choose a unit of the office.")
        raise Invalid("people.unit_unknown", message, fields={"unit_id": [message]})
    move_people(session, actor, clock, [(person, unit.id)], day=day)


@dataclass(frozen=True, slots=True)
class DirectoryUnit:
    """A unit as the office's directory or personnel system lists it."""

    code: str
    name_pl: str
    name_en: str = ""


def take_over_units(
    session: Session, actor: Actor, clock: Clock, listed: Sequence[DirectoryUnit], *, day: date
) -> list[str]:
    """Take over names of units that the office's directory changed since it was last read.

    A directory that still says the name from before a reorganisation changed nothing by itself, so
    it undoes nothing; once it says the new name, there is nothing to do. Units are known by their
    code, now or earlier. Units that the directory does not list, and those that it alone lists, are
    left to a reorganisation, because something may belong to them.

    Returns:
        The codes of the units that were renamed.
    """
    by_code = {unit.code: unit for unit in session.scalars(select(Unit).where(Unit.active))}
    earlier = session.execute(
        select(EarlierUnit.code, EarlierUnit.unit_id).order_by(EarlierUnit.id)
    )
    by_id = {unit.id: unit for unit in by_code.values()}
    for code, unit_id in earlier:
        if code not in by_code and unit_id in by_id:
            by_code[code] = by_id[unit_id]
    renamed = []
    for one in listed:
        unit = by_code.get(one.code)
        name_pl, name_en = one.name_pl.strip()[:MAX_NAME], one.name_en.strip()[:MAX_NAME]
        if unit is None or not name_pl:
            continue
        said_before = unit.directory_name_pl
        unit.directory_name_pl, unit.directory_name_en = name_pl, name_en or None
        # At the first reading nothing is known of what it said before: a unit that was renamed
        # here keeps its name unless the directory's is new.
        known = {said_before} if said_before else _names_of(session, unit)
        if name_pl in known or name_pl == unit.name_pl:
            continue
        rename_unit(
            session, actor, clock, unit,
            code=unit.code, name_pl=name_pl, name_en=name_en or name_pl, day=day,
        )  # fmt: skip
        renamed.append(unit.code)
    return renamed


def _names_of(session: Session, unit: Unit) -> set[str]:
    return set(session.scalars(select(EarlierUnit.name_pl).where(EarlierUnit.unit_id == unit.id)))
