"""Enter people, and make the Actor of whoever is signed in."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session, joinedload

from ..host import Actor, Clock, HostUser
from ..i18n import sort_key
from ..trail import services as trail
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
    # Two statements and no more: every request begins with this.
    person = (
        session.scalars(
            select(Person).where(Person.host_id == host_id).options(joinedload(Person.grants))
        )
        .unique()
        .one_or_none()
    )
    if person is None or not person.active:
        return None
    today = now.date()
    roles = roles_of(person, today)
    if not roles:
        return None
    leads = select(literal("leads"), Unit.id).where(Unit.head_id == person.id)
    covers = select(literal("covers"), Deputising.person_id).where(
        Deputising.deputy_id == person.id,
        Deputising.first_day <= today,
        Deputising.last_day >= today,
    )
    headed: set[int] = set()
    covered: set[int] = set()
    for what, number in session.execute(union_all(leads, covers)):
        (headed if what == "leads" else covered).add(number)
    return Actor(
        person_id=person.id,
        host_id=person.host_id,
        name=person.name,
        email=person.email,
        roles=roles,
        unit_ids=frozenset({person.unit_id} if person.unit_id else ()) | frozenset(headed),
        headed_unit_ids=frozenset(headed),
        covers_person_ids=frozenset(covered),
        locale=person.locale,
        source=source,
        address=address,
    )


def roles_of(person: Person, today: date) -> frozenset[str]:
    """The roles that hold today; empty for a guest whose time is over.

    A guest is a guest only, whatever else was granted, and never turns into an employee by the
    mere end of the invitation.
    """
    guest = any(grant.role == Role.EXTERNAL_AUDITOR for grant in person.grants)
    granted = {
        grant.role
        for grant in person.grants
        if grant.valid_until is None or grant.valid_until >= today
    }
    if guest:
        return frozenset(granted & {Role.EXTERNAL_AUDITOR.value})
    return frozenset(granted | {Role.EMPLOYEE.value})


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
    return True


def switch(session: Session, actor: Actor, clock: Clock, person: Person, *, on: bool) -> None:
    """Let somebody in, or refuse them from now on; what they did stays theirs."""
    if person.active is on:
        return
    person.active = on
    trail.record(
        session, actor, clock, "people.enable" if on else "people.disable", "person", person.uuid
    )


def surname_first(name: str) -> str:
    """``Anna Maria Kowal`` as ``Kowal Anna Maria``, for sorting."""
    parts = name.split()
    return " ".join([parts[-1], *parts[:-1]]) if parts else name
