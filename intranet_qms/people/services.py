"""Enter people, and make the Actor of whoever is signed in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, Select, bindparam, cast, null, select, union_all
from sqlalchemy.orm import Session

from ..host import Actor, Clock, HostUser
from ..i18n import sort_key
from ..trail import services as trail
from . import hooks
from .changing import DirectoryUnit as DirectoryUnit
from .changing import close_unit as close_unit
from .changing import move_people as move_people
from .changing import move_person as move_person
from .changing import move_unit as move_unit
from .changing import name_head as name_head
from .changing import open_unit as open_unit
from .changing import rename_unit as rename_unit
from .changing import take_over_units as take_over_units
from .deputising import appoint_deputy as appoint_deputy
from .deputising import end_deputy as end_deputy
from .models import Deputising, Person, RoleGrant, Unit
from .workflow import Role


def actor_of(
    session: Session,
    user: HostUser,
    now: datetime,
    *,
    source: str = "web",
    address: str | None = None,
) -> Actor | None:
    """The Actor of a host's user, with roles and deputies as of ``now``.

    Args:
        now: in the office's zone, since roles and deputies hold for its days.

    Returns:
        None for somebody who was never entered or is disabled, here or in the host, and for a
        guest whose time is over.
    """
    if not user.active:
        return None
    return actor_by_host_id(session, user.id, now, source=source, address=address)


def actor_by_host_id(
    session: Session,
    host_id: str,
    now: datetime,
    *,
    source: str = "web",
    address: str | None = None,
) -> Actor | None:
    """As ``actor_of``, for callers that have only the identifier."""
    # One statement and no more: every request begins with this.
    rows = session.execute(_WHO, {"host_id": host_id, "today": now.date()}).all()
    if not rows or not rows[0].active:
        return None
    person = rows[0]
    granted = {row.role: row.valid_until for row in rows if row.role is not None}
    roles = _roles_today(granted, now.date())
    if not roles:
        return None
    headed = frozenset(row.headed_unit_id for row in rows if row.headed_unit_id is not None)
    return Actor(
        person_id=person.id,
        host_id=person.host_id,
        name=person.name,
        email=person.email,
        roles=roles,
        unit_ids=frozenset({person.unit_id} if person.unit_id else ()) | headed,
        headed_unit_ids=headed,
        covers_person_ids=frozenset(row.covers_id for row in rows if row.covers_id is not None),
        locale=person.locale,
        source=source,
        address=address,
    )


def _who() -> Select[Any]:
    """A person by ``host_id``, once for each role, each unit they lead and each person whom they
    stand in for ``today``; once alone for somebody who has nothing of it."""
    no_day, no_number = cast(null(), Date), cast(null(), BigInteger)
    grants = select(
        RoleGrant.person_id.label("of"),
        RoleGrant.role.label("role"),
        RoleGrant.valid_until.label("valid_until"),
        no_number.label("headed_unit_id"),
        no_number.label("covers_id"),
    )
    leads = select(Unit.head_id, null(), no_day, Unit.id, no_number)
    covers = select(Deputising.deputy_id, null(), no_day, no_number, Deputising.person_id).where(
        Deputising.first_day <= bindparam("today", type_=Date),
        Deputising.last_day >= bindparam("today", type_=Date),
    )
    more = union_all(grants, leads, covers).subquery()
    return (
        select(
            Person.id,
            Person.host_id,
            Person.name,
            Person.email,
            Person.locale,
            Person.unit_id,
            Person.active,
            more.c.role,
            more.c.valid_until,
            more.c.headed_unit_id,
            more.c.covers_id,
        )
        .outerjoin(more, more.c.of == Person.id)
        .where(Person.host_id == bindparam("host_id"))
    )


_WHO = _who()


def roles_of(person: Person, today: date) -> frozenset[str]:
    """The roles that hold today; empty for a guest whose time is over.

    A guest is a guest only, whatever else was granted, and never turns into an employee by the
    mere end of the invitation.
    """
    return _roles_today({grant.role: grant.valid_until for grant in person.grants}, today)


def _roles_today(granted: Mapping[str, date | None], today: date) -> frozenset[str]:
    holding = {role for role, until in granted.items() if until is None or until >= today}
    if Role.EXTERNAL_AUDITOR in granted:
        return frozenset(holding & {Role.EXTERNAL_AUDITOR.value})
    return frozenset(holding | {Role.EMPLOYEE.value})


def register(session: Session, user: HostUser, now: datetime, *, locale: str) -> Person:
    """Enter somebody who came for the first time; a second call finds the first's row."""
    known = session.scalars(select(Person).where(Person.host_id == user.id)).one_or_none()
    if known is not None:
        return known
    person = Person(
        host_id=user.id,
        name=user.name,
        sort_key=sort_key(surname_first(user.name)),
        email=user.email,
        locale=locale,
        first_seen_at=now,
    )
    session.add(person)
    session.flush()
    return person


