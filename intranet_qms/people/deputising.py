"""Say who stands in for somebody from one day to another (zastępstwo)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from .. import access
from ..access import GUEST_ROLE
from ..errors import Conflict, Invalid
from ..host import Actor, Clock
from ..i18n import lazy, t
from ..outbox.services import enqueue_mail
from ..trail import services as trail
from .models import Deputising, Person, RoleGrant, Unit

LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Standing:
    """``deputy`` stands in for ``person``; both days are included."""

    id: int
    person: Person
    deputy: Person
    first_day: date
    last_day: date


def above(session: Session, unit_ids: Iterable[int]) -> frozenset[int]:
    """Units with all units above them."""
    parents = {row.id: row.parent_id for row in session.execute(select(Unit.id, Unit.parent_id))}
    found: set[int] = set()
    for unit_id in unit_ids:
        current: int | None = unit_id
        while current is not None and current not in found:
            found.add(current)
            current = parents.get(current)
    return frozenset(found)


def of_person(session: Session, person_id: int, since: date) -> list[Standing]:
    """Who stands in for somebody, and for whom they stand in, that is not over before a day."""
    rows = session.scalars(
        select(Deputising)
        .where(
            or_(Deputising.person_id == person_id, Deputising.deputy_id == person_id),
            Deputising.last_day >= since,
        )
        .order_by(Deputising.first_day, Deputising.id)
    ).all()
    ids = {row.person_id for row in rows} | {row.deputy_id for row in rows}
    people = {one.id: one for one in session.scalars(select(Person).where(Person.id.in_(ids)))}
    return [
        Standing(row.id, people[row.person_id], people[row.deputy_id], row.first_day, row.last_day)
        for row in rows
    ]


def appoint_deputy(
    session: Session,
    actor: Actor,
    clock: Clock,
    person: Person,
    *,
    deputy_id: int | None,
    first_day: date | None,
    last_day: date | None,
    today: date,
) -> Deputising:
    """Let somebody stand in for ``person``.

    The deputy decides with the person's rights, so the head of the person appoints, not the deputy
    and not the person alone.

    Raises:
        Forbidden: ``people.appoint_deputy``.
        Invalid: see ``fields``.
        Conflict: the same person stands in for them already in these days.
    """
    head_ids = heads(session, person)
    access.require(actor, "people.appoint_deputy", _Concerned(person, head_ids))
    problems: dict[str, list[str]] = {}
    deputy = session.get(Person, deputy_id) if deputy_id is not None else None
    if deputy is None or not deputy.active or _is_guest(session, deputy):
        problems["deputy_id"] = [t("Choose somebody of the office.")]
    elif deputy.id == person.id:
        problems["deputy_id"] = [t("Nobody stands in for themselves.")]
    elif deputy.id == actor.person_id and actor.person_id not in head_ids:
        problems["deputy_id"] = [
            t("Nobody but who leads a person appoints themselves as their deputy.")
        ]
    if first_day is None:
        problems["first_day"] = [t("Choose the first day.")]
    if last_day is None:
        problems["last_day"] = [t("Choose the last day.")]
    if first_day is not None and last_day is not None:
        if last_day < first_day:
            problems["last_day"] = [t("The last day is before the first.")]
        elif last_day < today:
            problems["last_day"] = [t("These days have passed.")]
        elif last_day - first_day > LONGEST:
            problems["last_day"] = [t("At most a year; appoint again after that.")]
    if problems or deputy is None or first_day is None or last_day is None:
        raise Invalid("people.deputy_invalid", t("Nobody was appointed."), fields=problems)
    overlapping = session.scalar(
        select(Deputising.id).where(
            Deputising.person_id == person.id,
            Deputising.deputy_id == deputy.id,
            Deputising.first_day <= last_day,
            Deputising.last_day >= first_day,
        )
    )
    if overlapping is not None:
        message = t("This person stands in already in these days.")
        raise Invalid("people.deputy_twice", message, fields={"deputy_id": [message]})
    row = Deputising(
        person_id=person.id, deputy_id=deputy.id, first_day=first_day, last_day=last_day
    )
    session.add(row)
    session.flush()
    trail.record(
        session, actor, clock, "people.appoint_deputy", "person", person.uuid,
        {"person": person.name, "deputy": deputy.name,
         "from": first_day.isoformat(), "until": last_day.isoformat()},
    )  # fmt: skip
    enqueue_mail(
        session,
        clock,
        to_person_id=deputy.id,
        template="people_deputy",
        context={
            "person_name": person.name,
            "by": actor.name,
            "first_day": first_day.isoformat(),
            "last_day": last_day.isoformat(),
            "path": f"/people/{deputy.uuid}",
        },
        dedup_key=f"people.deputy:{row.id}",
    )
    return row


def end_deputy(
    session: Session, actor: Actor, clock: Clock, person: Person, number: int, *, today: date
) -> None:
    """End a standing-in: from today on, or altogether when it has not begun.

    Raises:
        Forbidden: ``people.appoint_deputy``.
        Conflict: it is over already.
    """
    access.require(actor, "people.appoint_deputy", _Concerned(person, heads(session, person)))
    row = session.get(Deputising, number)
    if row is None or row.person_id != person.id or row.last_day < today:
        raise Conflict(
            "people.deputy_over", lazy("This is over already, or was ended by somebody else.")
        )
    deputy = session.get_one(Person, row.deputy_id)
    if row.first_day >= today:
        session.delete(row)
    else:
        row.last_day = today - timedelta(days=1)
    session.flush()
    trail.record(
        session, actor, clock, "people.end_deputy", "person", person.uuid,
        {"person": person.name, "deputy": deputy.name, "until": today.isoformat()},
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Concerned:
    """Somebody with the heads of their unit and of the units above."""

    person: Person
    head_ids: frozenset[int]


def concerned(session: Session, person: Person) -> _Concerned:
    """What the rule ``people.appoint_deputy`` is asked about."""
    return _Concerned(person, heads(session, person))


def heads(session: Session, person: Person) -> frozenset[int]:
    """Who leads somebody: the heads of their unit and of those above. A head is led from above."""
    if person.unit_id is None:
        return frozenset()
    units: Sequence[Unit] = session.scalars(
        select(Unit).where(Unit.id.in_(above(session, [person.unit_id])))
    ).all()
    return frozenset(one.head_id for one in units if one.head_id is not None) - {person.id}


def _is_guest(session: Session, person: Person) -> bool:
    return (
        session.scalar(
            select(RoleGrant.id).where(
                RoleGrant.person_id == person.id, RoleGrant.role == GUEST_ROLE
            )
        )
        is not None
    )