def is_as_known(actor: Actor, user: HostUser) -> bool:
    """Whether the host still says the same name and address of somebody.

    A host that gives no name says the identifier in its place; that changes nothing.
    """
    return user.name in {user.id, actor.name} and user.email in {None, "", actor.email}


def refresh(session: Session, user: HostUser) -> None:
    """Take over a name or an address that changed in the host since the last visit."""
    person = session.scalars(select(Person).where(Person.host_id == user.id)).one_or_none()
    if person is None:
        return
    if user.name not in {user.id, person.name}:
        person.name, person.sort_key = user.name, sort_key(surname_first(user.name))
    if user.email and user.email != person.email:
        person.email = user.email


def add_person(
    session: Session,
    now: datetime,
    *,
    host_id: str,
    name: str,
    email: str | None,
    unit: Unit | None,
    roles: tuple[str, ...] = (),
    title_pl: str = "",
    title_en: str = "",
    locale: str = "pl",
) -> Person:
    """Enter somebody with a unit and roles. Raises ValueError for an unknown role."""
    person = Person(
        host_id=host_id,
        name=name,
        sort_key=sort_key(surname_first(name)),
        email=email,
        unit=unit,
        title_pl=title_pl,
        title_en=title_en,
        locale=locale,
        first_seen_at=now,
        grants=[RoleGrant(role=Role(role).value) for role in roles if role != Role.EMPLOYEE],
    )
    session.add(person)
    return person


def add_unit(
    session: Session, *, code: str, name_pl: str, name_en: str, parent: Unit | None = None
) -> Unit:
    """Enter a unit."""
    unit = Unit(
        code=code, name_pl=name_pl, name_en=name_en, sort_key=sort_key(name_pl), parent=parent
    )
    session.add(unit)
    return unit


def choose_locale(session: Session, person_id: int, locale: str) -> None:
    """Remember the language that somebody reads, for mail too."""
    person = session.get_one(Person, person_id)
    person.locale = locale


def grant(
    session: Session,
    actor: Actor,
    clock: Clock,
    person: Person,
    role: Role,
    *,
    valid_until: date | None = None,
) -> None:
    """Give somebody a role, or change until when (the last day included) they have it.

    Raises:
        ValueError: everybody is an employee; that cannot be granted.
    """
    if role is Role.EMPLOYEE:
        raise ValueError("everybody who signs in is an employee")
    known = next((each for each in person.grants if each.role == role), None)
    if known is None:
        person.grants.append(RoleGrant(role=role.value, valid_until=valid_until))
    else:
        known.valid_until = valid_until
    trail.record(
        session, actor, clock, "people.grant", "person", person.uuid,
        {"role": role.value, "until": valid_until.isoformat() if valid_until else None},
    )  # fmt: skip
    hooks.tell_people_moved(session, actor, clock, [person.id])


def revoke(session: Session, actor: Actor, clock: Clock, person: Person, role: Role) -> bool:
    """Take a role away. Returns whether the person had it."""
    known = next((each for each in person.grants if each.role == role), None)
    if known is None:
        return False
    person.grants.remove(known)
    session.delete(known)
    trail.record(
        session, actor, clock, "people.revoke", "person", person.uuid, {"role": role.value}
    )
    hooks.tell_people_moved(session, actor, clock, [person.id])
    return True


def switch(session: Session, actor: Actor, clock: Clock, person: Person, *, on: bool) -> None:
    """Let somebody in, or refuse them from now on; what they did stays theirs."""
    if person.active is on:
        return
    person.active = on
    trail.record(
        session, actor, clock, "people.enable" if on else "people.disable", "person", person.uuid
    )
    hooks.tell_people_moved(session, actor, clock, [person.id])


def surname_first(name: str) -> str:
    """``Anna Maria Kowal`` as ``Kowal Anna Maria``, for sorting."""
    parts = name.split()
    return " ".join([parts[-1], *parts[:-1]]) if parts else name
